// Copy and print, where the browser can.
"use strict";
(() => {
  const code = document.getElementById("code");
  if (!code) return;
  const copy = document.getElementById("copy");
  const print = document.getElementById("print");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent.trim());
    copy.textContent = copy.dataset.done;
  });
})();
