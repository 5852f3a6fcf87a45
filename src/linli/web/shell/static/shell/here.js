// A button with data-go-here fills its form's lon and lat from the phone and sends it; a refusal is said in words.
export function goHere(root) {
  for (const button of root.querySelectorAll("[data-go-here]")) {
    button.hidden = !("geolocation" in navigator);
    button.addEventListener("click", () => {
      button.classList.add("loading");
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        const { lon, lat } = button.form.elements;
        [lon.value, lat.value] = [coords.longitude.toFixed(5), coords.latitude.toFixed(5)];
        button.form.submit();
      }, () => {
        button.classList.remove("loading");
        const words = button.form.querySelector("[data-go-words]");
        if (words) words.textContent = button.dataset.refused ?? "";
      }, { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 });
    });
  }
}
