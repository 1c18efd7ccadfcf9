// What the pages that measure the built page share.

/** Tells the server by asking for it. */
export const row = (name, answer) => fetch("row?" + new URLSearchParams({ name, ...answer }));

const channel = new MessageChannel();
/** After all that was asked of the event loop until now. */
export const turn = () => new Promise((resolve) => { channel.port1.onmessage = resolve; channel.port2.postMessage(null); });

export const until = async (what, condition) => {
  const begun = performance.now();
  while (!condition()) {
    if (performance.now() - begun > 60000) throw new Error(`waited in vain for ${what}`);
    await turn();
  }
};
