//! Plain maths under the charts: where a value lies, and which values deserve a tick.

/// Steps that read well on an axis of durations, in seconds.
const DURATION_STEPS: [f64; 25] = [
    1.0,
    2.0,
    5.0,
    10.0,
    20.0,
    30.0,
    60.0,
    120.0,
    300.0,
    600.0,
    1_200.0,
    1_800.0,
    3_600.0,
    7_200.0,
    10_800.0,
    21_600.0,
    43_200.0,
    86_400.0,
    172_800.0,
    432_000.0,
    864_000.0,
    1_728_000.0,
    2_592_000.0,
    7_776_000.0,
    15_552_000.0,
];

/// Values from `low` to `high` laid along a range of pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    /// The value at the beginning: 0, or less.
    pub low: f64,
    /// The value at the end.
    pub high: f64,
    /// The pixel of `low`.
    pub start: f64,
    /// The pixel of `high`.
    pub end: f64,
}

impl Axis {
    /// 0 at pixel `start`, `high` at pixel `end`.
    pub(super) fn new(high: f64, pixels: (f64, f64)) -> Self {
        Self::between((0.0, high), pixels)
    }

    /// `low` at pixel `start`, `high` at pixel `end`; 0 lies between them.
    pub(super) fn between((low, high): (f64, f64), (start, end): (f64, f64)) -> Self {
        let low = low.min(0.0);
        let high = if high > 0.0 || (low < 0.0 && high >= 0.0) { high } else { 1.0 };
        Self { low, high, start, end }
    }

    /// The pixel of `value`, kept inside the axis.
    pub(super) fn place(&self, value: f64) -> f64 {
        let share = (value.clamp(self.low, self.high) - self.low) / (self.high - self.low);
        self.start + share * (self.end - self.start)
    }

    /// At most `most` steps between values of an axis of durations that deserve a tick.
    pub(super) fn duration_ticks(&self, most: usize) -> Vec<f64> {
        let fits = |step: &f64| self.high / step <= most as f64;
        let step = DURATION_STEPS.into_iter().find(fits).unwrap_or_else(|| round_step(self.high, most));
        multiples(if self.high < 1.0 { round_step(self.high, most) } else { step }, self.high)
    }

    /// At most `most` steps between round values.
    pub(super) fn ticks(&self, most: usize) -> Vec<f64> {
        let step = round_step(self.high - self.low, most);
        let below = multiples(step, -self.low).into_iter().skip(1).rev().map(|value| -value);
        below.chain(multiples(step, self.high)).collect()
    }
}

/// The smallest of 1, 2, 5 × a power of ten that divides `span` into at most `most` steps.
fn round_step(span: f64, most: usize) -> f64 {
    let rough = span / most.max(1) as f64;
    if rough.is_nan() || rough <= 0.0 || rough.is_infinite() {
        return 1.0;
    }
    let power = libm::pow(10.0, libm::floor(libm::log10(rough)));
    [1.0, 2.0, 5.0].into_iter().map(|digit| digit * power).find(|&step| step >= rough).unwrap_or(10.0 * power)
}

/// Multiples of `step` from 0 to `high`.
fn multiples(step: f64, high: f64) -> Vec<f64> {
    let last = libm::floor(high / step * (1.0 + 1e-12)) as u32;
    (0..=last.min(64)).map(|index| f64::from(index) * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_keeps_proportions_and_its_ends() {
        let axis = Axis::new(100.0, (10.0, 210.0));
        assert_eq!([0.0, 25.0, 100.0, 400.0].map(|value| axis.place(value)), [10.0, 60.0, 210.0, 210.0]);
    }

    #[test]
    fn an_axis_may_begin_below_zero() {
        let axis = Axis::between((-50.0, 100.0), (0.0, 300.0));
        assert_eq!([-50.0, 0.0, 100.0].map(|value| axis.place(value)), [0.0, 100.0, 300.0]);
        assert_eq!(axis.ticks(3), [-50.0, 0.0, 50.0, 100.0]);
        assert_eq!(Axis::between((-50.0, 0.0), (0.0, 1.0)).place(-25.0), 0.5);
    }

    #[test]
    fn ticks_of_durations_are_ones_people_say() {
        let hour = Axis::new(3_600.0, (0.0, 1.0));
        assert_eq!(hour.duration_ticks(6), [0.0, 600.0, 1_200.0, 1_800.0, 2_400.0, 3_000.0, 3_600.0]);
        let days = Axis::new(400_000.0, (0.0, 1.0));
        assert_eq!(days.duration_ticks(5), [0.0, 86_400.0, 172_800.0, 259_200.0, 345_600.0]);
    }

    #[test]
    fn round_ticks_are_multiples_of_one_two_or_five() {
        let ticks = Axis::new(0.034, (0.0, 1.0)).ticks(4);
        assert_eq!(ticks.len(), 4);
        assert!((ticks[3] - 0.03).abs() < 1e-12);
        assert_eq!(Axis::new(0.0, (0.0, 1.0)).high, 1.0, "nothing to show still has an axis");
    }
}
