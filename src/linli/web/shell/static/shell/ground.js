// The ground of every map: outlines cut into vector tiles, each drawn once on a canvas of its own, so that a pan
// only moves pictures. Made for machines without a graphics card.
import { decode, EXTENT } from "./mvt.js";

const SIDE = 512;
const style = getComputedStyle(document.documentElement);
export const token = (name) => style.getPropertyValue(`--${name}`).trim();
const LINES = { district: 2.4, street: 1.5, community: 1, grid: 0.6 };
const known = JSON.parse(document.querySelector('meta[name="linli-map"]')?.content ?? "{}");
export const settings = known;

async function read(url) {
  const answer = await fetch(url);
  if (answer.status === 404 || answer.status === 204) return {};
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return decode(new Uint8Array(await answer.arrayBuffer()));
}

export function trace(path, parts, close) {
  for (const part of parts) {
    path.moveTo(part[0], part[1]);
    for (let i = 2; i < part.length; i += 2) path.lineTo(part[i], part[i + 1]);
    if (close) path.closePath();
  }
}

export function holds(parts, x, y) {
  let inside = false;
  for (const part of parts) {
    for (let i = 0, j = part.length - 2; i < part.length; j = i, i += 2) {
      if ((part[i + 1] > y) !== (part[j + 1] > y)
        && x < ((part[j] - part[i]) * (y - part[i + 1])) / (part[j + 1] - part[i + 1]) + part[i]) inside = !inside;
    }
  }
  return inside;
}

// options: url with {z} {x} {y}; deepest zoom of tiles; paint(context, layers, pixel) draws in steps of the tile,
// `pixel` being how many steps a pixel of the screen is.
export const Tiles = L.GridLayer.extend({
  options: { tileSize: SIDE, deepest: 15, shallowest: 5, updateWhenZooming: false, keepBuffer: 1 },

  initialize(options) {
    L.setOptions(this, options);
    this.drawn = new Map();
    this.on("tileunload", ({ coords }) => this.drawn.delete(this._tileCoordsToKey(coords)));
  },

  createTile(coords, done) {
    const canvas = document.createElement("canvas");
    const fraction = this._map && this._map.getZoom() % 1 ? 1.25 : 1;
    const ratio = Math.min(2, (window.devicePixelRatio || 1) * fraction);
    canvas.width = canvas.height = Math.round(SIDE * ratio);
    const zoom = Math.max(0, Math.min(coords.z - 1, this.options.deepest));
    const times = 2 ** (coords.z - 1 - zoom);
    const [x, y] = [Math.floor(coords.x / times), Math.floor(coords.y / times)];
    const record = {
      canvas, ratio, scale: (SIDE * times) / EXTENT,
      left: (coords.x - x * times) * SIDE, top: (coords.y - y * times) * SIDE, layers: null,
    };
    if (zoom < this.options.shallowest) {
      setTimeout(() => done(null, canvas));
      return canvas;
    }
    this.drawn.set(this._tileCoordsToKey(coords), record);
    read(L.Util.template(this.options.url, { z: zoom, x, y })).then((layers) => {
      record.layers = layers;
      if (Object.keys(layers).length) this.paint(record);
      done(null, canvas);
    }, (fault) => done(fault, canvas));
    return canvas;
  },

  paint(record) {
    const { canvas, ratio, scale, left, top, layers } = record;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.setTransform(ratio * scale, 0, 0, ratio * scale, -left * ratio, -top * ratio);
    context.lineJoin = "round";
    this.options.paint(context, layers, 1 / scale);
  },

  repaint(wanted = () => true) {
    for (const record of this.drawn.values()) if (record.layers && wanted(record.layers)) this.paint(record);
  },

  // the feature of a layer at a place, as far as its tile is there
  find(name, at) {
    const zoom = this._tileZoom;
    if (zoom === undefined) return null;
    const point = this._map.project(at, zoom);
    const record = this.drawn.get(`${Math.floor(point.x / SIDE)}:${Math.floor(point.y / SIDE)}:${zoom}`);
    if (!record?.layers) return null;
    const [x, y] = [((point.x % SIDE) + record.left) / record.scale, ((point.y % SIDE) + record.top) / record.scale];
    return (record.layers[name] ?? []).find(({ parts }) => holds(parts, x, y)) ?? null;
  },

  // the names of a level that are in view: [{ id, name, at }]
  labels(level) {
    const found = new Map();
    const box = this._map.getBounds();
    for (const [key, { layers, scale, left, top }] of this.drawn) {
      const [x, y, z] = key.split(":").map(Number);
      if (!layers || z !== this._tileZoom) continue;
      for (const { id, words, parts: [[px, py]] } of layers[`${level}_name`] ?? []) {
        const at = this._map.unproject([x * SIDE + px * scale - left, y * SIDE + py * scale - top], z);
        if (box.contains(at)) found.set(id, { id, name: words.name, at });
      }
    }
    return [...found.values()];
  },
});

const address = (level) => (known.tiles ?? "").replace("LEVEL", level);

// the quiet ground: land and the edges of areas, finer as one comes nearer
export function ground(levels = Object.keys(LINES), land = true) {
  const [edge, earth] = [token("map-edge"), token("map-land")];
  return new Tiles({
    url: address("ground"), pane: "tilePane", deepest: known.deepest, shallowest: known.shallowest,
    paint(context, layers, pixel) {
      for (const level of levels) {
        if (!layers[level]?.length) continue;
        const path = new Path2D();
        for (const { parts } of layers[level]) trace(path, parts, true);
        if (land && level === "district" && !known.base) {
          context.fillStyle = earth;
          context.fill(path, "evenodd");
        }
        context.strokeStyle = edge;
        context.lineWidth = LINES[level] * pixel;
        context.stroke(path);
      }
    },
  });
}

// areas of one level, each in the shade that classes[code] says; `lit` is the code that is pointed at
export function shades(level, classes) {
  const colours = [0, 1, 2, 3, 4, 5].map((each) => token(`map-${each}`));
  const [edge, ink] = [token("map-line") || token("map-edge"), token("ink")];
  const layer = new Tiles({
    url: address(level), pane: "tilePane", deepest: known.deepest, shallowest: known.shallowest,
    opacity: known.base ? 0.72 : 1,
    paint(context, layers, pixel) {
      const [paths, all] = [colours.map(() => new Path2D()), new Path2D()];
      let lit = null;
      for (const each of layers[level] ?? []) {
        const shade = layer.classes[each.id]?.[0];
        if (shade === undefined) continue;
        trace(paths[shade], each.parts, true);
        trace(all, each.parts, true);
        if (each.id === layer.lit) lit = each;
      }
      paths.forEach((path, shade) => { context.fillStyle = colours[shade]; context.fill(path, "evenodd"); });
      context.strokeStyle = edge;
      context.lineWidth = (level === "grid" ? 0.6 : 1) * pixel;
      context.stroke(all);
      if (lit) {
        const path = new Path2D();
        trace(path, lit.parts, true);
        context.strokeStyle = ink;
        context.lineWidth = 3 * pixel;
        context.stroke(path);
      }
    },
  });
  layer.classes = classes;
  layer.lit = "";
  layer.light = (code) => {
    if (code === layer.lit) return;
    const touched = new Set([code, layer.lit]);
    layer.lit = code;
    layer.repaint((layers) => layers[level]?.some(({ id }) => touched.has(id)));
  };
  return layer;
}
