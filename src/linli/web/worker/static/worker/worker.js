// Every page of the worker: sends what waits, says what waits, keeps today's pages for when the signal is gone.
import { day, words } from "./place.js";
import { account, carry, confirmed, flash, flashCarried, make, say, time, why } from "./say.js";

const box = self.LinliOutbox;
const pages = self.LinliKept;
const PAGES = (document.querySelector('meta[name="linli-pages"]')?.content ?? "").split(" ").filter(Boolean);
const STALE = 10 * 60 * 1000;
const MOST_CASES = 25;
const AGAIN = 30_000;

// another account on this phone finds nothing of the one before; what that one recorded waits for them
async function recognise() {
  if (!account || (await box.fact("who")) === account) return;
  await pages.forget(account);
  await box.forget();
  await box.remember("who", account);
}

function tellKept() {
  const since = Number(document.documentElement.dataset.kept);
  const place = document.querySelector("[data-kept-words]");
  if (!since || !place) return;
  place.hidden = false;
  place.querySelector("p").textContent = say("kept", { when: time(since) });
}

export async function strip() {
  const place = document.querySelector("[data-strip]");
  if (!place) return;
  const rows = await box.of(account);
  const stuck = rows.filter((row) => row.state === "stuck").length;
  const waiting = rows.length - stuck;
  place.hidden = !rows.length;
  place.classList.toggle("trouble", stuck > 0);
  place.querySelector("span").textContent = [stuck && say("trouble", { count: stuck }), waiting && say("waiting", { count: waiting })].filter(Boolean).join(" · ");
}

// say what came of sending, where the person still is
function report({ answers, signin, busy }, quiet) {
  const results = Object.values(answers ?? {});
  const done = results.filter((one) => one.result === "done").at(-1);
  const stuck = results.find((one) => !["done", "signin", "later"].includes(one.result));
  if (stuck) flash(say("stuck", { why: why(stuck) }), "warning");
  else if (busy && !quiet && results.length) flash(say("later"), "warning");
  else if (done && !quiet) flash(done.words);
  if (signin) askToSignIn();
}

async function askToSignIn() {
  const count = (await box.all()).filter((row) => row.state === "waiting").length;
  if (!count) return;
  flash(say("signin", { count }), "warning");
  document.querySelector("[data-flash] .flash")?.append(make("a", { class: "button", href: `/accounts/login/?next=${encodeURIComponent(location.pathname)}` }, document.querySelector("[data-flash]").dataset.signin));
}

export async function send(byPerson = false) {
  if (!navigator.onLine && !byPerson) return {};
  const done = await box.send({ byPerson });
  report(done, byPerson);
  await strip();
  return done;
}

// record something and send it at once when that is possible; then go on to `next`
export async function record(what, { draft = "", next = "/worker/", form = null } = {}) {
  const row = await box.add({ account, ...what }, draft);
  const { answers = {}, signin, busy } = await box.send({ byPerson: true });
  const answer = answers[row.key];
  if (answer?.result === "wrong" && form) {
    await box.remove(row.key);
    if (draft) await box.keepDraft(account, draft, { fields: row.fields, pictures: row.pictures });
    return answer;
  }
  if (answer?.result === "done") carry(answer.words);
  else if (signin) carry(say("signin", { count: 1 }), "warning");
  else if (busy) carry(say("later"), "warning");
  else if (answer) { carry(say("stuck", { why: why(answer) }), "warning"); location.assign("/worker/box/"); return null; }
  else { carry(say("stored", { what: row.label })); box.later(); }
  location.assign(next);
  return null;
}

async function keepPage(address, version = "") {
  const held = await pages.find(address);
  const known = (await box.fact(`version:${address}`)) ?? "";
  if (held && known === version && Date.now() - Number(held.headers.get("Linli-Kept")) < STALE) return;
  const answer = await fetch(address, { headers: { "Linli-Poll": "1" } });
  if (await pages.put(address, answer)) await box.remember(`version:${address}`, version);
}

// today's pages, kept one after the other while nothing else is going on
export async function keepToday() {
  if (!account || !navigator.onLine || document.documentElement.dataset.kept || !("caches" in self)) return;
  const cases = [...document.querySelectorAll("a[data-version]")].slice(0, MOST_CASES);
  try {
    await pages.sweep();
    if (PAGES.includes("/worker/plan/")) await words(await day());
    for (const page of PAGES) await keepPage(page);
    for (const link of cases) await keepPage(new URL(link.href).pathname, link.dataset.version);
  } catch { /* the signal went: what is kept is kept */ }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.action?.endsWith("/accounts/logout/") || form.dataset.asked) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const count = (await box.of(account)).length;
  if (count && !(await confirmed(say("leave", { count })))) { delete form.dataset.sent; return; }
  form.dataset.asked = "1";
  delete form.dataset.sent;
  form.requestSubmit();
}, true);

if (box.works() && account) {
  await recognise();
  tellKept();
  flashCarried();
  await strip();
  if ("BroadcastChannel" in self) new BroadcastChannel("linli").addEventListener("message", strip);
  window.addEventListener("online", () => send());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  setInterval(async () => { if (!document.hidden && (await box.of(account)).some((row) => row.state === "waiting")) send(); }, AGAIN);
  document.documentElement.dataset.outbox = "ready";
  send().then(() => (self.requestIdleCallback ?? setTimeout)(() => keepToday(), { timeout: 3000 }));
}
