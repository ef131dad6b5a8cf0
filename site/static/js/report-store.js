// What this browser keeps of the form, on this device alone: one draft, and reports that wait for a network.
// Used by the pages and by the service worker. Contact data is never in a draft; it waits with a report that its
// sender has sent, and goes with it.
"use strict";
const store = (() => {
  const NAME = "minhbach";
  const DAYS = 7;
  const KEPT = /^(point|category|text|keep_private|q\..+)$/;

  function open() {
    return new Promise((done, fail) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("draft");
        asked.result.createObjectStore("waiting", { keyPath: "key" });
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  }

  async function run(shelf, mode, act) {
    const base = await open();
    try {
      return await new Promise((done, fail) => {
        const change = base.transaction(shelf, mode);
        const asked = act(change.objectStore(shelf));
        change.oncomplete = () => done(asked.result);
        change.onerror = change.onabort = () => fail(change.error);
      });
    } finally {
      base.close();
    }
  }

  async function draft() {
    const kept = await run("draft", "readonly", (shelf) => shelf.get("one"));
    return kept && Date.now() - kept.at < DAYS * 86400000 ? kept : null;
  }

  // What a form says now, over what the steps before it said.
  async function keep(form, photos) {
    const key = form.elements.key.value;
    const before = await draft();
    const same = before && before.key === key ? before : { fields: {}, photos: [] };
    const fields = { ...same.fields };
    for (const field of form.elements) if (KEPT.test(field.name)) delete fields[field.name];
    for (const [name, value] of new FormData(form)) if (KEPT.test(name) && value) (fields[name] ||= []).push(value);
    if (!Object.keys(fields).length) return;
    await run("draft", "readwrite", (shelf) => shelf.put({ key, at: Date.now(), fields, photos: photos || same.photos }, "one"));
  }

  const drop = () => run("draft", "readwrite", (shelf) => shelf.delete("one"));
  const waiting = () => run("waiting", "readonly", (shelf) => shelf.getAll());
  const leave = (key) => run("waiting", "readwrite", (shelf) => shelf.delete(key));
  const put = (item) => run("waiting", "readwrite", (shelf) => shelf.put(item));

  async function wait(form) {
    const fields = [...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && !(value instanceof File && !value.size));
    await put({ key: form.elements.key.value, at: Date.now(), fields, state: "waiting" });
    const worker = await navigator.serviceWorker?.getRegistration();
    await worker?.sync?.register("send").catch(() => {}); // not everywhere: the next visit sends it too
  }

  // Each report has a key, and the server takes a key once: sending again after a lost answer adds nothing.
  async function send(addresses) {
    for (const item of await waiting()) {
      if (item.state !== "waiting") continue;
      const { token } = await (await fetch(addresses.token)).json();
      const body = new FormData();
      for (const [name, value] of item.fields) body.append(name, value);
      body.set("csrf_token", token);
      const answer = await fetch(addresses.send, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.ok) await put({ key: item.key, at: item.at, fields: [], state: "sent" });
      else if (answer.status === 422) await put({ ...item, fields: [], state: "wrong", step: (await answer.json()).step });
      else throw new Error(String(answer.status)); // too many, too large, broken: it stays and is tried again
    }
  }

  return { draft, keep, drop, wait, waiting, leave, send };
})();
