//! The hours of the week that count: downtime outside of them is nobody's.

use std::fmt;

use thiserror::Error;

use crate::model::ServiceHours;

/// Seconds of a day.
const DAY: u32 = 86_400;
const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The hours that count, for each day of the week (Monday first): spans in seconds from midnight, ascending, apart from each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekHours {
    days: [Vec<(u32, u32)>; 7],
}

/// Why a text is no service hours.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HoursError {
    /// Not a day.
    #[error("'{0}' is not a day; write Mon to Sun, a span such as Mon-Fri, or daily")]
    Day(String),
    /// Not a span of times.
    #[error("'{0}' is not a span of times; write 8-18, 08:30-17:00 or 24h")]
    Times(String),
    /// Nothing counts.
    #[error("no hour of the week is left; write for example Mon-Fri 8-18")]
    Nothing,
}

impl WeekHours {
    /// Every hour of every day.
    #[must_use]
    pub fn always() -> Self {
        Self { days: std::array::from_fn(|_| vec![(0, DAY)]) }
    }

    /// Reads `Mon-Fri 8-18`, `Mon-Thu 08:00-18:00, Fri 8-16`, `daily 6-22`, `24/7`. A span past midnight goes on into the next day.
    ///
    /// # Errors
    /// What is wrong, for the person who typed it.
    ///
    /// ```
    /// use ninefold_engine::budget::WeekHours;
    /// let office = WeekHours::parse("Mon-Thu 8-18, Fri 8-16").unwrap();
    /// assert_eq!(office.seconds_a_week(), 48.0 * 3600.0);
    /// assert_eq!(office.to_string(), "Mon-Thu 8-18, Fri 8-16");
    /// ```
    pub fn parse(text: &str) -> Result<Self, HoursError> {
        let text = text.trim();
        if matches!(text.to_ascii_lowercase().as_str(), "24/7" | "24x7" | "always" | "24h") {
            return Ok(Self::always());
        }
        let mut hours = Self { days: Default::default() };
        for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
            let at = part.find(|c: char| c.is_ascii_digit()).unwrap_or(part.len());
            let (days, times) = (part[..at].trim(), part[at..].trim());
            let span = parse_times(times)?;
            for day in parse_days(days)? {
                hours.add(day, span);
            }
        }
        hours.tidy();
        if hours.seconds_a_week() > 0.0 { Ok(hours) } else { Err(HoursError::Nothing) }
    }

    /// Those of an objective in the file.
    #[must_use]
    pub fn of(hours: &ServiceHours) -> Self {
        let seconds = |hours: f64| libm::round(hours * 3_600.0).clamp(0.0, f64::from(DAY)) as u32;
        let mut week = Self { days: Default::default() };
        let all = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
        for day in hours.days.as_deref().unwrap_or(&all) {
            let span = (seconds(hours.from.hours()), seconds(hours.to.hours()));
            week.add((*day as usize).clamp(1, 7) - 1, span);
        }
        week.tidy();
        week
    }

    /// Whether all of the time counts.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.days.iter().all(|spans| spans == &[(0, DAY)])
    }

    /// Seconds of a week that count.
    #[must_use]
    pub fn seconds_a_week(&self) -> f64 {
        (0..7).map(|day| self.seconds_on(day)).sum()
    }

    /// Seconds of a weekday (0 is Monday) that count.
    #[must_use]
    pub fn seconds_on(&self, day: usize) -> f64 {
        self.days[day % 7].iter().map(|(from, to)| f64::from(to - from)).sum()
    }

    /// The fraction of the time that counts.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.seconds_a_week() / (7.0 * f64::from(DAY))
    }

    /// Seconds that count of a weekday (0 is Monday) between two of its seconds.
    #[must_use]
    pub fn within(&self, day: usize, from: u32, to: u32) -> f64 {
        let overlap = |&(start, end): &(u32, u32)| end.min(to).saturating_sub(start.max(from));
        self.days[day % 7].iter().map(overlap).map(f64::from).sum()
    }

    fn add(&mut self, day: usize, (from, to): (u32, u32)) {
        if from < to {
            self.days[day].push((from, to));
        } else {
            self.days[day].push((from, DAY));
            self.days[(day + 1) % 7].push((0, to));
        }
    }

    /// Spans in order, those that touch joined.
    fn tidy(&mut self) {
        for spans in &mut self.days {
            spans.retain(|(from, to)| from < to);
            spans.sort_unstable();
            let mut joined: Vec<(u32, u32)> = Vec::with_capacity(spans.len());
            for &(from, to) in spans.iter() {
                match joined.last_mut() {
                    Some(last) if from <= last.1 => last.1 = last.1.max(to),
                    _ => joined.push((from, to)),
                }
            }
            *spans = joined;
        }
    }
}

fn parse_days(text: &str) -> Result<Vec<usize>, HoursError> {
    let wrong = || HoursError::Day(text.to_owned());
    let lower = text.trim_end_matches(':').trim().to_ascii_lowercase();
    match lower.as_str() {
        "" | "daily" | "every day" | "all days" => return Ok((0..7).collect()),
        "weekdays" | "working days" => return Ok((0..5).collect()),
        "weekend" | "weekends" => return Ok(vec![5, 6]),
        _ => {}
    }
    let mut days = Vec::new();
    for part in lower.split([' ', '+', '&']).filter(|part| !part.is_empty() && *part != "and") {
        match part.split_once(['-', '–']) {
            None => days.push(day_of(part).ok_or_else(wrong)?),
            Some((first, last)) => {
                let (first, last) = (day_of(first).ok_or_else(wrong)?, day_of(last).ok_or_else(wrong)?);
                days.extend((0..=(last + 7 - first) % 7).map(|step| (first + step) % 7));
            }
        }
    }
    Ok(days)
}

fn day_of(text: &str) -> Option<usize> {
    const WHOLE: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    (text.len() >= 2).then(|| WHOLE.iter().position(|day| day.starts_with(text)))?
}

fn parse_times(text: &str) -> Result<(u32, u32), HoursError> {
    let wrong = || HoursError::Times(text.to_owned());
    if matches!(text, "24h" | "24 h" | "0-24") {
        return Ok((0, DAY));
    }
    let (from, to) = text.split_once(['-', '–']).ok_or_else(wrong)?;
    let (from, to) = (time_of(from).ok_or_else(wrong)?, time_of(to).ok_or_else(wrong)?);
    if from == DAY || from == to { Err(wrong()) } else { Ok((from, to)) }
}

/// `8`, `08:30`, `24:00` in seconds from midnight.
fn time_of(text: &str) -> Option<u32> {
    let text = text.trim().trim_end_matches('h').trim();
    let (hours, minutes) = text.split_once([':', '.']).unwrap_or((text, "0"));
    let digits = |part: &str| (part.len() <= 2).then(|| part.parse::<u32>().ok()).flatten();
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    let seconds = hours * 3_600 + minutes * 60;
    (minutes < 60 && seconds <= DAY).then_some(seconds)
}

impl fmt::Display for WeekHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_always() {
            return f.write_str("24/7");
        }
        let mut day = 0;
        let mut first = true;
        while day < 7 {
            let mut last = day;
            while last < 6 && self.days[last + 1] == self.days[day] {
                last += 1;
            }
            for (from, to) in &self.days[day] {
                f.write_str(if first { "" } else { ", " })?;
                first = false;
                f.write_str(NAMES[day])?;
                if last > day {
                    write!(f, "-{}", NAMES[last])?;
                }
                write!(f, " {}-{}", clock(*from), clock(*to))?;
            }
            day = last + 1;
        }
        Ok(())
    }
}

fn clock(seconds: u32) -> String {
    match (seconds / 3_600, seconds / 60 % 60) {
        (hours, 0) => hours.to_string(),
        (hours, minutes) => format!("{hours:02}:{minutes:02}"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        for (text, hours, written) in [
            ("Mon-Fri 8-18", 50.0, "Mon-Fri 8-18"),
            ("weekdays 08:00-18:00; Sat 9-13", 54.0, "Mon-Fri 8-18, Sat 9-13"),
            ("daily 6:30-22", 108.5, "Mon-Sun 06:30-22"),
            ("6-22", 112.0, "Mon-Sun 6-22"),
            ("Sat-Mon 10-12", 6.0, "Mon 10-12, Sat-Sun 10-12"),
            ("Fri 22-6", 8.0, "Fri 22-24, Sat 0-6"),
            ("mon and wed 9-12, mon 11-14", 8.0, "Mon 9-14, Wed 9-12"),
            ("24/7", 168.0, "24/7"),
            ("daily 24h", 168.0, "24/7"),
        ] {
            let read = WeekHours::parse(text).unwrap();
            assert_eq!(read.seconds_a_week(), hours * 3_600.0, "{text}");
            assert_eq!(read.to_string(), written);
            assert_eq!(WeekHours::parse(written).unwrap(), read, "{written}");
        }
    }

    #[test]
    fn what_is_no_service_hours_is_said() {
        for (text, says) in [
            ("Mun 8-18", "'Mun' is not a day"),
            ("Mon 8", "'8' is not a span"),
            ("Mon 8-25", "'8-25' is not a span"),
            ("Mon 8-8", "'8-8' is not a span"),
            ("Mon", "'' is not a span"),
            ("", "no hour of the week"),
            (" , ", "no hour of the week"),
        ] {
            let error = WeekHours::parse(text).unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn parts_of_a_day() {
        let hours = WeekHours::parse("Mon 8-12, Mon 13-17").unwrap();
        assert_eq!(hours.within(0, 11 * 3_600, 14 * 3_600), 7_200.0);
        assert_eq!(hours.within(1, 0, DAY), 0.0);
        assert_eq!(hours.within(7, 0, DAY), 8.0 * 3_600.0);
    }
}
