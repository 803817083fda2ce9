// Photos of one place of the visit: the camera, what was taken, and whether it is handed over yet.
import { el, fill } from "./_dom.js";
import { NoPhoto, photoFrom } from "./_pictures.js";

export function photoBox(page, where, title) {
  const { list, draw } = photoList(page, where);
  const picker = el("input", { type: "file", accept: "image/*", capture: "environment", class: "visually-hidden", "aria-label": title });
  picker.addEventListener("change", async () => {
    const [file] = picker.files;
    picker.value = "";
    if (!file) return;
    try {
      await page.keepPhoto(await photoFrom(file, { visit: page.visit.about.id }), where);
    } catch (error) {
      if (!(error instanceof NoPhoto)) throw error;
      page.say(fill(page.words.no_photo, { name: file.name }));
    }
    draw();
  });
  return el("div", { class: "photo-box" }, page.visit.shut ? null : el("label", { class: "big camera" }, title, picker), list);
}

// told: hears of it whenever the list was drawn.
export function photoList(page, where, told = () => {}) {
  const list = el("ul", { class: "photos" });
  const draw = () => {
    list.replaceChildren(...page.visit.photosOf(where).map((photo) => line(page, photo, draw)));
    told();
  };
  draw();
  return { list, draw };
}

function line(page, id, draw) {
  const kept = page.visit.photos.get(id);
  const state = !kept ? (page.visit.isThere(id) ? page.words.photo_there : page.words.photo_elsewhere) : kept.refused ? fill(page.words.photo_refused, { why: kept.refused }) : kept.sent ? page.words.photo_there : page.words.photo_here;
  const shown = el("li", {}, state);
  if (kept) {
    const address = URL.createObjectURL(kept.blob);
    shown.prepend(el("img", { src: address, alt: kept.name, width: 72, height: 72, onload: () => URL.revokeObjectURL(address) }));
  }
  if (!page.visit.shut) {
    const name = kept ? kept.name : "";
    shown.append(el("button", { type: "button", class: "small-text", "aria-label": `${page.words.photo_off} ${name}`, onclick: async () => {
      if (!window.confirm(fill(page.words.photo_off_sure, { name }))) return;
      await page.dropPhoto(id);
      draw();
      page.count();
    } }, page.words.photo_off));
  }
  return shown;
}
