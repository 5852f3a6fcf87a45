// What is under way renews itself; at its end the whole page does. Nobody has to press reload.
const PERIOD_MS = 2500;
let seen = "";

async function look() {
  const part = document.querySelector("[data-follow]");
  if (!part) return;
  if (!document.hidden) {
    const answer = await fetch(location.href, { headers: { "Linli-Poll": "1" } });
    if (!answer.ok) throw new Error(`${location.href}: ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(part.id);
    if (!fresh?.hasAttribute("data-follow")) { location.replace(location.href); return; }
    const words = fresh.textContent;
    if (words !== seen) part.replaceWith(fresh);
    seen = words;
  }
  setTimeout(beat, PERIOD_MS);
}

const beat = () => look().catch((fault) => { console.info(fault); setTimeout(beat, PERIOD_MS); });
setTimeout(beat, PERIOD_MS);
