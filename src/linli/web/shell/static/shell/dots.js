// Any number of points: the server answers for a box and a zoom, what lies close together as one cluster.
import { mark } from "./marks.js";

function cluster(map, at, { count, overdue }) {
  const size = count < 10 ? 30 : count < 100 ? 36 : 44;
  const icon = L.divIcon({
    className: "marker-cluster", iconSize: [size, size],
    html: `<span class="cluster s${size}${overdue ? " late" : ""}">${count}</span>`,
  });
  return L.marker(at, { icon, keyboard: false }).on("click", () => map.setView(at, Math.min(map.getZoom() + 2, 18)));
}

export async function dots(map, element) {
  const group = L.layerGroup().addTo(map);
  let [seen, turn] = [null, 0];
  const draw = async (anew) => {
    const [zoom, view] = [Math.round(map.getZoom()), map.getBounds()];
    if (!anew && seen && seen.zoom === zoom && seen.box.contains(view)) return;
    const wide = view.pad(0.3);
    const mine = (turn += 1);
    const url = new URL(element.dataset.dots, location.href);
    url.searchParams.set("box", [wide.getWest(), wide.getSouth(), wide.getEast(), wide.getNorth()].map((side) => side.toFixed(5)).join(","));
    url.searchParams.set("zoom", zoom);
    const answer = await fetch(url, { headers: anew ? { "Linli-Poll": "1" } : {} });
    if (!answer.ok || mine !== turn) return;
    const { features } = await answer.json();
    seen = { zoom, box: wide };
    group.clearLayers();
    for (const { geometry: { coordinates: [lon, lat] }, properties } of features) {
      (properties.count > 1 ? cluster(map, [lat, lon], properties) : mark([lat, lon], properties, 7)).addTo(group);
    }
  };
  map.on("moveend", () => draw(false).catch(console.info));
  element.addEventListener("map:again", () => draw(true).catch(console.info));
  await draw(false);
}
