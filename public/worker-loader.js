// Starts the simulation worker. Classic script, used in two ways:
//  * appended to the text of worker.js in a Blob, so that workers start without any request;
//  * by itself, as a worker's address, where a policy refuses blob workers: it then imports worker.js beside it.
// The first message carries the compiled module; everything later waits until the module runs.
(() => {
  "use strict";
  const waiting = [];
  const queue = (event) => {
    if (event.data && event.data.module) {
      start(event.data.module);
    } else {
      waiting.push(event.data);
    }
  };

  const start = async (module) => {
    try {
      if (typeof wasm_bindgen === "undefined") {
        importScripts("worker.js");
      }
      await wasm_bindgen({ module_or_path: module });
      self.removeEventListener("message", queue);
      // The module's main has set its own listener; give it what came early, in order.
      for (const data of waiting.splice(0)) {
        self.dispatchEvent(new MessageEvent("message", { data }));
      }
    } catch (error) {
      self.postMessage(JSON.stringify({ failed: String(error) }));
    }
  };

  self.addEventListener("message", queue);
})();
