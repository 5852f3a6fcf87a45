// The moves of a case: recorded on the phone first, then sent; what was typed is kept as a draft meanwhile.
import { flash, say } from "./say.js";
import { record } from "./worker.js";
import { Draft } from "./drafts.js";

const ADDRESS = /^\/worker\/cases\/([^/]+)\/do\/([a-z_]+)\/$/;
const title = document.querySelector("h1")?.innerText.trim() ?? "";

function missing(form) {
  for (const name of (form.dataset.needs ?? "").split(" ").filter(Boolean)) {
    const field = form.elements[name];
    if (field && !field.value?.trim()) return field;
  }
  return null;
}

function begin(form) {
  const [, number, move] = new URL(form.action).pathname.match(ADDRESS) ?? [];
  if (!move || !form.hasAttribute("data-record")) return;
  const draft = new Draft(form, `${number}|${move}`);
  draft.begin();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (form.dataset.busy) return;
    const gap = missing(form);
    if (gap) {
      flash(say("empty", { what: gap.labels?.[0]?.innerText ?? "" }), "warning");
      gap.focus();
      return;
    }
    form.dataset.busy = "1";
    await draft.settled();
    const { seen, csrfmiddlewaretoken: _token, key: _key, ...said } = draft.fields();
    const label = `${form.dataset.label} · ${title}`;
    const answer = await record({ kind: "move", label, fields: { ...said, seen, number, move }, pictures: draft.pictures }, { draft: draft.name, form });
    delete form.dataset.busy;
    if (answer) flash(answer.errors?.map((one) => one.words).join(" ") || answer.words, "error");
  });
}

if (self.LinliOutbox.works()) for (const form of document.querySelectorAll("form[data-record]")) begin(form);
