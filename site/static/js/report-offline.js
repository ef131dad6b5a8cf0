// The form without a network: what was written is kept here and sent once, when there is one.
"use strict";
(() => {
  const LEAST_TEXT = 10;
  const form = document.getElementById("report");
  const trouble = document.getElementById("trouble");
  const missing = document.getElementById("missing");
  const box = document.getElementById("outbox").dataset;
  const { category, text, point } = form.elements;

  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(24));
    return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
  }

  function ask() {
    form.querySelectorAll(".questions").forEach((part) => {
      part.disabled = part.hidden = part.dataset.category !== category.value;
    });
  }

  function restore(draft) {
    form.elements.key.value = draft.key;
    for (const name of ["point", "category", "text"]) form.elements[name].value = draft.fields[name]?.[0] || "";
    ask();
    for (const field of form.elements) {
      const values = draft.fields[field.name];
      if (!values || field.matches(":disabled") || field.type === "file") continue;
      if (field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[0];
    }
    if (draft.photos.length) {
      const carrier = new DataTransfer();
      draft.photos.forEach((photo) => carrier.items.add(photo));
      form.elements.photos.files = carrier.files;
      form.elements.photos.dispatchEvent(new Event("change", { bubbles: true }));
    }
    point.dispatchEvent(new Event("change", { bubbles: true }));
    placed();
    text.dispatchEvent(new Event("input", { bubbles: true }));
    category.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Which ward it is only the server can say; that there is a pin is seen on the map.
  function placed() {
    document.getElementById("place").hidden = Boolean(point.value);
  }

  function tell(reason) {
    trouble.textContent = trouble.dataset[reason];
    trouble.hidden = false;
    trouble.focus();
  }

  async function send() {
    try { await store.send({ token: box.token, send: box.send }); } catch { return; } // still no network
    if ((await store.waiting()).some((item) => item.state === "sent")) location.assign(box.receipt);
    else if ((await store.waiting()).some((item) => item.state === "wrong")) location.assign(box.form);
  }

  async function keepToSend(event) {
    event.preventDefault();
    missing.hidden = Boolean(point.value.trim() && category.value && [...text.value.trim()].length >= LEAST_TEXT);
    if (!missing.hidden) { missing.focus(); return; }
    try {
      await store.wait(form);
      await store.drop();
    } catch { tell("full"); return; }
    form.querySelectorAll("button, input, select, textarea").forEach((field) => { field.disabled = true; });
    tell("kept");
    await send();
  }

  const keep = () => store.keep(form).catch(() => {});
  form.addEventListener("submit", keepToSend);
  form.addEventListener("input", keep);
  document.addEventListener("photos", (event) => store.keep(form, event.detail).catch(() => {}));
  document.addEventListener("placed", () => { placed(); keep(); });
  point.addEventListener("change", placed);
  category.addEventListener("change", ask);
  window.addEventListener("online", send);
  form.elements.key.value = newKey();
  window.addEventListener("load", async () => {
    const draft = await store.draft().catch(() => null);
    if (draft) restore(draft);
    ask();
    if (navigator.onLine) send();
  });
})();
