// All that this phone holds of a visit's record as one page that opens anywhere, photos in it: for who is to have it
// though the server does not take it from here.
import { clock, el } from "./_dom.js";

export async function recordPage({ visit, words, said }) {
  const { about, record } = visit;
  const lines = Array.from(record.paths).filter(([path]) => !/^photo\/|^finding\/.*\/of$/.test(path))
    .map(([path, found]) => line(visit, words, said, path, found.filter(({ value }) => value !== "" && value !== null))).filter(Boolean);
  const pictures = await Promise.all(Array.from(visit.photos.values()).filter(({ id }) => record.value(`photo/${id}`)).map((photo) => picture(visit, photo)));
  const title = `${about.unit.title} ${about.date}`;
  const page = el("html", { lang: document.documentElement.lang },
    el("head", {}, el("meta", { charset: "utf-8" }), el("title", {}, title), el("style", {}, "body { font-family: sans-serif; } img { max-width: 100%; } th, td { text-align: left; vertical-align: top; padding: 0.3em; }")),
    el("body", {}, el("h1", {}, title), el("p", {}, about.campaign), el("table", {}, el("tbody", {}, ...lines)), ...pictures));
  return new Blob([`<!doctype html>\n${page.outerHTML}`], { type: "text/html" });
}

// Where two people wrote different things, both stand there.
function line(visit, words, said, path, found) {
  if (!found.length) return null;
  const part = path.split("/").at(-1);
  const what = { problem: words.problem, severity: words.severity, opinion: words.opinion, responsible: words.person, responsible_heads: words.person_heads,
    days: words.term.days, hours: words.term.hours, reason: words.why_not_applicable, note: words.note, text: words.difficulty,
    teachers: words.interviewed.teachers, pupils: words.interviewed.pupils, name: words.signed_by, result: words.rechecks }[part] || "";
  const { text = "" } = visit.placeOf(path);
  const value = (entry) => (part === "severity" && words.severities[entry.value]) || said(entry.value);
  return el("tr", {}, el("th", {}, [text, what].filter(Boolean).join(" · ") || path), ...found.map((entry) => el("td", {}, `${value(entry)} · ${entry.by || words.this_phone} ${clock(entry.at)}`)));
}

async function picture(visit, photo) {
  const bytes = await new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(photo.blob);
  });
  const { text = "" } = visit.placeOf(`${visit.value(`photo/${photo.id}`)}/`);
  return el("figure", {}, el("img", { src: bytes, alt: photo.name }), el("figcaption", {}, `${text} ${photo.name} ${photo.taken_at}`));
}
