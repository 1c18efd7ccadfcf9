//! The arguments of every command.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use ninefold_engine::budget::{Terms, WeekHours};
use ninefold_engine::units::{Duration, parse_availability};

/// Draw the architecture, see its nines: exact availability, simulation and downtime budgets.
#[derive(Debug, Parser)]
#[command(
    name = "ninefold",
    version,
    arg_required_else_help = true,
    after_help = "\
Example:
  ninefold new ha-rest-api -o api.ninefold.json
  ninefold analyze api.ninefold.json

Exit status: 0 done, 1 the answer is \"no\", 2 bad input or usage."
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The exact answer: availability, downtime, outages, where the minutes go
    #[command(
        after_help = "Examples:\n  ninefold analyze api.ninefold.json --journey checkout --json\n  ninefold analyze api.ninefold.json --curve=1h,1d,30d"
    )]
    Analyze(Analyze),
    /// Plays the failures out in time: intervals, percentiles, the chance of missing the objective
    #[command(after_help = "Example:\n  ninefold simulate api.ninefold.json --years 20000 --seed 7")]
    Simulate(Simulate),
    /// How many copies, what a lost zone leaves, how long they last, what they cost
    #[command(
        after_help = "Examples:\n  ninefold capacity api.ninefold.json --lose-zones 1 --months 24\n  ninefold capacity --fit load-test.csv"
    )]
    Capacity(Capacity),
    /// What to change: single and double changes, solved and ranked by the downtime they save and what they cost
    #[command(after_help = "Example:\n  ninefold improve api.ninefold.json --budget 500")]
    Improve(Improve),
    /// Fails (exit status 1) when the modelled availability misses the objective
    #[command(after_help = "Example:\n  ninefold check api.ninefold.json --target 0.9995")]
    Check(Check),
    /// Two designs side by side: every figure with its difference, and what differs in the drawing
    #[command(
        after_help = "Examples:\n  ninefold compare api.ninefold.json cheaper.ninefold.json\n  git show main:api.ninefold.json | ninefold compare - api.ninefold.json --json"
    )]
    Compare(Compare),
    /// The quick calculator: allowed downtime of a percentage, and back from minutes
    #[command(
        after_help = "Examples:\n  ninefold tiers 99.95\n  ninefold tiers 43m/month\n  ninefold tiers 99.9 --hours \"Mon-Fri 8-18\" --maintenance 2h/month --exclude-maintenance\n  ninefold tiers"
    )]
    Tiers(Tiers),
    /// Where the minutes go, credits, alerts; and what a log of incidents has spent
    #[command(
        after_help = "Examples:\n  ninefold budget api.ninefold.json\n  ninefold budget api.ninefold.json --incidents log.csv --time-zone Europe/Berlin --json\n  ninefold budget api.ninefold.json --rule alerts.yml"
    )]
    Budget(Budget),
    /// Files for other tools: Prometheus rules, OpenSLO, Sloth, the diagram
    #[command(
        after_help = "Examples:\n  ninefold export api.ninefold.json --prometheus -o rules.yml\n  ninefold export api.ninefold.json --svg -o api.svg\n  ninefold export api.ninefold.json --prometheus --errors 'sum(rate(failed{route=\"{journey}\"}[$window]))' --total 'sum(rate(served{route=\"{journey}\"}[$window]))'"
    )]
    Export(Export),
    /// The downtime budget report as HTML, Markdown, CSV or JSON
    #[command(
        after_help = "Examples:\n  ninefold report api.ninefold.json -o report.html --years 20000\n  ninefold report api.ninefold.json --compare api-three-zones.ninefold.json -o compared.html"
    )]
    Report(Report),
    /// The exact probability of the top events of an Open-PSA fault tree
    #[command(after_help = "Example:\n  ninefold fault-tree plant.xml --json")]
    FaultTree(FaultTree),
    /// Classic mistakes of a design: why, what each costs a year, and a remedy
    #[command(
        after_help = "Exit status: 1 with --deny when something is found that cannot be right, or alone costs more than the \
objective allows.\nFindings are silenced in the file: \"lint\": {\"silenced\": [{\"rule\": …, \"target\": …, \"reason\": …}]}\n\n\
Example:\n  ninefold lint api.ninefold.json --deny"
    )]
    Lint(Lint),
    /// Figures with sources: promised availabilities, failover times, statistics
    #[command(after_help = "Examples:\n  ninefold catalogue rds multi\n  ninefold catalogue probe --json")]
    Catalogue(Catalogue),
    /// Other tools' files as a project: nginx.conf, Kubernetes YAML, sentinel.conf, Terraform and more, with the arithmetic
    #[command(
        after_help = "Reads NGINX, HAProxy, Kubernetes, Docker Compose, Redis Sentinel and Cluster, PostgreSQL, Patroni, repmgr, MySQL Group \
Replication, CockroachDB,\nopossum, resilience4j, Route 53, DNS zones, ALB target groups, Terraform, Prometheus rules; and Open-PSA fault trees.\n\n\
Examples:\n  ninefold import nginx.conf -o web.ninefold.json\n  ninefold import k8s/*.yaml -o shop.ninefold.json\n  ninefold import plant.xml -o plant.ninefold.json"
    )]
    Import(Import),
    /// Writes a new project from a template
    #[command(after_help = "Example:\n  ninefold new ha-rest-api -o api.ninefold.json")]
    New(New),
    /// Lists the templates
    #[command(after_help = "Example:\n  ninefold templates")]
    Templates(Templates),
}

/// Arguments of `analyze`.
#[derive(Debug, Args)]
pub struct Analyze {
    /// The project; `-` for standard input
    pub file: String,
    /// Only this journey
    #[arg(long, value_name = "ID")]
    pub journey: Option<String>,
    /// Also some hours after everything worked: availability then, downtime so far, chance of no outage yet; usual times where none are given
    #[arg(long, value_name = "TIMES", num_args = 0..=1, require_equals = true, default_missing_value = "",
          value_parser = times)]
    pub curve: Option<Times>,
    /// Also how the downtime of one window and the longest outage of a year are distributed
    #[arg(long)]
    pub window: bool,
    /// Also what the downtime depends on: every input halved and doubled, and one copy fewer or more
    #[arg(long)]
    pub sensitivity: bool,
    /// One JSON document on standard output and nothing else
    #[arg(long)]
    pub json: bool,
}

/// How to simulate.
#[derive(Debug, Args)]
pub struct Playing {
    /// The random streams' seed: the same seed gives the same answer
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Threads to play on; every processor where absent. The answer does not depend on it
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub threads: Option<u32>,
}

/// Arguments of `simulate`.
#[derive(Debug, Args)]
pub struct Simulate {
    /// The project; `-` for standard input
    pub file: String,
    /// Years to observe, all replications together; the most, with --precision
    #[arg(long, value_name = "N", value_parser = positive)]
    pub years: Option<f64>,
    /// Stop when the interval's half width is this fraction of the unavailability
    #[arg(long, value_name = "R", value_parser = positive)]
    pub precision: Option<f64>,
    /// Seed and threads.
    #[command(flatten)]
    pub playing: Playing,
    /// Play this scenario of the project instead of the steady state
    #[arg(long, value_name = "NAME")]
    pub scenario: Option<String>,
    /// The demand as it will be after so many months of growth
    #[arg(long, value_name = "N")]
    pub month: Option<f64>,
    /// Record one run: what happened when, and why
    #[arg(long)]
    pub record: bool,
    /// One JSON document on standard output and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `capacity`.
#[derive(Debug, Args)]
pub struct Capacity {
    /// The project; `-` for standard input
    #[arg(required_unless_present = "fit")]
    pub file: Option<String>,
    /// Zones that may be lost at once
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u32).range(..=1000))]
    pub lose_zones: u32,
    /// Months to look ahead
    #[arg(long, value_name = "N", default_value = "36", value_parser = clap::value_parser!(u32).range(..=1200))]
    pub months: u32,
    /// Instead: what a load test (CSV: requests/s, latency) says about a copy's throughput and service time
    #[arg(long, value_name = "FILE", conflicts_with_all = ["file", "json"])]
    pub fit: Option<String>,
    /// One JSON document on standard output and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `improve`.
#[derive(Debug, Args)]
pub struct Improve {
    /// The project; `-` for standard input
    pub file: String,
    /// The journey to improve; the first where absent
    #[arg(long, value_name = "ID")]
    pub journey: Option<String>,
    /// Most money a month a change may cost more
    #[arg(long, value_name = "MONEY", value_parser = amount)]
    pub budget: Option<f64>,
    /// One JSON document on standard output and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The project; `-` for standard input
    pub file: String,
    /// The availability to hold, as a fraction or percentage; the project's objective where absent
    #[arg(long, value_name = "0.9995", value_parser = target)]
    pub target: Option<f64>,
    /// One JSON document on standard output and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub struct Compare {
    /// The design to compare with; `-` for standard input
    pub before: String,
    /// The design to compare; `-` for standard input
    pub after: String,
    /// One JSON document on standard output and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `tiers`.
#[derive(Debug, Args)]
pub struct Tiers {
    /// A percentage such as 99.95, or a downtime such as 43m/month; a table of nines where absent
    #[arg(value_name = "99.95 | 43m/month")]
    pub figure: Option<String>,
    /// Only these hours count, such as "Mon-Fri 8-18, Sat 9-13"
    #[arg(long, value_name = "HOURS", value_parser = hours)]
    pub hours: Option<WeekHours>,
    /// Planned maintenance within these hours, such as 2h/month
    #[arg(long, value_name = "TIME/WINDOW", value_parser = maintenance)]
    pub maintenance: Option<f64>,
    /// Planned maintenance is not counted as downtime
    #[arg(long)]
    pub exclude_maintenance: bool,
    /// One JSON document on standard output and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `budget`.
#[derive(Debug, Args)]
pub struct Budget {
    /// The project; `-` for standard input
    pub file: String,
    /// A log of incidents as CSV; the project's own `incidents` where absent
    #[arg(long, value_name = "LOG.csv")]
    pub incidents: Option<String>,
    /// Which column holds what, by heading or number: start=Opened,end=Resolved,name=2; guessed where absent
    #[arg(long, value_name = "KEY=COLUMN,…", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// Where the clocks stand that wrote moments without an offset: UTC, +02:00 or a name such as Europe/Berlin
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub time_zone: String,
    /// 03/04/2026 is 3 April
    #[arg(long)]
    pub day_first: bool,
    /// Watched from; the first of the month of the first incident where absent
    #[arg(long, value_name = "MOMENT")]
    pub from: Option<String>,
    /// Watched until; now where absent
    #[arg(long, value_name = "MOMENT")]
    pub until: Option<String>,
    /// By whose rules past months are credited; the project's own contract where absent
    #[arg(long, value_name = "ID")]
    pub credits: Option<String>,
    /// A Prometheus alerting rule: how long it takes to notice
    #[arg(long, value_name = "RULES.yml")]
    pub rule: Option<String>,
    /// Between two scrapes, for --rule
    #[arg(long, value_name = "TIME", default_value = "1m", value_parser = seconds)]
    pub scrape_interval: f64,
    /// Between two evaluations, for --rule, where the rules do not say
    #[arg(long, value_name = "TIME", default_value = "1m", value_parser = seconds)]
    pub evaluation_interval: f64,
    /// One JSON document on standard output and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The project; `-` for standard input
    pub file: String,
    /// As what.
    #[command(flatten)]
    pub format: ExportFormat,
    /// PromQL of what fails, `$window` for the range, `{journey}` for the journey's id: a rate with --total, a share of the time without
    #[arg(long, value_name = "QUERY")]
    pub errors: Option<String>,
    /// PromQL of all requests a second, `$window` for the range, `{journey}` for the journey's id
    #[arg(long, value_name = "QUERY", requires = "errors")]
    pub total: Option<String>,
    /// Where to; standard output where absent
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    pub output: PathBuf,
}

/// What to export.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct ExportFormat {
    /// Recording and alerting rules of Prometheus
    #[arg(long)]
    pub prometheus: bool,
    /// OpenSLO documents
    #[arg(long)]
    pub openslo: bool,
    /// A specification for Sloth
    #[arg(long)]
    pub sloth: bool,
    /// The diagram
    #[arg(long)]
    pub svg: bool,
}

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct Report {
    /// The project; `-` for standard input
    pub file: String,
    /// Where to; its ending says the format: html, md, csv or json
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Compare with this design instead: what it makes better and worse
    #[arg(long, value_name = "OTHER", conflicts_with = "years")]
    pub compare: Option<String>,
    /// Also try changes to the design, and list what is worth changing
    #[arg(long)]
    pub improve: bool,
    /// Also simulate so many years, and show both answers side by side
    #[arg(long, value_name = "N", value_parser = positive)]
    pub years: Option<f64>,
    /// Seed and threads.
    #[command(flatten)]
    pub playing: Playing,
    /// The date to print; today where absent
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<jiff::civil::Date>,
}

/// Arguments of `fault-tree`.
#[derive(Debug, Args)]
pub struct FaultTree {
    /// The fault tree in the Open-PSA model exchange format; `-` for standard input
    pub file: String,
    /// The mission time in hours, for expressions that ask for it
    #[arg(long, value_name = "HOURS", default_value = "8760", value_parser = positive)]
    pub mission_time: f64,
    /// Seed of the states that are drawn where no exact answer can be had
    #[arg(long, value_name = "S", default_value = "1")]
    pub seed: u64,
    /// One JSON document on standard output and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `lint`.
#[derive(Debug, Args)]
pub struct Lint {
    /// The project; `-` for standard input
    pub file: String,
    /// Exit status 1 when there is an error among the findings
    #[arg(long)]
    pub deny: bool,
    /// One JSON document on standard output and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `catalogue`.
#[derive(Debug, Args)]
pub struct Catalogue {
    /// Words that must all be there; everything where absent
    #[arg(value_name = "SEARCH")]
    pub search: Vec<String>,
    /// A catalogue of your own instead of the one that comes along
    #[arg(long, value_name = "FILE")]
    pub file: Option<String>,
    /// One JSON document on standard output and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The other tool's files; `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// Where to; `-` for standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// The mission time in hours, for a fault tree's expressions that ask for it
    #[arg(long, value_name = "HOURS", default_value = "8760", value_parser = positive)]
    pub mission_time: f64,
    /// Replace the file if there is one
    #[arg(long)]
    pub force: bool,
    /// What was read, worked out and not understood, as one JSON document on standard output
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `new`.
#[derive(Debug, Args)]
pub struct New {
    /// Which template; `ninefold templates` lists them
    pub template: String,
    /// Where to; `-` for standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Replace the file if there is one
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `templates`.
#[derive(Debug, Args)]
pub struct Templates {
    /// One JSON document on standard output and nothing else
    #[arg(long)]
    pub json: bool,
}

/// Times in hours, ascending.
#[derive(Clone, Debug, PartialEq)]
pub struct Times(pub Vec<f64>);

/// Durations with commas between them; a minute to a year in forty steps where there are none.
fn times(text: &str) -> Result<Times, String> {
    if text.trim().is_empty() {
        let steps = (0..=40).map(|step| 60_f64.recip() * (8_760.0 * 60.0_f64).powf(f64::from(step) / 40.0));
        return Ok(Times(std::iter::once(0.0).chain(steps).collect()));
    }
    let hours = |part: &str| Duration::parse(part.trim()).map(|time| time.hours()).map_err(|e| e.to_string());
    let mut list = text.split(',').map(hours).collect::<Result<Vec<f64>, String>>()?;
    list.sort_by(f64::total_cmp);
    match list.last() {
        Some(last) if *last > 1e9 => Err("at most a billion hours can be answered for".to_owned()),
        _ => Ok(Times(list)),
    }
}

/// Service hours.
fn hours(text: &str) -> Result<WeekHours, String> {
    WeekHours::parse(text).map_err(|error| error.to_string())
}

/// Planned maintenance as a fraction of the time.
fn maintenance(text: &str) -> Result<f64, String> {
    Terms::parse_maintenance(text).map_err(|error| error.to_string())
}

/// A duration in seconds.
fn seconds(text: &str) -> Result<f64, String> {
    Duration::parse(text).map(|time| time.seconds()).map_err(|error| error.to_string())
}

/// A number above 0.
fn positive(text: &str) -> Result<f64, String> {
    let number: f64 = text.trim().parse().map_err(|_| "a number was expected".to_owned())?;
    if number.is_finite() && number > 0.0 {
        Ok(number)
    } else {
        Err("a number above 0 was expected".to_owned())
    }
}

/// Money, or none.
fn amount(text: &str) -> Result<f64, String> {
    let number: f64 = text.trim().parse().map_err(|_| "a number was expected".to_owned())?;
    if number.is_finite() && number >= 0.0 {
        Ok(number)
    } else {
        Err("a number was expected, 0 or more".to_owned())
    }
}

/// An availability above nothing: `0.9995`, `99.95` or `99.95%`.
fn target(text: &str) -> Result<f64, String> {
    let share = parse_availability(text).map_err(|error| error.to_string())?;
    if share.availability > 0.0 { Ok(share.availability) } else { Err("a target is above 0".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_shows_an_example() {
        for command in Arguments::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains(&format!("ninefold {}", command.get_name())), "{}", command.get_name());
        }
    }

    #[test]
    fn times_are_durations() {
        assert_eq!(times("1d, 30m"), Ok(Times(vec![0.5, 24.0])));
        let usual = times("").unwrap().0;
        assert!(usual.len() == 42 && (usual[41] - 8_760.0).abs() < 1e-6);
        assert!(times("soon").is_err() && times("1e12").is_err());
    }

    #[test]
    fn targets_are_fractions_or_percentages() {
        for text in ["0.9995", "99.95", "99.95%", " 99.95 % "] {
            assert_eq!(target(text), Ok(0.9995), "{text}");
        }
        assert_eq!(target("1"), Ok(1.0));
        assert_eq!(target("100"), Ok(1.0));
        for text in ["0", "-1", "101", "NaN", "many", ""] {
            assert!(target(text).is_err(), "{text}");
        }
    }
}
