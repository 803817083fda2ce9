// A session that ends while somebody writes costs no words: what a form sends is kept in this tab until a page of ours
// answers. When that is the sign-in page, or one that says that nothing was taken, the words stand in their form again as
// soon as the same person has it open, and it says that nothing was sent. Sending is theirs: nothing is sent from here.
const KEY = "taizhang-sent-words";
const OWN_KEEPER = "#grid-form, #phone-form, #design"; // they keep their cells themselves; the reason stands beside them
const NO_WORDS = ["hidden", "search", "submit", "button", "image", "reset", "file", "password", "fieldset", "output", "object"];
const MOVING = ["csrfmiddlewaretoken", "token", "next", "list"]; // hidden, and other each time a form is drawn

// Attributes, since a field of that name hides the property of its form.
const isPost = (form) => (form.getAttribute("method") || "").toLowerCase() === "post";
const pathOf = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
const here = () => location.pathname + location.search;
const isChoice = (field) => field.type === "radio" || field.type === "checkbox";
const isSelect = (field) => field.tagName === "SELECT";
// Only for the person who wrote them: the next to sign in on this computer never sees them.
const reader = () => document.body.dataset.reader || "";

function fieldsOf(form) {
  const own = form.matches(OWN_KEEPER);
  return Array.from(form.elements).filter((field) => field.name && !NO_WORDS.includes(field.type) && (!own || field.name === "reason"));
}

function valuesOf(field, asServed) {
  if (isChoice(field)) return (asServed ? field.defaultChecked : field.checked) ? [field.value] : [];
  if (!isSelect(field)) return [asServed ? field.defaultValue : field.value];
  const options = Array.from(field.options);
  const chosen = options.filter((option) => (asServed ? option.defaultSelected : option.selected));
  return (chosen.length || field.multiple ? chosen : options.slice(0, 1)).map((option) => option.value);
}

// What the form says now, or what it said when it came from the server: [name, value] in the order of its fields.
function wordsOf(form, asServed) {
  return fieldsOf(form).flatMap((field) => valuesOf(field, asServed).map((value) => [field.name, value]));
}

const asText = (form, asServed) => JSON.stringify(wordsOf(form, asServed));

// Which thing it is about, and in which version: hidden fields say so.
function identity(form) {
  if (form.matches(OWN_KEEPER)) return pathOf(form);
  const hidden = Array.from(form.elements).filter((field) => field.type === "hidden" && !MOVING.includes(field.name));
  return JSON.stringify([pathOf(form), ...hidden.map((field) => [field.name, field.value])]);
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) || "null");
  } catch {
    return null;
  }
}

const forget = () => sessionStorage.removeItem(KEY);

function write(kept) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A full or forbidden store: the browser's own way back is the only one then.
  }
}

function remember(form) {
  if (!reader() || !isPost(form) || form.querySelector("input[type=password]")) return;
  const [before, now] = [asText(form, true), asText(form, false)];
  if (before === now) return;
  const typed = fieldsOf(form).filter((field) => !isChoice(field) && !isSelect(field) && field.value !== field.defaultValue);
  const files = Array.from(form.elements).some((field) => field.type === "file" && field.files.length);
  const texts = typed.map((field) => field.value);
  write({ reader: reader(), page: here(), path: pathOf(form), identity: identity(form), before, now, texts, files });
}

// What the answer says of the words that were sent. Coming back in the history, there was none.
function hear() {
  const kept = read();
  if (!kept) return;
  const [how] = performance.getEntriesByType("navigation");
  const notTaken = !reader() || document.querySelector("[data-not-taken]") || (how && how.type === "back_forward");
  if (reader() && reader() !== kept.reader) forget();
  else if (notTaken) write({ ...kept, lost: true });
  else if (!kept.lost) forget();
}

function noteFor(kept) {
  const say = document.documentElement.dataset;
  const note = document.createElement("div");
  note.className = "note note-warning";
  note.setAttribute("role", "status");
  note.dataset.keptNote = "";
  note.textContent = kept.files ? `${say.sayNotSent}${say.sayFiles}` : say.sayNotSent;
  return note;
}

function giveBack(form, kept) {
  const words = JSON.parse(kept.now);
  const said = (field, value) => words.some(([name, one]) => name === field.name && one === value);
  const texts = {};
  for (const field of fieldsOf(form)) {
    if (isChoice(field)) field.checked = said(field, field.value);
    else if (isSelect(field)) Array.from(field.options).forEach((option) => (option.selected = said(field, option.value)));
    else {
      texts[field.name] = texts[field.name] || words.filter(([name]) => name === field.name);
      const [next] = texts[field.name].splice(0, 1);
      if (next) field.value = next[1];
    }
  }
  form.prepend(noteFor(kept));
  for (let fold = form.closest("details"); fold; fold = fold.parentElement && fold.parentElement.closest("details")) {
    if (fold.matches("[data-confirm]")) fold.querySelector("summary").click(); // opens as the dialog that it was
    else fold.open = true;
  }
  form.dispatchEvent(new Event("input", { bubbles: true })); // not saved yet
  form.scrollIntoView({ block: "center" });
}

// The form is gone, or says something else by now: the words stand over the page, to be copied.
function tell(kept) {
  const box = document.getElementById("messages");
  if (!box || !kept.texts.length) return;
  const note = noteFor(kept);
  for (const text of kept.texts) {
    const line = document.createElement("blockquote");
    line.textContent = text;
    note.append(line);
  }
  box.append(note);
}

function restore(kept) {
  const there = Array.from(document.forms).filter((form) => isPost(form) && pathOf(form) === kept.path);
  // Somebody else's words may stand there by now: the server tells of such a conflict, this does not decide it.
  const form = there.find((one) => identity(one) === kept.identity && asText(one, true) === kept.before);
  const pen = Array.from(document.querySelectorAll("a.pen")).find((link) => new URL(link.href).pathname === kept.path);
  if (!form && (here() !== kept.page || (pen && !there.length))) return pen;
  forget();
  if (form) giveBack(form, kept);
  else tell(kept);
  return null;
}

function bringBack() {
  const kept = read();
  return kept && kept.lost && kept.reader === reader() ? restore(kept) : null;
}

export function startKept() {
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[action$='/sign-out/']")) forget();
    else remember(event.target);
  }, true);
  // The way to the sign-in page from a form that keeps its own draft.
  document.addEventListener("taizhang:leave", (event) => remember(event.target));
  document.addEventListener("htmx:afterRequest", (event) => {
    const kept = read();
    const { successful, requestConfig, xhr } = event.detail;
    if (!kept || requestConfig.verb === "get" || xhr.getResponseHeader("HX-Redirect")) return;
    if (!successful) write({ ...kept, lost: true });
    else if (!kept.lost) forget();
  });
  document.addEventListener("htmx:afterSettle", bringBack);
  window.addEventListener("load", () => {
    hear();
    const pen = bringBack();
    if (pen) pen.click(); // the form is fetched, and given its words once it has settled
    const kept = read();
    const notice = document.querySelector("[data-kept-notice]");
    if (notice) notice.hidden = !(kept && kept.lost);
  });
}
