// Opens the form without a network and sends what waits when there is one. KEPT is written before this by the server.
"use strict";
importScripts(KEPT.store);
const CACHE = `minhbach-${KEPT.version}`;

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll([KEPT.page, ...KEPT.parts]);
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) if (name.startsWith("minhbach-") && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}

// The network first, always: what is kept is only for when there is none.
async function fetched(request, kept) {
  try {
    return await fetch(request);
  } catch (lost) {
    const found = await caches.match(kept, { ignoreVary: true });
    if (found) return found;
    throw lost;
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("sync", (event) => { if (event.tag === "send") event.waitUntil(store.send(KEPT)); });
self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(fetched(event.request, KEPT.page));
  else if (KEPT.parts.includes(pathname)) event.respondWith(fetched(event.request, pathname));
});
