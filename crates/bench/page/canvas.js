// What a frame of a large drawing takes: the page in a frame, a file dropped onto it, a pointer that drags, pans and zooms. Of each frame the
// time from the pointer's event until the page has done all it does for it and styles and layout are brought up to date; painting is not in it.
// What was measured is told to the server by asking for it.

import { row, turn, until } from "./shared.js";

const [COLUMNS, ROWS, ZONES, SELECTED_COLUMNS] = [40, 25, 5, 12];
const FRAMES = Number(new URLSearchParams(location.search).get("frames") ?? 150);
const frame = document.querySelector("iframe");

/** 1,000 components in 40 columns, each needing two of the next column, and 50 soft links: 2,000 in all; five zones. */
const model = () => {
  const id = (column, line) => `c${column}-${line}`;
  const zone = (line) => `zone-${Math.floor(line * ZONES / ROWS)}`;
  const [components, links, positions] = [[], [], {}];
  for (let column = 0; column < COLUMNS; column += 1) {
    for (let line = 0; line < ROWS; line += 1) {
      components.push({
        id: id(column, line), name: `Service ${column}.${line}`, kind: column % 5 === 4 ? "database" : "service",
        zones: [zone(line)], failures: [{ mtbf: "2y", mttr: "15m" }],
      });
      positions[id(column, line)] = [column * 264, line * 120 + Math.floor(line * ZONES / ROWS) * 120];
      const from = id(column, line);
      if (column + 1 < COLUMNS) {
        links.push({ from, to: id(column + 1, line) }, { from, to: id(column + 1, (line + 1) % ROWS) });
      } else {
        // Two more links a line, soft ones, back at the entrance.
        links.push({ from: id(0, line), to: id(1, (line + 5) % ROWS), effect: "soft", loss: 0.1 });
        links.push({ from: id(0, line), to: id(1, (line + 9) % ROWS), effect: "soft", loss: 0.1 });
      }
    }
  }
  const zones = Array.from({ length: ZONES }, (_, number) => ({ id: `zone-${number}`, kind: "zone", failures: [{ mtbf: "5y", mttr: "1h" }] }));
  return { format: "ninefold/1", name: "Large", zones, components, links, journeys: [{ id: "j", entry: id(0, 0) }],
    objective: { availability: 0.99, window: "month" }, canvas: { positions } };
};

const painted = () => new Promise((resolve) => frame.contentWindow.requestAnimationFrame(() => setTimeout(resolve)));

const inside = () => frame.contentDocument;
const canvas = () => inside().querySelector("[data-testid=canvas]");
const nodes = () => inside().querySelectorAll("[data-testid^=node-]");
const node = (id) => inside().querySelector(`[data-testid="node-${id}"]`);
const pressed = () => inside().querySelectorAll(".node[aria-pressed=true]").length;
const middle = (element) => { const box = element.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; };
const pointer = (type, target, [clientX, clientY], more) => target.dispatchEvent(new (frame.contentWindow.PointerEvent)(type, {
  bubbles: true, cancelable: true, pointerId: 1, pointerType: "mouse", isPrimary: true, clientX, clientY, ...more,
}));
const layout = () => canvas().getBoundingClientRect().width + inside().documentElement.offsetHeight;

/** The frames of `step`, which sends the events of one. */
const measure = async (name, step) => {
  const times = [];
  for (let number = 0; number < FRAMES; number += 1) {
    await painted();
    const begun = performance.now();
    step(number);
    await turn();
    layout();
    times.push(performance.now() - begun);
  }
  times.sort((one, two) => one - two);
  const at = (part) => times[Math.min(times.length - 1, Math.floor(part * times.length))];
  await row(name, { p50: at(0.5), p95: at(0.95), most: times.at(-1), frames: times.length });
};

const open = async () => {
  const data = new (frame.contentWindow.DataTransfer)();
  data.items.add(new (frame.contentWindow.File)([JSON.stringify(model())], "large.json", { type: "application/json" }));
  await painted();
  const begun = performance.now();
  frame.contentWindow.dispatchEvent(new (frame.contentWindow.DragEvent)("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  await until("the drawing", () => nodes().length === COLUMNS * ROWS);
  const target = node("c0-0");
  const at = middle(target);
  pointer("pointermove", target, at, {});
  pointer("pointerdown", target, at, { button: 0, buttons: 1 });
  pointer("pointerup", target, at, { button: 0, buttons: 0 });
  await until("the pressed component", () => node("c0-0").getAttribute("aria-pressed") === "true");
  layout();
  const answered = performance.now() - begun;
  await painted();
  await row("open", { p50: answered, p95: answered, most: performance.now() - begun, frames: 1 });
};

/** Presses, drags along a small circle, and gives it up. */
const drag = async (name, id, button) => {
  const target = id ? node(id) : canvas();
  const [x, y] = id ? middle(target) : [8, 8];
  const held = { button, buttons: button === 1 ? 4 : 1 };
  pointer("pointermove", target, [x, y], {});
  pointer("pointerdown", target, [x, y], held);
  pointer("pointermove", target, [x + 12, y + 12], held);
  await measure(name, (number) => pointer("pointermove", target, [x + 12 + 30 * Math.sin(number / 9), y + 12 + 30 * Math.cos(number / 7)], held));
  inside().defaultView.dispatchEvent(new (frame.contentWindow.KeyboardEvent)("keydown", { key: "Escape", bubbles: true }));
  pointer("pointerup", target, [x, y], { button, buttons: 0 });
  await turn();
};

const wheel = (deltaY) => canvas().dispatchEvent(new (frame.contentWindow.WheelEvent)("wheel", {
  bubbles: true, cancelable: true, deltaY, ctrlKey: true, clientX: 700, clientY: 450,
}));

/** A frame around the first columns selects what is in them. */
const select = async () => {
  inside().querySelector("[data-testid=fit]").click();
  await painted();
  const [first, last] = [node("c0-0"), node(`c${SELECTED_COLUMNS - 1}-${ROWS - 1}`)].map((it) => it.getBoundingClientRect());
  const [from, to] = [[first.x - 14, first.y - 24], [last.right + 1, last.bottom + 1]];
  pointer("pointermove", canvas(), from, {});
  pointer("pointerdown", canvas(), from, { button: 0, buttons: 1 });
  for (const part of [0.1, 0.5, 1]) {
    pointer("pointermove", canvas(), [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])], { button: 0, buttons: 1 });
    await turn();
  }
  pointer("pointerup", canvas(), to, { button: 0, buttons: 0 });
  await until("300 selected", () => pressed() === SELECTED_COLUMNS * ROWS);
};

const run = async () => {
  await until("the page", () => frame.contentDocument?.querySelector("[data-testid=verdict]") && canvas());
  // The parts that come after the page stands are no part of this.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  inside().querySelector("[data-testid=welcome] button")?.click();
  await open();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await drag("one", "c7-11", 0);
  await drag("pan", null, 1);
  await measure("zoom", (number) => wheel(number % 50 < 25 ? -9 : 9));
  await select();
  await drag("many", "c5-12", 0);
};

run().catch((error) => row("failed", { error: String(error) })).finally(() => fetch("finished"));
