// Photos of one place of the visit: the camera, what was taken, and whether it is handed over yet.
import { el, fill } from "./_dom.js";
import { photoFrom } from "./_pictures.js";

export function photoBox(page, where, title) {
  const list = el("ul", { class: "photos" });
  const draw = () => list.replaceChildren(...page.visit.photosOf(where).map((photo) => line(page, photo)));
  draw();
  const picker = el("input", { type: "file", accept: "image/*", capture: "environment", class: "visually-hidden", "aria-label": title, disabled: page.visit.shut });
  picker.addEventListener("change", async () => {
    const [file] = picker.files;
    picker.value = "";
    if (!file) return;
    const photo = await photoFrom(file, { visit: page.visit.about.id });
    await page.keepPhoto(photo, where);
    draw();
  });
  return el("div", { class: "photo-box" }, el("label", { class: "big camera" }, title, picker), list);
}

function line(page, id) {
  const kept = page.visit.photos.get(id);
  const state = !kept ? page.words.photo_there : kept.refused ? fill(page.words.photo_refused, { why: kept.refused }) : kept.sent ? page.words.photo_there : page.words.photo_here;
  const shown = el("li", {}, state);
  if (kept) {
    const address = URL.createObjectURL(kept.blob);
    shown.prepend(el("img", { src: address, alt: kept.name, width: 72, height: 72, onload: () => URL.revokeObjectURL(address) }));
  }
  return shown;
}
