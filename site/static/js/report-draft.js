// What was written survives a closed browser and a lost network, on this device only.
// The form's key is kept with it: a draft that was sent after all does not become a second report.
"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const form = () => at("report");
  let late = 0;

  function keepSoon() {
    clearTimeout(late);
    late = setTimeout(keepNow, 400);
  }

  function keepNow() {
    clearTimeout(late);
    if (form()) store.keep(form()).catch(() => {}); // no storage, or full: the form works without
  }

  function hidden(name, value) {
    const field = document.createElement("input");
    field.type = value instanceof File ? "file" : "hidden";
    field.name = name;
    field.hidden = true;
    if (field.type === "file") {
      const carrier = new DataTransfer();
      carrier.items.add(value);
      field.files = carrier.files;
    } else field.value = value;
    return field;
  }

  async function offer() {
    const draft = await store.draft();
    if (!draft || !form() || form().dataset.fresh === undefined) return;
    at("kept-text").textContent = (draft.fields.text?.[0] || draft.fields.point?.[0] || "").slice(0, 80);
    const resume = at("resume");
    resume.append(hidden("key", draft.key));
    for (const [name, values] of Object.entries(draft.fields)) resume.append(...values.map((value) => hidden(name, value)));
    resume.append(...draft.photos.map((photo) => hidden("photos", photo)));
    at("discard-kept").addEventListener("click", async () => { await store.drop(); at("kept").hidden = true; });
    at("kept").hidden = false;
  }

  async function tellWaiting() {
    const box = at("outbox");
    const [item] = await store.waiting();
    if (!box || !item) return;
    const state = { waiting: "one", sent: "sent", wrong: "wrong" }[item.state];
    at("outbox-text").textContent = box.dataset[state];
    box.hidden = false;
    if (item.state === "waiting") return;
    const receipt = at("outbox-receipt");
    receipt.elements.key.value = item.key;
    receipt.hidden = item.state !== "sent";
    if (item.state === "wrong") { await store.leave(item.key); location.assign(item.step); }
  }

  async function flush() {
    const box = at("outbox");
    if (!box || !(await store.waiting()).length) return;
    await store.send({ token: box.dataset.token, send: box.dataset.send }).catch(() => {}); // next time
    const sent = (await store.waiting()).find((item) => item.state === "sent");
    if (sent && form()?.elements.key.value === sent.key) location.assign(box.dataset.receipt);
    else await tellWaiting();
  }

  async function received() { // the receipt: what it is of is in
    await store.drop();
    for (const item of await store.waiting()) if (item.state === "sent") await store.leave(item.key);
  }

  if (at("code")) received().catch(() => {});
  if (!form()) return;
  document.addEventListener("input", (event) => { if (event.target.form === form()) keepSoon(); });
  document.addEventListener("placed", keepNow);
  document.addEventListener("photos", (event) => store.keep(form(), event.detail).catch(() => {}));
  document.addEventListener("submit", (event) => { if (event.target.classList.contains("restart")) store.drop().catch(() => {}); });
  window.addEventListener("pagehide", keepNow);
  window.addEventListener("online", () => flush().catch(() => {}));
  window.addEventListener("load", () => {
    offer().catch(() => {});
    flush().catch(() => {});
    navigator.serviceWorker?.register(form().dataset.worker).catch(() => {}); // after the page: it is not for the first view
  });
})();
