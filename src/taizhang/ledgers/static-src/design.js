// Designing a ledger: kept while typing, columns moved by keyboard, mistakes told beside what was typed. Without this the
// page is a plain form with the same buttons.
const PAUSE = 700;
let timer = 0;
let running = Promise.resolve();

const form = () => document.getElementById("design");

function line(words, lost) {
  const place = form().querySelector("[data-save-line]");
  if (!place) return;
  place.textContent = words;
  place.parentElement.classList.toggle("lost", lost);
}

class Refused extends Error {}

// Why the server did not keep it. 204 only says where to sign in.
function words(status) {
  const say = form().dataset;
  return { 204: say.out, 403: say.forbidden, 404: say.gone, 409: say.moved }[status] || say.failed;
}

const tickable = (item) => item.type === "checkbox" || item.type === "radio";
const state = (item) => (tickable(item) ? item.checked : item.value);
const controls = (root) => [...root.elements].filter((item) => item.name && !["hidden", "submit"].includes(item.type));
let sent = new Map(); // control -> its state when the form was sent last

// The same control in another drawing of the form.
function twin(item, fresh) {
  const same = (one) => one.name === item.name && one.type === item.type && (!tickable(one) || one.value === item.value);
  return item.name ? controls(fresh).find(same) : undefined;
}

// What a person typed or ticked while the answer was on its way goes into the fresh form. Says whether there was any.
function carry(fresh) {
  const changed = [...sent].filter(([item, was]) => state(item) !== was);
  for (const [item] of changed) {
    const there = twin(item, fresh);
    if (there) there[tickable(there) ? "checked" : "value"] = state(item);
  }
  return changed.length > 0;
}

async function send(wish) {
  clearTimeout(timer);
  timer = 0;
  sent = new Map(controls(form()).map((item) => [item, state(item)]));
  const body = new URLSearchParams(new FormData(form()));
  body.set("do", wish);
  let answer;
  try {
    answer = await fetch(form().action, { method: "POST", body, headers: { "HX-Request": "true" }, redirect: "manual" });
  } catch {
    throw new Refused(form().dataset.offline); // nobody answered
  }
  if (answer.status !== 200) throw new Refused(words(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.body.firstElementChild;
}

function take(fresh) {
  const old = document.getElementById(fresh.id);
  old.replaceWith(document.adoptNode(fresh));
  if (window.htmx) window.htmx.process(fresh);
}

// The side comes anew, and with it what is wrong at each column; what is being typed stays under the fingers.
function takeSide(fresh) {
  const kept = document.getElementById("rehearsal");
  const was = kept && kept.childElementCount ? kept : null;
  take(fresh);
  if (was) document.getElementById("rehearsal").replaceWith(was);
  form().querySelector("[name=revision]").value = fresh.dataset.revision;
  line(form().dataset.said.replace("{time}", fresh.dataset.saved), false);
  const told = new Map([...fresh.querySelectorAll("template[data-why]")].map((item) => [item.dataset.why, item]));
  for (const place of form().querySelectorAll(".why")) {
    const uid = place.id.slice("why-".length);
    const words = told.get(uid);
    place.textContent = "";
    if (words) place.append(words.content.cloneNode(true));
    const card = place.closest(".field-card, .check-card, .head-number");
    card.classList.toggle("wrong", Boolean(words));
    const title = card.querySelector(".title input, [name$=-expression], .num");
    if (title) title.setAttribute("aria-invalid", String(Boolean(words)));
  }
}

// One after the other: what was asked first is kept first.
function queue(wish, then) {
  running = running
    .then(() => send(wish))
    .then(then)
    .catch((error) => line(error instanceof Refused ? error.message : form().dataset.failed, true));
  return running;
}

function keepSoon() {
  clearTimeout(timer);
  timer = setTimeout(() => queue("keep", takeSide), PAUSE);
}

// The cursor goes where the press leads, but never away from where the person went on typing meanwhile.
function redraw(wish, place, first) {
  const pressed = document.activeElement;
  return queue(wish, (fresh) => {
    const at = document.activeElement;
    const own = form().contains(at) && (at !== pressed || tickable(at)) && twin(at, fresh);
    const marks = own && Number.isInteger(at.selectionStart) ? [at.selectionStart, at.selectionEnd] : null;
    const typed = carry(fresh);
    take(fresh);
    if (own) {
      own.focus({ preventScroll: true });
      if (marks) own.setSelectionRange(...marks);
    } else {
      const id = place || fresh.dataset.focus;
      const target = id && document.getElementById(id);
      if (target) {
        const inside = target.querySelector(first || ".title input, select, input:not([type=hidden])");
        (inside || target).focus({ preventScroll: true });
        target.scrollIntoView({ block: "nearest" });
      }
    }
    if (typed) keepSoon();
  });
}

function fit(card) {
  const kind = card.querySelector("[data-kind]").value;
  for (const part of card.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(kind);
}

document.addEventListener("input", (event) => {
  if (event.target.closest("#design")) keepSoon();
});
document.addEventListener("change", (event) => {
  if (!event.target.closest("#design")) return;
  if (event.target.matches("[data-kind]")) fit(event.target.closest(".field-card"));
  if (event.target.matches("select[name=kind]")) redraw("refresh");
  else if (event.target.matches("[name$=-told]")) redraw("refresh", event.target.closest(".field-card").id, "[value^=ask-]");
  else keepSoon();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("#design button[name=do]");
  if (!button || button.value === "publish") return;
  event.preventDefault();
  if (button.value === "keep") queue("keep", takeSide);
  else redraw(button.value);
});
document.addEventListener("keydown", (event) => {
  const card = event.altKey && event.target.closest("#design .field-card");
  const step = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  if (card && step) {
    event.preventDefault();
    redraw(`${step}-${card.dataset.uid}`, card.id);
  }
  // Enter keeps the draft instead of pressing the first button.
  if (event.key === "Enter" && event.target.matches("#design input")) {
    event.preventDefault();
    queue("keep", takeSide);
  }
});
// Leaving by any way keeps what was typed last.
window.addEventListener("pagehide", () => {
  if (!timer) return;
  const body = new URLSearchParams(new FormData(form()));
  body.set("do", "keep");
  navigator.sendBeacon(form().action, body);
});
