// Three nets over one community: each is switched on and off; a grid is dark where all that are on hold, pale where
// one has a hole, and bears a mark for each net.
const element = document.querySelector("#net-map");
const switches = [...document.querySelectorAll("[data-net]")];

function mark(key, [sign, hole]) {
  return `<span class="net-mark ${key}${hole ? " hole" : ""}">${sign}</span>`;
}

async function begin(map) {
  const { areas, marks, dangers } = await (await fetch(element.dataset.values)).json();
  map.createPane("marks").style.zIndex = 460;
  map.getPane("marks").style.pointerEvents = "none";
  const group = L.layerGroup().addTo(map);
  const alarms = L.layerGroup(dangers.map(({ at, title, url }) => {
    const link = Object.assign(document.createElement("a"), { href: url, textContent: title });
    return L.circleMarker(at, { radius: 8, weight: 2.5, color: "#1d2329", fillColor: "#b3261e", fillOpacity: 1 }).bindPopup(link);
  }));
  const draw = () => {
    const on = switches.filter(({ checked }) => checked).map(({ dataset }) => dataset.net);
    group.clearLayers();
    const shades = {};
    for (const { code, at, nets } of marks) {
      const missing = on.map((key) => nets[key][2]).filter(Boolean);
      shades[code] = [missing.length || !on.length ? 0 : 2, missing.join("、") || element.dataset.whole];
      const html = on.map((key) => mark(key, nets[key])).join("");
      L.marker(at, {
        interactive: false, keyboard: false, pane: "marks",
        icon: L.divIcon({ className: "net-marks", html, iconSize: null }),
      }).addTo(group);
    }
    element.dispatchEvent(new CustomEvent("map:values", { detail: { areas: { ...areas, ...shades } } }));
    if (on.includes("safety")) alarms.addTo(map); else alarms.remove();
    for (const panel of document.querySelectorAll("[data-net-panel]")) panel.hidden = !on.includes(panel.dataset.netPanel);
    element.dataset.nets = on.join(" ");
  };
  for (const each of switches) each.addEventListener("change", draw);
  draw();
}

element?.addEventListener("linli:map", ({ detail }) => begin(detail.map).catch(console.info));
if (element?.linliMap) begin(element.linliMap).catch(console.info);
