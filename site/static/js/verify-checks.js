// The checks of one release, each told as [holds, words]: fetched files in, no page touched.
"use strict";
class Release {
  constructor(data, words) {
    this.data = data; // where the releases are
    this.words = words;
    this.kept = new Map();
  }

  say(name, ...values) {
    return values.reduce((text, value, number) => text.replace(`{${number}}`, value), this.words[name]);
  }

  async bytes(address) {
    if (!this.kept.has(address)) {
      const answer = await fetch(address, { cache: "no-cache" });
      if (!answer.ok) throw new Error(address);
      this.kept.set(address, new Uint8Array(await answer.arrayBuffer()));
    }
    return this.kept.get(address);
  }

  async text(address) { return new TextDecoder().decode(await this.bytes(address)); }
  async json(address) { return JSON.parse(await this.text(address)); }

  async open() {
    const index = await this.json(`${this.data}index.json`);
    this.folder = `${this.data}${encodeURIComponent(index.latest)}/`;
    this.about = await this.json(`${this.folder}release.json`);
    this.ledger = await this.json(`${this.folder}ledger.json`);
    this.own = this.ledger.releases[this.ledger.releases.length - 1];
    return this;
  }

  get size() { return this.about.files.reduce((sum, file) => sum + file.bytes, 0); }

  async sums() {
    const lines = (await this.text(`${this.folder}SHA256SUMS`)).split("\n").filter(Boolean);
    return lines.map((line) => [line.slice(66), line.slice(0, 64)]);
  }

  async signature() {
    const { keys } = await this.json(`${this.data}keys.json`);
    const signature = (await this.text(`${this.folder}SHA256SUMS.minisig`)).split("\n");
    const decoded = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    const signed = decoded(signature[1]);
    const id = Ledger.hex(signed.slice(2, 10));
    const key = keys.find((one) => Ledger.hex(decoded(one.public).slice(2, 10)) === id);
    if (!key) return [false, this.say("wrong_key")];
    let imported;
    try {
      imported = await crypto.subtle.importKey("raw", decoded(key.public).slice(10), "Ed25519", false, ["verify"]);
    } catch {
      return [null, this.say("no_ed25519")];
    }
    const comment = new TextEncoder().encode(signature[2].replace(/^trusted comment: /, ""));
    const whole = new Uint8Array([...signed.slice(10), ...comment]);
    const good = await crypto.subtle.verify("Ed25519", imported, signed.slice(10), await this.bytes(`${this.folder}SHA256SUMS`))
      && await crypto.subtle.verify("Ed25519", imported, decoded(signature[3]), whole);
    return [good, good ? this.say("signed_by", key.id) : this.say("wrong_key")];
  }

  async files(tell) {
    const sums = await this.sums();
    for (const [number, [name, sum]] of sums.entries()) {
      tell(`${number + 1} / ${sums.length}`);
      let found;
      const address = this.folder + name.split("/").map(encodeURIComponent).join("/");
      try { found = await this.bytes(address); } catch { return [false, this.say("missing", name)]; }
      if (Ledger.hex(await Ledger.sha256(found)) !== sum) return [false, this.say("changed", name)];
      if (!/^ledger\/|^totals\.csv$|^boundaries\/.*wards\.geojson$/.test(name)) this.kept.delete(address); // a phone has little memory
    }
    return [true, this.say("files_seen", sums.length)];
  }

  async records() { return Ledger.lines(await this.bytes(`${this.folder}ledger/records.jsonl`)); }

  async tree() {
    const hashes = await Ledger.leaves(await this.records());
    const { root } = await Ledger.root(hashes);
    const good = Ledger.hex(root) === this.own.root && hashes.length === this.own.records;
    return [good, good ? this.say("records_seen", hashes.length) : this.say("wrong_root")];
  }

  async chain() {
    const at = await Ledger.broken(this.ledger.releases);
    if (at) return [false, this.say("wrong_link", at)];
    const counts = Ledger.hex(await Ledger.sha256(await this.bytes(`${this.folder}ledger/counts.jsonl`)));
    if (counts !== this.own.counts) return [false, this.say("wrong_link", this.own.id)];
    return [true, this.say("releases_seen", this.ledger.releases.length)];
  }

  async counts() {
    const [head, ...rows] = (await this.text(`${this.folder}totals.csv`)).trim().split(/\r?\n/).map((line) => line.split(","));
    const at = (row, name) => Number(row[head.indexOf(name)]);
    const parts = ["published", "refused", "duplicates", "waiting", "withheld", "withdrawn"];
    let published = 0;
    for (const row of rows) {
      if (parts.reduce((sum, part) => sum + at(row, part), 0) !== at(row, "received")) {
        return [false, this.say("wrong_sum", row[head.indexOf("month")])];
      }
      published += at(row, "published");
    }
    const records = (await this.records()).length;
    if (published !== records) return [false, this.say("wrong_count", published, records)];
    return [true, this.say("months_seen", rows.length)];
  }

  async points() {
    const vintages = (await this.sums()).map(([name]) => name.match(/^boundaries\/([^/]+)\/wards\.geojson$/)).filter(Boolean);
    const shapes = new Map();
    for (const [name, vintage] of vintages) {
      for (const feature of (await this.json(this.folder + name)).features) {
        shapes.set(`${vintage} ${feature.properties.code ?? feature.properties.ward_code}`, feature.geometry);
      }
    }
    let seen = 0;
    for (const line of await this.records()) {
      let record;
      try { record = JSON.parse(new TextDecoder().decode(line)); } catch { continue; } // the tree tells of it
      const shape = shapes.get(`${record.vintage} ${record.ward_code}`);
      if (record.lat === null || !shape) continue;
      if (!inside(record.lon, record.lat, shape)) return [false, this.say("wrong_point", record.public_id)];
      seen += 1;
    }
    return [true, this.say("points_seen", seen)];
  }

  // Where the report of a tag stands; only a file that many tags share is fetched.
  async receipt(tag) {
    const file = tag.slice(0, this.ledger.receipt_signs) || "all";
    let rows;
    try {
      rows = (await this.text(`${this.folder}ledger/receipts/${file}.csv`)).split(/\r?\n/).map((line) => line.split(","));
    } catch (missing) {
      if (this.ledger.receipt_signs) return this.say("unknown"); // no tag begins like this
      throw missing;
    }
    const [, standing, month, id] = rows.find((row) => row[0] === tag) || [];
    if (!standing) return this.say("unknown");
    if (standing !== "published") return this.say(standing, month);
    const records = await this.records();
    const index = records.findIndex((line) => new TextDecoder().decode(line).includes(`"public_id":"${id}"`));
    const { root, path } = await Ledger.root(await Ledger.leaves(records), index);
    if (index < 0 || Ledger.hex(root) !== this.own.root) return this.say("not_proved", id);
    return this.say("published", id, index + 1, records.length, path);
  }
}

// Even-odd rule over all rings; a point on the very edge counts as inside.
function inside(x, y, geometry) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons.some((rings) => {
    let odd = false;
    for (const ring of rings) {
      for (let at = 0, last = ring.length - 1; at < ring.length; last = at++) {
        const [ax, ay] = ring[at], [bx, by] = ring[last];
        if (Math.abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) < 1e-12
          && Math.min(ax, bx) - 1e-9 <= x && x <= Math.max(ax, bx) + 1e-9
          && Math.min(ay, by) - 1e-9 <= y && y <= Math.max(ay, by) + 1e-9) return true;
        if ((ay > y) !== (by > y) && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
      }
    }
    return odd;
  });
}
