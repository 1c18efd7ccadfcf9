import start, { read } from "./ninefold_bench.js";

// Milliseconds of solving before anything is measured.
const WARM = 300;
const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];

onmessage = async ({ data: { name, runs } }) => {
  try {
    const { memory } = await start();
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
    const bytes = memory.buffer.byteLength;
    postMessage({ reading: median(reading), solving: median(solving), probability, bytes });
  } catch (error) {
    postMessage({ error: String(error) });
  }
};
