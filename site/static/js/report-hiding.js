// Many boxes to tick, words or cells of a photo, are one stop of the Tab key; the arrows walk among them.
"use strict";
(() => {
  const MANY = ".words, .cells";
  const ACROSS = 8; // cells of a photo
  const form = document.getElementById("report");

  form.querySelectorAll(MANY).forEach((group) => {
    group.querySelectorAll("input").forEach((box, nth) => { box.tabIndex = nth ? -1 : 0; });
  });
  form.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -ACROSS, ArrowDown: ACROSS }[event.key];
    const group = event.target.closest(MANY);
    if (!step || !group) return;
    const boxes = [...group.querySelectorAll("input")];
    const next = boxes[boxes.indexOf(event.target) + (group.matches(".words") ? Math.sign(step) : step)];
    if (!next) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
})();
