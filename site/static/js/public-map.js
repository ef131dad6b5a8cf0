// The map of all published reports: counts in cells, filtered here, drawn as rings on one canvas.
"use strict";
(() => {
  const box = document.getElementById("map");
  const words = box.dataset;
  const filters = document.getElementById("filters");
  const table = document.getElementById("view");
  const status = document.getElementById("counted");
  const language = document.documentElement.lang;
  const told = new Intl.NumberFormat(language);
  const short = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const DONE = 0, OPEN = 1, OTHER = 2;
  const APART = 50; // pixels: cells nearer than this are one ring
  const names = { category: JSON.parse(words.categories), standing: JSON.parse(words.standings) };

  document.querySelectorAll(".explore, #filters").forEach((part) => { part.hidden = false; });
  const map = L.map(box, { zoomSnap: .25, minZoom: 8, maxZoom: 18, zoomControl: false });
  map.fitBounds(JSON.parse(words.bounds));
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.attributionControl.setPrefix(false).addAttribution(escaped(words.credit));
  if (words.tiles) L.tileLayer(words.tiles, { maxZoom: 18, maxNativeZoom: Number(words.tilesZoom), attribution: escaped(words.tilesCredit) }).addTo(map);

  const canvas = L.DomUtil.create("canvas", "rings", map.getPanes().overlayPane);
  const pen = canvas.getContext("2d");
  let archive = null, wanted = null, rings = [], latest = 0;

  function escaped(text) {
    const holder = document.createElement("span");
    holder.textContent = text;
    return holder.innerHTML;
  }

  function fill(template, values) {
    return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  // What every key means, and whether the filters let it pass.
  function choose() {
    const { categories, standings, months } = archive.about;
    const { category, standing, from, to } = Object.fromEntries(new FormData(filters));
    const columns = months.length + 1;
    const kinds = new Uint8Array(categories.length * standings.length * columns);
    const passes = new Uint8Array(kinds.length);
    const all = !from && !to;
    filters.querySelector("button").hidden = all && !category && !standing;
    categories.forEach((one, c) => standings.forEach((name, s) => {
      const [state, outcome] = name.split(":");
      const kind = { resolved: DONE, assigned: OPEN }[state] ?? OTHER;
      const wantedHere = (!category || category === one) && (!standing || standing === state || standing === `:${outcome}`);
      const start = (c * standings.length + s) * columns;
      for (let m = 0; m < columns; m++) {
        const month = m ? months[m - 1] : "";
        kinds[start + m] = kind;
        // A month that is not public can be in no span of months.
        passes[start + m] = wantedHere && (all || (m && (!from || month >= from) && (!to || month <= to))) ? 1 : 0;
      }
    }));
    wanted = { kinds, passes, each: standings.length * columns };
  }

  function tilesInView() {
    const zoom = Math.max(archive.least, Math.min(archive.most, Math.floor(map.getZoom())));
    const size = 256 * 2 ** (map.getZoom() - zoom);
    const { min, max } = map.getPixelBounds();
    const last = 2 ** zoom - 1;
    const side = (value) => Math.max(0, Math.min(last, Math.floor(value / size)));
    const found = [];
    for (let x = side(min.x); x <= side(max.x); x++) for (let y = side(min.y); y <= side(max.y); y++) found.push([zoom, x, y]);
    return found;
  }

  async function show() {
    if (!archive) return;
    const mine = ++latest;
    const tiles = await Promise.all(tilesInView().map((place) => archive.tile(...place)));
    if (mine === latest) draw(gather(tiles.flat()));
  }

  // Sum what passes: in rings for the eye, by category for the table.
  function gather(cells) {
    const scale = 256 * 2 ** map.getZoom();
    const view = map.getPixelBounds();
    const byPlace = new Map();
    const byCategory = archive.about.categories.map(() => [0, 0, 0]);
    for (const cell of cells) {
      const x = cell.x * scale, y = cell.y * scale;
      const inside = x >= view.min.x && x <= view.max.x && y >= view.min.y && y <= view.max.y;
      const kinds = [0, 0, 0];
      for (let n = 0; n < cell.keys.length; n++) {
        const key = cell.keys[n];
        if (!wanted.passes[key]) continue;
        kinds[wanted.kinds[key]] += cell.counts[n];
        if (inside) byCategory[Math.floor(key / wanted.each)][wanted.kinds[key]] += cell.counts[n];
      }
      const reports = kinds[0] + kinds[1] + kinds[2];
      if (reports) join(byPlace, x, y, reports, kinds);
    }
    return { rings: apart([...byPlace.values()]), byCategory };
  }

  // A ring that would cover another takes it in: the larger first.
  function apart(found) {
    const kept = [];
    for (const ring of found.sort((a, b) => b.reports - a.reports)) {
      const own = radiusOf(ring.reports);
      const near = kept.find((other) => Math.hypot(other.x - ring.x, other.y - ring.y) < (radiusOf(other.reports) + own) * .85);
      if (near) add(near, ring);
      else kept.push(ring);
    }
    return kept;
  }

  function add(ring, { x, y, reports, kinds }) {
    const whole = ring.reports + reports;
    ring.x += (x - ring.x) * reports / whole;
    ring.y += (y - ring.y) * reports / whole;
    ring.reports = whole;
    kinds.forEach((count, kind) => { ring.kinds[kind] += count; });
  }

  function join(byPlace, x, y, reports, kinds) {
    const name = `${Math.floor(x / APART)} ${Math.floor(y / APART)}`;
    const ring = byPlace.get(name);
    if (ring) add(ring, { x, y, reports, kinds });
    else byPlace.set(name, { x, y, reports, kinds });
  }

  function draw({ rings: found, byCategory }) {
    const size = map.getSize(), sharp = window.devicePixelRatio || 1;
    const corner = map.getPixelBounds().min;
    const style = getComputedStyle(box);
    const colour = ["--done", "--open", "--other", "--paper", "--ink"].map((name) => style.getPropertyValue(name).trim());
    L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
    canvas.width = size.x * sharp;
    canvas.height = size.y * sharp;
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    rings = found.sort((a, b) => b.reports - a.reports).map((ring) => ({ ...ring, x: ring.x - corner.x, y: ring.y - corner.y, radius: radiusOf(ring.reports) }));
    [...rings].reverse().forEach((ring) => one(ring, colour));
    tell(byCategory);
    box.dataset.drawn = rings.length;
  }

  function radiusOf(reports) {
    return reports === 1 ? 7 : Math.min(25, 10 + 4 * Math.log10(reports));
  }

  function one(ring, [done, open, other, paper, ink]) {
    const wide = ring.reports === 1 ? ring.radius : 4.5;
    let from = -Math.PI / 2;
    pen.beginPath();
    pen.arc(ring.x, ring.y, ring.radius + 1, 0, 2 * Math.PI);
    pen.fillStyle = paper;
    pen.fill();
    [done, open, other].forEach((colour, kind) => {
      if (!ring.kinds[kind]) return;
      const to = from + 2 * Math.PI * ring.kinds[kind] / ring.reports;
      pen.beginPath();
      pen.arc(ring.x, ring.y, ring.radius - wide / 2, from, to);
      pen.lineWidth = wide;
      pen.strokeStyle = colour;
      pen.stroke();
      from = to;
    });
    if (ring.reports === 1) return;
    pen.fillStyle = ink;
    pen.font = `600 ${ring.radius > 17 ? 12 : 11}px ${getComputedStyle(document.body).fontFamily}`;
    pen.fillText(ring.reports < 1000 ? ring.reports : short.format(ring.reports), ring.x, ring.y + .5);
  }

  function tell(byCategory) {
    const rows = byCategory.map((kinds, c) => ({ code: archive.about.categories[c], kinds, reports: kinds[0] + kinds[1] + kinds[2] }))
      .filter((row) => row.reports).sort((a, b) => b.reports - a.reports);
    const sum = (pick) => rows.reduce((total, row) => total + pick(row), 0);
    status.textContent = fill(words.counted, { reports: told.format(sum((row) => row.reports)), resolved: told.format(sum((row) => row.kinds[DONE])) });
    table.tBodies[0].replaceChildren(...rows.map((row) => {
      const line = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = names.category[row.code] || row.code;
      line.append(head, ...[row.reports, row.kinds[DONE], row.kinds[OPEN]].map((count) => {
        const cell = document.createElement("td");
        cell.className = "n";
        cell.textContent = told.format(count);
        return cell;
      }));
      return line;
    }));
  }

  map.on("click", ({ containerPoint, latlng }) => {
    const hit = rings.find((ring) => Math.hypot(ring.x - containerPoint.x, ring.y - containerPoint.y) <= Math.max(ring.radius, 14));
    if (!hit) return;
    const text = document.createElement("div");
    text.textContent = fill(words.here, { reports: told.format(hit.reports), resolved: told.format(hit.kinds[DONE]), open: told.format(hit.kinds[OPEN]) });
    if (hit.reports > 1 && map.getZoom() < map.getMaxZoom()) {
      const nearer = document.createElement("button");
      nearer.type = "button";
      nearer.className = "link";
      nearer.textContent = words.nearer;
      nearer.addEventListener("click", () => { map.closePopup(); map.setView(latlng, Math.min(map.getZoom() + 2, map.getMaxZoom())); });
      text.append(document.createElement("br"), nearer);
    }
    L.popup({ className: "tip" }).setLatLng(latlng).setContent(text).openOn(map);
  });

  function options(select, values, name) {
    select.append(...values.map((value) => new Option(name(value), value)));
  }

  function offer() {
    const { categories, standings, months } = archive.about;
    const byName = (a, b) => (names.category[a] || a).localeCompare(names.category[b] || b, language);
    options(filters.elements.category, [...categories].sort(byName), (code) => names.category[code] || code);
    const states = [...new Set(standings.map((one) => one.split(":")[0]))];
    const outcomes = [...new Set(standings.map((one) => one.split(":")[1]).filter(Boolean))];
    options(filters.elements.standing, states, (code) => names.standing[code] || code);
    options(filters.elements.standing, outcomes.map((code) => `:${code}`), (code) => `– ${names.standing[code.slice(1)] || code.slice(1)}`);
    const month = (value) => (language === "vi" ? value.split("-").reverse().join("/")
      : new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" }).format(new Date(`${value}-01`)));
    options(filters.elements.from, [...months].reverse(), month);
    options(filters.elements.to, [...months].reverse(), month);
  }

  async function outline() {
    const answer = await fetch(words.outline);
    if (!answer.ok) return;
    L.geoJSON(await answer.json(), {
      interactive: false,
      pane: "tilePane", // under the rings
      style: (feature) => ({ className: feature.properties.water ? "water" : "border", weight: 1, fill: false }),
    }).addTo(map);
  }

  function failed() {
    status.textContent = words.failed;
  }

  filters.addEventListener("change", () => { choose(); show().catch(failed); });
  filters.addEventListener("reset", () => setTimeout(() => { choose(); show().catch(failed); }));
  map.on("moveend", () => show().catch(failed));
  map.on("zoomanim", () => pen.clearRect(0, 0, canvas.width, canvas.height));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => show().catch(failed));
  window.openTiles(words.archive).then((opened) => {
    archive = opened;
    offer();
    choose();
    return show();
  }).catch(failed).finally(outline);
})();
