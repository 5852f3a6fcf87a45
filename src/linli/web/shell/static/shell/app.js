// What every page does: keep one press one act, ask before what cannot be undone, say when the network is gone.
import { goHere } from "./here.js";
import { pictures } from "./pictures.js";

const ask = document.querySelector("dialog[data-ask]");

// large letters may make the tabs wider than the screen: the present one is in sight
document.querySelector(".elder .tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method === "dialog") return;
  const button = event.submitter;
  const question = button?.dataset.confirm ?? form.dataset.confirm;
  if (question && !form.dataset.confirmed && ask?.showModal) {
    event.preventDefault();
    event.stopPropagation();
    ask.querySelector("[data-ask-text]").textContent = question;
    ask.returnValue = "no";
    ask.showModal();
    ask.addEventListener("close", () => {
      if (ask.returnValue !== "yes") return;
      form.dataset.confirmed = "1";
      form.requestSubmit(button ?? undefined);
    }, { once: true });
    return;
  }
  if (form.hasAttribute("data-record")) return; // recorded on the phone first: its own script sends it
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method === "post" && !form.hasAttribute("hx-post")) {
    form.dataset.sent = "1";
    if (button) button.setAttribute("aria-disabled", "true");
    setTimeout(() => { delete form.dataset.sent; button?.removeAttribute("aria-disabled"); }, 8000);
  }
}, true);

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
});

const offline = document.querySelector("[data-offline]");
const tellNetwork = () => { if (offline) offline.hidden = navigator.onLine; };
window.addEventListener("online", tellNetwork);
window.addEventListener("offline", tellNetwork);
tellNetwork();

document.querySelector("[data-focus]")?.focus();

// what was typed is kept on this device until it is sent
for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `linli-draft-${form.dataset.draft}`;
  const kept = JSON.parse(localStorage.getItem(key) ?? "{}");
  for (const name of (form.dataset.draftFields ?? "").split(" ")) {
    const field = form.elements[name];
    if (!field) continue;
    if (!field.value && kept[name]) field.value = kept[name];
    field.addEventListener("input", () => {
      kept[name] = field.value;
      localStorage.setItem(key, JSON.stringify(kept));
    });
  }
}
for (const done of document.querySelectorAll("[data-draft-done]")) localStorage.removeItem(`linli-draft-${done.dataset.draftDone}`);

// copy a link or a number with one press
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
  } catch { window.getSelection()?.selectAllChildren(document.querySelector(button.dataset.copyFrom)); }
});

// a form that filters does so as soon as a choice changes; its button is for those without script
for (const button of document.querySelectorAll("form[data-auto] [data-unscripted]")) button.hidden = true;
document.addEventListener("change", (event) => {
  if (event.target.closest("form[data-auto]") && event.target.matches("select, input[type=radio], input[type=checkbox]")) event.target.form.requestSubmit();
});

// a page that was on its way while the service worker came to life is not claimed by it: it asks to be
async function attended() {
  await navigator.serviceWorker.register("/sw.js");
  const registration = await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) registration.active.postMessage("claim");
}
if (window.isSecureContext && navigator.serviceWorker) attended().catch(() => {});
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
pictures(document);
goHere(document);
document.addEventListener("htmx:load", (event) => pictures(event.detail.elt));
