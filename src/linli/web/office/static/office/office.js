// Gives names to what the library leaves without one for a screen reader: choice boxes and scrolling parts.
(() => {
  const name = (box) => {
    const select = box.closest(".select2-container")?.previousElementSibling;
    const label = select?.id && document.querySelector(`label[for="${select.id}"]`);
    const words = (label?.textContent || select?.getAttribute("aria-label") || "").replace("*", "").trim();
    if (!words) return;
    box.removeAttribute("aria-labelledby");
    box.setAttribute("aria-label", words);
    box.querySelector(".select2-selection__rendered")?.setAttribute("aria-label", words);
  };
  const part = (scrolling) => {
    if (scrolling.closest("nav")) {
      scrolling.removeAttribute("role");
      scrolling.removeAttribute("aria-label");
    } else if (scrolling.closest("#changelist-filter")) {
      const opener = document.querySelector('[aria-controls="changelist-filter"]')?.firstChild?.textContent.trim();
      if (opener) scrolling.setAttribute("aria-label", opener);
    }
  };
  const tend = () => {
    for (const box of document.querySelectorAll(".select2-selection[aria-labelledby]")) name(box);
    for (const scrolling of document.querySelectorAll(".simplebar-content-wrapper[role]")) part(scrolling);
  };
  document.addEventListener("DOMContentLoaded", () => {
    tend();
    new MutationObserver(tend).observe(document.body, { childList: true, subtree: true });
  });
})();
