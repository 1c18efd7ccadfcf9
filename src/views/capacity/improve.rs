//! What to change: every change tried while one looks, the best so far on top, each done with one click.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use ninefold_editor::command::Command;
use ninefold_engine::plan::{self, Improvement, Improvements, Order};
use ninefold_engine::units;

use crate::compute::{Simulator, TellFound, Wanted};
use crate::managers::later;
use crate::state::{Action, Answers, NoticeKind, Runs, Ui, Workspace};
use crate::views::widgets::icon;

/// Most shown.
const SHOWN: usize = 12;

/// The journey that is improved, by id; the first where absent.
pub type Improved = Option<String>;

/// What is known so far.
#[derive(Clone, Default)]
struct Found {
    improvements: Option<Arc<Improvements>>,
    why_not: Option<String>,
}

/// The card.
pub fn view(workspace: Workspace) -> AnyView {
    let (answers, runs) = (expect_context::<Answers>(), expect_context::<Runs>());
    let page = (workspace, expect_context::<Ui>());
    let order = RwSignal::new(Order::Downtime);
    let (budget, most) = budget(answers);
    let asked = Memo::new(move |_| answers.journey.with(|journey| journey.as_ref().map(|it| it.id.clone())));
    let again = Trigger::new();
    let content = move || {
        again.track();
        let project = workspace.project();
        let journey = asked.get();
        let found = RwSignal::new(Found::default());
        search(Wanted { project, journey: journey.clone(), budget: most.get() }, found, runs);
        (move || found.with(|found| shown(found, again, order, &journey, page))).into_any()
    };
    view! {
        <section class="card" aria-labelledby="improve-title" data-testid="improve">
            <div class="capacity-improve-head">
                <div>
                    <h2 id="improve-title">"What to change"</h2>
                    <p class="card-lead">"Every change the design suggests is solved exactly. All pairs are ranked from what each change does alone and the two to each other; the best 40 are solved exactly, too. One click does it; undo takes it back."</p>
                </div>
                {orders(order)}
            </div>
            {budget}
            {content}
        </section>
    }
    .into_any()
}

/// The most that a change may cost, asked for once it is typed to its end, and its field.
fn budget(answers: Answers) -> (AnyView, Memo<Option<f64>>) {
    let text = RwSignal::new(String::new());
    let read = Memo::new(move |_| text.with(|text| amount(text)));
    let currency = move || {
        let solved = answers.solved.get();
        solved.project.objective.as_ref().and_then(|it| it.currency.clone()).unwrap_or_default()
    };
    let beneath = move || match read.get() {
        Err(why) => view! { <span class="field-error">{why}</span> }.into_any(),
        Ok(_) => {
            let words = format!("{} more a month; below 0 what has to be saved", currency());
            view! { <span class="field-help">{words.trim().to_owned()}</span> }.into_any()
        }
    };
    let field = view! {
        <div class="field capacity-budget">
            <label for="improve-budget">"Spend at most"</label>
            <input id="improve-budget" class="input" inputmode="decimal" autocomplete="off" spellcheck="false"
                placeholder="any amount" data-testid="improve-budget" aria-describedby="improve-budget-help"
                aria-invalid=move || read.with(Result::is_err).then_some("true")
                on:change=move |event| text.set(event_target_value(&event)) />
            <span id="improve-budget-help">{beneath}</span>
        </div>
    };
    // What is no amount changes nothing.
    let most = Memo::new(move |before: Option<&Option<f64>>| match read.get() {
        Ok(amount) => amount,
        Err(_) => before.copied().flatten(),
    });
    (field.into_any(), most)
}

/// Reads an amount of money: `1200`, `1,200.50`, `1 200`; none where nothing is written.
fn amount(text: &str) -> Result<Option<f64>, String> {
    let bare: String = text.chars().filter(|letter| !letter.is_whitespace() && *letter != ',').collect();
    if bare.is_empty() {
        return Ok(None);
    }
    match bare.parse::<f64>() {
        Ok(amount) if amount.is_finite() => Ok(Some(amount)),
        _ => Err(format!("“{}” is no amount of money: write a number, such as 1200.", text.trim())),
    }
}

fn orders(order: RwSignal<Order>) -> AnyView {
    let option = |value: Order, word: &'static str| {
        view! {
            <label>
                <input class="visually-hidden" type="radio" name="improve-order"
                    prop:checked=move || order.get() == value on:change=move |_| order.set(value) />
                {word}
            </label>
        }
    };
    view! {
        <fieldset class="segmented" data-testid="improve-order">
            <legend class="visually-hidden">"Order"</legend>
            {option(Order::Downtime, "Most downtime saved")}
            {option(Order::Money, "Most for the money")}
        </fieldset>
    }
    .into_any()
}

/// Has changes tried off the page's thread; what is found shows as it comes.
fn search(wanted: Wanted, found: RwSignal<Found>, runs: Runs) {
    let simulator = StoredValue::new_local(None::<Rc<dyn Simulator>>);
    // The design has changed or nobody looks any more.
    on_cleanup(move || {
        simulator.try_with_value(|it| it.as_ref().map(|it| it.end_search()));
    });
    let tell: TellFound = Rc::new(move |words| {
        found.try_update(|found| match words {
            Ok(improvements) => found.improvements = Some(Arc::new(improvements)),
            Err(why) => found.why_not = Some(why),
        });
    });
    let begin = async move {
        match runs.simulator().await {
            // Gone while the simulator was on its way.
            Ok(_) if found.try_get_untracked().is_none() => {}
            Ok(it) => {
                simulator.try_set_value(Some(Rc::clone(&it)));
                it.improve(wanted, tell);
            }
            Err(why) => tell(Err(why.to_string())),
        }
    };
    later::run(60, move || spawn_local(begin));
}

fn stopped(why: &str, again: Trigger) -> AnyView {
    view! {
        <div class="banner banner-warn" role="status" data-testid="improve-stopped">
            {icon(icondata_lu::LuTriangleAlert)}
            <p>{crate::views::widgets::words::sentence(why)}</p>
            <button type="button" class="button" data-testid="improve-again" on:click=move |_| again.notify()>"Try again"</button>
        </div>
    }
    .into_any()
}

fn shown(
    found: &Found,
    again: Trigger,
    order: RwSignal<Order>,
    journey: &Improved,
    page: (Workspace, Ui),
) -> AnyView {
    if let Some(why) = &found.why_not {
        return stopped(why, again);
    }
    let Some(improvements) = found.improvements.clone() else {
        return view! { <p class="footnote" role="status">"Trying changes …"</p> }.into_any();
    };
    let status = format!(
        "{} changes and {} pairs tried{}",
        units::format_count(improvements.singles as f64),
        units::format_count(improvements.doubles as f64),
        if improvements.complete { "." } else { " so far …" }
    );
    let warnings: Vec<AnyView> = improvements
        .warnings
        .iter()
        .map(|words| view! { <p class="footnote">{words.clone()}</p> }.into_any())
        .collect();
    let all = Arc::clone(&improvements);
    let improved = journey.clone();
    let list = move || {
        let list = all.shown(order.get(), SHOWN).into_iter();
        list.map(|it| item(it, &all.currency, &improved, page)).collect::<Vec<_>>()
    };
    let none = improvements.improvements.is_empty() && improvements.complete;
    view! {
        <p class="footnote" role="status" data-testid="improve-status" data-complete=improvements.complete.to_string()>{status}</p>
        {none.then(|| view! { <p class="footnote">"Nothing that was tried takes less downtime."</p> })}
        <ol class="improvements" data-testid="improve-list">{list}</ol>
        {super::front::view(&improvements, journey, page)}
        {warnings}
    }
    .into_any()
}

fn item(it: &Improvement, currency: &str, journey: &Improved, page: (Workspace, Ui)) -> AnyView {
    let saved = if it.saved_seconds_month >= 0.0 {
        format!("{} less downtime a month", units::format_duration(it.saved_seconds_month))
    } else {
        format!("{} more downtime a month", units::format_duration(-it.saved_seconds_month))
    };
    let cost = match it.cost_month {
        None => "price not known".to_owned(),
        Some(0.0) => "no copies more".to_owned(),
        Some(cost) if cost < 0.0 => format!("{} less a month", units::format_money(-cost, currency)),
        Some(cost) => format!("{} more a month", units::format_money(cost, currency)),
    };
    let numbers = it.numbers.clone();
    let title = it.title.clone();
    let name = title.clone();
    let journey = journey.clone();
    let press = move |_| apply(&journey, page, &numbers, &name);
    let label = format!("Do it: {title}");
    view! {
        <li class="improvement" data-testid="improvement">
            <div class="improvement-words">
                <strong>{title}</strong>
                <span class="improvement-why">{it.why.clone()}</span>
            </div>
            <div class="improvement-figures">
                <span>{saved}</span>
                <span class="improvement-why">{cost} " · " {units::format_percent(it.availability, it.unavailability)}</span>
            </div>
            <button type="button" class="button" aria-label=label data-testid="improve-apply" on:click=press>
                {icon(icondata_lu::LuCheck)} "Do it"
            </button>
        </li>
    }
    .into_any()
}

/// Does changes as one step of the history.
pub fn apply(journey: &Improved, (workspace, ui): (Workspace, Ui), numbers: &[usize], name: &str) {
    let mut project = workspace.to_file();
    plan::apply(&mut project, journey.as_deref(), numbers);
    let load = Command::Load(Box::new(project));
    match workspace.dispatch(Command::Batch { name: name.to_owned(), commands: vec![load] }) {
        Ok(()) => {
            let undo = Action::new("Undo", move || workspace.undo());
            ui.notify_with(NoticeKind::Done, format!("Done: {name}."), vec![undo]);
        }
        Err(why) => workspace.say(&why),
    }
}
