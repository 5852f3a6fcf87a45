// Pages that one account may open without network: kept in a cache of that account, for one working day.
// Runs in pages and in the service worker; a page is kept only when the server's answer carries Linli-Keep.
self.LinliKept = (() => {
  const MINE = "linli-mine-";
  const DAY = 12 * 3600 * 1000;
  const WHEN = "Linli-Kept";
  const has = "caches" in self;

  // the boxes of kept pages: at most one, that of the account that was here last
  const boxes = async () => (has ? (await caches.keys()).filter((name) => name.startsWith(MINE)) : []);

  async function forget(except = "") {
    for (const name of await boxes()) if (name !== MINE + except) await caches.delete(name);
  }

  const fresh = (answer) => Date.now() - Number(answer.headers.get(WHEN)) < DAY;

  async function stamped(answer) {
    const headers = new Headers(answer.headers);
    headers.set(WHEN, String(Date.now()));
    headers.delete("Content-Encoding");
    return new Response(await answer.blob(), { headers });
  }

  // pages and pictures of a day that is over go, also those that nobody opens any more
  async function sweep() {
    for (const name of await boxes()) {
      const box = await caches.open(name);
      for (const request of await box.keys()) {
        const answer = await box.match(request, { ignoreVary: true });
        if (answer && !fresh(answer)) await box.delete(request, { ignoreVary: true });
      }
    }
  }

  async function put(address, answer) {
    const tag = answer.headers.get("Linli-Keep");
    if (!has || !tag || !answer.ok || answer.redirected) return false;
    await forget(tag);
    const box = await caches.open(MINE + tag);
    await box.put(new URL(address, self.location.origin).pathname, await stamped(answer));
    return true;
  }

  async function find(address) {
    const path = new URL(address, self.location.origin).pathname;
    for (const name of await boxes()) {
      const box = await caches.open(name);
      const answer = await box.match(path, { ignoreVary: true });
      if (!answer) continue;
      if (fresh(answer)) return answer;
      await box.delete(path);
    }
    return null;
  }

  // a kept page says of itself since when it is kept
  async function marked(answer) {
    const since = Math.round(Number(answer.headers.get(WHEN)));
    const text = (await answer.text()).replace("<html ", `<html data-kept="${since}" `);
    return new Response(text, { headers: answer.headers });
  }

  // what a private picture or page beside the kept ones is
  async function putBeside(request, answer) {
    const [name] = await boxes();
    if (name && answer.ok) await (await caches.open(name)).put(request, await stamped(answer));
  }

  async function beside(request) {
    const [name] = await boxes();
    const answer = name && (await (await caches.open(name)).match(request, { ignoreVary: true }));
    return answer && fresh(answer) ? answer : undefined;
  }

  return { put, find, marked, forget, sweep, putBeside, beside, boxes };
})();
