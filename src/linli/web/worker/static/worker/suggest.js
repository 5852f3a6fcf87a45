// What some words may mean, guessed on the phone by the city's own table and rule (cases/catalogue/suggest.py), but
// for the likeness that forgives typing slips: that is left to the city.
const NOISE = /[^\p{L}\p{N}]+/gu;
const ASCII = /^[\x00-\x7f]*$/;
const LONGEST = 500;
const first = (text, count) => [...text].slice(0, count).join("");

export const normal = (text) => first(first(text, 4 * LONGEST).normalize("NFKC").toLowerCase().replace(NOISE, " ").trim(), LONGEST);

// the codes of at most `limit` matters, the likeliest first; rows are [how surely, code, ...parts that must be said]
export function suggest(rows, text, limit = 4) {
  const spaced = ` ${normal(text)}`;
  const tight = spaced.replaceAll(" ", "");
  const holds = (part) => (ASCII.test(part) ? spaced.includes(` ${part}`) : tight.includes(part.replaceAll(" ", "")));
  const best = new Map();
  for (const [score, code, ...parts] of rows) if (score > (best.get(code) ?? 0) && parts.every(holds)) best.set(code, score);
  return [...best].sort(([one, surely], [other, less]) => less - surely || (one < other ? -1 : 1)).slice(0, limit).map(([code]) => code);
}
