/* The small map of one report: the wards around it, drawn from our own data, and the pin. */
const holder = document.getElementById("map");

async function draw() {
  const at = [Number(holder.dataset.lat), Number(holder.dataset.lon)];
  const colours = getComputedStyle(document.documentElement);
  const colour = (name) => colours.getPropertyValue(name).trim();
  holder.hidden = false;
  const map = L.map(holder, { zoomControl: false, scrollWheelZoom: false, maxZoom: 18, minZoom: 10 }).setView(at, 14);
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: holder.dataset.zoomIn, zoomOutTitle: holder.dataset.zoomOut }).addTo(map);
  const answer = await fetch(holder.dataset.wards, { headers: { Accept: "application/json" } });
  if (answer.ok) {
    const wards = L.geoJSON(await answer.json(), {
      interactive: false,
      style: (ward) => ({
        color: colour("--ink-soft"), weight: 1,
        fillColor: colour("--accent"), fillOpacity: ward.properties.here ? 0.18 : 0.03,
      }),
    }).addTo(map);
    wards.eachLayer((layer) => {
      if (layer.feature.properties.here) return; // the page says it, and the pin would cover it
      const name = document.createElement("span"); // as text: a name is never markup
      name.textContent = layer.feature.properties.name;
      layer.bindTooltip(name, { permanent: true, direction: "center", className: "ward-name" });
    });
  }
  L.circleMarker(at, { radius: 8, weight: 3, color: colour("--paper"), fillColor: colour("--bad"), fillOpacity: 1, interactive: false }).addTo(map);
}

if (holder) draw();
