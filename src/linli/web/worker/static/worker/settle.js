// Where the worker stands is asked once and put into the form; nothing is kept on the way.
const form = document.querySelector("form[enctype]");
const words = document.querySelector("[data-place-words]");
if ("geolocation" in navigator && !form.elements.lon.value) {
  navigator.geolocation.getCurrentPosition(async ({ coords }) => {
    [form.elements.lon.value, form.elements.lat.value] = [coords.longitude.toFixed(6), coords.latitude.toFixed(6)];
    const answer = await fetch(`/where/?lon=${form.elements.lon.value}&lat=${form.elements.lat.value}`);
    if (answer.ok) words.innerHTML = await answer.text();
  }, () => {}, { enableHighAccuracy: true, timeout: 8000, maximumAge: 120000 });
}
