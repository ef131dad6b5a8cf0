// The page: run the checks one after the other and tell each; find one's own report without telling which.
"use strict";
(() => {
  const box = document.getElementById("checker");
  const words = JSON.parse(box.dataset.words);
  const receipt = JSON.parse(box.dataset.receipt);
  const [check, checks, verdict] = ["check", "checks", "verdict"].map((id) => document.getElementById(id));
  const [find, code, found] = ["find", "code", "found"].map((id) => document.getElementById(id));
  const CHECKS = ["signature", "files", "tree", "chain", "counts", "points"];
  let opened = null;

  const open = () => (opened ??= new Release("/data/", words).open().catch((wrong) => { opened = null; throw wrong; }));

  async function run() {
    check.disabled = true;
    checks.replaceChildren();
    verdict.textContent = "";
    let good = true;
    try {
      const release = await open();
      for (const name of CHECKS) {
        const line = checks.appendChild(document.createElement("li"));
        const tell = (more) => { line.textContent = `${words[name]}: ${words.working} ${more}`; };
        tell("");
        const [holds, said] = await release[name](tell);
        line.className = holds ? "good" : holds === null ? "soft" : "bad";
        line.textContent = `${words[name]}: ${holds ? words.holds : holds === null ? words.skipped : words.fails} – ${said}`;
        good &&= holds !== false;
      }
      verdict.textContent = good ? words.all_good : words.not_good;
    } catch {
      verdict.textContent = words.no_answer;
    }
    check.disabled = false;
  }

  // As minhbach/tracking.py reads what people type: S for 5, U for V, the last sign checks the others.
  function plain(typed) {
    const signs = typed.slice(0, 200).toUpperCase().replace(/[\s\-‐‑–—._]/g, "").replace(/S/g, "5").replace(/U/g, "V");
    const places = [...signs].map((sign) => receipt.alphabet.indexOf(sign));
    if (places.length !== 20 || places.includes(-1)) return null;
    const total = places.slice(0, 19).reduce((sum, place, at) => sum + (at + 1) * place, 0);
    if (places[19] !== total % receipt.alphabet.length) return null;
    return signs.match(/.{4}/g).join("-");
  }

  async function tag(read) {
    const bytes = new TextEncoder();
    const key = await crypto.subtle.importKey("raw", bytes.encode(read), "PBKDF2", false, ["deriveBits"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes.encode(receipt.salt), iterations: receipt.rounds };
    return Ledger.hex(new Uint8Array(await crypto.subtle.deriveBits(how, key, 256)));
  }

  async function look() {
    const read = plain(code.value);
    if (!read) { found.textContent = words.typo; code.setAttribute("aria-invalid", "true"); code.focus(); return; }
    code.removeAttribute("aria-invalid");
    found.textContent = words.looking;
    try {
      found.textContent = await (await open()).receipt(await tag(read));
    } catch {
      found.textContent = words.no_answer;
    }
  }

  box.hidden = false;
  check.addEventListener("click", run);
  find.addEventListener("click", look);
  code.addEventListener("keydown", (event) => { if (event.key === "Enter") look(); });
  open().then((release) => {
    const format = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
    document.getElementById("size").textContent = `${format.format(release.size / 1e6)} MB`;
  }, () => { document.getElementById("size").textContent = words.none; });
})();
