// Reads the page's main part aloud, block by block, and shows where it is; a second press stops it.
const button = document.querySelector("[data-aloud]");
const voice = window.speechSynthesis;
const BLOCKS = "h1, h2, h3, p, li, dt, dd, label, legend, summary, blockquote, .says, .state, .big-number";
const PATIENCE_MS = 6000;

function blocks() {
  const main = document.querySelector("main");
  const seen = (each) => each.getClientRects().length && each.innerText.trim() && !each.closest(".sr");
  const leaves = [...main.querySelectorAll(BLOCKS)].filter((each) => !each.querySelector(BLOCKS));
  const presses = [...main.querySelectorAll("button, a.button")].filter((each) => !each.closest(BLOCKS));
  return [...leaves, ...presses].filter(seen)
    .sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
}

if (button && voice) {
  const word = button.querySelector("span");
  const start = word.textContent;
  const language = document.documentElement.lang.startsWith("en") ? "en-US" : "zh-CN";
  const smooth = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  let turn = 0;
  let waiting = 0;

  const show = (reading, words) => {
    button.setAttribute("aria-pressed", String(reading));
    word.textContent = words;
  };
  const unmark = () => document.querySelectorAll(".reading").forEach((each) => each.classList.remove("reading"));
  const stop = (words = start) => {
    turn += 1;
    clearTimeout(waiting);
    voice.cancel();
    unmark();
    show(false, words);
  };
  const next = (left, mine) => {
    unmark();
    const block = left.shift();
    if (mine !== turn) return;
    if (!block) { stop(); return; }
    block.classList.add("reading");
    block.scrollIntoView({ block: "center", behavior: smooth });
    const speech = new SpeechSynthesisUtterance(block.innerText.replace(/\s+/g, " ").trim());
    [speech.lang, speech.rate] = [language, 0.9];
    speech.onstart = () => clearTimeout(waiting);
    speech.onend = () => next(left, mine);
    speech.onerror = () => { if (mine === turn) stop(button.dataset.failed); };
    clearTimeout(waiting);
    waiting = setTimeout(() => { if (mine === turn) stop(button.dataset.failed); }, PATIENCE_MS);
    voice.speak(speech);
  };

  button.hidden = false;
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") { stop(); return; }
    show(true, button.dataset.stop);
    turn += 1;
    next(blocks(), turn);
  });
  window.addEventListener("pagehide", () => stop());
}
