// Read a PMTiles archive of our counts by range requests: https://github.com/protomaps/PMTiles (version 3).
// A host that gives no ranges sends the whole file once, and we cut it up here.
"use strict";
window.openTiles = (() => {
  const FIRST = 16384;
  const HEADER = 127;

  async function unzip(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  // A reader of protocol buffers and of directories: both are made of varints.
  function reader(bytes) {
    let at = 0;
    const self = {
      more: () => at < bytes.length,
      varint() {
        let value = 0, scale = 1, byte;
        do { byte = bytes[at++]; value += (byte & 127) * scale; scale *= 128; } while (byte > 127);
        return value;
      },
      part() { const length = self.varint(); at += length; return bytes.subarray(at - length, at); },
      skip(kind) { if (kind === 0) self.varint(); else if (kind === 2) self.part(); else at += kind === 1 ? 8 : 4; },
    };
    return self;
  }

  function directory(bytes) {
    const read = reader(bytes);
    const column = (length) => Array.from({ length }, () => read.varint());
    const count = read.varint();
    let id = 0;
    const ids = column(count).map((step) => (id += step));
    const runs = column(count), lengths = column(count), offsets = column(count);
    return ids.map((from, n) => {
      offsets[n] = offsets[n] ? offsets[n] - 1 : offsets[n - 1] + lengths[n - 1];
      return { id: from, run: runs[n], length: lengths[n], offset: offsets[n] };
    });
  }

  function find(entries, id) {
    let low = 0, high = entries.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (entries[middle].id > id) high = middle - 1; else low = middle + 1;
    }
    const entry = entries[high];
    return entry && (entry.run === 0 || id < entry.id + entry.run) ? entry : null;
  }

  function tileId(zoom, x, y) {
    let id = (4 ** zoom - 1) / 3;
    for (let side = 2 ** zoom / 2; side >= 1; side /= 2) {
      const right = x & side ? 1 : 0, low = y & side ? 1 : 0;
      id += side * side * ((3 * right) ^ low);
      if (!low) {
        if (right) { x = side - 1 - (x & (side - 1)); y = side - 1 - (y & (side - 1)); }
        [x, y] = [y, x];
      }
    }
    return id;
  }

  // The points of a tile's only layer, each with the values of its names.
  function features(bytes) {
    const top = reader(bytes);
    top.varint();
    const layer = reader(top.part());
    const names = [], values = [], found = [];
    while (layer.more()) {
      const tag = layer.varint();
      if (tag === 18) found.push(layer.part());
      else if (tag === 26) names.push(new TextDecoder().decode(layer.part()));
      else if (tag === 34) values.push(value(layer.part()));
      else layer.skip(tag & 7);
    }
    return found.map((part) => feature(part, names, values));
  }

  function value(bytes) {
    const read = reader(bytes);
    return read.varint() >> 3 === 1 ? new TextDecoder().decode(read.part()) : read.varint();
  }

  function feature(bytes, names, values) {
    const read = reader(bytes), made = {};
    while (read.more()) {
      const tag = read.varint();
      if (tag === 18) {
        const tags = reader(read.part());
        while (tags.more()) made[names[tags.varint()]] = values[tags.varint()];
      } else if (tag === 34) {
        const geometry = reader(read.part());
        geometry.varint();
        made.x = geometry.varint() / 2;
        made.y = geometry.varint() / 2;
      } else read.skip(tag & 7);
    }
    return made;
  }

  // Counts by key, as release/tiles.py packs them: steps in letters, the last a capital; a number where it is not 1.
  function unpack(text) {
    const keys = [], counts = [];
    let key = 0, step = 0, count = 0;
    for (let n = 0; n < text.length; n++) {
      const code = text.charCodeAt(n);
      if (code >= 97) step = (step + code - 97) * 26;
      else if (code >= 65) {
        key += step + code - 65;
        keys.push(key);
        counts.push(1);
        step = count = 0;
      } else counts[counts.length - 1] = count = count * 10 + code - 48;
    }
    return { keys: Uint32Array.from(keys), counts: Uint32Array.from(counts) };
  }

  return async (url) => {
    let whole = null;

    async function bytes(offset, length) {
      if (!whole) {
        const answer = await fetch(url, { headers: { Range: `bytes=${offset}-${offset + length - 1}` } });
        if (!answer.ok) throw new Error(`${answer.status}`);
        const body = new Uint8Array(await answer.arrayBuffer());
        if (answer.status === 206) return body;
        whole = body;
      }
      return whole.subarray(offset, offset + length);
    }

    const start = await bytes(0, FIRST);
    const header = new DataView(start.buffer, start.byteOffset, HEADER);
    if (new TextDecoder().decode(start.subarray(0, 7)) !== "PMTiles") throw new Error("no PMTiles");
    const number = (at) => Number(header.getBigUint64(at, true));
    const [rootAt, rootLength, aboutAt, aboutLength, leavesAt, , tilesAt] = [8, 16, 24, 32, 40, 48, 56].map(number);
    const within = (at, length) => (at + length <= start.length ? start.subarray(at, at + length) : bytes(at, length));
    const root = directory(await unzip(await within(rootAt, rootLength)));
    const about = JSON.parse(new TextDecoder().decode(await unzip(await within(aboutAt, aboutLength))));
    const [least, most] = [header.getUint8(100), header.getUint8(101)];
    const leaves = new Map();
    const known = new Map();

    async function leaf(entry) {
      if (!leaves.has(entry.offset)) leaves.set(entry.offset, bytes(leavesAt + entry.offset, entry.length).then(unzip).then(directory));
      return leaves.get(entry.offset);
    }

    async function read(zoom, x, y) {
      const id = tileId(zoom, x, y);
      let entry = find(root, id);
      if (entry && entry.run === 0) entry = find(await leaf(entry), id);
      if (!entry) return [];
      return features(await unzip(await bytes(tilesAt + entry.offset, entry.length)))
        .map((one) => ({ x: (x + one.x / 4096) / 2 ** zoom, y: (y + one.y / 4096) / 2 ** zoom, ...unpack(one.packed) }));
    }

    // The cells of a tile: where in the world (0 … 1), and their counts by key.
    function tile(zoom, x, y) {
      const name = `${zoom}/${x}/${y}`;
      if (!known.has(name)) {
        const cells = read(zoom, x, y);
        cells.catch(() => known.delete(name));
        known.set(name, cells);
      }
      return known.get(name);
    }

    return { about, least, most, tile };
  };
})();
