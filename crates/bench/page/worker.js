import start, { edit as editing, read } from "./ninefold_bench.js";

// Milliseconds of solving before anything is measured.
const WARM = 300;
const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];

// Milliseconds of one run of edits: a single answer takes less than the clock can tell.
const BATCH = 50;

onmessage = async ({ data: { name, runs, edit } }) => {
  try {
    const { memory } = await start();
    const measured = edit === undefined ? await solveTree(name, runs) : answerEdits(edit, runs);
    postMessage({ ...measured, bytes: memory.buffer.byteLength });
  } catch (error) {
    postMessage({ error: String(error) });
  }
};

async function solveTree(name, runs) {
  const text = await (await fetch(`trees/${name}.xml`)).text();
  const reading = [], solving = [];
  let probability;
  // A browser compiles what runs often once more, better: not what is to be measured.
  for (const end = performance.now() + WARM; performance.now() < end; ) {
    const tree = read(text);
    tree.solve();
    tree.free();
  }
  for (let run = 0; run < runs; run += 1) {
    const before = performance.now();
    const tree = read(text);
    const between = performance.now();
    probability = tree.solve();
    const after = performance.now();
    tree.free();
    reading.push((between - before) / 1000);
    solving.push((after - between) / 1000);
  }
  return { reading: median(reading), solving: median(solving), probability };
}

function answerEdits(edit, runs) {
  const model = editing(edit);
  const probability = model.ask();
  for (const end = performance.now() + WARM; performance.now() < end; ) model.ask();
  const solving = [];
  for (let run = 0; run < runs; run += 1) {
    const before = performance.now();
    let count = 0, after = before;
    for (; after < before + BATCH; count += 1) {
      model.ask();
      after = performance.now();
    }
    solving.push((after - before) / 1000 / count);
  }
  return { solving: median(solving), probability };
}
