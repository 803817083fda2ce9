// What is typed is sent a few seconds later and, until the server has it, kept in this browser for the person who typed
// it: signing out, an expired session, a dead network or a power cut lose nothing. Of two windows the second is asked.
const WAIT = 2500;
const LONGEST_WAIT = 30000;

export function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
}

// Errors and warnings apart, as the page, the marked workbook and the answer to a program count them.
export function countWords(problems, { sayWrong, sayWarned, sayComma }) {
  const wrong = problems.filter((item) => item.level === "error").length;
  const told = [[sayWrong, wrong], [sayWarned, problems.length - wrong]].filter(([, n]) => n);
  return told.map(([words, n]) => fill(words, { n })).join(sayComma);
}

const clock = (ms) => new Date(ms).toTimeString().slice(0, 8);
const reader = () => document.body.dataset.reader || "";
const random = () => Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const LONGEST_ANSWER = 15000;
const BETWEEN = [502, 503, 504]; // a proxy that heard nothing from us

// Any answer will do; the page's own script is the cheapest to ask for.
async function answers() {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LONGEST_ANSWER);
  try {
    await fetch(document.querySelector("script[src]").src, { method: "HEAD", cache: "no-store", signal: stop.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

export class Keeper {
  // url: where to send. body(): FormData. snapshot(): what to keep here. restore(kept): puts it back, returns how to undo.
  constructor(form, { url, place, body, snapshot, restore, answered }) {
    Object.assign(this, { form, url, body, snapshot, restore, answered: answered || (() => {}) });
    this.say = form.dataset;
    this.state = document.getElementById("grid-state");
    this.note = document.getElementById("grid-note");
    this.beside = document.getElementById("grid-moved"); // where a page shows what differs, if it does
    this.key = `taizhang-draft:${reader()}:${place}`;
    this.client = random();
    this.sequence = 0;
    this.revision = Number(form.dataset.revision);
    this.changes = 0; // since the page opened
    this.stopped = Boolean(this.beside && this.beside.firstElementChild); // a choice is open already
    this.wait = WAIT;
    this.going = ""; // "asked": somebody answers, the form may go; "sent": it is on its way
    form.addEventListener("click", (event) => (this.pressed = event.target.closest("button")));
    form.addEventListener("submit", (event) => this.ask(event));
    form.addEventListener("taizhang:photo-done", () => this.photoDone());
    window.addEventListener("online", () => this.changes && this.send());
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.changes && this.send());
  }

  start() {
    const kept = this.read();
    // A page that came back with what was typed has told what the other window kept.
    if (!kept || this.stopped || this.say.here) return;
    const { client, sequence, revision, filed } = this.form.dataset;
    const arrived = kept.token === filed || (kept.client === client && kept.sequence <= Number(sequence));
    if (arrived) this.forget();
    else if (kept.base === this.base() && (kept.revision === Number(revision) || (client && kept.client === client))) this.bringBack(kept);
    else if (this.beside) this.compare(kept);
    else this.choose(fill(this.say.sayMoved, { at: clock(kept.at) }), () => this.bringBack(kept), () => this.forget());
  }

  // What is kept here stands on an older draft: the server tells what differs, and nothing is replaced.
  compare(kept) {
    this.restore(kept.content);
    this.revision = kept.revision;
    this.changes += 1;
    this.send();
  }

  bringBack(kept) {
    const undo = this.restore(kept.content);
    this.touch();
    this.tell(fill(this.say.sayRestored, { at: clock(kept.at) }), [[this.say.sayUndo, () => { undo(); this.touch(); }]]);
  }

  touch() {
    if (this.unanswered) this.begin();
    this.changes += 1;
    this.say_state(this.say.sayTyped);
    clearTimeout(this.writing);
    this.writing = setTimeout(() => this.write(), 150);
    this.later(WAIT);
  }

  write() {
    if (this.done) return;
    const token = this.form.elements.token.value;
    const kept = { content: this.snapshot(), at: Date.now(), token, base: this.base(), revision: this.revision, client: this.client, sequence: this.sequence + 1 };
    try {
      localStorage.setItem(this.key, JSON.stringify(kept));
    } catch {
      // A full or forbidden store: the server's copy is the only one then.
    }
  }

  // The version under the draft. Rows that stand on another one are other rows: nothing brings them back unasked.
  base() {
    return Number(this.form.elements.base.value);
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key) || "null");
    } catch {
      return null;
    }
  }

  forget() {
    clearTimeout(this.writing);
    localStorage.removeItem(this.key);
  }

  later(wait) {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.send(), wait);
  }

  // FormData with who sends and on what it stands.
  marked() {
    const marks = { client: this.client, sequence: ++this.sequence, revision: this.revision, base: this.base() };
    return this.body(marks);
  }

  async send() {
    if (this.sending || this.stopped || this.done) return;
    clearTimeout(this.timer);
    const upTo = this.changes;
    this.sending = true;
    this.say_state(this.say.saySaving);
    let answer;
    try {
      answer = await fetch(this.url, { method: "POST", body: this.marked(), credentials: "same-origin" });
    } catch {
      return this.again();
    } finally {
      this.sending = false;
    }
    if (answer.redirected || answer.status === 403) return this.signedOut();
    if (answer.status >= 500) return this.again();
    let told;
    try {
      told = await answer.json();
    } catch {
      return this.signedOut();
    }
    if (answer.status === 409) return this.moved(told);
    if (!answer.ok) return this.say_state(told.error || "");
    this.kept(told, upTo);
  }

  kept(told, upTo) {
    this.wait = WAIT;
    this.revision = told.revision;
    this.form.elements.revision.value = told.revision;
    if (this.changes === upTo) {
      this.changes = 0;
      this.forget();
      this.say_state(fill(this.say.saySaved, { at: told.saved }));
    } else {
      this.later(WAIT);
    }
    this.answered(told);
  }

  again() {
    this.say_state(this.say.sayOffline);
    this.write();
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    this.later(this.wait);
  }

  signedOut() {
    this.write();
    this.stopped = true;
    this.say_state(this.say.sayOut);
    this.tell(this.say.sayOut, [[this.say.saySignin, () => {
      this.form.dispatchEvent(new Event("taizhang:leave", { bubbles: true }));
      location.assign(this.say.signin);
    }]]);
  }

  moved(told) {
    this.write();
    if (told.late) {
      this.stopped = true;
      this.say_state(this.say.sayTyped);
      return this.tell(told.late, [[this.say.sayFiled, () => location.assign(told.to)]]);
    }
    if (this.beside && told.html) return this.showBeside(told.html);
    return this.choose(
      told.words || fill(this.say.sayMoved, { at: told.saved }),
      () => {
        this.revision = told.revision;
        this.form.elements.revision.value = told.revision;
        this.touch();
      },
      () => {
        this.forget();
        this.done = true;
        location.reload();
      },
      told.differs,
    );
  }

  // The choice goes out with the form; until then this window sends nothing by itself.
  showBeside(html) {
    this.stopped = true;
    this.say_state(this.say.sayTyped);
    this.beside.innerHTML = html;
    this.beside.firstElementChild.scrollIntoView({ block: "nearest" });
  }

  choose(words, mine, theirs, differs = []) {
    this.stopped = true;
    this.say_state(this.say.sayTyped);
    const settle = (act) => () => {
      this.stopped = false;
      act();
    };
    this.tell(words, [[this.say.sayMine, settle(mine)], [this.say.sayTheirs, settle(theirs)]], differs);
  }

  // The page goes: with a form that is being sent nothing more, else what is not there yet.
  leave() {
    if (this.changes && !this.done) this.write();
    if (this.changes && !this.done && !this.stopped && navigator.sendBeacon) navigator.sendBeacon(this.url, this.marked());
  }

  // The form goes out only when somebody answers: without network the browser would put its own error page in the place
  // of what was typed. Comes before every other listener, which hear of the form that really goes.
  async ask(event) {
    if (this.going === "asked") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.asking || this.going) return;
    if (this.fileWaits()) {
      this.unsent = this.tell(this.say.sayUnsent, []);
      return undefined;
    }
    const button = event.submitter || this.pressed; // Chromium tells the button since 81
    this.asking = true;
    const there = await answers();
    this.asking = false;
    if (!there) return this.away();
    this.going = "asked";
    this.form.requestSubmit(button);
  }

  // Files that are still being sent would be left behind. Said once: a file that never arrives keeps nobody.
  fileWaits() {
    const waits = !this.told && Boolean(this.form.querySelector("[data-sending]"));
    this.told = waits;
    return waits;
  }

  // What was said of files on their way holds no more once none is.
  photoDone() {
    if (this.form.querySelector("[data-sending]")) return;
    this.told = false;
    if (this.unsent) this.unsent.remove();
  }

  away() {
    this.touch();
    this.again();
    this.tell(this.say.sayAway, []);
  }

  // The form goes by itself, not with the page: an answer that is lost leaves the page where it is. The same content stays
  // here until a page shows that it arrived.
  submitting(event) {
    clearTimeout(this.timer);
    this.write();
    this.done = true;
    this.going = "sent";
    event.preventDefault();
    this.deliver(event.submitter || this.pressed);
  }

  async deliver(button) {
    const data = new FormData(this.form);
    if (button && button.name) data.set(button.name, button.value);
    let answer;
    let page;
    try {
      answer = await fetch(this.form.getAttribute("action"), { method: "POST", body: data, headers: { "X-Answer": "address" } });
      page = await answer.text();
    } catch {
      return this.unheard();
    }
    if (BETWEEN.includes(answer.status)) return this.unheard();
    if (answer.redirected) return location.assign(answer.url); // to sign in
    if ((answer.headers.get("Content-Type") || "").startsWith("application/json")) return location.assign(JSON.parse(page).to);
    document.open();
    document.write(page);
    document.close();
    return undefined;
  }

  // Pressed again the same handing over goes out, which the server files once. Nothing goes by itself meanwhile: it would
  // be a draft beside what may be filed.
  unheard() {
    this.going = "";
    this.done = false;
    this.stopped = this.unanswered = true;
    this.say_state(this.say.sayTyped);
    this.tell(this.say.sayLost, []);
  }

  // Something else is typed: another handing over than the one without an answer.
  begin() {
    this.unanswered = this.stopped = false;
    this.form.elements.token.value = random();
  }

  say_state(text) {
    this.state.textContent = text;
  }

  tell(text, buttons, lines = []) {
    const box = document.createElement("div");
    box.className = "note note-warning";
    box.append(`${text} `);
    const list = document.createElement("ul");
    list.append(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
    if (lines.length) box.append(list);
    for (const [label, act] of buttons) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.textContent = label;
      button.addEventListener("click", () => {
        box.remove();
        act();
      });
      box.append(button, " ");
    }
    this.note.textContent = "";
    this.note.append(box);
    return box;
  }
}
