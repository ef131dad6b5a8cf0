/* Work by keyboard: j and k (or arrows) walk a list, and every [data-key] answers to its own key. */
const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
const OFF = "desk-keys-off";
const isOff = () => localStorage.getItem(OFF) === "yes";
const isTyping = (target) => target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

function walk(event) {
  const step = STEPS[event.key];
  const inside = event.target.closest?.("[data-keys]");
  if (!step || (event.key.startsWith("Arrow") && !inside)) return false;
  const list = inside || document.querySelector("[data-keys]");
  if (!list) return false;
  const lines = [...list.querySelectorAll("a")];
  const at = lines.indexOf(event.target.closest?.("a"));
  (lines[at < 0 ? (step > 0 ? 0 : lines.length - 1) : at + step])?.focus();
  return true;
}

/* A link or button is pressed, a field gets the focus, a part of the page opens and shows its first field. */
function use(element) {
  if (element.matches("a, button")) return element.click();
  if (element.matches("details")) element.open = !element.open || element.dataset.key !== "?";
  const field = element.matches("input, select, textarea") ? element : element.querySelector("select, input:not([type=hidden]), textarea, summary");
  element.scrollIntoView({ block: "nearest" });
  field?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target) || isOff()) return;
  const own = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!walk(event) && !own) return;
  event.preventDefault();
  if (own) use(own);
});

for (const box of document.querySelectorAll("[data-keys-off]")) {
  box.closest("[hidden]").hidden = false;
  box.checked = isOff();
  box.addEventListener("change", () => localStorage.setItem(OFF, box.checked ? "yes" : "no"));
}
