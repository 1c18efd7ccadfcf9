//! The quick calculator: `99.95` to minutes, `43m/month` back to a percentage, on any service hours. `#/sla/99.95` opens it first.

mod answer;
mod question;

use leptos::prelude::*;

use crate::browser::location;
use crate::state::Ui;
use question::{Faults, Question, Understood};

/// The question as typed, and the address it was typed at: another address asks another question.
#[derive(Clone)]
struct Typed {
    fragment: String,
    question: Question,
}

/// What is asked and answered.
#[derive(Clone, Copy)]
struct Asking {
    typed: RwSignal<Option<Typed>>,
    question: Memo<Question>,
    answer: Memo<Result<Understood, Faults>>,
}

/// The calculator above everything else, where the address asks for it.
pub fn asked_first() -> AnyView {
    let asks = asks();
    (move || asks.get().then(calculator)).into_any()
}

/// The calculator below, where it does not.
pub fn below() -> AnyView {
    let asks = asks();
    (move || (!asks.get()).then(calculator)).into_any()
}

fn asks() -> Memo<bool> {
    let ui = expect_context::<Ui>();
    Memo::new(move |_| ui.fragment.with(|fragment| Question::of(fragment).is_some()))
}

impl Asking {
    fn new() -> Self {
        let ui = expect_context::<Ui>();
        let typed = RwSignal::new(None::<Typed>);
        let question = Memo::new(move |_| {
            let fragment = ui.fragment.get();
            typed.with(|typed| match typed {
                Some(typed) if typed.fragment == fragment => typed.question.clone(),
                _ => Question::of(&fragment).unwrap_or_default(),
            })
        });
        Self { typed, question, answer: Memo::new(move |_| question.with(Question::understood)) }
    }

    /// Takes what is typed.
    fn ask(self, change: impl FnOnce(&mut Question)) {
        let mut question = self.question.get_untracked();
        change(&mut question);
        let fragment = expect_context::<Ui>().fragment.get_untracked();
        self.typed.set(Some(Typed { fragment, question }));
    }

    /// The address follows once the question stands, so that it can be passed on.
    fn settle(self, fragment: &str) {
        if Question::of(fragment).is_some() && self.answer.with_untracked(Result::is_ok) {
            location::go(&self.question.get_untracked().address());
        }
    }
}

fn calculator() -> AnyView {
    let asking = Asking::new();
    let answer = move || {
        let terms = asking.question.with(Question::has_terms);
        asking.answer.with(|answer| answer.as_ref().ok().map(|asked| answer::view(asked, terms)))
    };
    view! {
        <section class="card calculator" aria-labelledby="calculator-title" data-testid="calculator">
            <h2 id="calculator-title">"What a service level allows"</h2>
            <div class="calculator-form">{level(asking)} {levels(asking)}</div>
            {terms(asking)}
            <div aria-live="polite">{answer}</div>
        </section>
    }
    .into_any()
}

/// One text field of the question.
struct Field {
    id: &'static str,
    label: &'static str,
    placeholder: &'static str,
    get: fn(&Question) -> &String,
    set: fn(&mut Question, String),
    fault: fn(&Faults) -> Option<String>,
}

fn text(asking: Asking, field: Field, help: impl Fn() -> Option<String> + Send + Sync + 'static) -> AnyView {
    let Field { id, label, placeholder, get, set, fault } = field;
    let ui = expect_context::<Ui>();
    let wrong = Memo::new(move |_| asking.answer.with(|answer| answer.as_ref().err().and_then(fault)));
    let beneath = move || match wrong.get() {
        Some(why) => view! { <span class="field-error">{why}</span> }.into_any(),
        None => view! { <span class="field-help">{help()}</span> }.into_any(),
    };
    let note = format!("{id}-help");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                class="input"
                autocomplete="off"
                spellcheck="false"
                placeholder=placeholder
                data-testid=id
                prop:value=move || asking.question.with(|question| get(question).clone())
                on:input=move |event| asking.ask(|question| set(question, event_target_value(&event)))
                on:change=move |_| asking.settle(&ui.fragment.get_untracked())
                aria-describedby=note.clone()
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
            />
            <span id=note>{beneath}</span>
        </div>
    }
    .into_any()
}

fn level(asking: Asking) -> AnyView {
    let field = Field {
        id: "calculator-level",
        label: "Percentage, or downtime such as 43m/month",
        placeholder: "99.95",
        get: |question| &question.level,
        set: |question, text| question.level = text,
        fault: |faults| faults.level.clone(),
    };
    text(asking, field, move || asking.answer.with(|answer| answer.as_ref().ok().map(answer::in_words)))
}

/// The usual levels, each an address.
fn levels(asking: Asking) -> AnyView {
    let links = ["99", "99.5", "99.9", "99.95", "99.99", "99.999"].map(|level| {
        let current = move || {
            asking.question.with(|it| it.level.trim().trim_end_matches('%').trim() == level).then_some("true")
        };
        let address = move || asking.question.with(|question| question.about(level).address());
        view! { <a class="tier" href=address aria-current=current>{format!("{level} %")}</a> }
    });
    view! { <nav class="calculator-tiers" aria-label="Usual service levels">{links.into_iter().collect::<Vec<_>>()}</nav> }
        .into_any()
}

/// Which hours count, and what becomes of maintenance.
fn terms(asking: Asking) -> AnyView {
    let ui = expect_context::<Ui>();
    let open = asking.question.with_untracked(Question::has_terms);
    let hours = Field {
        id: "calculator-hours",
        label: "Service hours",
        placeholder: "24/7",
        get: |question| &question.hours,
        set: |question, text| question.hours = text,
        fault: |faults| faults.hours.clone(),
    };
    let maintenance = Field {
        id: "calculator-maintenance",
        label: "Planned maintenance in them",
        placeholder: "none",
        get: |question| &question.maintenance,
        set: |question, text| question.maintenance = text,
        fault: |faults| faults.maintenance.clone(),
    };
    let exclude = move |event| {
        asking.ask(|question| question.excluded = event_target_checked(&event));
        asking.settle(&ui.fragment.get_untracked());
    };
    view! {
        <details class="disclosure" open=open data-testid="calculator-agreed">
            <summary>"Service hours and maintenance"</summary>
            <div class="calculator-form">
                {text(asking, hours, || Some("Mon-Thu 8-18, Fri 8-16: downtime counts only then".to_owned()))}
                {text(asking, maintenance, || Some("2h/month, 30m/week".to_owned()))}
                <label class="check">
                    <input
                        type="checkbox"
                        data-testid="calculator-excluded"
                        prop:checked=move || asking.question.with(|question| question.excluded)
                        on:change=exclude
                    />
                    "Maintenance does not count"
                </label>
            </div>
        </details>
    }
    .into_any()
}
