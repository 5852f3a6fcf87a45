// The outbox as the person sees it: what waits, what could not be done and why, what went out today.
import { account, carry, confirmed, make, say, time, why } from "./say.js";
import { send } from "./worker.js";

const box = self.LinliOutbox;
const root = document.querySelector("[data-box]");
const words = root.dataset;
const DAY = 12 * 3600 * 1000;

const press = (name, what, tone = "") => make("button", { type: "button", class: `button ${tone}`, onclick: what }, name);

async function again(row, changes = {}) {
  await box.change(row.key, { state: "waiting", why: null, ...changes });
  await send(true);
  await show();
}

// the same content as another record gets a key of its own: the first key stays what it was
async function instead(row, kind, fields) {
  await box.add({ account, kind, label: row.label, fields, pictures: row.pictures, made: row.made });
  await box.remove(row.key);
  await send(true);
  await show();
}

function text(row) {
  const { text: said, note, reason } = row.fields;
  return said || note || reason || "";
}

function choices(row) {
  const { result, url } = row.why ?? {};
  const { seen: _seen, ...unseen } = row.fields;
  const open = url && make("a", { class: "button", href: url }, words.look);
  const list = [];
  if (result === "conflict" || result === "refused") list.push(open);
  if (row.kind === "move" && result === "conflict") list.push(press(words.again, () => again(row, { fields: unseen })));
  if (row.kind === "move" && ["conflict", "refused"].includes(result) && row.fields.move !== "add_note" && text(row)) list.push(press(words.note, () => instead(row, "move", { number: row.fields.number, move: "add_note", note: text(row) })));
  if (["settle", "join"].includes(row.kind) && result !== "other") list.push(press(words.report, () => { const { number: _number, ...rest } = row.fields; return instead(row, "report", rest); }));
  if (result === "large" && row.pictures?.length) list.push(press(words.fewer, () => again(row, { pictures: row.pictures.slice(0, -1) })));
  if (["large", "odd"].includes(result) || (!["conflict", "other"].includes(result) && row.kind !== "settle")) list.push(press(words.again, () => again(row)));
  if (text(row)) list.push(press(words.copyWords, async (event) => { await navigator.clipboard?.writeText(text(row)); event.target.textContent = say("copied"); }));
  list.push(press(words.drop, async () => { if (await confirmed(say("drop"))) { await box.remove(row.key); await show(); } }, "danger"));
  return make("div", { class: "acts" }, ...list.filter(Boolean));
}

function card(row) {
  const pictures = row.pictures?.length ? say("pictures", { count: row.pictures.length }) : "";
  const facts = [say("madeAt", { when: time(row.made) }), pictures].filter(Boolean).join(" · ");
  const fault = row.state === "stuck" ? make("p", { class: "error" }, why(row.why)) : null;
  const faults = row.why?.errors?.length ? make("ul", {}, ...row.why.errors.map((one) => make("li", {}, one.words))) : null;
  const said = text(row) ? make("p", { class: "says" }, text(row)) : null;
  return make("li", { class: `panel flat ${row.state}`, "data-key": row.key }, make("h2", {}, row.label), said, make("p", { class: "muted small" }, facts), fault, faults, row.state === "stuck" ? choices(row) : null);
}

async function show() {
  const rows = await box.all();
  const mine = rows.filter((row) => row.account === account);
  const others = rows.length - mine.length;
  const sent = ((await box.fact(`sent:${account}`)) ?? []).filter((one) => Date.now() - one.at < DAY);
  root.querySelector("[data-mine]").replaceChildren(...mine.map(card));
  root.querySelector("[data-sent]").replaceChildren(...sent.map((one) => make("li", {}, make("a", { href: one.url }, one.words), " ", make("small", { class: "muted" }, say("sentAt", { when: time(one.at) })))));
  root.querySelector("[data-sent-part]").hidden = !sent.length;
  root.querySelector("[data-empty]").hidden = mine.length > 0;
  root.querySelector("[data-send]").hidden = !mine.some((row) => row.state === "waiting");
  root.querySelector("[data-others]").textContent = others ? say("other", { count: others }) : "";
}

root.querySelector("[data-send]").addEventListener("click", async (event) => {
  event.target.disabled = true;
  const { offline, signin, busy } = await send(true);
  event.target.disabled = false;
  if (signin) { carry(""); location.assign(`/accounts/login/?next=${encodeURIComponent(location.pathname)}`); return; }
  if (offline || busy) root.querySelector("[data-others]").textContent = busy ? say("later") : words.noSignal;
  await show();
});
if ("BroadcastChannel" in self) new BroadcastChannel("linli").addEventListener("message", show);
await show();
root.dataset.ready = "1";
