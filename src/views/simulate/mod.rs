//! The Simulate tab: what to play, how far it is, what it said beside the exact answer.

mod causes;
mod charts;
mod comparison;
mod histogram;
mod method;
mod playback;
mod progress;
mod result;
mod scenario;
mod scenarios;
mod setup;

use crate::views::widgets::{AS_DESIGNED, switched_off};
use leptos::prelude::*;

/// The tab's content.
#[must_use]
pub fn view() -> AnyView {
    view! {
        <section class="page simulate" aria-label="Simulate">
            <div class="page-inner">
                <header class="page-head">
                    <div>
                        <h1>"Simulate"</h1>
                        <p>"Plays the failures and repairs of this design over thousands of years, one month after the other, and counts. It knows nothing of the exact answer, so it checks it; and it shows what an average hides."</p>
                    </div>
                </header>
                {switched_off(AS_DESIGNED)}
                {setup::view()}
                {scenarios::view()}
                {progress::view()}
                {result::view()}
                {playback::view()}
            </div>
        </section>
    }
    .into_any()
}
