/* Draw boxes on a photo by pointer or keyboard; the numbers in the form are what is sent. */
const form = document.querySelector("form.draw");
const svg = form.querySelector("svg");
const drawn = svg.querySelector(".drawn");
const rows = form.querySelector(".box-rows");
const EDGES = ["left", "top", "right", "bottom"];
const LEAST = 0.5; // per cent
const STEP = 0.5;
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
const round = (value) => Math.round(value * 100) / 100;
const within = (value, most = 100) => Math.min(Math.max(value, 0), most);

function rectangle(layer, [left, top, right, bottom]) {
  const rect = layer.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "rect"));
  const size = { x: left, y: top, width: right - left, height: bottom - top };
  for (const [name, value] of Object.entries(size)) rect.setAttribute(name, value);
  return rect;
}

const fields = (row) => EDGES.map((edge) => row.querySelector(`[name=${edge}]`));
const boxOf = (row) => fields(row).map((field) => (field.value === "" ? NaN : Number(field.value)));
const isBox = (box) => box.every(Number.isFinite) && box[0] < box[2] && box[1] < box[3];
const write = (row, box) => fields(row).forEach((field, at) => { field.value = round(box[at]); });
const isEmpty = (row) => fields(row).every((field) => field.value === "");

/* The rectangles follow the numbers; one that has the focus keeps it. */
function redraw(focused) {
  drawn.replaceChildren();
  [...rows.children].forEach((row, at) => {
    row.querySelector(".n").textContent = at + 1;
    row.hidden = isEmpty(row); // empty rows are for who has no script
    const box = boxOf(row);
    if (!isBox(box)) return;
    const rect = rectangle(drawn, box);
    rect.row = row;
    rect.setAttribute("tabindex", "0");
    rect.setAttribute("role", "img");
    rect.setAttribute("aria-label", form.dataset.box.replace("{n}", at + 1));
    if (row === focused) rect.focus();
  });
}

function addRow(box) {
  let row = [...rows.children].find(isEmpty);
  if (!row) {
    row = rows.appendChild(rows.lastElementChild.cloneNode(true));
    fields(row).forEach((field) => { field.value = ""; });
  }
  write(row, box);
  redraw(row);
}

function at(event) {
  const frame = svg.getBoundingClientRect();
  return [within(((event.clientX - frame.left) / frame.width) * 100), within(((event.clientY - frame.top) / frame.height) * 100)];
}

const between = ([x, y], [u, v]) => [Math.min(x, u), Math.min(y, v), Math.max(x, u), Math.max(y, v)];

function startDrawing(event) {
  if (event.button !== 0) return;
  event.preventDefault();
  const from = at(event);
  let rect = null;
  svg.setPointerCapture(event.pointerId);
  const move = (moved) => {
    rect?.remove();
    rect = rectangle(drawn, between(from, at(moved)));
  };
  const stop = (stopped) => {
    svg.removeEventListener("pointermove", move);
    rect?.remove();
    const box = between(from, at(stopped));
    if (stopped.type === "pointerup" && box[2] - box[0] >= LEAST && box[3] - box[1] >= LEAST) addRow(box);
    else event.target.closest("rect")?.focus();
  };
  svg.addEventListener("pointermove", move);
  for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, stop, { once: true });
}

function pressKey(event) {
  const row = event.target.row;
  if (!row) return;
  const [left, top, right, bottom] = boxOf(row);
  if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    fields(row).forEach((field) => { field.value = ""; });
    redraw();
    document.getElementById("add-box").focus();
  } else if (ARROWS[event.key]) {
    event.preventDefault();
    const [x, y] = ARROWS[event.key];
    const wide = right - left, high = bottom - top;
    if (event.shiftKey) write(row, [left, top, within(Math.max(right + x, left + LEAST)), within(Math.max(bottom + y, top + LEAST))]);
    else {
      const moved = [within(left + x, 100 - wide), within(top + y, 100 - high)];
      write(row, [...moved, moved[0] + wide, moved[1] + high]);
    }
    redraw(row);
  }
}

async function showDetected() {
  const answer = await fetch(svg.dataset.detected, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  for (const box of await answer.json()) rectangle(svg.querySelector(".detected"), EDGES.map((edge) => box[edge] * 100));
}

if (form.dataset.amendable) {
  form.querySelectorAll(".needs-js").forEach((part) => { part.hidden = false; });
  svg.addEventListener("pointerdown", startDrawing);
  svg.addEventListener("keydown", pressKey);
  form.addEventListener("input", () => redraw());
  document.getElementById("add-box").addEventListener("click", () => addRow([40, 40, 60, 60]));
  redraw();
}
if (svg.dataset.detected) showDetected();
