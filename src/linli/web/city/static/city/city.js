// The screen keeps itself fresh: every so often it asks what has changed and changes only that, so nothing jumps.
const screen = document.querySelector("[data-live]");
const PERIOD_MS = 20000;
let seen = "";

function put(node, words) { if (node && node.textContent !== words) node.textContent = words; }

function freshen({ tiles, as_of: asOf, parts }) {
  for (const [key, [value, of, tone]] of Object.entries(tiles)) {
    const tile = screen.querySelector(`[data-tile="${key}"]`);
    if (!tile) continue;
    put(tile.querySelector(".value"), value);
    put(tile.querySelector(".of"), of);
    tile.classList.toggle("bad", tone === "bad");
  }
  put(document.querySelector("[data-as-of]"), asOf);
  for (const [name, html] of Object.entries(parts)) {
    const part = screen.querySelector(`[data-part="${name}"]`);
    if (!part || part.dataset.seen === html) continue;
    const held = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    part.innerHTML = html;
    part.dataset.seen = html;
    if (held) part.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  }
}

async function ask(url) {
  const answer = await fetch(url, { headers: { "Linli-Poll": "1" } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer;
}

async function look() {
  if (document.hidden) return;
  const answer = await ask(screen.dataset.live);
  const stamp = answer.headers.get("ETag") ?? "";
  if (stamp && stamp === seen) return;
  seen = stamp;
  freshen(await answer.json());
  const map = screen.querySelector("[data-values][data-ready]");
  if (!map) return;
  const values = await ask(map.dataset.values);
  map.dispatchEvent(new CustomEvent("map:values", { detail: await values.json() }));
  map.dispatchEvent(new CustomEvent("map:again"));
}

if (screen) {
  const beat = () => look().catch(console.info);
  setInterval(beat, PERIOD_MS);
  document.addEventListener("visibilitychange", beat);
  window.addEventListener("linli:look", beat);
}

// one meaning open at a time; Escape closes it, a press elsewhere too
const meanings = () => document.querySelectorAll("details.meaning[open]");
document.addEventListener("toggle", (event) => {
  if (!event.target.open || !event.target.matches?.("details.meaning")) return;
  for (const other of meanings()) if (other !== event.target) other.open = false;
}, true);
document.addEventListener("click", (event) => {
  for (const open of meanings()) if (!open.contains(event.target)) open.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const open of meanings()) { open.open = false; open.querySelector("summary").focus(); }
  const up = document.querySelector("[data-up]");
  if (event.key === "Backspace" && up && !event.target.closest("input, textarea, select")) up.click();
});

// charts come when they are near the eye, and never hold up the page
const chart = document.querySelector("[data-chart]");
if (chart) {
  new IntersectionObserver((entries, watch) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    import("./chart.js").then(({ draw }) => draw(chart, document.querySelector("[data-chart-table]"))).catch(console.info);
  }, { rootMargin: "200px" }).observe(chart);
}
