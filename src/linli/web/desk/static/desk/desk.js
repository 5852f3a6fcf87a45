// The desk on a wide screen: a case opens beside the list; the keyboard walks the list.
const wide = matchMedia("(min-width: 1100px)");
const links = () => [...document.querySelectorAll("#list a[data-pane]")];
const mark = (number) => {
  for (const link of links()) {
    if (number && link.href.includes(`/${number}/`)) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
};

function open(link) {
  const address = new URL(location.href);
  const number = link.dataset.pane.split("/").at(-3);
  address.searchParams.set("open", number);
  history.replaceState(null, "", address);
  mark(number);
  window.htmx.ajax("GET", link.dataset.pane, { target: "#pane", swap: "innerHTML" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-pane]");
  if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link);
});

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") { event.preventDefault(); document.querySelector("#q")?.focus(); return; }
  const step = { j: 1, k: -1 }[event.key];
  if (!step) return;
  const all = links();
  const at = all.indexOf(document.activeElement);
  const next = all[at < 0 ? Math.max(0, all.findIndex((link) => link.hasAttribute("aria-current"))) : at + step];
  next?.focus();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "list") mark(new URL(location.href).searchParams.get("open"));
  if (event.detail.target.id === "pane") event.detail.target.scrollTop = 0;
});
