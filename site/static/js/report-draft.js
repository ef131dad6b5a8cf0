// What was written survives a closed browser and a lost network, on this device only; contact data is never kept.
// The form's key is kept with it: a draft that was sent after all does not become a second report.
"use strict";
(() => {
  const NAME = "minhbach.draft";
  const DAYS = 7;
  const FIELDS = ["point", "category", "text"];
  const form = document.getElementById("report");

  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(NAME));
      return kept && Date.now() - kept.at < DAYS * 86400000 ? kept : null;
    } catch {
      return null; // no storage, or not ours
    }
  }

  function forget() {
    try { localStorage.removeItem(NAME); } catch { /* no storage: nothing was kept */ }
  }

  if (!form) { // the receipt: it is in
    if (document.getElementById("code")) forget();
    return;
  }

  const note = document.getElementById("draft");

  function keep() {
    const draft = { at: Date.now(), key: form.elements.key.value };
    for (const name of FIELDS) draft[name] = form.elements[name].value;
    draft.keep_private = form.elements.keep_private.checked;
    if (!FIELDS.some((name) => draft[name])) return;
    try { localStorage.setItem(NAME, JSON.stringify(draft)); } catch { /* full or forbidden: the form works without */ }
  }

  function restore(draft) {
    form.elements.key.value = draft.key;
    for (const name of FIELDS) form.elements[name].value = draft[name] || "";
    form.elements.keep_private.checked = Boolean(draft.keep_private);
    form.elements.category.dispatchEvent(new Event("change", { bubbles: true }));
    if (draft.text) form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
    if (draft.point) form.elements.point.dispatchEvent(new Event("change", { bubbles: true }));
    note.hidden = false;
  }

  let wait = 0;
  form.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(keep, 400); });
  form.elements.point.addEventListener("placed", keep);
  window.addEventListener("pagehide", () => { if (wait) keep(); });
  document.getElementById("discard").addEventListener("click", () => {
    clearTimeout(wait);
    wait = 0;
    forget();
    location.reload();
  });
  document.addEventListener("DOMContentLoaded", () => {
    const draft = read();
    if (draft && FIELDS.every((name) => !form.elements[name].value)) restore(draft);
  });
})();
