// Starts a worker: the page's own script and module serve workers too. A module script.
// The first message carries that script's address and the compiled module; later ones are the program's.
addEventListener("message", async ({ data: { script, module } }) => {
  try {
    const { default: run } = await import(script);
    await run({ module_or_path: module });
  } catch (error) {
    postMessage(JSON.stringify({ failed: String(error) }));
  }
}, { once: true });
