{% load static %}// Opens the site without network: its own files for everybody, a worker's pages only for their account.
importScripts("{% static 'worker/kept.js' %}", "{% static 'worker/outbox.js' %}");
const SHELL = "linli-shell-{{ stamp }}";
const STATIC = "{{ static_url }}";
const OFFLINE = "{% url 'shell:offline' %}";
const START = "{% url 'shell:start' %}";
const WORK = "{% url 'worker:home' %}";
const DOORS = ["{% url 'account_login' %}", "{% url 'account_phone' %}", "{% url 'account_logout' %}", "{% url 'shell:enter' %}"];
const FILES = [OFFLINE{% for file in files %}, "{{ file }}"{% endfor %}];
const PATIENCE = 5000;
const NAMED_BY_CONTENT = /\.[0-9a-f]{12}\.[a-z0-9]+$/;

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const kept = await caches.open(SHELL);
  await kept.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
  await self.skipWaiting();
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== SHELL && !name.startsWith("linli-mine-")) await caches.delete(name);
  await self.clients.claim();
})()));

self.addEventListener("message", (event) => {
  if (event.data === "claim") event.waitUntil(self.clients.claim());
});

self.addEventListener("sync", (event) => {
  if (event.tag === LinliOutbox.LOCK) event.waitUntil(LinliOutbox.send().then((done) => { if (done.offline || done.busy) throw new Error(done.fault ?? "busy"); }));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(request.method === "GET" ? page(event, address) : form(request, address));
  else if (request.method === "GET" && address.pathname.startsWith(STATIC)) event.respondWith(file(request, address));
  else if (request.method === "GET" && address.pathname.startsWith("/pictures/") && request.referrer.includes(WORK)) event.respondWith(picture(event));
});

async function page(event, address) {
  const kept = await LinliKept.find(address.pathname === START ? WORK : address);
  const asked = fetch(event.request).then((answer) => {
    const copy = answer.clone();
    event.waitUntil(LinliKept.put(address, copy));
    return answer;
  });
  event.waitUntil(asked.catch(() => {}));
  try {
    return await (kept && address.pathname !== START ? Promise.race([asked, tooLong()]) : asked);
  } catch {
    return kept ? LinliKept.marked(kept) : caches.match(OFFLINE);
  }
}

const tooLong = () => new Promise((_resolve, reject) => { setTimeout(() => reject(new Error("slow")), PATIENCE); });

// who comes or goes takes the pages of whoever was here before along; what they recorded waits for them
async function form(request, address) {
  try {
    return await fetch(request);
  } catch {
    return caches.match(OFFLINE);
  } finally {
    if (DOORS.some((door) => address.pathname.startsWith(door))) await Promise.all([LinliKept.forget(), LinliOutbox.forget()]);
  }
}

async function file(request, address) {
  const kept = await caches.match(request, { cacheName: SHELL, ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && NAMED_BY_CONTENT.test(address.pathname)) await (await caches.open(SHELL)).put(request, answer.clone());
  return answer;
}

async function picture(event) {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(LinliKept.putBeside(event.request, answer.clone()));
    return answer;
  } catch {
    return (await LinliKept.beside(event.request)) ?? Response.error();
  }
}
