// Faults at their fields, a count of characters, and plain words when the network fails. Nothing typed is lost.
"use strict";
(() => {
  const form = document.getElementById("report");
  const trouble = document.getElementById("trouble");
  const text = document.getElementById("text");
  const count = document.getElementById("count");
  const category = document.getElementById("category");
  const LATE = 200; // characters left from which the count is worth telling

  let waiting = false; // for the network, with a report that its sender has already sent

  function tell(reason) {
    waiting = reason === "offline";
    trouble.textContent = trouble.dataset[reason];
    trouble.hidden = false;
    trouble.scrollIntoView({ block: "center" });
  }

  function mark() {
    form.querySelectorAll("p.error[id]").forEach((slot) => {
      const field = document.getElementById(slot.id.replace(/-error$/, ""));
      if (!field) return;
      if (slot.textContent) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    });
  }

  function forgive(event) {
    const slot = document.getElementById(`${event.target.id}-error`);
    if (!slot || !slot.textContent) return;
    slot.textContent = "";
    event.target.removeAttribute("aria-invalid");
    document.querySelector(`#summary [data-field="${event.target.id}"]`)?.remove();
    if (!document.querySelector("#summary li")) document.getElementById("summary")?.remove();
  }

  function tally() {
    const left = Number(text.dataset.most) - [...text.value].length;
    count.classList.toggle("over", left < 0);
    count.textContent = left < 0 ? count.dataset.over.replace("{n}", -left) : left < LATE ? count.dataset.words.replace("{n}", left) : "";
  }

  function explain() {
    document.getElementById("category-hint").textContent = category.selectedOptions[0].dataset.hint || "";
  }

  form.addEventListener("htmx:beforeRequest", (event) => { if (event.target === form) { trouble.hidden = true; waiting = false; } });
  form.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "faults") return;
    mark();
    document.getElementById("summary")?.focus();
  });
  form.addEventListener("htmx:sendError", (event) => { if (event.target === form) tell("offline"); });
  form.addEventListener("htmx:timeout", (event) => { if (event.target === form) tell("offline"); });
  form.addEventListener("htmx:responseError", (event) => {
    if (event.target !== form) return;
    tell({ 429: "many", 413: "large" }[event.detail.xhr.status] || "other");
  });
  form.addEventListener("input", forgive);
  document.getElementById("point").addEventListener("placed", forgive);
  window.addEventListener("online", () => { if (waiting) form.requestSubmit(); });
  text.addEventListener("input", tally);
  category.addEventListener("change", explain);
  tally();
  explain();
  document.getElementById("summary")?.focus();
})();
