// A chosen place moves the map; only a point, a street or a landmark is exact enough to be the pin.
"use strict";
(() => {
  const asked = document.getElementById("q");
  const found = document.getElementById("found");
  const point = document.getElementById("point");
  const map = document.getElementById("map");

  function choose(event) {
    const hit = event.target.closest("button[name=chosen]");
    if (!hit) return;
    event.preventDefault();
    if (hit.dataset.point) {
      point.value = hit.dataset.point;
      point.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      map.dispatchEvent(new CustomEvent("visit", { detail: hit.dataset.area }));
    }
    found.replaceChildren();
    asked.value = "";
    map.focus();
  }

  found.addEventListener("click", choose);
  asked.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // looking for a place must not send the report
    asked.dispatchEvent(new Event("search"));
  });
})();
