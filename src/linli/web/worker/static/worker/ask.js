// Asks the city something while a record is being written: by POST, for places and words belong in no address.
import { account } from "./say.js";

const box = self.LinliOutbox;
const onPage = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
let token = "";

const post = (address, said) => fetch(address, {
  method: "POST",
  body: new URLSearchParams(said),
  headers: { "X-CSRFToken": token || onPage(), Accept: "application/json" },
});

// the answer, or null when there is none; the token of a kept page may be that of an earlier session
export async function ask(address, said) {
  let answer = await post(address, said);
  if (answer.status === 403) {
    const allowed = await box.pass(true);
    if (allowed?.account !== account) return null;
    token = allowed.token;
    answer = await post(address, said);
  }
  return answer.ok && !answer.redirected ? answer.json() : null;
}
