// Cases as points, alike on every map; and words made safe to be put into one.
import { token } from "./ground.js";

const TONES = {
  open: () => ({ color: token("card"), fillColor: token("brand") }),
  overdue: () => ({ color: token("ink"), fillColor: token("urgent") }),
  closed: () => ({ color: token("done"), fillColor: token("card") }),
};

export const escape = (text) => String(text ?? "").replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

// properties: tone (open, overdue, closed); title, url and words are told on a press
export function mark(at, { tone, title, url, words }, radius = 8) {
  const look = (TONES[tone] ?? TONES.open)();
  const found = L.circleMarker(at, { weight: 2.5, fillOpacity: 1, radius: tone === "closed" ? radius - 1 : radius, ...look });
  return url ? found.bindPopup(`<a href="${escape(url)}">${escape(title)}</a><br>${escape(words)}`) : found;
}
