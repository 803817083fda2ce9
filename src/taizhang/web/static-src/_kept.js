// A session that ends while somebody writes costs no words: what a form sends is kept in this tab until the page shows
// that it arrived. After signing in again the paragraph opens with the words in it, marked as not saved.
const KEY = "taizhang-sent-words";
const FORMS = "[data-block-form], form[data-keep]";
const PASSED_OVER = ["hidden", "search", "submit", "button"];

const pathOf = (form) => new URL(form.getAttribute("action"), location.href).pathname;
const fieldsOf = (form) => Array.from(form.elements).filter((field) => field.name && !PASSED_OVER.includes(field.type));
const choice = (field) => field.type === "radio" || field.type === "checkbox";

// What the form says now, or what it said when it came from the server.
function wordsOf(form, asServed) {
  const words = {};
  for (const field of fieldsOf(form)) {
    if (!choice(field)) words[field.name] = asServed ? field.defaultValue : field.value;
    else if (asServed ? field.defaultChecked : field.checked) words[field.name] = field.value;
  }
  return JSON.stringify(words, Object.keys(words).sort());
}

function identity(form) {
  const own = form.querySelector("input[name=id]");
  const kind = form.querySelector("input[name=kind]");
  return [pathOf(form), own ? own.value : "", kind ? kind.value : ""].join(" ");
}

// Only for the person who wrote them: the next to sign in on this computer never sees them.
const reader = () => document.body.dataset.reader || "";

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) || "null");
  } catch {
    return null;
  }
}

function giveBack(form, kept) {
  const words = JSON.parse(kept.now);
  for (const field of fieldsOf(form)) {
    if (choice(field)) field.checked = words[field.name] === field.value;
    else if (field.name in words) field.value = words[field.name];
  }
  for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const note = form.querySelector("[data-kept-note]");
  if (note) note.hidden = false;
  form.dispatchEvent(new Event("input", { bubbles: true })); // not saved yet
  form.scrollIntoView({ block: "center" });
}

function restore() {
  const kept = read();
  if (!kept || kept.reader !== reader()) return;
  const forms = Array.from(document.querySelectorAll(FORMS)).filter((form) => pathOf(form) === kept.path);
  const arrived = forms.some((form) => wordsOf(form, true) === kept.now);
  const form = forms.find((one) => identity(one) === kept.identity);
  if (!arrived && !form) return;
  sessionStorage.removeItem(KEY);
  // Somebody else's words stand there by now: the server tells of such a conflict, this does not decide it.
  if (!arrived && !form.dataset.unsaved && wordsOf(form, true) === kept.before) giveBack(form, kept);
}

export function startKept() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[action$='/sign-out/']")) return sessionStorage.removeItem(KEY);
    if (!form.matches(FORMS)) return;
    const kept = { reader: reader(), path: pathOf(form), identity: identity(form), before: wordsOf(form, true), now: wordsOf(form, false) };
    if (kept.before !== kept.now) sessionStorage.setItem(KEY, JSON.stringify(kept));
  }, true);
  document.addEventListener("htmx:afterSettle", restore);
  window.addEventListener("load", () => {
    const kept = read();
    restore();
    const fromSignIn = document.referrer && new URL(document.referrer).pathname.endsWith("/sign-in/");
    if (!fromSignIn || !kept || !read() || kept.reader !== reader()) return;
    const pen = Array.from(document.querySelectorAll("a.pen")).find((link) => new URL(link.href).pathname === kept.path);
    if (pen) pen.click();
  });
}
