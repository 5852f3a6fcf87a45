// Single keys for the desk: never while typing, listed under "?", and switched off for good by one tick (WCAG 2.1.4).
const KEPT = "linli-desk-keys";

export function keys({ links, open, pane, fresh, count }) {
  const dialog = document.querySelector("#keys");
  if (!dialog) return;
  const tick = dialog.querySelector("[data-keys-on]");
  tick.checked = localStorage.getItem(KEPT) !== "off";
  tick.addEventListener("change", () => localStorage.setItem(KEPT, tick.checked ? "on" : "off"));
  for (const button of document.querySelectorAll("[data-keys]")) button.addEventListener("click", () => dialog.showModal());

  const here = () => document.activeElement?.closest("[data-row]") ?? document.querySelector("[data-row]:has(a[aria-current])");
  const walk = (step) => {
    const all = links();
    const at = all.indexOf(here()?.querySelector("a"));
    const next = all[at < 0 ? 0 : at + (document.activeElement === all[at] ? step : 0)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const inPane = (where) => pane?.querySelector(where)?.focus();

  const does = {
    j: () => walk(1),
    k: () => walk(-1),
    o: () => { const link = here()?.querySelector("a"); if (link) open(link); },
    e: () => inPane(".act-form :is(select, textarea, input:not([type=hidden])), .act-form button"),
    a: () => inPane(".acts a, .acts button"),
    u: () => (here()?.querySelector("a") ?? links()[0])?.focus(),
    x: () => { const box = here()?.querySelector("input[name=n]"); if (box) { box.checked = !box.checked; count(); } },
    b: () => document.querySelector("#bulk")?.requestSubmit(),
    n: () => { const chip = document.querySelector(".chip-news"); if (chip) fresh(chip.href); },
    m: () => document.querySelector('[data-key="m"]')?.click(),
    "/": () => document.querySelector("#q")?.focus(),
    "?": () => dialog.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !tick.checked) return;
    const typing = event.target.closest('textarea, select, dialog, [contenteditable], input:not([type=checkbox], [type=radio])');
    if (event.key === "Escape" && typing && pane?.contains(typing)) { does.u(); return; }
    if (typing) return;
    const act = does[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
