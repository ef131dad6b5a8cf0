/* The caller's place: a map to put the pin on, and hits that put it there; the field #point is what is sent. */
const holder = document.getElementById("pin-map");
const field = document.getElementById("point");
const area = document.getElementById("area");
const words = holder.dataset;
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

holder.hidden = false;
const map = L.map(holder, { zoomControl: false, minZoom: 8, maxZoom: 18 }).setView(words.centre.split(",").map(Number), 11);
map.attributionControl.setPrefix(false);
L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
const CLOSE = 15;
let pin = null;
let wards = null;

function show(point) {
  pin?.remove();
  pin = L.circleMarker(point, { radius: 8, weight: 3, color: colour("--paper"), fillColor: colour("--bad"), fillOpacity: 1, interactive: false }).addTo(map);
}

function place(point) {
  show(point);
  field.value = `${point.lat.toFixed(6)}, ${point.lng.toFixed(6)}`;
  field.dispatchEvent(new CustomEvent("placed"));
}

function goToWard(code) {
  const ward = wards?.getLayers().find((layer) => layer.feature.properties.code === code);
  if (ward) map.fitBounds(ward.getBounds());
}

function readField() {
  const found = field.value.match(/(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)/);
  if (!found) return;
  const point = L.latLng(Number(found[1]), Number(found[2]));
  show(point);
  map.setView(point, Math.max(map.getZoom(), CLOSE));
}

async function drawWards() {
  const answer = await fetch(words.wards);
  if (!answer.ok) return;
  wards = L.geoJSON(await answer.json(), { interactive: false, style: { color: colour("--ink-soft"), weight: 1, fillColor: colour("--accent"), fillOpacity: 0.04 } }).addTo(map);
}

map.on("click", (event) => {
  place(event.latlng);
  if (map.getZoom() < CLOSE) map.setView(event.latlng, CLOSE); // a click from afar is no place yet: look closer, click again
});
field.addEventListener("change", readField);
area.addEventListener("change", () => goToWard(area.value));
document.addEventListener("click", (event) => {
  const hit = event.target.closest?.("#found button[name=chosen]");
  if (!hit) return;
  event.preventDefault();
  if (hit.dataset.point) {
    const [lat, lon] = hit.dataset.point.split(",").map(Number);
    place(L.latLng(lat, lon));
    map.setView([lat, lon], CLOSE);
  } else goToWard(hit.dataset.area);
  area.value = hit.dataset.area;
});
readField();
drawWards();
