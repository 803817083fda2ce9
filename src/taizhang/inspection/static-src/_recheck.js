// A finding of an earlier visit: what was to be done, what the school says it did, and what is seen now.
import { choices } from "./_choices.js";
import { el, fill } from "./_dom.js";
import { field } from "./_field.js";
import { photoBox } from "./_photo_box.js";

export function recheckCard(page, finding) {
  const { visit, words } = page;
  const card = el("section", { class: "card", id: finding.path, "aria-labelledby": `${finding.path}-head` });
  const path = `${finding.path}/result`;
  const draw = () => card.replaceChildren(
    el("h3", { id: `${finding.path}-head` }, finding.text),
    el("p", { class: "rule" }, fill(words.recheck_found, finding)),
    el("p", {}, fill(words.recheck_asked, finding)),
    finding.due ? el("p", { class: "rule" }, fill(words.recheck_due, finding)) : "",
    ...said(page, finding),
    ...page.twoValues(path, draw),
    choices(page, path, Object.entries(words.results), { card: finding.path, draw }),
    ...(visit.value(path) ? [photoBox(page, finding.path, words.photo), field(page, `${finding.path}/note`, words.note)] : []));
  draw();
  return card;
}

function said({ visit, words }, { said: told, before, photos, photos_left: left }) {
  const kept = photos.filter((photo) => visit.pictures[photo.id]);
  return [
    ...told.map((one) => el("p", { class: "beside" }, fill(words.recheck_said[one.kind], { ...one, place: visit.place }))),
    told.length ? "" : el("p", { class: "beside" }, fill(words.recheck_silent, visit)),
    before ? el("p", { class: "beside last" }, fill(words.recheck_before, { ...before, result: words.results[before.result] })) : "",
    kept.length ? el("ul", { class: "photos" }, ...kept.map((photo) => shown(visit.pictures[photo.id], words.moments[photo.moment]))) : "",
    left + photos.length - kept.length ? el("p", { class: "rule" }, fill(words.recheck_left, { n: left + photos.length - kept.length })) : "",
  ];
}

function shown(blob, moment) {
  const address = URL.createObjectURL(blob);
  return el("li", {}, el("img", { src: address, alt: moment, width: 120, height: 120, onload: () => URL.revokeObjectURL(address) }), moment);
}
