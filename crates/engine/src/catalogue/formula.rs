//! The small formulas of the mechanisms: numbers, names, `+ - * / **`, brackets, `min max log log10`.

use thiserror::Error;

/// Why a formula has no value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FormulaError {
    /// Not a formula.
    #[error("'{0}' is not a formula")]
    Malformed(String),
    /// A name without a value.
    #[error("{0} has no value")]
    Unknown(String),
}

/// To the thousandth: what arithmetic adds behind it is no time anybody measures.
#[must_use]
pub fn whole(seconds: f64) -> f64 {
    let thousandths = (seconds * 1e3).round();
    if thousandths.abs() < 1e15 { thousandths / 1e3 } else { seconds }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(f64),
    Name(String),
    Sign(&'static str),
}

/// Signs, the longest first.
const SIGNS: [&str; 8] = ["**", "+", "-", "*", "/", "(", ")", ","];

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut list = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let run = |keep: fn(char) -> bool| rest.find(|c: char| !keep(c)).unwrap_or(rest.len());
        let length = if first.is_ascii_digit() || first == '.' {
            let length = run(|c| c.is_ascii_digit() || c == '.');
            list.push(Token::Number(rest[..length].parse().ok()?));
            length
        } else if first.is_ascii_alphabetic() || first == '_' {
            let length = run(|c| c.is_ascii_alphanumeric() || c == '_');
            list.push(Token::Name(rest[..length].to_owned()));
            length
        } else {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign))?;
            list.push(Token::Sign(sign));
            sign.len()
        };
        rest = rest[length..].trim_start();
    }
    Some(list)
}

/// The value of a formula; `value` gives that of each name.
///
/// # Errors
/// Where it is none, or a name has no value.
///
/// ```
/// use ninefold_engine::catalogue::formula::evaluate;
/// let value = |name: &str| (name == "period").then_some(10.0);
/// assert_eq!(evaluate("period/2+(3-1)*period+2**3", &value), Ok(33.0));
/// assert!(evaluate("period/", &value).is_err() && evaluate("other", &value).is_err());
/// ```
pub fn evaluate(text: &str, value: &dyn Fn(&str) -> Option<f64>) -> Result<f64, FormulaError> {
    let malformed = || FormulaError::Malformed(text.to_owned());
    let tokens = tokens(text).ok_or_else(malformed)?;
    let mut parser = Parser { tokens: &tokens, at: 0, value, unknown: None, depth: 0 };
    let result = parser.sum();
    if let Some(name) = parser.unknown {
        return Err(FormulaError::Unknown(name));
    }
    result.filter(|_| parser.at == tokens.len()).ok_or_else(malformed)
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    value: &'a dyn Fn(&str) -> Option<f64>,
    unknown: Option<String>,
    depth: usize,
}

impl Parser<'_> {
    fn takes(&mut self, sign: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Sign(it)) if *it == sign);
        self.at += usize::from(found);
        found
    }

    fn sum(&mut self) -> Option<f64> {
        let mut total = self.product()?;
        loop {
            if self.takes("+") {
                total += self.product()?;
            } else if self.takes("-") {
                total -= self.product()?;
            } else {
                return Some(total);
            }
        }
    }

    fn product(&mut self) -> Option<f64> {
        let mut total = self.power()?;
        loop {
            if self.takes("*") {
                total *= self.power()?;
            } else if self.takes("/") {
                total /= self.power()?;
            } else {
                return Some(total);
            }
        }
    }

    fn power(&mut self) -> Option<f64> {
        let base = self.atom()?;
        if self.takes("**") { Some(libm::pow(base, self.power()?)) } else { Some(base) }
    }

    fn atom(&mut self) -> Option<f64> {
        self.depth += 1;
        if self.depth > 200 {
            return None;
        }
        if self.takes("-") {
            return Some(-self.atom()?);
        }
        if self.takes("(") {
            let inner = self.sum()?;
            return self.takes(")").then_some(inner);
        }
        match self.tokens.get(self.at)?.clone() {
            Token::Number(number) => {
                self.at += 1;
                Some(number)
            }
            Token::Name(name) => {
                self.at += 1;
                if self.takes("(") { self.call(&name) } else { self.named(&name) }
            }
            Token::Sign(_) => None,
        }
    }

    fn named(&mut self, name: &str) -> Option<f64> {
        let found = (self.value)(name);
        if found.is_none() && self.unknown.is_none() {
            self.unknown = Some(name.to_owned());
        }
        // Reading goes on, so that a malformed rest is noticed too.
        Some(found.unwrap_or(1.0))
    }

    fn call(&mut self, name: &str) -> Option<f64> {
        let mut arguments = vec![self.sum()?];
        while self.takes(",") {
            arguments.push(self.sum()?);
        }
        if !self.takes(")") {
            return None;
        }
        match (name, &arguments[..]) {
            ("min", list) => list.iter().copied().reduce(f64::min),
            ("max", list) => list.iter().copied().reduce(f64::max),
            ("log", [of]) => Some(libm::log(*of)),
            ("log10", [of]) => Some(libm::log10(*of)),
            _ => None,
        }
    }
}

/// The names in a formula that are no functions.
#[must_use]
pub fn names(text: &str) -> Vec<String> {
    let list = tokens(text).unwrap_or_default();
    let is_call = |at: usize| list.get(at + 1) == Some(&Token::Sign("("));
    let names = list.iter().enumerate().filter_map(|(at, token)| match token {
        Token::Name(name) if !is_call(at) => Some(name.clone()),
        _ => None,
    });
    names.collect()
}

/// The formula as people write it: `period / 2 + (threshold − 1) × period`.
#[must_use]
pub fn spaced(text: &str) -> String {
    written(text, &|name| name.to_owned())
}

/// The formula with the values in it: `10 / 2 + (3 − 1) × 10`.
#[must_use]
pub fn inserted(text: &str, value: &dyn Fn(&str) -> Option<f64>) -> String {
    written(text, &|name| value(name).map_or_else(|| name.to_owned(), plain))
}

fn written(text: &str, name: &dyn Fn(&str) -> String) -> String {
    let list = tokens(text).unwrap_or_default();
    let mut out = String::new();
    for (at, token) in list.iter().enumerate() {
        let is_call = list.get(at + 1) == Some(&Token::Sign("("));
        out += &match token {
            Token::Number(number) => plain(*number),
            Token::Name(word) if is_call => word.clone(),
            Token::Name(word) => name(word),
            Token::Sign("*") => " × ".to_owned(),
            Token::Sign("-") => " − ".to_owned(),
            Token::Sign("**") => "^".to_owned(),
            Token::Sign(",") => ", ".to_owned(),
            Token::Sign(sign @ ("+" | "/")) => format!(" {sign} "),
            Token::Sign(sign) => (*sign).to_owned(),
        };
    }
    out
}

/// A number with at most six digits behind the point, and none that say nothing.
#[must_use]
pub fn plain(number: f64) -> String {
    let text = format!("{number:.6}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    text.to_owned()
}

/// `26 s`.
#[must_use]
pub fn seconds(seconds: f64) -> String {
    format!("{} s", plain((seconds * 1e3).round() / 1e3))
}
