// What is wrong, how bad, what is to be done, by whom and until when. Preset from the checklist, all of it may be
// changed; problem, opinion, person and term must stand before the visit is filed.
import { newId } from "./_id.js";
import { el, fill } from "./_dom.js";
import { field } from "./_field.js";

export function findingForm(page, item) {
  const box = el("div", { class: "finding" });
  const draw = (ids) => box.replaceChildren(...ids.flatMap((id) => [el("h4", {}, page.words.finding), ...parts(page, id)]));
  const ids = page.visit.findingsOf(item);
  if (ids.length) draw(ids);
  else if (!page.visit.shut) begin(page, item).then((id) => draw([id]));
  return box;
}

async function begin(page, item) {
  const id = newId();
  const seen = page.visit.answer(item);
  const differs = item.beside && item.beside.value !== null && Number(seen) !== Number(item.beside.value);
  const problem = differs ? fill(page.words.differs, { ...item.beside, seen, place: page.visit.place }) : "";
  const preset = { of: item.path, problem, severity: item.severity, opinion: "", responsible: "", days: item.days, hours: item.hours };
  for (const [part, value] of Object.entries(preset)) if (value) await page.set(`finding/${id}/${part}`, value);
  page.count();
  return id;
}

function parts(page, id) {
  const { words } = page;
  const path = (part) => `finding/${id}/${part}`;
  return [
    field(page, path("problem"), words.problem, { needed: true }),
    severities(page, path("severity")),
    field(page, path("opinion"), words.opinion, { needed: true }),
    field(page, path("responsible"), fill(words.person, page.visit), { needed: true, kind: "text" }),
    heads(page, path("responsible_heads")),
    term(page, path),
  ];
}

// Working days after the notice is received, or hours for what is put right at once: one of the two stands.
function term(page, path) {
  const { visit, words } = page;
  const whole = el("div", {});
  const draw = (now) => {
    const other = now === "hours" ? "days" : "hours";
    const change = async () => {
      await page.set(path(now), "");
      page.count();
      draw(other);
    };
    whole.replaceChildren(field(page, path(now), words.term[now], { needed: true, kind: "number" }),
      el("button", { type: "button", class: "big small-text", disabled: visit.shut, onclick: change }, words.term_instead[other]));
  };
  draw(visit.value(path("hours")) ? "hours" : "days");
  return whole;
}

// What is serious is put right by the head of the school.
function heads(page, path) {
  const is = () => page.visit.value(path) === true;
  const choose = async (event) => {
    await page.set(path, !is());
    event.target.classList.toggle("chosen", is());
    event.target.setAttribute("aria-pressed", String(is()));
    page.count();
  };
  return el("button", { type: "button", class: `big small-text${is() ? " chosen" : ""}`, "aria-pressed": String(is()), disabled: page.visit.shut, onclick: choose }, fill(page.words.person_heads, page.visit));
}

function severities(page, path) {
  const { visit, words } = page;
  const chosen = visit.value(path);
  const choose = (code) => async (event) => {
    await page.set(path, code);
    for (const other of event.target.parentNode.children) {
      other.classList.toggle("chosen", other === event.target);
      other.setAttribute("aria-pressed", String(other === event.target));
    }
  };
  return el("div", { class: "big-row", role: "group", "aria-label": words.severity },
    ...Object.entries(words.severities).map(([code, title]) => el("button", {
      type: "button", class: `big small-text${chosen === code ? " chosen" : ""}`, "aria-pressed": String(chosen === code), disabled: visit.shut, onclick: choose(code),
    }, title)));
}
