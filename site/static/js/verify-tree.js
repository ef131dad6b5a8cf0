// Hashes, the tree of RFC 6962 and the chain over releases: the same arithmetic as minhbach/ledger.
"use strict";
const Ledger = (() => {
  const words = new TextEncoder();
  const START = "minhbach ledger 1";

  async function sha256(...parts) {
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { bytes.set(part, at); at += part.length; }
    return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  }
  const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  const leaf = (record) => sha256(new Uint8Array([0]), record);
  const node = (left, right) => sha256(new Uint8Array([1]), left, right);

  // The lines of a file without their ends, as bytes: a leaf is of bytes, not of text.
  function lines(bytes) {
    const found = [];
    let start = 0;
    while (start < bytes.length) {
      let end = bytes.indexOf(10, start);
      if (end < 0) end = bytes.length;
      found.push(bytes.subarray(start, end));
      start = end + 1;
    }
    return found;
  }

  async function leaves(records) {
    const found = [];
    for (let at = 0; at < records.length; at += 500) { // in batches, so that the page stays alive
      found.push(...await Promise.all(records.slice(at, at + 500).map(leaf)));
    }
    return found;
  }

  // Every level from the leaves up; an odd one out goes up as it is.
  async function root(hashes, index = -1) {
    let level = hashes, path = 0;
    if (!level.length) return { root: await sha256(), path };
    while (level.length > 1) {
      if (index >= 0) {
        if ((index ^ 1) < level.length) path += 1;
        index >>= 1;
      }
      const above = [];
      for (let at = 0; at + 1 < level.length; at += 2) above.push(node(level[at], level[at + 1]));
      const made = await Promise.all(above);
      level = level.length % 2 ? [...made, level[level.length - 1]] : made;
    }
    return { root: level[0], path };
  }

  // The id of the first release whose link does not hold.
  async function broken(rows) {
    let before = hex(await sha256(words.encode(START)));
    for (const row of rows) {
      const said = [before, row.id, row.day, row.records, row.root, row.counts].join("\n");
      if (hex(await sha256(words.encode(said))) !== row.chain) return row.id;
      before = row.chain;
    }
    return null;
  }

  return { sha256, hex, lines, leaves, root, broken };
})();
