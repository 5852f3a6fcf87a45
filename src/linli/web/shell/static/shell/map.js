// Maps on canvases, drawn from our own vector tiles. One element, a few data-* words:
//   data-map="pick | points | dots | values"   what it is for
//   data-box="W S E N"                  what to show first; without it and data-lon, the whole city
//   data-lon, data-lat, data-zoom       where to begin
//   data-points="URL"                   GeoJSON points: properties title, url, tone (open, overdue, closed)
//   data-dots="URL"                     the same for any number of points, asked for by box and zoom, clustered there
//   data-values="URL", data-level       what colours the areas of a level: { areas: { code: [shade 0-5, words] } }
//   data-area-url                       where a press on an area leads, with CODE in the place of its code
// The element gets data-ready when all is drawn, and says "linli:map" (detail.map) then.
import { underlay } from "./base.js";
import { dots } from "./dots.js";
import { ground, settings, shades, token } from "./ground.js";
import { escape, mark } from "./marks.js";

const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

export async function load(url, headers = {}) {
  const answer = await fetch(url, { headers: { Accept: "application/geo+json, application/json", ...headers } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

const drawn = (layer) => new Promise((resolve) => { layer.once("load", resolve); });

// names of what is in view, at the finest level that still has room
function names(map, layers) {
  map.createPane("names").style.zIndex = 450;
  map.getPane("names").style.pointerEvents = "none";
  const group = L.layerGroup().addTo(map);
  const draw = () => {
    group.clearLayers();
    for (const [layer, level] of layers) {
      const seen = layer.labels(level);
      if (!seen.length || seen.length > 24) continue;
      for (const { name, at } of seen) {
        L.marker(at, {
          interactive: false, keyboard: false, pane: "names",
          icon: L.divIcon({ className: "map-name", html: `<span>${escape(name)}</span>`, iconSize: null }),
        }).addTo(group);
      }
      return;
    }
  };
  map.on("moveend", draw);
  for (const [layer] of layers) layer.on("load", draw);
  draw();
}

const clusters = () => L.markerClusterGroup({
  maxClusterRadius: 64, showCoverageOnHover: false, animate: !still, disableClusteringAtZoom: 17,
  iconCreateFunction: (cluster) => L.divIcon({
    className: "marker-cluster", iconSize: [40, 40], html: `<span class="cluster">${cluster.getChildCount()}</span>`,
  }),
});

async function points(map, element) {
  const data = await load(element.dataset.points);
  const layer = L.geoJSON(data, {
    pointToLayer: ({ properties }, at) => mark(at, properties),
  });
  const many = data.features.length > 12;
  (many ? clusters().addLayer(layer) : layer).addTo(map);
  if (data.features.length && !element.dataset.lon) map.fitBounds(layer.getBounds().pad(0.15), { maxZoom: 16 });
}

// areas in shades, each saying its number and leading deeper
// the layer is there at once; its numbers and its tiles come side by side
function values(map, element) {
  const { level } = element.dataset;
  const layer = shades(level, {});
  const ready = Promise.all([
    drawn(layer.addTo(map)),
    load(element.dataset.values).then(({ areas }) => { layer.classes = areas; layer.repaint(); }),
  ]);
  const tip = L.tooltip({ direction: "top", offset: [0, -6], className: "map-tip" });
  let [waiting, last] = [false, null];
  const look = () => {
    waiting = false;
    const found = layer.find(level, last);
    const facts = found && layer.classes[found.id];
    layer.light(facts ? found.id : "");
    map.getContainer().classList.toggle("pressable", Boolean(facts));
    if (facts) map.openTooltip(tip.setLatLng(last).setContent(`<strong>${escape(found.words.name)}</strong><br>${escape(facts[1])}`));
    else map.closeTooltip(tip);
  };
  map.on("mousemove", ({ latlng }) => { last = latlng; if (!waiting) { waiting = true; requestAnimationFrame(look); } });
  map.on("mouseout", () => { layer.light(""); map.closeTooltip(tip); });
  map.on("click", ({ latlng }) => {
    const found = layer.find(level, latlng);
    if (found && layer.classes[found.id] && !element.dataset.areaUrl.startsWith("#")) location.assign(element.dataset.areaUrl.replace("CODE", found.id));
  });
  element.addEventListener("map:values", ({ detail }) => {
    layer.classes = detail.areas;
    layer.repaint();
  });
  return [layer, ready];
}

// pick a place: by the phone, or by a tap; the hidden fields and the words below follow
function pick(map, element) {
  const form = element.closest("form");
  const [lon, lat] = [form.elements.lon, form.elements.lat];
  const words = form.querySelector("[data-where-words]");
  let mark = null;
  const put = (at, zoom) => {
    [lon.value, lat.value] = [at.lng.toFixed(6), at.lat.toFixed(6)];
    mark ??= L.circleMarker(at, { color: token("card"), weight: 3, fillColor: token("urgent"), fillOpacity: 1, radius: 11 }).addTo(map);
    mark.setLatLng(at);
    if (zoom) map.setView(at, zoom, { animate: !still });
    lon.dispatchEvent(new Event("change", { bubbles: true }));
    if (words) {
      // by POST: a place belongs in no address
      const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
      fetch(element.dataset.where, { method: "POST", headers, body: new URLSearchParams({ lon: lon.value, lat: lat.value }) })
        .then((answer) => (answer.ok ? answer.text() : "")).then((text) => { words.innerHTML = text; });
    }
  };
  map.on("click", (event) => put(event.latlng, 0));
  if (lon.value && lat.value) put(L.latLng(lat.value, lon.value), 16);
  for (const button of form.querySelectorAll("[data-locate]")) {
    button.hidden = !("geolocation" in navigator);
    button.addEventListener("click", () => {
      button.classList.add("loading");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => { button.classList.remove("loading"); put(L.latLng(coords.latitude, coords.longitude), 17); },
        () => { button.classList.remove("loading"); if (words) words.textContent = element.dataset.refused; },
        { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
      );
    });
  }
}

function box(element) {
  const sides = (element.dataset.box ?? "").split(" ").map(Number);
  const [west, south, east, north] = sides.length === 4 ? sides : settings.box ?? [119.6, 31.5, 120.3, 32.1];
  return [[south, west], [north, east]];
}

async function start(element) {
  const map = L.map(element, {
    preferCanvas: true, attributionControl: false, zoomSnap: 0.25, maxZoom: 19, minZoom: 6,
    zoomAnimation: !still, fadeAnimation: false, zoomDelta: 1, wheelPxPerZoomLevel: 90,
    scrollWheelZoom: element.dataset.map !== "pick",
  });
  const { lon, lat, zoom, level } = element.dataset;
  if (lon && lat) map.setView([lat, lon], Number(zoom) || 15);
  else map.fitBounds(box(element), { padding: [6, 6], animate: false });
  try {
    underlay(map);
    const coarse = { district: [], street: ["district"], community: ["district", "street"], grid: ["street", "community"] };
    const [shaded, numbers] = element.dataset.values ? values(map, element) : [];
    const floor = shaded ? ground(coarse[level], false) : ground();
    const ready = drawn(floor.addTo(map));
    await Promise.all([
      ready, numbers, element.dataset.points && points(map, element), element.dataset.dots && dots(map, element),
    ]);
    const all = ["grid", "community", "street", "district"].map((each) => [floor, each]);
    names(map, shaded ? [[shaded, level], ...all] : all);
    if (element.dataset.map === "pick") pick(map, element);
    element.dataset.ready = "1";
    element.linliMap = map;
    element.dispatchEvent(new CustomEvent("linli:map", { detail: { map } }));
  } catch (fault) {
    if (!map._loaded) element.textContent = element.dataset.failed ?? "";
    console.info(fault);
  }
}

function begin(root) {
  for (const element of root.querySelectorAll?.("[data-map]:not([data-begun])") ?? []) {
    element.dataset.begun = "1";
    start(element);
  }
}

begin(document);
document.addEventListener("htmx:load", (event) => begin(event.detail.elt.parentElement ?? document));
