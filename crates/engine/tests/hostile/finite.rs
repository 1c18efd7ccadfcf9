//! Whether every figure of an answer is a number.
#![allow(dead_code, reason = "a target of `fuzz` uses a part of it")]

use std::fmt::Debug;

/// The first figure that is infinite or not a number, with the field it stands in; texts are passed over.
pub fn fault(answer: &impl Debug) -> Option<String> {
    let text = format!("{answer:?}");
    let mut field = String::new();
    let mut word = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => pass_over_text(&mut letters),
            ':' => field = std::mem::take(&mut word),
            _ if letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.') => word.push(letter),
            _ => {
                if matches!(word.as_str(), "NaN" | "inf" | "-inf") {
                    return Some(format!("{field} is {word}"));
                }
                word.clear();
            }
        }
    }
    None
}

fn pass_over_text(letters: &mut std::str::Chars<'_>) {
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '"' => return,
            _ => {}
        }
    }
}

/// Panics where a figure is no number.
pub fn assert(answer: &impl Debug, what: &str) {
    if let Some(fault) = fault(answer) {
        panic!("{what}: {fault}\n{answer:?}");
    }
}

/// Panics where a share is none.
pub fn assert_share(share: f64, what: &str) {
    assert!((0.0..=1.0).contains(&share), "{what} is {share}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    #[allow(dead_code)]
    struct Answer {
        name: &'static str,
        figures: Vec<f64>,
        last: Option<f64>,
    }

    #[test]
    fn it_finds_what_is_no_number_and_reads_no_names() {
        let answer = |figure, last| Answer { name: "a: NaN \" inf,", figures: vec![1.0, figure], last };
        assert_eq!(fault(&answer(2.0, Some(0.5))), None);
        assert_eq!(fault(&answer(f64::NAN, None)).as_deref(), Some("figures is NaN"));
        assert_eq!(fault(&answer(0.0, Some(f64::NEG_INFINITY))).as_deref(), Some("last is -inf"));
    }
}
