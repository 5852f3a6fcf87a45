// Where the worker stands, worked out on the phone: the grid, the nearest building, what is known within 50 m.
// Nothing of it leaves the phone but the point of a record that is being written: with it the city is asked what
// is known near by, and it goes along with the record. The city keeps only what goes along.
import { account, say } from "./say.js";

const box = self.LinliOutbox;
const FRESH = 10 * 60 * 1000;
const EARTH = 6_371_000;
const AT_THE_DOOR = 40;
export const SAME_PLACE = 50;
const rad = (degrees) => (degrees * Math.PI) / 180;

export function metres([x1, y1], [x2, y2]) {
  const half = (a, b) => Math.sin(rad(b - a) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.sqrt(half(y1, y2) + Math.cos(rad(y1)) * Math.cos(rad(y2)) * half(x1, x2)));
}

const EMPTY = { own: [], settles: [], areas: [], buildings: [], known: [] };

// the day's pack: asked for anew when online and older than ten minutes, else what the phone holds
export async function day() {
  const name = `day:${account}`;
  const held = await box.fact(name).catch(() => null);
  if (held && Date.now() - held.at < FRESH) return held.pack;
  try {
    const answer = await fetch("/worker/day.json", { headers: { "Linli-Poll": "1" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const pack = await answer.json();
    if (answer.headers.get("Linli-Keep") === account) await box.remember(name, { at: Date.now(), pack });
    return pack;
  } catch { return held?.pack ?? EMPTY; }
}

const SPEECHLESS = { rows: [], names: {} };

// the words that point at matters: fetched once for each edition of the catalogue, in the reader's language
export async function words(pack) {
  const name = `words:${account}`;
  const held = await box.fact(name).catch(() => null);
  if (held && (!pack.words || held.edition === pack.words)) return held;
  try {
    const answer = await fetch("/worker/words.json", { headers: { "Linli-Poll": "1" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const table = await answer.json();
    if (answer.headers.get("Linli-Keep") === account) await box.remember(name, table);
    return table;
  } catch { return held ?? SPEECHLESS; }
}

function inside([x, y], ring) {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
}

export const areaAt = (pack, at) => pack.areas.find((area) => area.rings.some((ring) => inside(at, ring)));
export const settlesAt = (pack, code) => pack.settles.some((prefix) => code.startsWith(prefix));

export function nearest(pack, at) {
  let best = null;
  for (const [name, address, lon, lat] of pack.buildings) {
    const away = metres(at, [lon, lat]);
    if (away <= AT_THE_DOOR && (!best || away < best.away)) best = { name, address, away };
  }
  return best;
}

export function knownNear(pack, at) {
  return pack.known
    .map((one) => ({ ...one, metres: Math.round(metres(at, one.at)) }))
    .filter((one) => one.metres <= SAME_PLACE)
    .sort((one, other) => one.metres - other.metres);
}

// where the phone is: the best answer it gives while the page is open, told each time it gets better
export function watch(found, lost) {
  if (!("geolocation" in navigator)) { lost(); return () => {}; }
  let best = Infinity;
  const id = navigator.geolocation.watchPosition(({ coords }) => {
    if (coords.accuracy > best) return;
    best = coords.accuracy;
    found([coords.longitude, coords.latitude], Math.max(1, Math.round(coords.accuracy)));
  }, () => { if (best === Infinity) lost(); }, { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 });
  return () => navigator.geolocation.clearWatch(id);
}

// the row "where" of a form: fills in point, grid and address, and says so in words
export class Where {
  constructor(form, pack, changed) {
    Object.assign(this, { form, pack, changed, at: null, how: "", stop: () => {} });
    this.words = form.querySelector("[data-where-words]");
    this.address = form.elements.address;
    this.address?.addEventListener("input", () => this.set("address_from", this.address.value ? "typed" : ""));
  }

  set(name, value) { if (this.form.elements[name]) this.form.elements[name].value = value; }

  begin() {
    this.tell(say("searching"));
    this.stop = watch((at, accuracy) => this.put(at, "phone", accuracy), () => { if (!this.at) this.tell(say("nowhere")); });
  }

  pick(at) { this.stop(); this.put(at, "map"); }

  put(at, how, accuracy = 0) {
    Object.assign(this, { at, how });
    this.set("lon", at[0].toFixed(6));
    this.set("lat", at[1].toFixed(6));
    this.set("point_from", how);
    const area = areaAt(this.pack, at);
    const door = nearest(this.pack, at);
    if (this.address && this.form.elements.address_from?.value !== "typed") {
      this.address.value = door?.address ?? "";
      this.set("address_from", door ? "near" : "");
    }
    const source = how === "phone" ? say("here", { count: accuracy }) : say("map");
    const known = area?.name ?? (this.pack.areas.length ? say("outside") : "");
    this.tell([known, door && say("near", { what: door.name })].filter(Boolean).join(" · "), source);
    this.area = area;
    this.changed?.(at, area);
  }

  tell(text, small = "") {
    if (!this.words) return;
    const note = document.createElement("small");
    note.textContent = small;
    this.words.replaceChildren(text, ...(small ? [" ", note] : []));
  }
}
