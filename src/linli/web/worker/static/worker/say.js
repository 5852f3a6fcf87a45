// What the scripts of a worker's pages share: their words (from the page), whose page it is, one line to tell.
const words = JSON.parse(document.getElementById("worker-words")?.textContent ?? "{}");

export const account = document.querySelector('meta[name="linli-account"]')?.content ?? "";
export const say = (name, values = {}) => (words[name] ?? "").replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");

// why a record could not be done: in the city's words, else in those for an answer that is none of the city's
export const why = (answer) => answer?.words || say(answer?.result, answer ?? {});

const language = document.documentElement.lang;
const hour = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false });
const dayAndHour = new Intl.DateTimeFormat(language, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });

export function time(when) {
  const same = new Date(when).toDateString() === new Date().toDateString();
  return same ? hour.format(when) : dayAndHour.format(when);
}

export function make(tag, facts = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(facts)) {
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

// tell one sentence at the top of the page
export function flash(text, tone = "success") {
  const place = document.querySelector("[data-flash]");
  if (!place || !text) return;
  place.replaceChildren(make("div", { class: `flash ${tone} fade` }, make("p", {}, text)));
}

const CARRIED = "linli-flash";
export function carry(text, tone = "success") {
  sessionStorage.setItem(CARRIED, JSON.stringify({ text, tone }));
}

export function flashCarried() {
  const carried = sessionStorage.getItem(CARRIED);
  if (!carried) return;
  sessionStorage.removeItem(CARRIED);
  const { text, tone } = JSON.parse(carried);
  flash(text, tone);
}

// ask once, in the page's own dialogue
export function confirmed(question) {
  const ask = document.querySelector("dialog[data-ask]");
  if (!ask?.showModal) return Promise.resolve(window.confirm(question));
  ask.querySelector("[data-ask-text]").textContent = question;
  ask.returnValue = "no";
  ask.showModal();
  return new Promise((resolve) => {
    ask.addEventListener("close", () => resolve(ask.returnValue === "yes"), { once: true });
  });
}
