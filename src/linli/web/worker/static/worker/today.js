// The day's list: each band of deadlines in the order of the way to walk, refreshed by itself without a jump.
import { say } from "./say.js";
import { metres, watch } from "./place.js";
import { keepToday } from "./worker.js";

const EVERY = 60_000;
const A_MINUTE_M = 65;
const DETOUR = 1.3;
const lists = document.querySelector("[data-lists]");
let here = null;

const point = (item) => (item.dataset.lon ? [Number(item.dataset.lon), Number(item.dataset.lat)] : null);

// from where one stands to the nearest, from there to the nearest of the rest: a way, band after band
function way(items, from) {
  const left = [...items];
  const order = [];
  let at = from;
  while (left.length) {
    left.sort((one, other) => (point(one) ? metres(at, point(one)) : Infinity) - (point(other) ? metres(at, point(other)) : Infinity));
    const next = left.shift();
    order.push(next);
    at = point(next) ?? at;
  }
  return { order, at };
}

function arrange(root) {
  if (!here) return;
  for (const list of root.querySelectorAll("[data-list]")) {
    const bands = Map.groupBy ? Map.groupBy(list.children, (item) => item.dataset.band) : grouped(list.children);
    let at = here;
    for (const band of [...bands.keys()].sort()) {
      const walk = way(bands.get(band), at);
      at = walk.at;
      list.append(...walk.order);
    }
    for (const item of list.children) tellDistance(item);
  }
}

function grouped(items) {
  const found = new Map();
  for (const item of items) found.set(item.dataset.band, [...(found.get(item.dataset.band) ?? []), item]);
  return found;
}

function tellDistance(item) {
  const words = item.querySelector("[data-metres]");
  const at = point(item);
  if (!words || !at) return;
  const away = metres(here, at);
  const minutes = Math.max(1, Math.round((away * DETOUR) / A_MINUTE_M));
  const near = away < 2000 ? ` · ${say("minutes", { count: minutes })}` : "";
  words.textContent = say("metres", { count: away < 1000 ? Math.round(away / 10) * 10 : Math.round(away / 100) * 100 }) + near;
}

// put new lists in place of the old ones; the card that is looked at stays where it is
function replace(html) {
  const fresh = document.createElement("div");
  fresh.innerHTML = html;
  const before = new Set([...lists.querySelectorAll("[data-number]")].map((item) => item.dataset.number));
  const anchor = [...lists.querySelectorAll("[data-number]")].find((item) => item.getBoundingClientRect().bottom > 0);
  const top = anchor?.getBoundingClientRect().top;
  const focused = document.activeElement?.closest?.("[data-number]")?.dataset.number;
  arrange(fresh);
  lists.replaceChildren(...fresh.childNodes);
  const same = anchor && lists.querySelector(`[data-number="${anchor.dataset.number}"]`);
  if (same && window.scrollY > 0) window.scrollBy(0, same.getBoundingClientRect().top - top);
  if (focused) lists.querySelector(`[data-number="${focused}"] a`)?.focus({ preventScroll: true });
  const arrived = [...lists.querySelectorAll("[data-number]")].filter((item) => !before.has(item.dataset.number));
  if (arrived.length) {
    document.querySelector("[data-news]").textContent = say("new");
    for (const item of arrived) item.classList.add("arrived");
    keepToday();
  }
}

let shown = lists?.innerHTML.trim();
async function refresh() {
  if (document.hidden || !navigator.onLine) return;
  try {
    const answer = await fetch("/worker/waiting/", { headers: { "Linli-Poll": "1" } });
    if (!answer.ok || answer.redirected) return;
    const html = await answer.text();
    if (html.trim() === shown) return;
    shown = html.trim();
    replace(html);
  } catch { /* no signal: the list stays as it is */ }
}

if (lists) {
  setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
  lists.addEventListener("linli:refresh", refresh);
  const permission = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  const locate = () => watch((at) => { const first = !here; here = at; if (first) arrange(document); }, () => {});
  if (permission?.state === "granted") locate();
  else {
    const button = document.querySelector("[data-nearest]");
    if (button && "geolocation" in navigator) {
      button.hidden = false;
      button.addEventListener("click", () => { button.hidden = true; locate(); });
    }
  }
}
