// The outbox on the phone: what was recorded is kept here until the server has it, and sent exactly once.
// Runs in pages and in the service worker. A record belongs to the account that made it, and its key, made
// with it, lets the server know the same record again.
self.LinliOutbox = (() => {
  const NAME = "linli";
  const LOCK = "linli-outbox";
  const PATIENCE = { token: 10_000, send: 90_000 };
  const KEPT_SENT = 20;
  const REST = 60;
  const UNHEARD = new Set(["large", "odd"]);
  const told = "BroadcastChannel" in self ? new BroadcastChannel("linli") : null;
  let opened;

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("outbox", { keyPath: "key" });
        asked.result.createObjectStore("drafts", { keyPath: "name" });
        asked.result.createObjectStore("facts", { keyPath: "name" });
      };
      asked.onsuccess = () => {
        asked.result.onversionchange = () => { asked.result.close(); opened = undefined; };
        resolve(asked.result);
      };
      asked.onerror = () => { opened = undefined; reject(asked.error); };
    });
    return opened;
  }

  // one transaction, durable before it is said to be done
  async function within(stores, mode, work) {
    const db = await open();
    return new Promise((resolve, reject) => {
      const change = db.transaction(stores, mode, mode === "readwrite" ? { durability: "strict" } : undefined);
      const asked = work((name) => change.objectStore(name));
      change.oncomplete = () => resolve(asked?.result);
      change.onerror = change.onabort = () => reject(change.error ?? new Error("abort"));
    });
  }

  const read = (store, key) => within([store], "readonly", (at) => at(store).get(key));
  const write = (store, row) => within([store], "readwrite", (at) => at(store).put(row));
  const drop = (store, key) => within([store], "readwrite", (at) => at(store).delete(key));
  const fact = async (name) => (await read("facts", name))?.value;
  const remember = (name, value) => write("facts", { name, value });

  async function all() {
    const rows = await within(["outbox"], "readonly", (at) => at("outbox").getAll());
    return rows.sort((one, other) => one.made - other.made);
  }

  const of = async (account) => (await all()).filter((row) => row.account === account);
  const say = (what) => told?.postMessage(what);

  function key() {
    if (self.crypto.randomUUID) return self.crypto.randomUUID();
    return [...self.crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // put a record in and take its draft away, both or neither
  async function add(record, draft = "") {
    const row = { key: key(), made: Date.now(), state: "waiting", why: null, tries: 0, pictures: [], ...record };
    await within(["outbox", "drafts"], "readwrite", (at) => {
      if (draft) at("drafts").delete(`${row.account}|${draft}`);
      return at("outbox").put(row);
    });
    say({ changed: true });
    return row;
  }

  async function change(keyOf, what) {
    const row = await read("outbox", keyOf);
    if (!row) return null;
    const next = { ...row, ...what };
    await write("outbox", next);
    say({ changed: true });
    return next;
  }

  async function remove(keyOf) {
    await drop("outbox", keyOf);
    say({ changed: true });
  }

  async function ask(address, patience, options = {}) {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), patience);
    try {
      const answer = await fetch(address, { credentials: "same-origin", cache: "no-store", signal: stop.signal, ...options });
      const json = (answer.headers.get("Content-Type") ?? "").includes("json");
      const body = json ? await answer.json().catch(() => null) : null;
      const after = Number(answer.headers.get("Retry-After")) || REST;
      return { status: answer.status, body, redirected: answer.redirected, after };
    } finally { clearTimeout(clock); }
  }

  // a fresh token and whose session this is, null when nobody is signed in; a page that asks by itself keeps nobody
  // signed in. An answer that is not the city's (a network's own sign-in page) counts as no network.
  async function pass(byPerson) {
    const headers = byPerson ? {} : { "Linli-Poll": "1" };
    const { status, body, redirected } = await ask("/worker/token/", PATIENCE.token, { headers });
    if (body?.token) return body;
    if (status === 401 || status === 403 || redirected) return null;
    throw new Error(`token ${status}`);
  }

  function packed(row) {
    const form = new FormData();
    const facts = { kind: row.kind, key: row.key, account: row.account, ...row.fields };
    for (const [name, value] of Object.entries(facts)) if (value !== "" && value != null) form.append(name, String(value));
    form.append("seconds_ago", String(Math.max(0, Math.round((Date.now() - row.made) / 1000))));
    for (const [place, picture] of (row.pictures ?? []).entries()) form.append("pictures", picture, `photo-${place + 1}.jpg`);
    return form;
  }

  // what came of one record; only an answer in the city's own words settles it, everything else keeps it:
  // signin (no session, or its token no longer fits), later (too many at once), failed (the server's fault waits),
  // large and odd (no use sending it again as it is: the person is told what to do)
  async function deliver(row, allowed, byPerson) {
    const body = packed(row);
    const headers = { "X-CSRFToken": allowed.token, Accept: "application/json", ...(byPerson ? {} : { "Linli-Poll": "1" }) };
    const answer = await ask("/worker/send/", PATIENCE.send, { method: "POST", body, headers });
    const { status } = answer;
    if (answer.redirected || status === 401) return { result: "signin" };
    if (status === 429) return { result: "later", after: answer.after };
    if (answer.body?.result) return answer.body;
    if (status === 403) return { result: "signin", stale: true };
    if (status === 500) return { result: "failed" };
    if (status === 413) return { result: "large" };
    if (status >= 400 && status < 500 && status !== 408) return { result: "odd", status };
    throw new Error(`send ${status}`);
  }

  // a token that no longer fits (somebody signed in anew in between) is asked for once more
  async function delivered(row, allowed, byPerson) {
    const answer = await deliver(row, allowed, byPerson);
    if (!answer.stale) return answer;
    const again = await pass(byPerson);
    return again?.account === row.account ? deliver(row, again, byPerson) : { result: "signin" };
  }

  async function settle(row, answer) {
    if (answer.result === "done") {
      const name = `sent:${row.account}`;
      const before = (await fact(name)) ?? [];
      const note = { key: row.key, label: row.label, words: answer.words, url: answer.url, at: Date.now() };
      await within(["outbox", "facts"], "readwrite", (at) => {
        at("outbox").delete(row.key);
        return at("facts").put({ name, value: [note, ...before.filter((one) => one.key !== row.key)].slice(0, KEPT_SENT) });
      });
    } else if (!["signin", "later"].includes(answer.result)) {
      await write("outbox", { ...row, state: "stuck", why: answer, tries: row.tries + 1 });
    }
    say({ changed: true, answer: { ...answer, key: row.key } });
  }

  // a record at which the server fails, or that it did not hear, waits, and with it what follows on the same case;
  // the others go out
  async function sendAll(byPerson) {
    const answers = {};
    const rows = await all();
    const waiting = rows.filter((row) => row.state === "waiting");
    if (!waiting.length) return { answers };
    const allowed = await pass(byPerson);
    if (!allowed) return { answers, signin: true };
    const held = new Set(rows.filter((row) => UNHEARD.has(row.why?.result)).map((row) => row.fields.number));
    held.delete(undefined);
    let failed = false;
    for (const row of waiting.filter((one) => one.account === allowed.account)) {
      if (held.has(row.fields.number)) continue;
      const answer = await delivered(row, allowed, byPerson);
      if (answer.result === "failed") {
        failed = true;
        if (row.fields.number) held.add(row.fields.number);
        continue;
      }
      if (UNHEARD.has(answer.result) && row.fields.number) held.add(row.fields.number);
      answers[row.key] = answer;
      await settle(row, answer);
      if (answer.result === "signin") return { answers, signin: true };
      if (answer.result === "later") {
        await remember("rests", Date.now() + answer.after * 1000);
        return { answers, busy: true };
      }
    }
    return failed ? { answers, offline: true, fault: "send 500" } : { answers };
  }

  // send what waits, one sender at a time on this phone; when the network fails everything stays
  async function send({ byPerson = false } = {}) {
    const work = async () => {
      if (!byPerson && Date.now() < ((await fact("rests")) ?? 0)) return { answers: {}, busy: true };
      try { return await sendAll(byPerson); } catch (fault) { return { answers: {}, offline: true, fault: String(fault) }; }
    };
    const done = self.navigator?.locks ? await self.navigator.locks.request(LOCK, work) : await work();
    if (done.offline || done.busy) await later();
    return done;
  }

  // let the browser send when the signal is back, also when no page is open
  async function later() {
    try {
      const registration = self.registration ?? (await self.navigator.serviceWorker?.getRegistration());
      await registration?.sync?.register(LOCK);
    } catch { /* no background sync here: the page sends when it is open and online */ }
  }

  const draft = (account, name) => read("drafts", `${account}|${name}`);
  const keepDraft = (account, name, what) => write("drafts", { name: `${account}|${name}`, ...what });
  const dropDraft = (account, name) => drop("drafts", `${account}|${name}`);

  // forget everything about whoever was here, but for what they recorded: that waits for them
  async function forget() {
    await within(["facts"], "readwrite", (at) => at("facts").clear());
    say({ forgotten: true });
  }

  const works = () => "indexedDB" in self;

  return { works, all, of, add, change, remove, pass, send, later, draft, keepDraft, dropDraft, fact, remember, forget, key, LOCK };
})();
