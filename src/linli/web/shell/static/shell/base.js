// A city's own base map below ours, as its settings say: pictures (XYZ, WMTS) or vector tiles, on Web Mercator,
// in WGS-84 / CGCS2000, GCJ-02 or BD-09 coordinates. The latter two are shifted, so layers are moved to meet ours.
import { Tiles, settings, token, trace } from "./ground.js";

const { PI, sin, cos, sqrt, abs, hypot, atan2 } = Math;
const [AXIS, E2] = [6378245, 0.00669342162296594];

function gcj02([lon, lat]) {
  if (lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271) return [lon, lat];
  const [x, y] = [lon - 105, lat - 35];
  const wave = ((20 * sin(6 * PI * x) + 20 * sin(2 * PI * x)) * 2) / 3;
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
    + ((20 * sin(PI * y) + 40 * sin((PI * y) / 3)) * 2) / 3 + ((160 * sin((PI * y) / 12) + 320 * sin((PI * y) / 30)) * 2) / 3;
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
    + ((20 * sin(PI * x) + 40 * sin((PI * x) / 3)) * 2) / 3 + ((150 * sin((PI * x) / 12) + 300 * sin((PI * x) / 30)) * 2) / 3;
  const turn = (lat / 180) * PI;
  const shrink = 1 - E2 * sin(turn) ** 2;
  return [
    lon + (east * 180) / ((AXIS / sqrt(shrink)) * cos(turn) * PI),
    lat + (north * 180) / (((AXIS * (1 - E2)) / (shrink * sqrt(shrink))) * PI),
  ];
}

function bd09([lon, lat]) {
  const turn = (PI * 3000) / 180;
  const [radius, angle] = [hypot(lon, lat) + 0.00002 * sin(lat * turn), atan2(lat, lon) + 0.000003 * cos(lon * turn)];
  return [radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006];
}

export const SHIFTS = { wgs84: (at) => at, cgcs2000: (at) => at, gcj02, bd09: (at) => bd09(gcj02(at)) };

// a layer whose tiles are asked for and placed as if the map's middle were at its shifted place
function shifted(layer, crs) {
  const move = (at) => { const [lon, lat] = SHIFTS[crs]([at.lng, at.lat]); return L.latLng(lat, lon); };
  const [bounds, place] = [layer._getTiledPixelBounds, layer._setZoomTransform];
  layer._getTiledPixelBounds = (at) => bounds.call(layer, move(at));
  layer._setZoomTransform = (level, at, zoom) => place.call(layer, level, move(at), zoom);
  return layer;
}

const CALM = [
  [/water|ocean|river/, "map-water", 0], [/land(use|cover)|park|wood|grass|green/, "map-green", 0],
  [/building/, "map-edge", 0.4], [/road|transport|street|highway|rail/, "map-road", 1.4],
];

function vector(base) {
  const colours = CALM.map(([pattern, name, width]) => [pattern, token(name), width]);
  return new Tiles({
    url: base.url, pane: "tilePane", deepest: base.deepest, shallowest: base.shallowest, attribution: base.attribution,
    paint(context, layers, pixel) {
      for (const [pattern, colour, width] of colours) {
        for (const [name, features] of Object.entries(layers)) {
          if (!pattern.test(name)) continue;
          const [areas, lines] = [new Path2D(), new Path2D()];
          for (const { kind, parts } of features) if (kind > 1) trace(kind === 3 ? areas : lines, parts, kind === 3);
          Object.assign(context, { fillStyle: colour, strokeStyle: colour, lineWidth: Math.max(width, 1) * pixel });
          if (!width || name.includes("building")) context.fill(areas, "evenodd");
          context.stroke(lines);
        }
      }
    },
  });
}

function pictures(base, url) {
  return L.tileLayer(url, {
    subdomains: base.subdomains || "", maxNativeZoom: base.deepest, maxZoom: 19, attribution: base.attribution,
  });
}

export function underlay(map) {
  const { base } = settings;
  if (!base) return;
  const layers = base.kind === "vector" ? [vector(base)] : base.urls.map((url) => pictures(base, url));
  for (const layer of layers) shifted(layer, base.crs).addTo(map);
  if (base.attribution) L.control.attribution({ prefix: false }).addTo(map);
}
