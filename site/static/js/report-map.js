// The pin: tap, drag, the phone's position, or the keyboard's crosshair. The field #point is the one truth.
"use strict";
(() => {
  const box = document.getElementById("map");
  const field = document.getElementById("point");
  const gps = document.getElementById("gps");
  const goto = document.getElementById("goto");
  const words = box.dataset;
  const PIN = '<svg viewBox="0 0 24 36" aria-hidden="true"><path d="M12 1a11 11 0 0 0-11 11c0 8 11 23 11 23s11-15 11-23A11 11 0 0 0 12 1z"/><circle cx="12" cy="12" r="4"/></svg>';
  const NAMES_FROM = 12; // zoom from which ward names fit

  // The list comes once the map stands: who cannot spell a ward's name finds it there.
  async function list() {
    const answer = await fetch(goto.dataset.wards);
    if (answer.ok) goto.insertAdjacentHTML("beforeend", await answer.text()); // our own, from the boundaries
  }

  document.querySelectorAll(".where .no-script").forEach((part) => part.remove());
  document.querySelectorAll(".where .tools, .map-frame, #map-hint").forEach((part) => { part.hidden = false; });
  document.querySelector(".typed").open = field.getAttribute("aria-invalid") === "true";

  const map = L.map(box, { zoomControl: false, minZoom: 8, maxZoom: 18, keyboardPanDelta: 60 });
  map.setView(words.centre.split(",").map(Number), 12);
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.attributionControl.setPrefix(false).addAttribution(escaped(words.credit));
  if (words.tiles) L.tileLayer(words.tiles, { maxZoom: 18, maxNativeZoom: Number(words.tilesZoom), attribution: escaped(words.tilesCredit) }).addTo(map);

  let pin = null;
  let around = null;
  const names = L.layerGroup().addTo(map);
  let wards = [];
  let edges = null;

  function escaped(text) {
    const holder = document.createElement("span");
    holder.textContent = text;
    return holder.innerHTML;
  }

  function show(point) {
    box.parentElement.classList.add("pinned");
    if (pin) { pin.setLatLng(point); return; }
    const icon = L.divIcon({ className: "pin", html: PIN, iconSize: [32, 48], iconAnchor: [16, 48] });
    pin = L.marker(point, { icon, draggable: true, keyboard: false, title: words.pin, autoPan: true }).addTo(map);
    pin.on("dragend", () => place(pin.getLatLng()));
  }

  function place(point, accuracy) {
    show(point);
    if (around) { around.remove(); around = null; }
    gps.textContent = accuracy > 15 ? words.accuracy.replace("{n}", Math.round(accuracy)) : "";
    if (accuracy) around = L.circle(point, { radius: accuracy, className: "around", weight: 1, fillOpacity: .12, interactive: false }).addTo(map);
    field.value = `${point.lat.toFixed(6)}, ${point.lng.toFixed(6)}`;
    field.dispatchEvent(new CustomEvent("placed", { bubbles: true }));
  }

  function typed() {
    const found = field.value.match(/(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)/);
    if (!found || Math.abs(found[1]) > 90 || Math.abs(found[2]) > 180) return;
    const point = L.latLng(Number(found[1]), Number(found[2]));
    show(point);
    map.setView(point, Math.max(map.getZoom(), 15));
  }

  function name() {
    names.clearLayers();
    if (map.getZoom() < NAMES_FROM) return;
    const seen = map.getBounds();
    const taken = [];
    for (const ward of wards) {
      if (!seen.contains(ward.at)) continue;
      const spot = map.latLngToContainerPoint(ward.at);
      if (taken.some((other) => Math.abs(other.x - spot.x) < 96 && Math.abs(other.y - spot.y) < 34)) continue;
      taken.push(spot);
      const icon = L.divIcon({ className: "ward-name", html: `<span>${escaped(ward.name)}</span>`, iconSize: [0, 0] });
      L.marker(ward.at, { icon, interactive: false, keyboard: false }).addTo(names);
    }
  }

  function visit(code) {
    const ward = wards.find((one) => one.code === code);
    if (ward) map.fitBounds(ward.box);
  }

  async function draw(address) {
    const answer = await fetch(address);
    if (!answer.ok) return;
    const drawn = L.geoJSON(await answer.json(), { className: "edges", interactive: false, fill: true });
    edges?.remove();
    edges = drawn.addTo(map);
    wards = drawn.getLayers().map((layer) => ({
      code: layer.feature.properties.code, name: layer.feature.properties.name, box: layer.getBounds(),
      at: L.latLng(layer.feature.properties.label[1], layer.feature.properties.label[0]),
    }));
    name();
  }

  async function drawWater() {
    const answer = await fetch(words.water);
    if (!answer.ok) return;
    // Above the wards' fill, which would hide it; clear enough that a border along a river is seen through it.
    map.createPane("water").style.zIndex = 410;
    L.geoJSON(await answer.json(), { pane: "water", className: "water", interactive: false, fill: false }).addTo(map);
  }

  function closer() {
    map.off("movestart click", closer);
    draw(words.close).catch(() => map.on("movestart click", closer)); // the light lines stay until it can be had
    if (words.water) drawWater().catch(() => {}); // rivers help to find the way; the map works without them
    delete words.water;
  }

  function locate() {
    gps.textContent = words.gps;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const point = L.latLng(coords.latitude, coords.longitude);
      map.setView(point, 17);
      place(point, coords.accuracy);
    }, () => { gps.textContent = words.noGps; }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 });
  }

  map.on("click", (event) => place(event.latlng));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== box) return;
    event.preventDefault(); // Enter here pins; it must not send the form
    place(map.getCenter());
  });
  document.getElementById("pin-here").addEventListener("click", () => place(map.getCenter()));
  const here = document.getElementById("here");
  here.hidden = !("geolocation" in navigator);
  here.addEventListener("click", locate);
  goto.addEventListener("change", () => visit(goto.value));
  box.addEventListener("visit", (event) => visit(event.detail));
  field.addEventListener("change", typed);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // what was typed is a pin, not yet a whole report
    field.dispatchEvent(new Event("change"));
  });
  if (field.value) typed();
  map.on("moveend", name);
  draw(words.outlines).catch(() => {}).then(() => {
    list().catch(() => {}); // without outlines the pin and the server's answer still work
    if (pin) closer();
    else map.on("movestart click", closer); // whoever uses the map gets finer lines; the first view stays light
  });
})();
