// Maps on a canvas, drawn from our own outlines. One element, a few data-* words:
//   data-map="pick | points | values"   what it is for
//   data-outlines="URL URL"             background outlines, from coarse to fine
//   data-points="URL"                   GeoJSON points: properties title, url, tone (open, overdue, closed)
//   data-values="URL"                   GeoJSON areas with properties value (0–5), label, url
//   data-lon, data-lat, data-zoom       where to begin; without them, the whole city
const style = getComputedStyle(document.documentElement);
const token = (name) => style.getPropertyValue(`--${name}`).trim();
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

const escape = (text) => String(text ?? "").replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

async function load(url) {
  const answer = await fetch(url, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

function outlines(map, data, weight) {
  return L.geoJSON(data, {
    interactive: false,
    style: { color: token("map-edge"), weight, fill: false, opacity: 0.9 },
  }).addTo(map);
}

// names of what is in view, at the finest level that still has room
function names(map, levels) {
  map.createPane("names").style.zIndex = 450;
  map.getPane("names").style.pointerEvents = "none";
  const layer = L.layerGroup().addTo(map);
  const draw = () => {
    layer.clearLayers();
    const box = map.getBounds();
    for (const data of [...levels].reverse()) {
      const seen = data.features.filter(({ properties: p }) => p.lon && box.contains([p.lat, p.lon]));
      if (!seen.length || seen.length > 24) continue;
      for (const { properties: p } of seen) {
        L.marker([p.lat, p.lon], {
          interactive: false, keyboard: false, pane: "names",
          icon: L.divIcon({ className: "map-name", html: `<span>${escape(p.name)}</span>`, iconSize: null }),
        }).addTo(layer);
      }
      return;
    }
  };
  map.on("moveend", draw);
  draw();
}

const TONES = {
  open: () => ({ color: token("card"), fillColor: token("brand"), radius: 8 }),
  overdue: () => ({ color: token("ink"), fillColor: token("urgent"), radius: 8 }),
  closed: () => ({ color: token("done"), fillColor: token("card"), radius: 7 }),
};

const clusters = () => L.markerClusterGroup({
  maxClusterRadius: 44, showCoverageOnHover: false, animate: !still, disableClusteringAtZoom: 17,
  iconCreateFunction: (cluster) => L.divIcon({
    className: "marker-cluster", iconSize: [40, 40], html: `<span class="cluster">${cluster.getChildCount()}</span>`,
  }),
});

async function points(map, element) {
  const data = await load(element.dataset.points);
  const layer = L.geoJSON(data, {
    pointToLayer: ({ properties }, at) => L.circleMarker(at, {
      weight: 2.5, fillOpacity: 1, ...(TONES[properties.tone] ?? TONES.open)(),
    }),
    onEachFeature: ({ properties: p }, mark) => mark.bindPopup(
      `<a href="${escape(p.url)}">${escape(p.title)}</a><br>${escape(p.words)}`,
    ),
  });
  const many = data.features.length > 12;
  (many ? clusters().addLayer(layer) : layer).addTo(map);
  if (data.features.length && !element.dataset.lon) map.fitBounds(layer.getBounds().pad(0.15), { maxZoom: 16 });
}

async function values(map, element) {
  const data = await load(element.dataset.values);
  const weight = data.features.length > 600 ? 0.35 : 1;
  const layer = L.geoJSON(data, {
    style: ({ properties: p }) => ({
      color: token("map-edge"), weight, fillColor: token(`map-${p.value}`), fillOpacity: 0.88,
    }),
    onEachFeature: ({ properties: p }, area) => {
      area.bindTooltip(`<strong>${escape(p.name)}</strong><br>${escape(p.label)}`, { sticky: true });
      area.on("mouseover", () => area.setStyle({ weight: 3, color: token("ink") }));
      area.on("mouseout", () => layer.resetStyle(area));
      area.on("click", () => { if (p.url) location.assign(p.url); });
    },
  }).addTo(map);
  if (data.features.length) map.fitBounds(layer.getBounds());
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
      fetch(`${element.dataset.where}?lon=${lon.value}&lat=${lat.value}`)
        .then((answer) => answer.text()).then((text) => { words.innerHTML = text; });
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

async function start(element) {
  const map = L.map(element, {
    preferCanvas: true, attributionControl: false, zoomSnap: 0.5, maxZoom: 19, minZoom: 8,
    zoomAnimation: !still, fadeAnimation: !still,
    scrollWheelZoom: element.dataset.map !== "pick",
  });
  const { lon, lat, zoom } = element.dataset;
  if (lon && lat) map.setView([lat, lon], Number(zoom) || 15);
  const levels = [];
  try {
    for (const [at, url] of (element.dataset.outlines ?? "").split(" ").filter(Boolean).entries()) {
      const data = await load(url);
      levels.push(data);
      const layer = outlines(map, data, at ? 1 : 1.8);
      if (!at && !map._loaded) map.fitBounds(layer.getBounds());
    }
    if (element.dataset.points) await points(map, element);
    if (element.dataset.values) await values(map, element);
    if (!map._loaded) map.setView([31.78, 119.95], 11);
    names(map, levels);
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
