// One tab for a long time: the page in a frame, thousands of edits by the keyboard, the palette and the fields, then simulations one after the
// other; and after each tenth of them what is in the page's memory. What was measured is told to the server by asking for it.

import { row, turn, until } from "./shared.js";

const asked = new URLSearchParams(location.search);
const [EDITS, RUNS] = [Number(asked.get("edits") ?? 10000), Number(asked.get("runs") ?? 1000)];
const frame = document.querySelector("iframe");

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const inside = () => frame.contentDocument;
const find = (selector) => inside()?.querySelector(selector);
const id = (name) => find(`[data-testid="${name}"]`);
const nodes = () => inside().querySelectorAll("[data-testid^=node-]");
const press = (key, more) => (inside().activeElement ?? inside().body).dispatchEvent(new (frame.contentWindow.KeyboardEvent)("keydown", {
  key, code: key.length === 1 ? `Key${key.toUpperCase()}` : key, bubbles: true, cancelable: true, ...more,
}));
const fill = (field, text) => {
  field.focus();
  field.value = text;
  for (const type of ["input", "change"]) field.dispatchEvent(new (frame.contentWindow.Event)(type, { bubbles: true }));
};
const verdict = () => id("verdict-availability").dataset.value;

/** The program's memory, once it has started. */
let program;
const memory = async (name, count, begun) => {
  // What nothing holds any more is thrown away first, where the browser lets itself be asked.
  for (let time = 0; time < 3; time += 1) {
    self.gc?.();
    await pause(100);
  }
  await row(name, {
    count, seconds: (performance.now() - begun) / 1000, elements: inside().querySelectorAll("*").length,
    program: program?.buffer.byteLength ?? NaN, heap: performance.memory?.usedJSHeapSize ?? NaN,
  });
};

/** Each is seen in the verdict or the drawing before the next: a component more, four steps to the side, a figure, undone, redone, gone. */
const ROUND = 9;
const round = async (number, first) => {
  const before = nodes().length;
  id("palette-item-cache").click();
  await until("one more component", () => nodes().length === before + 1);
  await until("it to be selected", () => find(".node[aria-pressed=true]") && id("field-mtbf"));
  const added = find(".node[aria-pressed=true]");
  added.focus();
  for (const key of ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"]) {
    const at = added.outerHTML;
    press(key);
    await until(`a step, ${key}`, () => added.outerHTML !== at);
  }
  const own = () => id("own-availability")?.textContent;
  const was = own();
  fill(id("field-mtbf"), `${100 + (number % 700)} d`);
  await until("another figure", () => own() !== was);
  const now = own();
  added.focus();
  press("z", { ctrlKey: true });
  await until("the figure before", () => own() === was);
  press("y", { ctrlKey: true });
  await until("the figure again", () => own() === now);
  press("Delete");
  await until("one component fewer", () => nodes().length === before);
  await until("the first verdict", () => verdict() === first);
};

const run = async () => {
  frame.src = "site/index.html#/design";
  await until("the frame", () => frame.contentWindow.location.href.includes("/site/"));
  frame.contentWindow.addEventListener("TrunkApplicationStarted", ({ detail }) => { program = detail.wasm.memory; });
  await until("the page", () => id("verdict") && id("canvas"));
  // The parts that come after the page stands.
  await pause(3000);
  find("[data-testid=welcome] button")?.click();
  const first = verdict();
  let begun = performance.now();
  const rounds = Math.ceil(EDITS / ROUND);
  const tenth = (count, of) => count === 1 || Math.floor(count * 10 / of) !== Math.floor((count - 1) * 10 / of);
  for (let count = 1; count <= rounds; count += 1) {
    await round(count, first);
    if (tenth(count, rounds)) await memory("edits", count * ROUND, begun);
  }
  id("tab-simulate").click();
  await until("the simulation", () => find("#simulate-years"));
  fill(find("#simulate-years"), "1000");
  begun = performance.now();
  for (let count = 1; count <= RUNS; count += 1) {
    fill(find("#simulate-seed"), String(count));
    // Another seed, other figures.
    const before = id("simulate-result")?.textContent;
    id("simulate-run").click();
    await until("a result", () => id("simulate-run") && (id("simulate-result")?.textContent ?? before) !== before);
    if (tenth(count, RUNS)) await memory("simulations", count, begun);
  }
};

run().catch((error) => row("failed", { error: String(error) })).finally(() => fetch("finished"));
