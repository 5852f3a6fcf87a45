// The page of one's grids: the plan, the cases on it, and the same as a list.
import { say } from "./say.js";
import { areaAt, day, watch } from "./place.js";
import { Plan } from "./plan.js";

const host = document.querySelector("[data-grids]");
const panel = document.querySelector("[data-one]");
const pack = await day();
const plan = new Plan(host, pack, {
  onopen: (one) => {
    panel.hidden = false;
    panel.querySelector("a").textContent = one.title;
    panel.querySelector("a").href = `/worker/cases/${one.number}/`;
    panel.querySelector("p").textContent = [one.state, one.when, one.place].filter(Boolean).join(" · ");
    panel.scrollIntoView({ block: "nearest" });
  },
});
plan.cases(pack.known.filter((one) => one.sees).map((one) => ({ ...one, url: `/worker/cases/${one.number}/` })));
const words = document.querySelector("[data-where-words]");
watch((at, accuracy) => {
  plan.stand(at, accuracy);
  words.textContent = `${areaAt(pack, at)?.name ?? say("outside")} · ${say("here", { count: accuracy })}`;
}, () => {});
host.dataset.ready = String(pack.areas.length);
