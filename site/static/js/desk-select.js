/* Words selected in a report's text go into the form that hides them, with their place in code points. */
function placeOf(range, part) {
  const before = document.createRange();
  before.selectNodeContents(part);
  before.setEnd(range.startContainer, range.startOffset);
  const words = range.toString();
  const start = [...before.toString()].length + [...words.slice(0, words.length - words.trimStart().length)].length;
  return { words: words.trim(), start, end: start + [...words.trim()].length };
}

function takeSelection() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const holder = range.commonAncestorContainer;
  const part = (holder.nodeType === Node.ELEMENT_NODE ? holder : holder.parentElement).closest("[data-part]");
  const form = part && document.querySelector(`[data-hide="${part.dataset.part}"]`);
  if (!form) return;
  const place = placeOf(range, part);
  if (!place.words) return;
  form.closest("details").open = true;
  for (const name of ["words", "start", "end"]) form.elements[name].value = place[name];
}

for (const moment of ["mouseup", "touchend", "keyup"]) document.addEventListener(moment, () => setTimeout(takeSelection));
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("[data-hide]");
  if (form && event.target.name === "words") form.elements.start.value = form.elements.end.value = "";
});
