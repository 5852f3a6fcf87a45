// The desk on a wide screen: a case opens beside the list, the list learns what became of it, and many are picked.
import { keys } from "./keys.js";

const wide = matchMedia("(min-width: 1100px)");
const list = () => document.querySelector("#list");
const links = () => [...document.querySelectorAll("#list a[data-pane]")];
const pane = document.querySelector("#pane");
const numberOf = (link) => link.dataset.pane.split("/").at(-3);

function mark(number) {
  for (const link of links()) {
    if (number && numberOf(link) === number) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function show(number) {
  mark(number);
  if (number) window.htmx.ajax("GET", `/desk/cases/${encodeURIComponent(number)}/pane/`, { target: "#pane", swap: "innerHTML" });
  else if (pane) pane.replaceChildren(document.querySelector("#pane-empty").content.cloneNode(true));
}

function open(link) {
  const address = new URL(location.href);
  const number = numberOf(link);
  if (address.searchParams.get("open") !== number) {
    address.searchParams.set("open", number);
    history.pushState({ desk: number }, "", address);
  }
  show(number);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("#list a[data-pane]");
  if (!link || !pane || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link);
});

window.addEventListener("popstate", () => {
  if (pane) show(new URL(location.href).searchParams.get("open"));
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "pane") return;
  pane.scrollTop = 0;
  (pane.querySelector("[role=alert], .flash") ?? null)?.scrollIntoView({ block: "nearest" });
  if (detail.requestConfig?.verb === "post") pane.querySelector("[data-focus], [data-heading]")?.focus();
});

// ---- what became of the list: asked every 20 seconds while the page is looked at; nothing jumps
const EVERY = 20_000;

async function look() {
  const news = document.querySelector("#news");
  if (!news || document.hidden || news.dataset.busy) return;
  news.dataset.busy = "1";
  try {
    const shown = [...document.querySelectorAll("#list [data-row]")].map((row) => row.dataset.row).join(" ");
    await window.htmx.ajax("GET", news.dataset.news, {
      target: "#news", swap: "innerHTML",
      headers: { "Linli-Poll": "1", "Linli-Rows": shown, "Linli-New": news.querySelector("[data-new]")?.dataset.new ?? "0" },
    });
  } finally { delete news.dataset.busy; }
}

if (document.querySelector("#news")) {
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  document.body.addEventListener("linli:moved", look);
}

document.addEventListener("click", (event) => {
  const chip = event.target.closest(".chip-news");
  if (!chip) return;
  event.preventDefault();
  fresh(chip.href);
});

async function fresh(address) {
  await window.htmx.ajax("GET", address, { target: "#list", swap: "outerHTML" });
  document.querySelector(".desk-list")?.scrollTo({ top: 0 });
  mark(new URL(location.href).searchParams.get("open"));
  count();
  links()[0]?.focus();
}

// a line that changed keeps its tick and the focus
let held = null;
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const line = detail.target;
  held = {
    id: line.id, ticked: line.querySelector("input")?.checked, focused: line.contains(document.activeElement),
    current: line.querySelector("a[aria-current]") !== null,
  };
});
document.addEventListener("htmx:oobAfterSwap", () => {
  const line = held && document.getElementById(held.id);
  if (!line) return;
  if (held.ticked) line.querySelector("input").checked = true;
  if (held.current) line.querySelector("a").setAttribute("aria-current", "true");
  if (held.focused) line.querySelector("a").focus();
  held = null;
});

// ---- picking many
const bar = document.querySelector("#bulk");
const boxes = () => [...document.querySelectorAll("#list input[name=n]")];

function count() {
  if (!bar) return;
  const ticked = boxes().filter((box) => box.checked);
  const told = bar.querySelector("[data-count]");
  told.textContent = ticked.length ? told.dataset.words.replace("{n}", ticked.length) : "";
  bar.classList.toggle("empty-bar", ticked.length === 0);
  for (const button of bar.querySelectorAll("[data-all], [data-none]")) button.hidden = ticked.length === 0;
}

document.addEventListener("change", (event) => { if (event.target.matches("#list input[name=n]")) count(); });
bar?.querySelector("[data-all]").addEventListener("click", () => {
  for (const box of boxes().slice(0, Number(bar.dataset.most))) box.checked = true;
  count();
});
bar?.querySelector("[data-none]").addEventListener("click", () => { for (const box of boxes()) box.checked = false; count(); });
window.addEventListener("pageshow", count);
count();

// ---- back to the list as it was left
const back = document.querySelector("[data-back]");
if (list()) sessionStorage.setItem("linli-desk-list", location.pathname + location.search);
if (back && sessionStorage.getItem("linli-desk-list")) back.href = sessionStorage.getItem("linli-desk-list");

keys({ links, open, pane, fresh, count, wide });
