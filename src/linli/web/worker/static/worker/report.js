// Reporting with three taps: the matter on a button, the place from the phone, one press. Words stay possible.
import { account, flash, make, say } from "./say.js";
import { Where, day, knownNear, settlesAt, words } from "./place.js";
import { ask } from "./ask.js";
import { suggest } from "./suggest.js";
import { Plan } from "./plan.js";
import { record } from "./worker.js";
import { Draft } from "./drafts.js";

const form = document.querySelector("form[data-report]");
const settles = form.dataset.report === "settle";
const sheet = form.querySelector("[data-sheet]");
const knownBox = form.querySelector("[data-known]");
const guesses = form.querySelector("[data-guesses]");
const SOON = 400;
let where;
let plan;
let pack;
let table = { rows: [], names: {} };

// the buttons name the matter without script; with it, one hidden field does
const chosen = make("input", { type: "hidden", name: "matter_code" });
const matter = () => chosen;
const nameOf = (code) => form.querySelector(`button[value="${CSS.escape(code)}"] [data-name]`)?.textContent ?? guesses?.querySelector(`[data-code="${CSS.escape(code)}"]`)?.textContent ?? "";

function choose(code, name = nameOf(code)) {
  matter().value = code;
  form.querySelector("[data-chosen-name]").textContent = name;
  for (const part of form.querySelectorAll("[data-before]")) part.hidden = Boolean(code);
  for (const part of form.querySelectorAll("[data-after]")) part.hidden = !code;
  form.querySelector("[data-chosen]").hidden = !code;
  open();
  draft.soon();
  if (code) form.querySelector("[data-chosen]").scrollIntoView({ block: "start" });
  if (code && guesses) guesses.hidden = true;
  else guess();
}

function open() {
  if (sheet) sheet.hidden = !(matter().value || form.elements.text.value.trim() || draft.pictures.length);
  tellKnown();
}

// what is known within fifty metres: first from the phone, then from the city
let asked = 0;
async function tellKnown() {
  if (!knownBox || !where?.at || sheet.hidden) return;
  show(knownNear(pack, where.at));
  const turn = (asked += 1);
  try {
    const [lon, lat] = where.at.map((n) => n.toFixed(6));
    const answer = await ask("/worker/near.json", { lon, lat });
    if (answer && turn === asked) show(answer.known);
  } catch { /* no signal: what the phone knows is shown */ }
}

function show(list) {
  const mine = matter().value;
  const sorted = [...list].sort((one, other) => (other.matter === mine) - (one.matter === mine) || one.metres - other.metres);
  knownBox.hidden = !sorted.length;
  knownBox.querySelector("ul").replaceChildren(...sorted.slice(0, 5).map((one) => make("li", { class: one.matter === mine ? "same" : "" },
    make("div", {}, make("strong", {}, one.title), make("small", {}, [one.state, say("away", { count: one.metres }), one.when].join(" · "))),
    one.joins ? make("button", { type: "button", class: "button", onclick: () => join(one) }, knownBox.dataset.join) : null)));
}

function said() {
  const { csrfmiddlewaretoken: _token, key: _key, ...fields } = draft.fields();
  return fields;
}

async function put(kind, label, more = {}) {
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  await draft.settled();
  const answer = await record({ kind, label, fields: { ...said(), ...more }, pictures: draft.pictures }, { draft: draft.name, form });
  delete form.dataset.busy;
  if (!answer) return;
  flash(answer.errors?.map((one) => one.words).join(" ") || answer.words, "error");
  document.querySelector("[data-flash]").scrollIntoView({ block: "center" });
}

const join = (one) => put("join", one.title, { number: one.number });
const label = () => form.querySelector("[data-chosen-name]").textContent || form.elements.text.value.trim().slice(0, 40);

function ready() {
  if (where.at || form.elements.address?.value || (settles && pack.own.length === 1)) return true;
  flash(say("nowhere"), "warning");
  openPlan();
  return false;
}

// the phone guesses by itself; only what it makes nothing of is asked of the city, which forgives typing slips
async function guess() {
  const text = form.elements.text.value.trim();
  open();
  if (text.length < 2 || matter().value || !guesses) return;
  const found = suggest(table.rows, text).map((code) => ({ code, name: table.names[code] }));
  offer(found);
  if (found.length) return;
  try {
    const answer = await ask("/worker/matters.json", { text: text.slice(0, 200) });
    if (answer && form.elements.text.value.trim() === text) offer(answer.matters);
  } catch { /* without signal the city guesses when the report arrives */ }
}

function offer(matters) {
  guesses.hidden = !matters.length || Boolean(matter().value);
  guesses.querySelector("[data-chips]").replaceChildren(...matters.map((one) => make("button", { type: "button", class: "button chip-button", "data-code": one.code, onclick: () => choose(one.code, one.name) }, one.name)));
  if (matters.length) guesses.scrollIntoView({ block: "nearest" });
}

function openPlan() {
  const host = form.querySelector("[data-plan]");
  host.hidden = false;
  form.querySelector("[data-correct]").hidden = true;
  plan ??= new Plan(host, pack, { onpick: (at) => { where.pick(at); plan.stand(at, 0, "pick"); } });
  plan.cases(pack.known);
  if (where.at) { plan.stand(where.at, 0, "pick"); plan.centre(where.at, 0.5); }
}

const draft = new Draft(form, settles ? "settle" : "report", { changed: () => open() });

form.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopPropagation();
  const code = event.submitter?.dataset.tap;
  if (code && !settles) return choose(code);
  if (code) { matter().value = code; form.querySelector("[data-chosen-name]").textContent = nameOf(code); }
  if (!matter().value && !form.elements.text.value.trim()) {
    flash(say("empty", { what: form.elements.text.labels[0].innerText }), "warning");
    return form.elements.text.focus();
  }
  if (!ready()) return undefined;
  if (settles && where.at && where.area && !settlesAt(pack, where.area.code)) return refuse();
  if (settles && !where.at) return put("settle", label(), { grid_code: pack.own[0] });
  return put(settles ? "settle" : "report", label());
});

function refuse() {
  flash(form.dataset.elsewhere, "warning");
  document.querySelector("[data-flash]").scrollIntoView({ block: "center" });
}

async function begin() {
  const [kept, loaded] = await Promise.all([draft.begin(), day()]);
  pack = loaded;
  if (guesses) words(pack).then((found) => { table = found; guess(); });
  where = new Where(form, pack, () => { tellKnown(); if (plan && where.how === "phone") plan.stand(where.at, 0, "pick"); });
  const point = kept && form.elements.point_from.value === "map" ? [Number(form.elements.lon.value), Number(form.elements.lat.value)] : null;
  if (point) where.put(point, "map"); else where.begin();
  if (kept && matter().value) choose(matter().value);
  open();
  let timer = 0;
  form.elements.text.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(guess, SOON); open(); });
  form.querySelector("[data-correct]")?.addEventListener("click", openPlan);
  form.querySelector("[data-unchoose]")?.addEventListener("click", () => choose(""));
  form.dataset.ready = "1";
}

if (self.LinliOutbox.works() && account) {
  form.classList.add("scripted");
  for (const part of form.querySelectorAll("[data-scripted]")) part.hidden = false;
  for (const button of form.querySelectorAll("[data-tap]")) button.removeAttribute("name");
  form.append(chosen);
  begin();
}
