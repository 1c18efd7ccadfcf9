// The page without a network. This file and what it keeps are one build: `cargo xtask build` writes the list of the build's files and
// their hashes into it (xtask/src/offline.rs). A new build is another file; the browser sets it up beside this one.
//
// A page gets all its files from one build, always: a build is kept whole or not at all, each file only if its content has the hash in the
// list; it serves once no page of the one before is open, and only then is the one before forgotten.

/** Names, types and SHA-256 of the files of this build. */
const FILES = new Map([/* the list */]);
/** The hash of all of them. */
const VERSION = "the version";

const SCOPE = new URL(registration.scope);
/** Several sites may lie on one host: each knows its own caches. */
const OWN = `ninefold ${SCOPE.pathname} `;
const CACHE = OWN + VERSION;
/** What is kept last: where it lies, all the others do. */
const PAGE = "index.html";
/** Which caches there were when this build was set up: a later build's is not ours to clear away. */
const BEFORE = new URL("?before", SCOPE).href;

const address = (name) => new URL(name, SCOPE).href;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(clear()));
addEventListener("fetch", (event) => {
  const name = listed(event.request);
  if (name !== undefined) event.respondWith(answer(event.request, name));
});

/** Keeps every file of this build; fails where one cannot be had, and then the build before goes on. */
async function install() {
  // First of all: a host that adds something to it would make all the rest of no use.
  const page = await fetched(PAGE);
  const before = (await caches.keys()).filter((name) => name.startsWith(OWN) && name !== CACHE);
  const cache = await caches.open(CACHE);
  await cache.put(BEFORE, new Response(JSON.stringify(before)));
  // One after the other: the page may still be loading.
  for (const name of FILES.keys()) {
    // Some may be left from an attempt that was cut short.
    if (name !== PAGE && !(await cache.match(address(name)))) await cache.put(address(name), await fetched(name));
  }
  await cache.put(address(PAGE), page);
  if (!(await caches.has(CACHE))) throw new Error("the files were cleared away meanwhile");
}

/** The file from the browser's own cache or the host, whichever has the content in the list. */
async function fetched(name) {
  const [type, hash] = FILES.get(name);
  for (const cache of ["force-cache", "reload"]) {
    const response = await fetch(address(name), { cache, credentials: "same-origin" });
    const body = await response.arrayBuffer();
    if (!response.ok || (await sha256(body)) !== hash) continue;
    // As the host sends it, but for how it was packed, where it was moved from, and a type that may be wrong.
    const headers = new Headers(response.headers);
    for (const name of ["content-encoding", "content-length", "vary"]) headers.delete(name);
    headers.set("content-type", type);
    return new Response(body, { headers });
  }
  throw new Error(`${name} is not that of build ${VERSION}`);
}

async function sha256(body) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** No page of the build before is open any more. */
async function clear() {
  const before = await caches.match(BEFORE, { cacheName: CACHE });
  for (const name of before ? await before.json() : []) await caches.delete(name);
}

/** Which file of this build is asked for; none where the network is to answer as if there were nothing here. */
function listed({ method, mode, url }) {
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== SCOPE.origin || !pathname.startsWith(SCOPE.pathname)) return undefined;
  const name = pathname.slice(SCOPE.pathname.length);
  // The page's address says how to open it, not which page.
  if (mode === "navigate" && (name === "" || name === PAGE)) return PAGE;
  return search === "" && FILES.has(name) ? name : undefined;
}

async function answer(request, name) {
  const kept = await caches.match(address(name), { cacheName: CACHE, ignoreVary: true });
  if (kept) return kept;
  // The browser or its user has cleared the files away: the next visit sets everything up anew.
  await registration.unregister();
  return fetch(request);
}
