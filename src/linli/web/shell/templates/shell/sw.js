{% load static %}// Shows a page of ours when the network is gone; keeps nothing of a person.
const KEEP = "linli-1";
const PAGES = ["{% url 'shell:offline' %}", "{% static 'shell/tokens.css' %}", "{% static 'shell/base.css' %}", "{% static 'shell/layout.css' %}", "{% static 'shell/components.css' %}", "{% static 'shell/icons.svg' %}", "{% static 'shell/mark.svg' %}"];
self.addEventListener("install", (event) => event.waitUntil(caches.open(KEEP).then((kept) => kept.addAll(PAGES)).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEEP).map((name) => caches.delete(name)))).then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") event.respondWith(fetch(event.request).catch(() => caches.match(PAGES[0])));
  else if (event.request.method === "GET" && PAGES.includes(new URL(event.request.url).pathname)) event.respondWith(fetch(event.request).catch(() => caches.match(event.request)));
});
