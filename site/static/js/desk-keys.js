/* Arrow keys (or j and k) move between the lines of a queue while the focus is inside it. */
const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.("[data-keys]");
  const step = STEPS[event.key];
  if (!list || !step || event.ctrlKey || event.metaKey || event.altKey) return;
  const lines = [...list.querySelectorAll("a")];
  const next = lines[lines.indexOf(event.target.closest("a")) + step];
  if (next) {
    event.preventDefault();
    next.focus();
  }
});
