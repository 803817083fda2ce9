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
    // A full phone holds it in mind alone until there is room: it stands here too, or it would be taken again.
    const held = Array.from(page.visit.held.values()).filter(({ of }) => of === where).map(({ photo }) => photo.id);
    list.replaceChildren(...[...page.visit.photosOf(where), ...held].map((photo) => line(page, photo, draw)));
    if (held.length) setTimeout(() => list.isConnected && draw(), 3000);
    told();
  };
  draw();
  return { list, draw };
}

function line(page, id, draw) {
  const held = page.visit.held.get(id);
  const kept = held ? held.photo : page.visit.photos.get(id);
  const state = held ? page.words.photo_held : !kept ? (page.visit.isThere(id) ? page.words.photo_there : page.words.photo_elsewhere) : kept.refused ? fill(page.words.photo_refused, { why: kept.refused }) : kept.sent ? page.words.photo_there : page.words.photo_here;
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
