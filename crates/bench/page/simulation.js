import start, { simulation } from "./ninefold_bench.js";

let begin;

// `runs` runs of a case, the best of them; with 0, a part of one run, once told to begin.
const measure = async ({ name, years, runs, part, parts }) => {
  const { memory } = await start();
  if (runs === 0) {
    // A browser compiles what runs often once more, better: not what is to be measured.
    simulation(name, 10000).play(0, 1);
    const played = simulation(name, years);
    const told = new Promise((resolve) => { begin = resolve; });
    postMessage({ ready: true });
    await told;
    played.play(part, parts);
    return {};
  }
  const played = simulation(name, years);
  let solving = Infinity;
  for (let run = 0; run <= runs; run += 1) {
    const before = performance.now();
    played.play(part, parts);
    solving = Math.min(solving, (performance.now() - before) / 1000);
  }
  return { solving, probability: played.unavailability(), bytes: memory.buffer.byteLength };
};

onmessage = ({ data }) => {
  if (data === "begin") return begin();
  measure(data).then(postMessage, (error) => postMessage({ error: String(error) }));
};
