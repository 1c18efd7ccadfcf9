//! What the search for improvements says.

use serde::{Deserialize, Serialize};

/// One or two changes, solved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Improvement {
    /// What is done: keys such as `add-copy`, and to what.
    pub changes: Vec<Step>,
    /// In a few words.
    pub title: String,
    /// Why it helps.
    pub why: String,
    /// Availability of the journey then.
    pub availability: f64,
    /// Its complement, computed directly.
    pub unavailability: f64,
    /// Downtime saved a month, in seconds; negative where it grows.
    pub saved_seconds_month: f64,
    /// Money a month more; negative where it is less. None where nobody says what it costs.
    pub cost_month: Option<f64>,
    /// Seconds saved a month for each unit of money a month; none where the change costs nothing or nobody knows.
    pub saved_seconds_per_money: Option<f64>,
    /// Its place among the changes tried: what [`super::Improve::apply`] wants.
    pub numbers: Vec<usize>,
}

/// One change of an improvement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its kind: `add-copy`, `add-zone`, `quicker-repair`, …
    pub change: String,
    /// The component it changes, or the source of the link.
    pub target: String,
    /// In a few words.
    pub title: String,
}

/// All that was found so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Improvements {
    /// `ninefold-improve/1`.
    pub format: String,
    /// The journey that is improved.
    pub journey: String,
    /// As it is.
    pub availability: f64,
    /// As it is, directly.
    pub unavailability: f64,
    /// Downtime a month as it is, in seconds.
    pub downtime_seconds_month: f64,
    /// Money a month as it is.
    pub cost_month: f64,
    /// ISO 4217 code; empty where the file names none.
    pub currency: String,
    /// How many single changes were tried.
    pub singles: usize,
    /// How many double changes were tried.
    pub doubles: usize,
    /// Whether all that was to be tried has been.
    pub complete: bool,
    /// The least downtime for every amount of money, over what money buys.
    pub front: Front,
    /// What the journey promises, as a fraction; none where it promises nothing.
    #[serde(default)]
    pub objective: Option<f64>,
    /// Of the designs that money buys the one that keeps the promise for the least money, the design as it is being one; none where none that was found
    /// does, or nothing is promised.
    #[serde(default)]
    pub cheapest_for_objective: Option<FrontPoint>,
    /// Whether no other design over the choices of [`Front::components`] keeps it for less.
    #[serde(default)]
    pub cheapest_is_proved: bool,
    /// The most money a month more that a change may cost, where that was said.
    #[serde(default)]
    pub budget: Option<f64>,
    /// Of the designs that money buys the one with the least downtime within the budget; none without a budget.
    #[serde(default)]
    pub best_within_budget: Option<FrontPoint>,
    /// Those that save downtime, or money at no more downtime; the most downtime first.
    pub improvements: Vec<Improvement>,
    /// What to know.
    pub warnings: Vec<String>,
}

/// The Pareto front of money against unavailability.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Front {
    /// The cheapest first, each less down than all before it. The design as it is has no [`FrontPoint::numbers`], and is among them unless another
    /// that costs no more is no longer down.
    pub points: Vec<FrontPoint>,
    /// Over the choices of so many components: those that matter most.
    pub components: usize,
    /// How many designs were looked at.
    pub looked_at: usize,
    /// Whether no other design over these choices is both cheaper and less down.
    pub proved: bool,
    /// Where it is not proved: by what fraction the unavailability could still be less.
    pub gap: f64,
}

/// A design on the front, solved exactly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrontPoint {
    /// Money a month more; negative where it is less.
    pub cost_month: f64,
    /// Of the journey.
    pub unavailability: f64,
    /// What is changed.
    pub changes: Vec<Step>,
    /// What [`super::Improve::apply`] wants.
    pub numbers: Vec<usize>,
}
