// A plan of one's grids that the phone draws by itself: outlines, buildings, cases, where one stands.
// It needs no map service and no network: drag, pinch, the wheel, the buttons or the arrow keys move it.
import { make, say } from "./say.js";

const SVG = "http://www.w3.org/2000/svg";
const DEGREE = 111_195;
const TAP = 8;
const NEAREST = 0.08;
const NAMES_BELOW = 0.7;
const el = (tag, facts = {}) => {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(facts)) element.setAttribute(name, value);
  return element;
};

export class Plan {
  constructor(host, pack, { onpick = null, onopen = null } = {}) {
    Object.assign(this, { host, pack, onpick, onopen, fingers: new Map(), moved: 0 });
    const points = pack.areas.flatMap((area) => area.rings.flat());
    const all = points.length ? points : [[119.95, 31.78], [119.96, 31.79]];
    this.origin = [(Math.min(...all.map(([x]) => x)) + Math.max(...all.map(([x]) => x))) / 2, (Math.min(...all.map(([, y]) => y)) + Math.max(...all.map(([, y]) => y))) / 2];
    this.squeeze = Math.cos((this.origin[1] * Math.PI) / 180);
    this.svg = el("svg", { class: "plan-svg", role: "application", "aria-label": say("plan"), tabindex: "0" });
    this.ground = el("g");
    this.marks = el("g");
    this.self = el("g");
    this.svg.append(this.ground, this.marks, this.self);
    host.replaceChildren(this.svg, this.buttons());
    this.paint();
    this.fit(this.frame());
    this.listen();
    new ResizeObserver(() => this.show()).observe(host);
  }

  xy([lon, lat]) { return [(lon - this.origin[0]) * this.squeeze * DEGREE, (this.origin[1] - lat) * DEGREE]; }
  lonlat([x, y]) { return [x / DEGREE / this.squeeze + this.origin[0], this.origin[1] - y / DEGREE]; }

  buttons() {
    const button = (name, sign, press) => make("button", { type: "button", class: "plan-button", "aria-label": say(name), title: say(name), onclick: press }, sign);
    return make("div", { class: "plan-buttons" }, button("zoomIn", "+", () => this.zoom(0.6)), button("zoomOut", "−", () => this.zoom(1.7)), button("goHere", "◎", () => this.me && this.centre(this.me)));
  }

  frame() {
    const own = this.pack.areas.filter((area) => this.pack.own.includes(area.code));
    return (own.length ? own : this.pack.areas).flatMap((area) => area.rings.flat()).map((at) => this.xy(at));
  }

  paint() {
    const own = new Set(this.pack.own);
    for (const area of [...this.pack.areas].sort((one, other) => own.has(one.code) - own.has(other.code))) {
      const path = area.rings.map((ring) => `M${ring.map((at) => this.xy(at).map((n) => n.toFixed(1)).join(" ")).join("L")}Z`).join("");
      this.ground.append(el("path", { d: path, class: own.has(area.code) ? "grid own" : "grid" }));
    }
    for (const [name, , lon, lat] of this.pack.buildings) this.label([lon, lat], name, "house");
    for (const area of this.pack.areas) if (area.at[0]) this.label(area.at, area.short, "grid-name");
  }

  label(at, text, kind) {
    const [x, y] = this.xy(at);
    if (kind === "house") this.ground.append(el("rect", { class: "house", "data-x": x, "data-y": y, "data-side": 7 }));
    const words = el("text", { x, y, class: kind, "data-font": kind === "house" ? 11 : 13, "data-rise": kind === "house" ? 14 : 0 });
    words.textContent = text;
    this.ground.append(words);
  }

  cases(list) {
    this.marks.replaceChildren();
    for (const one of list) {
      const [x, y] = this.xy(one.at);
      const link = el("a", { href: one.url ?? "#", "aria-label": `${one.title} ${one.state}`, tabindex: "-1" });
      link.append(el("circle", { cx: x, cy: y, "data-r": one.tone === "overdue" ? 11 : 9, class: `case ${one.tone}` }));
      link.addEventListener("click", (event) => { event.preventDefault(); if (this.moved < TAP) this.onopen?.(one); });
      this.marks.append(link);
    }
    this.size();
  }

  stand(at, accuracy, kind = "me") {
    if (kind === "me") this.me = at;
    for (const old of this.self.querySelectorAll(`.${kind}`)) old.remove();
    const [x, y] = this.xy(at);
    if (kind === "me" && accuracy) this.self.append(el("circle", { cx: x, cy: y, r: accuracy, class: "me around" }));
    this.self.append(el("circle", { cx: x, cy: y, "data-r": kind === "me" ? 8 : 12, class: kind }));
    this.size();
  }

  fit(points) {
    if (!points.length) return;
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    const { width, height } = this.host.getBoundingClientRect();
    this.middle = [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
    this.unit = Math.max((Math.max(...xs) - Math.min(...xs)) / (width || 360), (Math.max(...ys) - Math.min(...ys)) / (height || 320), NEAREST) * 1.08;
    this.widest = this.unit * 12;
    this.show();
  }

  centre(at, unit) {
    this.middle = this.xy(at);
    if (unit) this.unit = unit;
    this.show();
  }

  zoom(by, about = this.middle) {
    const next = Math.min(Math.max(this.unit * by, NEAREST), this.widest ?? 1e4);
    const share = next / this.unit;
    this.middle = this.middle.map((n, i) => about[i] + (n - about[i]) * share);
    this.unit = next;
    this.show();
  }

  show() {
    const { width, height } = this.host.getBoundingClientRect();
    if (!width || !this.middle) return;
    const [w, h] = [width * this.unit, height * this.unit];
    this.svg.setAttribute("viewBox", `${this.middle[0] - w / 2} ${this.middle[1] - h / 2} ${w} ${h}`);
    if (this.sized !== this.unit) this.size();
  }

  size() {
    this.sized = this.unit;
    for (const mark of this.svg.querySelectorAll("[data-r]")) mark.setAttribute("r", mark.dataset.r * this.unit);
    for (const words of this.svg.querySelectorAll("[data-font]")) {
      words.setAttribute("font-size", words.dataset.font * this.unit);
      words.setAttribute("dy", words.dataset.rise * this.unit);
    }
    for (const house of this.svg.querySelectorAll("[data-side]")) {
      const side = house.dataset.side * Math.max(this.unit, 0.5);
      for (const [name, value] of Object.entries({ x: house.dataset.x - side / 2, y: house.dataset.y - side / 2, width: side, height: side })) house.setAttribute(name, value);
    }
    this.svg.classList.toggle("close", this.unit < NAMES_BELOW);
  }

  at(event) {
    const { left, top, width, height } = this.host.getBoundingClientRect();
    return [this.middle[0] + (event.clientX - left - width / 2) * this.unit, this.middle[1] + (event.clientY - top - height / 2) * this.unit];
  }

  listen() {
    const { svg, fingers } = this;
    svg.addEventListener("pointerdown", (event) => { fingers.set(event.pointerId, event); if (fingers.size === 1) this.moved = 0; });
    svg.addEventListener("pointermove", (event) => { if (fingers.has(event.pointerId)) this.drag(event); });
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) svg.addEventListener(end, (event) => fingers.delete(event.pointerId));
    svg.addEventListener("click", (event) => { if (this.onpick && this.moved < TAP && !event.target.closest("a")) this.onpick(this.lonlat(this.at(event))); });
    svg.addEventListener("wheel", (event) => { event.preventDefault(); this.zoom(event.deltaY > 0 ? 1.25 : 0.8, this.at(event)); }, { passive: false });
    svg.addEventListener("keydown", (event) => this.key(event));
  }

  drag(event) {
    const before = this.fingers.get(event.pointerId);
    const others = [...this.fingers.values()].filter((one) => one.pointerId !== event.pointerId);
    const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
    this.moved += Math.abs(dx) + Math.abs(dy);
    if (others.length) {
      const span = (one) => Math.hypot(one.clientX - others[0].clientX, one.clientY - others[0].clientY) || 1;
      this.zoom(span(before) / span(event), this.at(others[0]));
    } else if (this.moved >= TAP) {
      if (!this.svg.hasPointerCapture(event.pointerId)) this.svg.setPointerCapture(event.pointerId);
      this.middle = [this.middle[0] - dx * this.unit, this.middle[1] - dy * this.unit];
      this.show();
    }
    this.fingers.set(event.pointerId, event);
  }

  key(event) {
    const step = 40 * this.unit;
    const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (way) this.middle = this.middle.map((n, i) => n + way[i]);
    else if (event.key === "+" || event.key === "=") this.zoom(0.8);
    else if (event.key === "-") this.zoom(1.25);
    else if (event.key === "Enter" && this.onpick) this.onpick(this.lonlat(this.middle));
    else return;
    event.preventDefault();
    this.show();
  }
}
