//! Changing the design.

use serde_json::{Value, json};

use crate::support::native;
use crate::support::page::Page;

/// What is dragged out of the palette.
const PRESET: &str = "cache";

/// WebDriver's name for the control key.
const CONTROL: char = '\u{E009}';

/// Drags a component in and makes `user` need it; its id.
fn add_needed_by(page: &Page, user: &str) -> String {
    let before = page.nodes();
    let item = page.find(&format!("palette-item-{PRESET}")).middle();
    page.drag_between(item, page.free_spot());
    let new = page.eventually("the new component", || page.nodes().difference(&before).next().cloned());
    let port = page.find(&format!("port-{user}")).middle();
    let target = page.find(&format!("node-{new}")).middle();
    page.drag_between(port, target);
    page.find(&format!("link-{user}-{new}"));
    new
}

/// A component of the saved project that needs all it calls and whose first failure is given by its mean time.
fn plain_component(saved: &str) -> String {
    let file: Value = serde_json::from_str(saved).unwrap();
    let plain = |it: &&Value| it["needs"].is_null() && !it["failures"][0]["mtbf"].is_null();
    let found = file["components"].as_array().unwrap().iter().find(plain).expect("a plain component");
    found["id"].as_str().unwrap().to_owned()
}

/// Selects a component and answers once its fields are there.
fn select(page: &Page, id: &str) {
    page.click(&format!("node-{id}"));
    page.find(&format!("[data-testid='node-{id}'][aria-pressed=true]"));
    page.find("own-availability");
}

/// Waits until the verdict is the engine's own for what the page saves.
fn assert_answer_is_the_engines(page: &Page) -> f64 {
    let answer = native::answer(&native::project(&page.project()), None);
    page.eventually(&format!("the verdict {}", answer.availability), || {
        page.figure("verdict-availability").filter(|&shown| native::close(shown, answer.availability))
    })
}

/// Drag in, connect, change a figure: each time the engine's number. Undo, redo: the numbers from before.
pub fn an_edited_design_gets_the_engines_answer(page: &Page) {
    let first = page.figure("verdict-availability").unwrap();
    let user = plain_component(&page.project());
    let new = add_needed_by(page, &user);
    let connected = assert_answer_is_the_engines(page);
    assert!(connected < first, "one more thing that must work: {connected} is not below {first}");

    select(page, &new);
    page.fill("field-mtbf", "45 d");
    let oftener = assert_answer_is_the_engines(page);
    let written = native::project(&page.project());
    assert!(native::close(written.component(&new).unwrap().failures()[0].mtbf_hours(), 1080.0));
    assert!((oftener - connected).abs() > 1e-9, "another mean time, the same availability {oftener}");

    let shows = |what: &str, number: f64| {
        page.eventually(what, || {
            page.figure("verdict-availability").filter(|&now| native::close(now, number))
        });
    };
    page.click("undo");
    shows("the figure from before the mean time", connected);
    // The keyboard does the same, once the canvas has the focus.
    page.click_at(page.free_spot());
    page.press_with(&[CONTROL], 'z');
    page.press_with(&[CONTROL], 'z');
    shows("the figure from before the component", first);
    assert!(!page.nodes().contains(&new), "the component is gone again");
    for _ in 0..3 {
        page.click("redo");
    }
    shows("the last figure again", oftener);
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// A reload loses nothing.
pub fn what_was_edited_is_there_after_coming_back(page: &Page) {
    let user = plain_component(&page.project());
    let new = add_needed_by(page, &user);
    let shown = assert_answer_is_the_engines(page);
    let saved = native::project(&page.project());
    // Saved at the latest a second after the edit; leaving the page saves too.
    page.come_back();
    page.eventually("the component that was added", || page.nodes().contains(&new).then_some(()));
    let again = native::project(&page.project());
    assert_eq!(again.components(), saved.components());
    assert_eq!(again.links(), saved.links());
    page.eventually("the same verdict", || {
        page.figure("verdict-availability").filter(|&now| native::close(now, shown))
    });
}

/// A wrong text is named beside its field; the model and the verdict stay as they were.
pub fn bad_input_is_named_and_the_good_state_stays(page: &Page) {
    let before = page.figure("verdict-availability").unwrap();
    let saved = page.project();
    let id = plain_component(&saved);
    for wrong in ["-3 d", "0", "12 parsecs", "NaN"] {
        select(page, &id);
        page.fill("field-mtbf", wrong);
        let alert = page.eventually(&format!("what is wrong with {wrong}"), || {
            let script =
                "return document.querySelector('[data-testid=inspector] [role=alert]')?.innerText ?? null";
            page.run(script, vec![]).as_str().filter(|text| text.len() > 10).map(str::to_owned)
        });
        assert_eq!(page.attribute("field-mtbf", "aria-invalid").as_deref(), Some("true"), "{wrong}: {alert}");
        assert!(
            native::close(page.figure("verdict-availability").unwrap(), before),
            "{wrong}: the verdict moved"
        );
        // Looked away from and come back to, it is there still.
        page.run("document.querySelector('[data-testid=tab-budget]').click()", vec![]);
        page.click("tab-design");
        select(page, &id);
        let value = page.run("return document.querySelector('[data-testid=field-mtbf]').value", vec![]);
        assert_eq!(value.as_str(), Some(wrong));
        assert_eq!(page.attribute("field-mtbf", "aria-invalid").as_deref(), Some("true"), "{wrong}");
        page.click("field-mtbf");
        page.press("\u{E00C}");
    }
    assert_eq!(page.project(), saved);
}

/// A name is text, on the canvas, in the verdict and in the report.
pub fn a_script_in_a_name_stays_text(page: &Page) {
    let script = "<img src=x onerror=\"window.__ran=1\"><script>window.__ran=1</script>";
    let id = native::project(&page.project()).components()[0].id.clone();
    select(page, &id);
    page.fill("field-name", script);
    page.eventually("the new name in the file", || {
        (native::project(&page.project()).component(&id)?.display_name() == script).then_some(())
    });
    assert!(page.text(&format!("node-{id}")).contains("<img src=x"), "{}", page.text(&format!("node-{id}")));
    for tab in ["tab-report", "tab-budget", "tab-design"] {
        page.click(tab);
        std::thread::sleep(std::time::Duration::from_millis(300));
    }
    let ran = page.run(
        "return window.__ran ?? [...document.querySelectorAll('iframe')].map(it => it.contentWindow?.__ran).find(Boolean) ?? null",
        vec![],
    );
    assert!(ran.is_null(), "the name was run as a script");
    // And were it ever to become markup, the page's policy would keep it from running.
    let inline = "try { const script = document.createElement('script'); script.textContent = 'window.__ran = 1'; \
                  document.body.append(script); } catch (refused) {} return window.__ran ?? null";
    assert!(page.run(inline, vec![]).is_null(), "the page has no policy on scripts");
    // Nor does text with something in it that would run become markup, where the browser knows such a rule.
    let markup = "const tried = [arguments[0], '<svg onload = alert(1)>', '<a href=javascript:alert(1)>']; \
                  if (typeof trustedTypes !== 'object') return null; \
                  const taken = markup => { try { document.createElement('div').innerHTML = markup; return true; } catch { return false; } }; \
                  return [taken('<b>bold</b>'), ...tried.map(taken)]";
    match page.run(markup, vec![json!(script)]) {
        Value::Null => eprintln!("{:?}: knows no Trusted Types: not tested here", page.browser),
        taken => assert_eq!(taken, json!([true, false, false, false])),
    }
}

/// Mains (0.03) and generator (0.02) or relay (0.05), the format's theatre example: 0.00207 as published.
const THEATRE: &str = r#"<opsa-mef><define-fault-tree name="theatre">
    <define-gate name="dark"><and><basic-event name="mains"/><gate name="no generator"/></and></define-gate>
    <define-gate name="no generator"><or><basic-event name="generator"/><basic-event name="relay"/></or></define-gate>
    <define-basic-event name="mains"><float value="0.03"/></define-basic-event>
    <define-basic-event name="generator"><float value="0.02"/></define-basic-event>
    <define-basic-event name="relay"><float value="0.05"/></define-basic-event>
  </define-fault-tree></opsa-mef>"#;

/// A fault tree dropped onto the page becomes a drawing with its probability; a broken one changes nothing.
pub fn a_dropped_fault_tree_is_drawn_and_solved(page: &Page) {
    drop_file(page, "theatre.xml", THEATRE);
    page.eventually("the tree's probability in the verdict", || {
        let up = page.figure("verdict-availability")?;
        ((1.0 - up) - 0.00207).abs().lt(&1e-12).then_some(())
    });
    let saved = page.project();
    let cut = &THEATRE[..200];
    drop_file(page, "cut.xml", cut);
    page.eventually("the sentence about the broken file", || {
        let said = page.run("return document.body.innerText", vec![]);
        said.as_str().filter(|text| text.contains("cut.xml cannot be drawn: line")).map(|_| ())
    });
    assert_eq!(page.project(), saved, "the drawing stays");
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// Drops a text file onto the page.
fn drop_file(page: &Page, name: &str, text: &str) {
    let script = "const data = new DataTransfer(); data.items.add(new File([arguments[1]], arguments[0])); \
                  dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })); return null";
    page.run(script, vec![name.into(), text.into()]);
}
