// What was begun is kept on the phone as it grows: words, choices and pictures, for the account that wrote them.
import { account, make, say } from "./say.js";
import { shrink } from "../shell/pictures.js";

const box = self.LinliOutbox;
const SOON = 250;
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "key", "seen", "pictures"]);

export class Draft {
  constructor(form, name, { changed = null } = {}) {
    Object.assign(this, { form, name, changed, pictures: [], timer: 0, working: Promise.resolve() });
    this.input = form.querySelector("input[type=file]");
    this.shots = form.querySelector("[data-shots]");
  }

  async begin() {
    this.form.addEventListener("input", (event) => { if (event.target !== this.input) this.soon(); });
    this.input?.addEventListener("change", (event) => { event.stopImmediatePropagation(); this.take([...this.input.files]); }, true);
    const kept = await box.draft(account, this.name).catch(() => null);
    if (!kept) return false;
    for (const [name, value] of Object.entries(kept.fields ?? {})) {
      const field = this.form.elements[name];
      if (field instanceof RadioNodeList) field.value = value;
      else if (field?.type === "checkbox") field.checked = value === "on";
      else if (field && (!field.value || field.value === field.defaultValue)) field.value = value;
    }
    this.pictures = kept.pictures ?? [];
    this.show();
    return true;
  }

  // every field as it stands, but for the pictures
  fields() {
    const said = {};
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string") said[name] = value;
    return said;
  }

  take(files) {
    this.working = this.working.then(async () => {
      const most = Number(this.input.dataset.pictures) || 6;
      for (const file of files) if (this.pictures.length < most) this.pictures.push(await shrink(file));
      this.input.value = "";
      this.show();
      await this.keep();
    });
    return this.working;
  }

  show() {
    this.shots?.replaceChildren(...this.pictures.map((picture, at) => {
      const image = make("img", { src: URL.createObjectURL(picture), alt: "" });
      const away = () => { this.pictures.splice(at, 1); this.show(); this.soon(); };
      return make("li", {}, make("button", { type: "button", class: "shot", "aria-label": say("photo", { count: at + 1 }), onclick: away }, image));
    }));
    this.changed?.();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), SOON);
  }

  async keep() {
    const fields = Object.fromEntries(Object.entries(this.fields()).filter(([name]) => !NOT_KEPT.has(name)));
    await box.keepDraft(account, this.name, { fields, pictures: this.pictures }).catch(() => {});
  }

  // wait for pictures that are still being made small, and write nothing after the record is made
  async settled() {
    clearTimeout(this.timer);
    await this.working;
  }
}
