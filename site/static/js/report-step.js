// Faults at their fields, a count of characters, and plain words when the network fails. Nothing typed is lost.
// htmx swaps the steps in, so everything here listens to the document and looks the form up when it is needed.
"use strict";
(() => {
  const LATE = 200; // characters left from which the count is worth telling
  const at = (id) => document.getElementById(id);
  const ours = (event) => event.target?.id === "report";

  function tell(reason) {
    const trouble = at("trouble");
    trouble.textContent = trouble.dataset[reason];
    trouble.hidden = false;
    trouble.scrollIntoView({ block: "center" });
  }

  function forgive(event) {
    const slot = at(`${event.target.id}-error`);
    if (!slot?.textContent) return;
    slot.textContent = "";
    event.target.removeAttribute("aria-invalid");
    document.querySelector(`#summary [data-field="${event.target.id}"]`)?.remove();
    if (!document.querySelector("#summary li")) at("summary")?.remove();
  }

  function tally() {
    const [text, count] = [at("text"), at("count")];
    if (!text) return;
    const left = Number(text.dataset.most) - [...text.value].length;
    count.classList.toggle("over", left < 0);
    count.textContent = left < 0 ? count.dataset.over.replace("{n}", -left) : left < LATE ? count.dataset.words.replace("{n}", left) : "";
  }

  function explain() {
    const category = at("category");
    if (category) at("category-hint").textContent = category.selectedOptions[0]?.dataset.hint || "";
  }

  function dress() {
    document.querySelectorAll(".no-script").forEach((part) => { if (!part.closest(".where")) part.remove(); });
    tally();
    explain();
  }

  async function offline(form) {
    if (form.dataset.step !== "preview") {
      tell("offline");
      at("unplugged").hidden = false;
      return;
    }
    try {
      await store.wait(form);
      tell("kept");
    } catch {
      tell("other"); // no storage: the page still holds what was written
    }
  }

  document.addEventListener("input", (event) => {
    forgive(event);
    if (event.target.id === "text") tally();
    if (event.target.id === "category") explain();
  });
  document.addEventListener("placed", forgive);
  document.addEventListener("htmx:beforeRequest", (event) => { if (ours(event)) at("trouble").hidden = true; });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "main") return;
    dress();
    (at("summary") || document.querySelector("#main h1")).focus();
  });
  for (const lost of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(lost, (event) => { if (ours(event)) offline(event.target); });
  document.addEventListener("htmx:responseError", (event) => {
    if (ours(event)) tell({ 429: "many", 413: "large" }[event.detail.xhr.status] || "other");
  });
  dress();
  at("summary")?.focus();
})();
