// The desk's map: the cases of the list as points or clusters, load by area, and an area drawn by hand.
// map.js makes the map and says so ("linli:map"); everything here lies on top of it.
import { shades, token } from "../shell/ground.js";
import { escape, mark } from "../shell/marks.js";

const element = document.querySelector("#desk-map");
const fill = (words, n) => words.replace("{n}", n);

function begin(map) {
  if (element.dataset.desk) return;
  element.dataset.desk = "1";
  const layers = { cases: L.layerGroup(), ring: L.layerGroup() };
  for (const layer of Object.values(layers)) layer.addTo(map);
  const ring = parse(element.dataset.ring);
  if (ring.length) {
    outline(layers.ring, ring, true);
    map.fitBounds(L.latLngBounds(ring).pad(0.3));
  }
  map.on("moveend", debounce(() => { cases(map, layers.cases); load(map); }, 200));
  cases(map, layers.cases);
  load(map);
  document.querySelector("[data-load]").addEventListener("change", () => load(map));
  telling(map);
  drawing(map, layers.ring);
}

const debounce = (act, wait) => {
  let timer = 0;
  return () => { clearTimeout(timer); timer = setTimeout(act, wait); };
};
const parse = (text) => (text ? text.split(";").map((pair) => pair.split(",").map(Number).reverse()) : []);
const withWords = (address, words) => {
  const url = new URL(address, location.href);
  for (const [key, value] of Object.entries(words)) url.searchParams.set(key, value);
  return url;
};

async function ask(url, kind) {
  ask[kind]?.abort();
  ask[kind] = new AbortController();
  const answer = await fetch(url, { signal: ask[kind].signal, headers: { "Linli-Poll": "1" } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

// ---- cases in view
async function cases(map, layer) {
  const box = map.getBounds().pad(0.05);
  const words = { box: [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((n) => n.toFixed(5)).join(","), zoom: Math.round(map.getZoom()) };
  let found;
  try { found = await ask(withWords(element.dataset.cases, words), "cases"); } catch (fault) { if (fault.name !== "AbortError") console.info(fault); return; }
  layer.clearLayers();
  for (const { geometry, properties: p } of found.points) {
    const [lon, lat] = geometry.coordinates;
    mark([lat, lon], p).addTo(layer);
  }
  for (const [lon, lat, count, late] of found.clusters) {
    const size = count < 100 ? 40 : count < 1000 ? 48 : 58;
    const said = `${count} ${element.dataset.unit}${late ? `，${element.dataset.late} ${late}` : ""}`;
    L.marker([lat, lon], {
      title: said, alt: said, keyboard: true,
      icon: L.divIcon({ className: "marker-cluster", iconSize: [size, size], html: `<span class="cluster s${size}${late ? " late" : ""}">${count}</span>` }),
    }).on("click keypress", (event) => {
      if (event.type === "keypress" && event.originalEvent.key !== "Enter") return;
      map.setView([lat, lon], Math.min(map.getZoom() + 2, 18));
    }).addTo(layer);
  }
  const told = document.querySelector("[data-told]");
  told.textContent = fill(found.partial ? told.dataset.partial : told.dataset.words, found.total);
  element.dataset.shown = String(found.total);
}

// ---- load by area, as fine as the view allows; the outlines are the map's own tiles
const levelAt = (zoom) => (zoom >= 14 ? "grid" : zoom >= 12 ? "community" : "street");
let shown = { level: "", layer: null };

function unload() {
  shown.layer?.remove();
  shown = { level: "", layer: null };
}

async function load(map) {
  const legend = document.querySelector("[data-load-legend]");
  const on = document.querySelector("[data-load]").checked;
  if (!on) { unload(); legend.replaceChildren(); return; }
  const level = levelAt(map.getZoom());
  if (shown.level === level) return;
  unload();
  shown.level = level;
  try {
    const found = await ask(withWords(element.dataset.areaLoad, { level }), "load");
    if (shown.level !== level) return;
    shown.layer = shades(level, found.areas).setOpacity(0.7).addTo(map);
    const title = document.createElement("li");
    const counted = Object.values(found.areas).reduce((sum, [, count]) => sum + count, 0);
    title.textContent = found.partial ? fill(legend.dataset.partial, counted) : legend.dataset.title;
    legend.replaceChildren(title, ...found.legend.map(([step, words]) => {
      const item = document.createElement("li");
      const swatch = document.createElement("span");
      swatch.className = `swatch c${step}`;
      item.append(swatch, words);
      return item;
    }));
  } catch (fault) { if (fault.name !== "AbortError") { shown.level = ""; console.info(fault); } }
}

function telling(map) {
  const tip = L.tooltip({ direction: "top", offset: [0, -6], className: "map-tip" });
  let [waiting, last] = [false, null];
  const tell = () => {
    waiting = false;
    const found = shown.layer && !element.classList.contains("drawing") ? shown.layer.find(shown.level, last) : null;
    const facts = found && shown.layer.classes[found.id];
    if (facts) map.openTooltip(tip.setLatLng(last).setContent(`<strong>${escape(found.words.name)}</strong><br>${escape(facts[1])} ${escape(element.dataset.unit)}`));
    else map.closeTooltip(tip);
  };
  map.on("mousemove", ({ latlng }) => { last = latlng; if (!waiting) { waiting = true; requestAnimationFrame(tell); } });
  map.on("mouseout", () => map.closeTooltip(tip));
}

// ---- an area drawn by hand
function outline(layer, points, closed) {
  layer.clearLayers();
  const look = { color: token("map-self"), weight: 3, fill: closed, fillOpacity: 0.06, interactive: false };
  (closed ? L.polygon(points, look) : L.polyline(points, look)).addTo(layer);
  if (!closed) for (const point of points) L.circleMarker(point, { radius: 5, color: token("map-self"), fillOpacity: 1, interactive: false }).addTo(layer);
}

function drawing(map, layer) {
  const hint = document.querySelector("[data-draw-hint]");
  const button = (name) => document.querySelector(`[data-draw="${name}"]`);
  let mode = "";
  let points = [];

  const set = (next) => {
    mode = next;
    points = [];
    for (const name of ["rectangle", "polygon"]) button(name).setAttribute("aria-pressed", String(mode === name));
    button("finish").hidden = true;
    hint.textContent = hint.dataset[mode || "idle"];
    element.classList.toggle("drawing", mode !== "");
    hint.classList.toggle("drawing-hint", mode !== "");
    map.doubleClickZoom[mode ? "disable" : "enable"]();
    const was = parse(element.dataset.ring);
    if (!mode && was.length) outline(layer, was, true); else layer.clearLayers();
  };
  const corners = ([a, b]) => [[a.lat, a.lng], [a.lat, b.lng], [b.lat, b.lng], [b.lat, a.lng]];
  const finish = (found) => { const ring = found.map(([lat, lon]) => `${lon.toFixed(6)},${lat.toFixed(6)}`).join(";"); go(ring); };
  const go = (ring) => {
    const address = new URL(location.href);
    for (const key of ["cursor", "open"]) address.searchParams.delete(key);
    if (ring) address.searchParams.set("ring", ring); else address.searchParams.delete("ring");
    location.assign(address);
  };

  map.on("click", ({ latlng }) => {
    if (!mode) return;
    points.push(latlng);
    if (mode === "rectangle" && points.length === 2) { finish(corners(points)); return; }
    outline(layer, points.map(({ lat, lng }) => [lat, lng]), false);
    button("finish").hidden = !(mode === "polygon" && points.length >= 3);
  });
  map.on("mousemove", ({ latlng }) => {
    if (mode === "rectangle" && points.length === 1) outline(layer, corners([points[0], latlng]), true);
    if (mode === "polygon" && points.length) outline(layer, [...points, latlng].map(({ lat, lng }) => [lat, lng]), false);
  });
  const close = () => { if (mode === "polygon" && points.length >= 3) finish(points.map(({ lat, lng }) => [lat, lng])); };
  for (const name of ["rectangle", "polygon"]) button(name).addEventListener("click", () => set(mode === name ? "" : name));
  button("finish").addEventListener("click", close);
  button("clear").addEventListener("click", () => go(""));
  button("view").addEventListener("click", () => {
    const box = map.getBounds();
    finish(corners([box.getSouthWest(), box.getNorthEast()]));
  });
  document.addEventListener("keydown", (event) => {
    if (!mode) return;
    if (event.key === "Escape") set("");
    if (event.key === "Enter" && !event.target.closest("button, a, input, select")) close();
  });
}

element?.addEventListener("linli:map", ({ detail }) => begin(detail.map));
if (element?.linliMap) begin(element.linliMap);
