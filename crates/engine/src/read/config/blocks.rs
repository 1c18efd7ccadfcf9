//! Words and braces: NGINX's `name words { … }` with semicolons, and Terraform's `name "label" { key = value }` by lines.

/// A statement, with what is in its braces.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    pub line: usize,
    pub words: Vec<String>,
    pub inner: Vec<Block>,
    pub braces: bool,
}

impl Block {
    pub(super) fn name(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    pub(super) fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    /// The statements of this name inside.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Block> {
        self.inner.iter().filter(move |it| it.name() == name)
    }
}

/// Deepest nesting.
const MAX_DEPTH: usize = 40;

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Nginx,
    Terraform,
}

/// Everything as one block; the line where it ends in the middle, if it does.
pub(super) fn read(text: &str, style: Style) -> (Block, Option<(usize, &'static str)>) {
    let mut stack = vec![Block { line: 1, braces: true, ..Block::default() }];
    let mut open = Block::default();
    let mut fault = None;
    let mut scan = Scan { text: text.as_bytes(), at: 0, line: 1 };
    while let Some(token) = scan.next(style, !open.words.is_empty()) {
        match token {
            Token::Word(word) => {
                if open.words.is_empty() {
                    open.line = scan.line;
                }
                open.words.push(word);
            }
            Token::End => finish(&mut stack, &mut open),
            Token::Open => {
                open.braces = true;
                if stack.len() >= MAX_DEPTH {
                    fault = Some((scan.line, "nested too deeply"));
                    break;
                }
                stack.push(std::mem::take(&mut open));
            }
            Token::Close => {
                finish(&mut stack, &mut open);
                match stack.len() {
                    1 => fault = fault.or(Some((scan.line, "a closing brace without an opening one"))),
                    _ => close(&mut stack),
                }
            }
        }
    }
    finish(&mut stack, &mut open);
    if stack.len() > 1 {
        fault = fault.or(Some((scan.line, "the text ends inside of braces")));
    }
    while stack.len() > 1 {
        close(&mut stack);
    }
    (stack.pop().unwrap_or_default(), fault)
}

fn finish(stack: &mut [Block], open: &mut Block) {
    let done = std::mem::take(open);
    if let (false, Some(holder)) = (done.words.is_empty(), stack.last_mut()) {
        holder.inner.push(done);
    }
}

fn close(stack: &mut Vec<Block>) {
    if let Some(done) = stack.pop()
        && let Some(holder) = stack.last_mut()
    {
        holder.inner.push(done);
    }
}

enum Token {
    Word(String),
    Open,
    Close,
    End,
}

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn step(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        self.line += usize::from(byte == b'\n');
        Some(byte)
    }

    fn next(&mut self, style: Style, under_way: bool) -> Option<Token> {
        loop {
            match self.peek()? {
                b'#' => self.skip_line(),
                b'/' if style == Style::Terraform && self.text.get(self.at + 1) == Some(&b'/') => {
                    self.skip_line()
                }
                b'\n' if style == Style::Terraform && under_way => {
                    self.step();
                    return Some(Token::End);
                }
                byte if byte.is_ascii_whitespace() => drop(self.step()),
                b';' | b',' if style == Style::Nginx || self.peek() == Some(b',') => {
                    let semicolon = self.step() == Some(b';');
                    if semicolon {
                        return Some(Token::End);
                    }
                }
                b'{' => {
                    self.step();
                    return Some(Token::Open);
                }
                b'}' => {
                    self.step();
                    return Some(Token::Close);
                }
                b'=' if style == Style::Terraform => drop(self.step()),
                b'[' | b']' if style == Style::Terraform => drop(self.step()),
                quote @ (b'"' | b'\'') => return Some(Token::Word(self.quoted(quote))),
                _ => return Some(Token::Word(self.bare(style))),
            }
        }
    }

    fn skip_line(&mut self) {
        while self.peek().is_some_and(|byte| byte != b'\n') {
            self.step();
        }
    }

    fn quoted(&mut self, quote: u8) -> String {
        self.step();
        let mut word = Vec::new();
        while let Some(byte) = self.step() {
            if byte == quote {
                break;
            }
            if byte == b'\\' {
                word.extend(self.step());
            } else {
                word.push(byte);
            }
        }
        String::from_utf8_lossy(&word).into_owned()
    }

    fn bare(&mut self, style: Style) -> String {
        let mut word = Vec::new();
        while let Some(byte) = self.peek() {
            // `${name}` is one word.
            if byte == b'$' && self.text.get(self.at + 1) == Some(&b'{') {
                while let Some(byte) = self.step() {
                    word.push(byte);
                    if byte == b'}' {
                        break;
                    }
                }
                continue;
            }
            let ends = match style {
                Style::Nginx => matches!(byte, b';' | b'{' | b'}'),
                Style::Terraform => matches!(byte, b'=' | b'{' | b'}' | b'[' | b']' | b',' | b'#'),
            };
            if byte.is_ascii_whitespace() || ends {
                break;
            }
            self.step();
            word.push(byte);
        }
        if word.is_empty() {
            // Nothing that belongs here: passed over, so that reading goes on.
            self.step();
        }
        String::from_utf8_lossy(&word).into_owned()
    }
}
