// A picture is made small on the phone before it travels; drawing it anew also drops where it was taken.
const EDGE = 1600;

export async function shrink(file) {
  if (!file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
    return blob ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
  } catch { return file; }
}

export function pictures(root) {
  for (const input of root.querySelectorAll?.("input[type=file][data-pictures]") ?? []) {
    const shots = input.closest(".field")?.querySelector("[data-shots]");
    input.addEventListener("change", async () => {
      const most = Number(input.dataset.pictures) || 3;
      const files = await Promise.all([...input.files].slice(0, most).map(shrink));
      const kept = new DataTransfer();
      for (const file of files) kept.items.add(file);
      input.files = kept.files;
      if (!shots) return;
      shots.replaceChildren(...files.map((file) => {
        const item = document.createElement("li");
        const image = document.createElement("img");
        image.src = URL.createObjectURL(file);
        image.alt = file.name;
        item.append(image);
        return item;
      }));
    });
  }
}
