// Ask the static index: only the files that hold the words of the query are read, and titles of what is shown.
"use strict";
(() => {
  const box = document.getElementById("hits");
  const input = document.getElementById("q");
  const status = box.querySelector("[role=status]");
  const list = box.querySelector("ol");
  const language = document.documentElement.lang;
  const PAGE = 10;
  const read = new Map();
  let latest = 0;

  function load(name) {
    if (!read.has(name)) {
      const answer = fetch(box.dataset.index + name + ".json").then((found) => {
        if (!found.ok) throw new Error(name);
        return found.json();
      });
      answer.catch(() => read.delete(name));
      read.set(name, answer);
    }
    return read.get(name);
  }

  // As places.names.fold does it, for the index holds folded words.
  function fold(text) {
    const plain = text.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(/\p{M}/gu, "");
    return (plain.match(/[a-z0-9]+/g) || []).map((word) =>
      (/^\d+$/.test(word) ? word.replace(/^0+(?=\d)/, "") : word).slice(0, 24));
  }

  function numbers(letters) {
    const found = [];
    let at = 0, step = 0;
    for (const letter of letters) {
      const code = letter.charCodeAt(0);
      if (code >= 97) {
        step = (step + code - 97) * 26;
      } else {
        at += step + code - 65;
        found.push(at);
        step = 0;
      }
    }
    return found;
  }

  function fileOf(firsts, term) {
    let low = 0, high = firsts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (firsts[middle] <= term) low = middle; else high = middle - 1;
    }
    return low;
  }

  async function holding(about, term) {
    if (!about.firsts.length) return null;
    const entry = (await load(`terms/${fileOf(about.firsts, term)}`))[term];
    return entry ? { count: entry[0], listed: numbers(entry[1]) } : null;
  }

  // A word that is still being typed: the first few terms that begin with it.
  async function beginning(about, start) {
    if (!about.firsts.length) return null;
    const file = await load(`terms/${fileOf(about.firsts, start)}`);
    const terms = Object.keys(file).filter((term) => term.startsWith(start) && !term.includes(" ")).slice(0, 20);
    const listed = [...new Set(terms.flatMap((term) => numbers(file[term][1])))].sort((a, b) => a - b);
    return listed.length ? { count: listed.length, listed } : null;
  }

  function shared(found) {
    const [first, ...others] = [...found].sort((a, b) => a.listed.length - b.listed.length);
    const sets = others.map((one) => new Set(one.listed));
    return { listed: first.listed.filter((n) => sets.every((set) => set.has(n))), count: Math.min(...found.map((f) => f.count)) };
  }

  // Pairs of neighbouring words narrow best; a word that is in no pair stands for itself.
  async function search(about, words) {
    if (words.length === 1) return (await holding(about, words[0])) || beginning(about, words[0]);
    const pairs = await Promise.all(words.slice(1).map((word, n) => holding(about, `${words[n]} ${word}`)));
    const all = await withLoners(about, words, pairs);
    if (all && all.listed.length) return all;
    // "o ga" and "ben nghe" may both be there without "ga ben": drop pairs that stand between others.
    const apart = pairs.map((pair, n) => (n % 2 ? null : pair));
    return (await withLoners(about, words, apart)) || withLoners(about, words, []);
  }

  async function withLoners(about, words, pairs) {
    const alone = words.filter((_, n) => !pairs[n - 1] && !pairs[n]);
    const singles = await Promise.all(alone.map((word) => holding(about, word)));
    if (singles.some((one) => !one)) return null;
    const found = [...pairs.filter(Boolean), ...singles];
    return found.length ? shared(found) : null;
  }

  // As the pages write it: 31/05/2025, 31 May 2025; only as exactly as it was published.
  function when(day, precision) {
    if (!day) return "";
    const month = language === "vi" ? "2-digit" : "short";
    const how = { day: { day: "2-digit", month, year: "numeric" }, month: { month, year: "numeric" } }[precision];
    const place = language === "en" ? "en-GB" : language;
    return new Intl.DateTimeFormat(place, { ...(how || { year: "numeric" }), timeZone: "UTC" }).format(new Date(day));
  }

  function item(about, found) {
    const nth = about.languages.indexOf(language);
    const link = document.createElement("a");
    const title = document.createElement("b");
    const rest = document.createElement("span");
    const foot = document.createElement("small");
    if (found.kind === "report") {
      link.href = `${box.dataset.reports}${found.id}/`;
      const category = (about.categories[found.category] || [])[nth] || found.category;
      title.textContent = found.ward.length ? `${category} · ${found.ward[nth]}` : category;
      rest.textContent = found.text;
      foot.textContent = when(found.day, found.precision);
    } else {
      link.href = found.path[nth];
      title.textContent = found.title[nth];
      foot.textContent = found.under[nth];
    }
    link.append(title, rest, foot);
    const row = document.createElement("li");
    row.append(link);
    return row;
  }

  async function show(about, listed, from) {
    const asked = listed.slice(from, from + PAGE);
    const files = await Promise.all(asked.map((n) => load(`documents/${Math.floor(n / about.together)}`)));
    const rows = asked.map((n, at) => item(about, files[at][n % about.together]));
    if (from + PAGE < listed.length) rows.push(moreRow(about, listed, from + PAGE));
    return rows;
  }

  function moreRow(about, listed, from) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = box.dataset.more;
    const row = document.createElement("li");
    row.append(button);
    button.addEventListener("click", async () => {
      const rows = await show(about, listed, from).catch(() => say(box.dataset.failed));
      if (!rows) return;
      row.replaceWith(...rows);
      rows[0].firstChild.focus();
    });
    return row;
  }

  function say(words) {
    status.textContent = words;
    status.hidden = !words;
  }

  async function ask() {
    const mine = ++latest;
    const query = input.value.trim();
    const words = fold(query).slice(0, 8);
    if (!words.length) {
      list.replaceChildren();
      say("");
      return;
    }
    try {
      const about = await load("about");
      const found = await search(about, words);
      const rows = found ? await show(about, found.listed, 0) : [];
      if (mine !== latest) return; // a newer query is on its way
      list.replaceChildren(...rows);
      const count = found ? found.listed.length : 0;
      const told = !count ? box.dataset.none : found.count > count && count >= 1000 ? box.dataset.many : box.dataset.some;
      say(told.replace("{count}", new Intl.NumberFormat(language).format(count)).replace("{query}", query));
    } catch {
      if (mine === latest) say(box.dataset.failed);
    }
  }

  let waiting = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 250);
  });
  box.parentElement.querySelector("form[role=search]").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    history.replaceState(null, "", `?q=${encodeURIComponent(input.value)}`);
    ask();
  });
  input.value = new URLSearchParams(location.search).get("q") || "";
  if (input.value) ask();
})();
