//! Moments as people and programs write them, and the calendar around them.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// How far a place is ahead of UTC. The engine knows no time zones: whoever has a list of them answers.
pub trait Place {
    /// Seconds ahead of UTC when the clocks there show so many seconds after 1970-01-01 00:00.
    fn ahead_of_local(&self, local: i64) -> i64;
    /// Seconds ahead of UTC at a moment.
    fn ahead_at(&self, unix: i64) -> i64;
}

/// A place that is always so many seconds ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fixed(pub i64);

impl Place for Fixed {
    fn ahead_of_local(&self, _local: i64) -> i64 {
        self.0
    }

    fn ahead_at(&self, _unix: i64) -> i64 {
        self.0
    }
}

/// Reads a moment as seconds since 1970 (UTC): ISO 8601 and what is like it, `01.03.2026 14:05`, `3/1/2026 2:05 PM`, `1 Mar 2026`, seconds or
/// milliseconds since 1970. Where no offset is written, the place's.
///
/// # Errors
/// What is wrong, in a few words.
pub fn parse(text: &str, place: &dyn Place, day_first: bool) -> Result<i64, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("is empty".to_owned());
    }
    if text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return since_1970(text).ok_or_else(|| not_a_moment(text));
    }
    let mut rest = Rest(text);
    let day = rest.day(day_first).ok_or_else(|| not_a_moment(text))?.ok_or_else(|| no_such_day(text))?;
    rest.skip(&[' ', ',', 'T', 't', '\u{a0}']);
    let seconds = rest.time().ok_or_else(|| not_a_moment(text))?;
    let local = days_of(day) * DAY + seconds;
    rest.skip(&[' ', '\u{a0}']);
    let ahead = match rest.0 {
        "" => place.ahead_of_local(local),
        zone => offset(zone)?,
    };
    Ok(local - ahead)
}

fn not_a_moment(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    format!("'{short}' is not a date and time; write for example 2026-03-01 14:05")
}

fn no_such_day(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    format!("'{short}': there is no such day")
}

fn since_1970(digits: &str) -> Option<i64> {
    let number: i64 = digits.parse().ok()?;
    match digits.len() {
        9 | 10 => Some(number),
        12 | 13 => Some(number.div_euclid(1_000)),
        _ => None,
    }
}

/// `Z`, `UTC`, `+02:00`, `-0530`, `+2`.
fn offset(text: &str) -> Result<i64, String> {
    let trimmed = text.trim();
    if matches!(trimmed.to_ascii_uppercase().as_str(), "Z" | "UTC" | "GMT") {
        return Ok(0);
    }
    let wrong = || format!("'{trimmed}' is no offset from UTC; write for example +02:00 or Z");
    let signed = trimmed.strip_prefix("UTC").or_else(|| trimmed.strip_prefix("GMT")).unwrap_or(trimmed);
    let (sign, digits) = match signed.chars().next() {
        Some('+') => (1, &signed[1..]),
        Some('-') => (-1, &signed[1..]),
        Some('−') => (-1, &signed['−'.len_utf8()..]),
        _ => return Err(wrong()),
    };
    let digits: String = digits.chars().filter(|c| *c != ':').collect();
    let number: i64 = digits.parse().map_err(|_| wrong())?;
    let (hours, minutes) = if digits.len() > 2 { (number / 100, number % 100) } else { (number, 0) };
    if digits.len() > 4 || hours > 15 || minutes > 59 {
        return Err(wrong());
    }
    Ok(sign * (hours * 3_600 + minutes * 60))
}

/// What is left to be read of a moment.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn skip(&mut self, characters: &[char]) {
        self.0 = self.0.trim_start_matches(characters);
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let end = self.0.find(|c: char| !wanted(c)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    fn number(&mut self) -> Option<(i32, usize)> {
        let digits = self.take_while(|c| c.is_ascii_digit());
        Some((digits.parse().ok().filter(|_| digits.len() <= 4)?, digits.len()))
    }

    /// The day: none where there is none to be read, and none within where the calendar has no such day.
    fn day(&mut self, day_first: bool) -> Option<Option<Date>> {
        if self.0.starts_with(|c: char| c.is_alphabetic()) {
            let word = self.take_while(char::is_alphabetic);
            self.skip(&[' ', ',', '.']);
            match month_of(word) {
                // `Mar 1, 2026`
                Some(month) => {
                    let (day, _) = self.number()?;
                    self.skip(&[' ', ',']);
                    return Some(day_of(self.year()?, month, day));
                }
                // `Sun, 1 Mar 2026`
                None if weekday(word) => {}
                None => return None,
            }
        }
        let (first, digits) = self.number()?;
        let separator = self.0.chars().next().filter(|c| matches!(c, '-' | '/' | '.' | ' '))?;
        self.0 = &self.0[1..];
        self.skip(&[' ']);
        if self.0.starts_with(|c: char| c.is_alphabetic()) {
            let month = month_of(self.take_while(char::is_alphabetic))?;
            self.skip(&[' ', '-', '/', '.', ',']);
            return Some(day_of(self.year()?, month, first));
        }
        let (second, _) = self.number()?;
        if !self.0.starts_with(separator) {
            return None;
        }
        self.0 = &self.0[1..];
        if digits == 4 {
            let (third, length) = self.number()?;
            return (length <= 2).then(|| day_of(first, second, third));
        }
        let year = self.year()?;
        let day_leads = separator == '.' || first > 12 || (day_first && second <= 12);
        let (day, month) = if day_leads { (first, second) } else { (second, first) };
        Some(day_of(year, month, day))
    }

    /// Four digits: with two nobody knows which century, or whether it is a year.
    fn year(&mut self) -> Option<i32> {
        self.number().filter(|(_, digits)| *digits == 4).map(|(year, _)| year)
    }

    /// Seconds from midnight; midnight where nothing is written.
    fn time(&mut self) -> Option<i64> {
        if !self.0.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(0);
        }
        let (mut hours, _) = self.number()?;
        let (mut minutes, mut seconds) = (0, 0);
        if self.0.starts_with([':', '.']) {
            self.0 = &self.0[1..];
            minutes = self.number().filter(|(_, digits)| *digits == 2)?.0;
            if self.0.starts_with(':') {
                self.0 = &self.0[1..];
                seconds = self.number().filter(|(_, digits)| *digits == 2)?.0;
                if self.0.starts_with(['.', ',']) {
                    self.0 = &self.0[1..];
                    let _fraction = self.take_while(|c| c.is_ascii_digit());
                }
            }
        }
        let before = self.0;
        self.skip(&[' ', '\u{a0}', '\u{202f}']);
        let word = self.take_while(|c| c.is_alphabetic() || c == '.').replace('.', "").to_ascii_lowercase();
        match word.as_str() {
            "am" | "pm" if (1..=12).contains(&hours) => {
                hours = hours % 12 + if word == "pm" { 12 } else { 0 }
            }
            "am" | "pm" => return None,
            "h" | "uhr" => {}
            _ => self.0 = before,
        }
        let whole = i64::from(hours) * 3_600 + i64::from(minutes) * 60 + i64::from(seconds);
        (minutes < 60 && seconds <= 60 && whole <= DAY).then_some(whole)
    }
}

fn day_of(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn month_of(word: &str) -> Option<i32> {
    const NAMES: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let lower = word.to_ascii_lowercase();
    let at = NAMES.iter().position(|name| lower.starts_with(name))?;
    Some(at as i32 + 1)
}

fn weekday(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|name| lower.starts_with(name))
}

/// Days since 1970-01-01.
pub fn days_of(day: Date) -> i64 {
    day.duration_since(date(1970, 1, 1)).as_secs().div_euclid(DAY)
}

/// The day so many days after 1970-01-01; the last one there is where that is beyond the calendar.
pub fn day_after_1970(days: i64) -> Date {
    date(1970, 1, 1).saturating_add(days.clamp(-700_000, 2_900_000).days())
}

/// The day at a place at a moment, and the seconds since its midnight.
pub fn local(unix: i64, place: &dyn Place) -> (Date, i64) {
    let local = unix + place.ahead_at(unix);
    (day_after_1970(local.div_euclid(DAY)), local.rem_euclid(DAY))
}

/// The moment at which a day begins at a place.
pub fn midnight(day: Date, place: &dyn Place) -> i64 {
    let local = days_of(day) * DAY;
    local - place.ahead_of_local(local)
}

/// The first day of the month so many months later.
pub fn months_later(day: Date, months: i32) -> Date {
    day.first_of_month().saturating_add(months.months())
}

/// `2026-03-01 14:05`, at a place.
#[must_use]
pub fn written(unix: i64, place: &dyn Place) -> String {
    let (day, seconds) = local(unix, place);
    format!("{day} {:02}:{:02}", seconds / 3_600, seconds / 60 % 60)
}

/// `2026-03-01`: the day it is at a place.
#[must_use]
pub fn day(unix: i64, place: &dyn Place) -> String {
    local(unix, place).0.to_string()
}

/// `2026-03-01T14:05:00Z`.
#[must_use]
pub fn in_utc(unix: i64) -> String {
    let (day, seconds) = local(unix, &Fixed(0));
    format!("{day}T{:02}:{:02}:{:02}Z", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// 2026-03-01 14:05 UTC is 1,772,373,900 s after 1970 (date -u -d '2026-03-01 14:05' +%s).
    #[test]
    fn one_moment_in_many_spellings() {
        for text in [
            "2026-03-01T14:05:00Z",
            "2026-03-01 14:05",
            "2026-03-01T15:05+01:00",
            "2026-03-01 09:05:00.250 -0500",
            "2026/03/01 14:05:00 UTC",
            "01.03.2026 14:05",
            "1.3.2026, 14:05 Uhr",
            "3/1/2026 2:05 PM",
            "3/1/2026, 2:05:00\u{202f}p.m.",
            "Sun, 01 Mar 2026 14:05:00 GMT",
            "1 March 2026 14:05",
            "01-Mar-2026 14:05",
            "Mar 1, 2026 14:05",
            "Mar 1, 2026 2:05 pm UTC+0",
            "1772373900",
            "1772373900123",
        ] {
            assert_eq!(parse(text, &Fixed(0), false), Ok(1_772_373_900), "{text}");
        }
        assert_eq!(parse("01/03/2026 14:05", &Fixed(0), true), Ok(1_772_373_900));
        assert_eq!(parse("2026-03-01 15:05", &Fixed(3_600), false), Ok(1_772_373_900));
        assert_eq!(parse("2026-03-01", &Fixed(0), false), Ok(1_772_323_200));
        assert_eq!(parse("13/03/2026", &Fixed(0), false), parse("2026-03-13", &Fixed(0), false));
        assert_eq!(parse("2026-03-01 24:00", &Fixed(0), false), parse("2026-03-02", &Fixed(0), false));
    }

    #[test]
    fn what_is_no_moment_is_said() {
        for (text, says) in [
            ("", "is empty"),
            ("soon", "'soon' is not a date"),
            ("2026-02-30", "there is no such day"),
            ("2026-13-01", "there is no such day"),
            ("31.04.2026", "there is no such day"),
            ("2026-03-01 25:00", "is not a date and time"),
            ("2026-03-01 14:65", "is not a date and time"),
            ("2026-03-01 14:05 CEST", "'CEST' is no offset"),
            ("2026-03-01 14:05 +99:00", "is no offset"),
            ("01/03/26", "is not a date"),
            ("2026-03", "is not a date"),
            ("13:05 PM", "is not a date"),
            ("3/1/2026 13:05 PM", "is not a date"),
            ("123456789012345", "is not a date"),
        ] {
            let error = parse(text, &Fixed(0), false).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn the_calendar() {
        let march = parse("2026-03-29 12:00", &Fixed(0), false).unwrap();
        let (day, seconds) = local(march, &Fixed(7_200));
        assert_eq!((day.to_string().as_str(), seconds), ("2026-03-29", 14 * 3_600));
        assert_eq!(months_later(day, 1).to_string(), "2026-04-01");
        assert_eq!(months_later(day, -2).to_string(), "2026-01-01");
        assert_eq!(written(march, &Fixed(0)), "2026-03-29 12:00");
        assert_eq!(in_utc(march), "2026-03-29T12:00:00Z");
        assert_eq!(midnight(day, &Fixed(7_200)), march - 14 * 3_600);
    }
}
