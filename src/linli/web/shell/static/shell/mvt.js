// Reads vector tiles (Mapbox Vector Tile 2): decode(bytes) gives { layer name: [feature, ...] }, a feature being
// { id, words, kind, parts }: kind 1 point, 2 line, 3 polygon; parts are flat lists x, y, x, y in steps of the tile.
export const EXTENT = 4096;
const utf8 = new TextDecoder();

class Reader {
  constructor(bytes, at = 0, end = bytes.length) { Object.assign(this, { bytes, at, end }); }

  varint() {
    let value = 0;
    let worth = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      value += (byte & 127) * worth;
      if (byte < 128) return value;
      worth *= 128;
    }
  }

  // visits every field: see(number, reader of its content, or value of a plain number)
  fields(see) {
    while (this.at < this.end) {
      const key = this.varint();
      const kind = key & 7;
      if (kind === 0) see(key >> 3, this.varint());
      else if (kind === 2) {
        const length = this.varint();
        see(key >> 3, new Reader(this.bytes, this.at, this.at + length));
        this.at += length;
      } else {
        see(key >> 3, new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at, kind === 1 ? 8 : 4));
        this.at += kind === 1 ? 8 : 4;
      }
    }
  }

  text() { return utf8.decode(this.bytes.subarray(this.at, this.end)); }
}

const signed = (value) => (value % 2 ? -(value + 1) / 2 : value / 2);

function value(reader) {
  let found = null;
  reader.fields((field, content) => {
    if (field === 1) found = content.text();
    else if (content instanceof DataView) found = content.byteLength === 8 ? content.getFloat64(0, true) : content.getFloat32(0, true);
    else found = field === 6 ? signed(content) : content;
  });
  return found;
}

function parts(reader, scale) {
  const found = [];
  let [x, y] = [0, 0];
  while (reader.at < reader.end) {
    const command = reader.varint();
    if ((command & 7) === 7) continue;
    for (let left = command >> 3; left; left -= 1) {
      x += signed(reader.varint());
      y += signed(reader.varint());
      if ((command & 7) === 1) found.push([]);
      found.at(-1).push(x * scale, y * scale);
    }
  }
  return found;
}

function feature(reader, keys, values, scale) {
  const made = { id: "", words: {}, kind: 0, parts: [] };
  let shape = null;
  reader.fields((field, content) => {
    if (field === 1) made.id = String(content);
    else if (field === 2) {
      while (content.at < content.end) made.words[keys[content.varint()]] = values[content.varint()];
    } else if (field === 3) made.kind = content;
    else if (field === 4) shape = content;
  });
  if (shape) made.parts = parts(shape, scale);
  return made;
}

export function decode(bytes) {
  const layers = {};
  new Reader(bytes).fields((number, layer) => {
    if (number !== 3) return;
    let [name, extent] = ["", EXTENT];
    const [keys, values, raw] = [[], [], []];
    layer.fields((field, content) => {
      if (field === 1) name = content.text();
      else if (field === 2) raw.push(content);
      else if (field === 3) keys.push(content.text());
      else if (field === 4) values.push(value(content));
      else if (field === 5) extent = content;
    });
    layers[name] = raw.map((each) => feature(each, keys, values, EXTENT / extent));
  });
  return layers;
}
