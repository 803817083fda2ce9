// One item of the checklist: what to look at, what the school itself filed, three big buttons, and what follows from "fail".
import { choices } from "./_choices.js";
import { el, fill } from "./_dom.js";
import { field } from "./_field.js";
import { findingForm } from "./_finding.js";
import { photoBox } from "./_photo_box.js";

const toldByOthers = new Map(); // item -> says again whether another number denies it, of the visit that is shown

export function itemCard(page, item) {
  const card = el("section", { class: "card", id: item.path, "aria-labelledby": `${item.path}-head` });
  const follows = el("div", {});
  const drawFollows = () => follows.replaceChildren(...following(page, item));
  const draw = () => {
    drawFollows();
    card.replaceChildren(
      el("h3", { id: `${item.path}-head` }, item.text), el("p", { class: "rule" }, item.rule), ...beside(page, item),
      ...page.twoValues(`${item.path}/answer`, draw),
      item.kind === "pass_fail" || item.applicable ? choices(page, `${item.path}/answer`, offered(page, item), { card: item.path, draw }) : "",
      item.kind === "pass_fail" ? "" : typed(page, item, drawFollows), follows);
  };
  draw();
  return card;
}

function beside({ visit, words }, item) {
  const found = [];
  if (item.beside) found.push(el("p", { class: "beside" }, fill(item.beside.value === null ? words.school_not_filed : words.school_filed, { ...item.beside, place: visit.place })));
  if (item.last) found.push(el("p", { class: "beside last" }, fill(words.last_time, item.last)));
  return found;
}

function offered({ words }, item) {
  const found = item.kind === "pass_fail" ? [["pass", words.pass], ["fail", words.fail]] : [];
  return item.applicable ? [...found, ["not_applicable", words.not_applicable]] : found;
}

function typed(page, item, drawFollows) {
  const { visit } = page;
  const answer = visit.answer(item);
  const failed = () => `${visit.fails(item)}${visit.answer(item) === ""}`;
  const put = async (event) => {
    const before = failed();
    await page.set(`${item.path}/answer`, event.target.value.trim());
    told();
    for (const again of toldByOthers.values()) again();
    page.count();
    if (failed() !== before) drawFollows();
  };
  const about = { class: "typed", disabled: visit.shut, "aria-labelledby": `${item.path}-head` };
  const box = item.kind === "choice"
    ? el("select", { ...about, onchange: put }, el("option", { value: "" }), ...item.choices.map(([code, title]) => el("option", { value: code, selected: answer === code }, title)))
    : el(item.kind === "text" ? "textarea" : "input", { ...about, inputmode: item.kind === "text" ? null : "decimal", autocomplete: "off", oninput: put });
  if (item.kind !== "choice") box.value = answer === "not_applicable" ? "" : answer;
  const why = el("p", { class: "why", role: "status" });
  function told() {
    const wrong = visit.isTaken(item) ? visit.denied(item) : page.words.missing.number;
    if (why.textContent !== wrong) why.textContent = wrong; // said once to who listens
    box.setAttribute("aria-invalid", String(Boolean(wrong)));
  }
  told();
  if ((item.numbers || []).length) toldByOthers.set(item.path, told);
  return el("div", {}, el("div", { class: "typed-row" }, box, item.unit && el("span", { class: "unit" }, item.unit)), why);
}

function following(page, item) {
  const { visit, words } = page;
  const answer = visit.answer(item);
  if (answer === "") return [];
  if (answer === "not_applicable") return [field(page, `${item.path}/reason`, words.why_not_applicable, { needed: true })];
  const failing = visit.fails(item);
  const needed = item.photo === "always" || (item.photo === "failing" && failing);
  return [
    ...(failing ? [findingForm(page, item)] : []), photoBox(page, item.path, needed ? words.photo_needed : words.photo),
    failing || visit.value(`${item.path}/note`) ? field(page, `${item.path}/note`, words.note)
      : el("details", { class: "more" }, el("summary", {}, words.note), field(page, `${item.path}/note`, words.note)),
  ];
}
