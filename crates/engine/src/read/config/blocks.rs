//! Words and braces: NGINX's `name words { … }` with semicolons, and Terraform's `name "label" { key = value }` by lines.

/// A statement, with what is in its braces.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    pub line: usize,
    pub words: Vec<String>,
    pub inner: Vec<Block>,
    pub braces: bool,
    /// Whether its value is a list in brackets.
    pub list: bool,
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
    let mut scan = Scan { text: text.as_bytes(), at: 0, line: 1, brackets: vec![0] };
    while let Some(token) = scan.next(style, !open.words.is_empty()) {
        match token {
            Token::Word(word, line) => {
                if open.words.is_empty() {
                    open.line = line;
                }
                open.words.push(word);
            }
            Token::List => open.list = true,
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
    /// With the line it begins in.
    Word(String, usize),
    List,
    Open,
    Close,
    End,
}

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
    /// Brackets that are open, in each pair of braces: a line ends nothing inside of them.
    brackets: Vec<usize>,
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
                b'/' if style == Style::Terraform && self.text.get(self.at + 1) == Some(&b'*') => {
                    self.skip_comment()
                }
                b'\n' if style == Style::Terraform && under_way && self.brackets.last() == Some(&0) => {
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
                    self.brackets.push(0);
                    return Some(Token::Open);
                }
                b'}' => {
                    self.step();
                    self.brackets.pop();
                    if self.brackets.is_empty() {
                        self.brackets.push(0);
                    }
                    return Some(Token::Close);
                }
                b'=' if style == Style::Terraform => drop(self.step()),
                b'[' if style == Style::Terraform => {
                    self.step();
                    self.bracket(true);
                    return Some(Token::List);
                }
                b']' if style == Style::Terraform => {
                    self.step();
                    self.bracket(false);
                }
                b'<' if style == Style::Terraform && self.heredoc().is_some() => {
                    let line = self.line;
                    return Some(Token::Word(self.document(), line));
                }
                quote @ (b'"' | b'\'') if quote == b'"' || style == Style::Nginx => {
                    let line = self.line;
                    return Some(Token::Word(self.quoted(quote, style), line));
                }
                _ => {
                    let line = self.line;
                    return Some(Token::Word(self.bare(style), line));
                }
            }
        }
    }

    fn skip_line(&mut self) {
        while self.peek().is_some_and(|byte| byte != b'\n') {
            self.step();
        }
    }

    /// `/* … */`; one that nothing ends goes to the end of the text.
    fn skip_comment(&mut self) {
        self.step();
        self.step();
        while let Some(byte) = self.step() {
            if byte == b'*' && self.peek() == Some(b'/') {
                self.step();
                break;
            }
        }
    }

    fn bracket(&mut self, opens: bool) {
        if let Some(depth) = self.brackets.last_mut() {
            *depth = if opens { *depth + 1 } else { depth.saturating_sub(1) };
        }
    }

    /// The word that ends a `<<EOF` or `<<-EOF` here, and where its text begins.
    fn heredoc(&self) -> Option<(&[u8], usize)> {
        let rest = self.text.get(self.at..)?.strip_prefix(b"<<")?;
        let rest = rest.strip_prefix(b"-").unwrap_or(rest);
        let end = rest.iter().take(200).position(|byte| *byte == b'\n')?;
        let word = rest[..end].trim_ascii();
        let named =
            !word.is_empty() && word.iter().all(|it| it.is_ascii_alphanumeric() || b"_-".contains(it));
        let begin = self.text.len() - rest.len() + end + 1;
        named.then_some((word, begin))
    }

    /// The text up to the line that is the word alone; that line's end is left, so that it ends the statement.
    fn document(&mut self) -> String {
        let Some((word, begin)) = self.heredoc() else { return String::new() };
        let word = word.to_vec();
        let mut at = begin;
        let mut ends = self.text.len();
        while at < self.text.len() {
            let end =
                self.text[at..].iter().position(|byte| *byte == b'\n').map_or(self.text.len(), |it| at + it);
            if self.text[at..end].trim_ascii() == word {
                ends = at;
                at = end;
                break;
            }
            at = end + 1;
        }
        let text = String::from_utf8_lossy(&self.text[begin.min(ends)..ends]).into_owned();
        while self.at < at && self.step().is_some() {}
        text
    }

    fn quoted(&mut self, quote: u8, style: Style) -> String {
        self.step();
        let mut word = Vec::new();
        // Terraform's `${ … }` has texts of its own; its texts end with the line where a quote was forgotten.
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            if style == Style::Terraform && byte == b'\n' {
                break;
            }
            self.step();
            if style == Style::Terraform {
                match byte {
                    b'$' | b'%' if self.peek() == Some(b'{') => depth += 1,
                    b'}' => depth = depth.saturating_sub(1),
                    b'"' if depth > 0 => {
                        word.push(byte);
                        continue;
                    }
                    _ => {}
                }
            }
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
                Style::Terraform => matches!(byte, b'=' | b'{' | b'}' | b'[' | b']' | b',' | b'#' | b'"'),
            };
            // `name[0]` and `name[*].id` are one word.
            if style == Style::Terraform
                && byte == b'['
                && word.last().is_some_and(|it| it.is_ascii_alphanumeric() || b"_]".contains(it))
            {
                while let Some(byte) = self.peek().filter(|byte| *byte != b'\n') {
                    self.step();
                    word.push(byte);
                    if byte == b']' {
                        break;
                    }
                }
                continue;
            }
            if style == Style::Terraform && matches!(byte, b'(' | b')') {
                self.bracket(byte == b'(');
            }
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
