//! What `cargo xtask bench simulation` plays: the yardstick of the measurements (DNS, two load balancers, four API servers of which three are
//! needed, a database pair with failover, three cache shards of two, two zones), the same with other laws, and templates.

use ninefold_engine::model::{self, Project};
use ninefold_engine::simulation::{BlockRun, Collector, Learnt, Options, Plan, Simulation};
use ninefold_engine::templates;
use serde_json::{Value, json};

/// Events between two looks at whether a block is complete.
const STEP: u64 = 1 << 20;

/// A case ready to be played.
#[derive(Debug)]
pub struct Case {
    plan: Plan,
    step_by_step: bool,
}

impl Case {
    /// Makes a case ready: a yardstick, or a template by its id.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn new(name: &str, years: f64) -> Result<Self, String> {
        let project = project(name)?;
        let plan = Plan::new(&project, Options { years, ..Options::default() });
        let plan = plan.map_err(|error| error.to_string())?;
        Ok(Self { plan, step_by_step: name.ends_with("every event") })
    }

    /// Blocks there are to play.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        self.plan.blocks()
    }

    /// Plays every block whose number leaves `part` when divided by `parts`; the answer of those.
    #[must_use]
    pub fn play(&self, part: u64, parts: u64) -> Played {
        let mut collector = Collector::new(&self.plan);
        let (mut events, mut learnt) = (0, Learnt::default());
        for index in (part..self.plan.blocks()).step_by(parts as usize) {
            let mut run = BlockRun::new(&self.plan, index).knowing(learnt);
            if self.step_by_step {
                run = run.step_by_step();
            }
            while !run.advance(&self.plan, STEP) {}
            learnt = run.learnt();
            let block = run.into_block();
            events += block.events;
            collector.add(block);
        }
        Played { events, answer: collector.finish() }
    }
}

/// What playing gave.
#[derive(Debug)]
pub struct Played {
    /// Events played.
    pub events: u64,
    /// The answer, as far as blocks are there from the first on.
    pub answer: Simulation,
}

fn project(name: &str) -> Result<Project, String> {
    let plain = |mean: f64| json!(mean);
    let weibull = |mean: f64| json!({"weibull": {"mean": mean, "shape": 1.5}});
    let text = match name {
        "yardstick" | "yardstick, every event" => yardstick(plain, &json!({})),
        "yardstick, Weibull failures" => yardstick(weibull, &json!({})),
        "yardstick, detection" => yardstick(plain, &json!({"detection": "10s"})),
        "three rare pairs" => rare_pairs(),
        "yardstick, one repairer each" => yardstick(plain, &json!({"repairers": 1})),
        other => {
            let template = templates::all().iter().find(|template| template.id == other);
            template.ok_or_else(|| format!("there is no case '{other}'"))?.text.to_owned()
        }
    };
    Ok(model::read(&text).map_err(|faults| faults.to_string())?.project)
}

/// Down 1.2e−9 of the time: what is played is all but excursions towards rare outages.
fn rare_pairs() -> String {
    let ids = ["a", "b", "c"];
    let failures = json!([{"mtbf": 10_000, "mttr": 0.2}]);
    let parts = ids
        .map(|id| json!({"id": id, "failures": failures, "copies": {"mode": "active-active", "count": 2}}));
    let links = json!([{"from": "a", "to": "b"}, {"from": "b", "to": "c"}]);
    json!({"format": "ninefold/1", "components": parts, "links": links, "journeys": [{"id": "j", "entry": "a"}]}).to_string()
}

/// The yardstick; `law` makes the times to failure of its components, `more` is added to how the active-active ones are laid out.
fn yardstick(law: impl Fn(f64) -> Value, more: &Value) -> String {
    let failing = |mtbf: f64, mttr: f64| json!([{"mtbf": law(mtbf), "mttr": mttr}]);
    let several = |required: u32, count: u32| {
        let mut copies = json!({"mode": "active-active", "count": count, "required": required});
        for (key, value) in more.as_object().into_iter().flatten() {
            copies[key] = value.clone();
        }
        copies
    };
    let places = json!(["a", "b"]);
    let cache = |id: &str| json!({"id": id, "zones": places, "failures": failing(1000.0, 0.1), "copies": several(1, 2)});
    let database = json!({"mode": "active-passive",
                          "failover": {"time": {"uniform": {"low": "30s", "high": "60s"}}, "success": 0.99}});
    let zone = |id: &str| json!({"id": id, "failures": [{"mtbf": 17_520.0, "mttr": 2.0}]});
    let links: Vec<Value> =
        [("dns", "lb"), ("lb", "api"), ("api", "db"), ("api", "c1"), ("api", "c2"), ("api", "c3")]
            .iter()
            .map(|(from, to)| json!({"from": from, "to": to}))
            .collect();
    let text = json!({
        "format": "ninefold/1", "objective": {"availability": 0.9995}, "zones": [zone("a"), zone("b")],
        "components": [
            {"id": "dns", "failures": failing(20_000.0, 0.5)},
            {"id": "lb", "zones": places, "failures": failing(8_000.0, 0.5), "copies": several(1, 2)},
            {"id": "api", "zones": places, "failures": failing(2_000.0, 0.25), "copies": several(3, 4)},
            {"id": "db", "zones": places, "failures": failing(4_000.0, 4.0), "copies": database},
            cache("c1"), cache("c2"), cache("c3")
        ],
        "links": links, "journeys": [{"id": "j", "entry": "dns"}]
    });
    text.to_string()
}
