// The visit in the hand: an installable page that needs no network. What is entered is kept on the phone at once and
// handed over when there is a connection; the line at the top always says what is still only here.
import { apartBox } from "./_apart.js";
import { offWords } from "./_clock.js";
import { newId } from "./_id.js";
import { clock, el, fill, stops } from "./_dom.js";
import { elsewhereBox, filedAllTheSame } from "./_elsewhere.js";
import { field } from "./_field.js";
import { itemCard } from "./_item.js";
import { photoBox, photoList } from "./_photo_box.js";
import { remember, remembered } from "./_person.js";
import { photoFrom } from "./_pictures.js";
import { lineState } from "./_line_state.js";
import { recheckCard } from "./_recheck.js";
import { Sender } from "./_send.js";
import { signaturePad } from "./_sign.js";
import { openStore } from "./_store.js";
import { Visit } from "./_visit_record.js";

const root = document.getElementById("visit-phone");
const bar = document.getElementById("hand-over");
const note = document.getElementById("phone-note");
const { words, urls } = JSON.parse(document.getElementById("visit-words").textContent);

class Page {
  constructor(store, person, device) {
    Object.assign(this, { store, person, device, words, visit: null });
    this.sender = new Sender({ store, urls, device, person, tell: (state) => this.tell(state), arrived: (id) => this.arrived(id) });
    this.retry = 0;
    this.unkept = new Map();
  }

  // A value in words, where it is one of the page's own.
  said(value) {
    return { pass: words.pass, fail: words.fail, not_applicable: words.not_applicable, true: "✓", ...words.results }[value] || String(value);
  }

  // Two people entered two things: both are shown, and either may be taken; nothing was overwritten.
  twoValues(path, draw) {
    const found = this.visit.record.at(path);
    if (new Set(found.map((entry) => JSON.stringify(entry.value))).size < 2) return [];
    const take = (entry) => async () => {
      await this.set(path, entry.value);
      draw();
    };
    return [el("div", { class: "two-values", role: "alert" }, words.two_values,
      ...found.map((entry) => el("button", { type: "button", class: "big small-text", disabled: this.visit.shut, onclick: take(entry) },
        `${this.said(entry.value)} · ${entry.by || words.this_phone} · ${clock(entry.at)}`)))];
  }

  async set(path, value, photos = []) {
    const { visit } = this;
    const name = `${visit.about.id} ${path}`;
    try {
      await visit.set(path, value, photos);
      this.unkept.delete(name);
    } catch {
      this.unkept.set(name, () => visit.set(path, value, photos)); // no room left: it stands on the screen alone
    }
    this.quiet();
    if (this.unkept.size) this.keepLater();
    this.only();
    this.soon();
  }

  // What was just kept is only here: said at once, and with its count as soon as nobody is in the middle of a tap.
  only() {
    if (bar.classList.contains("safe")) {
      bar.className = "hand-over kept left";
      bar.replaceChildren(el("span", { role: "status" }, words.only_here), this.handOver());
    }
    clearTimeout(this.counting);
    this.counting = setTimeout(() => this.sender.kept(), 400);
  }

  // Tried again until there is room; the line that says so stays as long.
  keepLater() {
    clearTimeout(this.later);
    this.later = setTimeout(async () => {
      for (const [name, write] of Array.from(this.unkept)) {
        try {
          await write();
          if (this.unkept.get(name) === write) this.unkept.delete(name);
        } catch {
          return this.keepLater();
        }
      }
      this.quiet();
      return this.soon();
    }, 3000);
  }

  keepPhoto(photo, of) {
    return this.set(`photo/${photo.id}`, of, [photo]);
  }

  // A photo that was not handed over leaves the phone; one that was stays in the store, named by nothing.
  async dropPhoto(id) {
    await this.set(`photo/${id}`, "");
    const kept = this.visit.photos.get(id);
    if (kept && !kept.sent) await this.store.drop("photos", id);
    for (const all of [this.visit.photos, this.visit.held]) all.delete(id);
  }

  // Under it, as long as nothing else is to be said: what stands for the visit that is open.
  say(text) {
    const { about, isFinished } = this.visit || {};
    const stands = isFinished ? words.finished : about && about.apart ? about.apart.why || words.apart_why : "";
    note.textContent = text || stands;
    note.hidden = !note.textContent;
  }

  // Nothing new to say; what is not kept yet, or stands, goes on being told.
  quiet() {
    this.say(this.unkept.size ? fill(words.full, { n: this.unkept.size }) : "");
  }

  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => navigator.onLine && this.sender.send(), 4000);
  }

  handOver() {
    return el("button", { type: "button", onclick: () => this.sender.press() }, words.hand_over);
  }

  // "All safe" is said of what is: what was not taken is told with the schools that it belongs to.
  idle({ left, schools, refused, unfiled }) {
    if (!left) return unfiled ? fill(words.safe_not_filed, { n: unfiled }) : words.all_safe;
    const apart = schools.length ? fill(words.apart_schools, { schools: schools.join("、") }) : "";
    return `${apart}${refused ? words.some_refused : words.rest_safe}`;
  }

  tell({ phase: told, entries, photos, percent, schools, refused, unfiled }) {
    const kept = entries + photos, left = kept + this.unkept.size; // what found no room is here alone too
    const phase = told === "kept" && !left ? "idle" : told;
    const text = {
      idle: this.idle({ left, schools, refused, unfiled }), words: fill(words.sending_words, { n: entries }), photos: fill(words.sending_photos, { n: photos, percent }),
      kept: fill(words.kept, { entries, photos }), away: left ? fill(words.away, { entries, photos }) : words.away_safe, out: fill(words.signed_out, { n: left }), refused: words.refused,
      only: words.only_here }[kept || !left ? phase : "only"];
    bar.className = `hand-over ${phase}${left ? " left" : " safe"}`;
    const parts = [el("span", { role: "status" }, text)];
    if (phase === "out") parts.push(el("a", { href: `${urls.signin}?next=${encodeURIComponent(location.pathname)}` }, words.sign_in));
    else if (left) parts.push(this.handOver());
    bar.replaceChildren(...parts);
    if (told === "idle" && !this.visit) this.dayAgain(); // what was only here stands as handed over in the list too
    clearTimeout(this.again);
    if (phase === "away" && left) this.again = setTimeout(() => this.sender.send(), Math.min(60000, 2000 * 2 ** this.retry++));
    else this.retry = 0;
    if (Math.abs(this.sender.skew || 0) > 120) bar.append(el("span", { class: "skew" }, fill(words.skew, { off: offWords(this.sender.skew, words.off) })));
  }

  // Something came from elsewhere. The screen is drawn anew only where nobody is typing.
  async arrived(id) {
    if (!this.visit) return this.dayAgain();
    if (this.visit.about.id !== id) return;
    await this.visit.writing;
    const { filed: before, missing: asked, apart: was } = this.visit.about;
    await this.visit.refresh();
    const { filed, missing, apart } = this.visit.about;
    if ((filed && !before) || JSON.stringify(apart || null) !== JSON.stringify(was || null)) {
      this.quiet();
      return this.draw(true); // also under who types: what was typed is kept, and nothing more is asked here
    }
    if (missing && missing.length && missing !== asked && String(missing) !== String(asked)) {
      await this.open(id);
      return this.say(words.not_filed_why);
    }
    const active = document.activeElement;
    if (!active || !["TEXTAREA", "INPUT", "SELECT"].includes(active.tagName)) this.draw(true);
  }

  home() {
    this.visit = null;
    this.quiet();
    return this.day();
  }

  // The keyboard's stop stays where it was.
  async dayAgain() {
    const stop = stops(root).indexOf(document.activeElement);
    await this.day();
    if (stop >= 0 && !this.visit && stops(root)[stop]) stops(root)[stop].focus({ preventScroll: true });
  }

  async day() {
    this.visit = null;
    const visits = (await this.store.visits()).sort((one, other) => (`${one.date}${one.unit.title}` < `${other.date}${other.unit.title}` ? -1 : 1));
    const lines = [];
    for (const about of visits) {
      const visit = await Visit.open(this.store, about.id, this.device);
      const { done, all } = visit.progress();
      const left = await this.store.unsent(about.id);
      const only = left.entries.length || left.photos.length;
      lines.push(el("li", {}, el("a", { class: "visit-line", href: `#${about.id}` },
        el("strong", {}, about.unit.title), el("span", {}, `${about.date} · ${fill(words.done_of, { done, all })}`), lineState({ words, about, isFinished: visit.isFinished, only }))));
    }
    const days = (await this.store.fact("days")) || [];
    if (this.visit) return; // one was opened meanwhile
    root.replaceChildren(
      el("h2", {}, words.my_visits), visits.length ? el("ul", { class: "visit-lines" }, ...lines) : el("p", {}, words.nothing_carried),
      el("h2", {}, words.take_along), days.length ? "" : el("p", {}, words.no_days),
      ...days.map(([day, n]) => el("p", {}, el("button", { type: "button", class: "big", onclick: () => this.carry(day) }, fill(words.take_day, { day, n })))));
  }

  async carry(day) {
    this.say(words.taking);
    try {
      const n = await this.sender.carry(`day=${day}`);
      this.say(n ? fill(words.taken, { n }) : words.none_that_day);
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    } catch {
      this.say(words.take_failed);
    }
    await this.day();
    this.sender.send();
  }

  // Come to from the visit's page, on a device that has not taken it along.
  async fetched(id) {
    this.say(words.taking);
    try {
      const n = await this.sender.carry(`visit=${id}`);
      this.say(n ? "" : words.not_to_enter);
    } catch {
      this.say(words.take_failed);
    }
    return Visit.open(this.store, id, this.device);
  }

  async open(id) {
    this.visit = (await Visit.open(this.store, id, this.device)) || (await this.fetched(id));
    if (!this.visit) return this.day();
    this.quiet();
    return this.draw();
  }

  // keep: the place on the screen and the keyboard's stay where they were.
  draw(keep = false) {
    const { about } = this.visit;
    const { id } = about;
    const at = window.scrollY;
    const card = keep && document.activeElement ? document.activeElement.closest(".card[id]") : null;
    const stop = card ? stops(card).indexOf(document.activeElement) : -1;
    root.classList.toggle("shut", this.visit.shut);
    root.replaceChildren(
      el("p", {}, el("a", { href: "#" }, words.back), " ", el("a", { class: "at-a-desk", href: urls.page.replace("/0/", `/${id}/`) }, words.desk_page)), el("h2", {}, about.unit.title), el("p", { class: "rule" }, `${about.date} · ${about.campaign}`),
      about.filed ? el("p", { class: "tag" }, words.filed_note) : "", ...apartBox(this), ...elsewhereBox(this),
      about.missing && about.missing.length ? el("div", { class: "two-values", role: "alert" }, words.not_filed, ...about.missing.map((why) => el("p", {}, why))) : "",
      ...about.unit.contacts.map((one) => el("p", {}, `${one.post} ${one.name} `, one.phone && el("a", { href: `tel:${one.phone}` }, one.phone))),
      ...this.lookedAtAgain(), ...about.checklists.flatMap((checklist) => [el("h2", {}, checklist.title), ...checklist.stations.map((station) => this.station(station))]),
      el("div", { class: "cards" }, this.others(), this.end()));
    this.count();
    window.scrollTo(0, keep ? at : 0);
    const again = stop < 0 ? null : stops(document.getElementById(card.id) || card)[stop];
    if (again) again.focus({ preventScroll: true });
  }

  lookedAtAgain() {
    const { rechecks } = this.visit;
    if (!rechecks.length) return [];
    return [el("details", { class: "station", open: true },
      el("summary", {}, words.rechecks, el("span", { class: "must" }, " ＊"), el("span", { class: "tally", "data-tally": "recheck" })),
      el("div", { class: "cards" }, ...rechecks.map((finding) => recheckCard(this, finding))))];
  }

  station(station) {
    const box = el("details", { class: "station", id: station.path, open: true });
    const draw = () => {
      const absent = this.visit.isAbsent(station);
      const toggle = async () => {
        const answered = absent ? [] : station.items.filter((item) => this.visit.answer(item) !== "");
        if (answered.length && !window.confirm(fill(words.station_answered, { n: answered.length }))) return;
        for (const item of answered) await this.set(`${item.path}/answer`, "");
        await this.set(station.path, absent ? "seen" : "absent");
        draw();
        this.count();
      };
      box.replaceChildren(
        el("summary", {}, station.title, station.required ? el("span", { class: "must" }, " ＊") : "", el("span", { class: "tally", "data-tally": station.path })),
        station.required ? "" : el("button", { type: "button", class: "big small-text", "aria-pressed": String(absent), disabled: this.visit.shut, onclick: toggle }, absent ? words.station_there : words.station_absent),
        absent ? "" : el("div", { class: "cards" }, ...station.items.map((item) => itemCard(this, item))));
    };
    draw();
    return box;
  }

  others() {
    const { visit } = this;
    const count = (who) => el("div", { class: "counter" }, el("span", {}, words.interviewed[who]),
      ...[-1, 1].map((step) => el("button", { type: "button", class: "big", disabled: visit.shut, "aria-label": fill(step > 0 ? words.one_more : words.one_less, { who: words.interviewed[who] }),
        onclick: async (event) => {
          const n = Math.max(0, Number(visit.value(`met/${who}`) || 0) + step);
          await this.set(`met/${who}`, n);
          event.target.parentNode.querySelector("output").textContent = n;
        } }, step > 0 ? "＋" : "－")), el("output", {}, String(visit.value(`met/${who}`) || 0)));
    const raised = el("div", {}, ...visit.record.under("difficulty/").map((id) => field(this, `difficulty/${id}/text`, words.difficulty)));
    return el("section", { class: "card", id: "card-people" }, ...(visit.about.unit.school === false ? [] : [el("h3", {}, words.people), count("teachers"), count("pupils")]),
      el("h3", {}, fill(words.difficulties, visit)), el("p", { class: "rule" }, words.difficulties_apart), raised,
      el("button", { type: "button", class: "big", disabled: visit.shut, onclick: () => raised.append(field(this, `difficulty/${newId()}/text`, words.difficulty)) }, words.add_difficulty));
  }

  end() {
    const { visit } = this;
    const kept = el("p", { role: "status" });
    const told = () => (kept.textContent = visit.photosOf("signature").length ? words.sign_kept : "");
    const signatures = photoList(this, "signature", told);
    const sign = signaturePad({ words, done: async (blob) => {
      const photo = await photoFrom(new File([blob], `${words.signature}.png`, { type: "image/png" }), { visit: visit.about.id, wherever: true });
      await this.keepPhoto(photo, "signature");
      signatures.draw();
      return visit.photos.has(photo.id);
    } });
    return el("section", { class: "card", id: "card-end" }, el("h3", {}, words.end), photoBox(this, "visit", words.photo),
      field(this, "signature/name", fill(words.signed_by, visit), { kind: "text" }), visit.shut ? null : sign, el("div", { class: "signed" }, kept, signatures.list),
      el("ul", { id: "missing", class: "missing" }),
      visit.shut ? null : el("button", { type: "button", class: "big chosen", onclick: () => this.finish() }, words.finish));
  }

  async finish() {
    const missing = this.visit.missing();
    if (missing.length) return this.showMissing(missing, true);
    if (!filedAllTheSame(this)) return;
    await this.store.change("visits", this.visit.about.id, { done: true });
    this.visit.about.done = true;
    this.quiet();
    this.sender.send();
  }

  showMissing(missing, focus = false) {
    const list = document.getElementById("missing");
    list.replaceChildren(...missing.slice(0, 30).map(({ kind, item, told }) =>
      el("li", {}, el("a", { href: "", onclick: (event) => { event.preventDefault(); this.go(item); } }, told || `${words.missing[kind]}：${item.text || (item.path === "card-people" ? words.people : words.end)}`))));
    if (focus && list.firstChild) list.querySelector("a").focus();
  }

  go(item) {
    const card = document.getElementById(item.path);
    const around = card.closest("details");
    if (around) around.open = true;
    card.scrollIntoView();
    const first = card.querySelector("button, input, textarea");
    if (first) first.focus();
  }

  count() {
    if (!this.visit) return;
    const tell = (path, text) => {
      const tally = root.querySelector(`[data-tally="${path}"]`);
      if (tally) tally.textContent = text;
    };
    const { rechecks } = this.visit;
    tell("recheck", `${rechecks.filter((one) => this.visit.value(`${one.path}/result`)).length} / ${rechecks.length}`);
    for (const station of this.visit.stations()) {
      const done = station.items.filter((item) => this.visit.answer(item) !== "").length;
      tell(station.path, this.visit.isAbsent(station) ? "" : `${done} / ${station.items.length}`);
    }
    const list = document.getElementById("missing");
    if (list && list.children.length) this.showMissing(this.visit.missing());
  }
}

// Who this phone's visits belong to: told by the server when there is one, remembered for the way without.
async function whoseDay() {
  try {
    const answer = await fetch(urls.hello, { cache: "no-store" });
    if (answer.ok && !answer.redirected) {
      const { person } = await answer.json();
      await remember(person);
      return person;
    }
  } catch {
    // no network: the one of last time
  }
  return remembered();
}

async function start() {
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(urls.worker, { scope: urls.shell }).catch(() => {});
  const person = (await remembered()) || (await whoseDay());
  if (!person) {
    root.replaceChildren(el("p", {}, words.who), el("a", { class: "big chosen", href: `${urls.signin}?next=${encodeURIComponent(location.pathname + location.hash)}` }, words.sign_in));
    return;
  }
  const store = await openStore(person);
  let device = await store.fact("device");
  if (!device) await store.note("device", (device = newId()));
  const page = new Page(store, person, device);
  const route = () => (location.hash.length > 1 ? page.open(Number(location.hash.slice(1))) : page.home());
  window.addEventListener("hashchange", route);
  window.addEventListener("online", () => page.sender.send());
  window.addEventListener("offline", () => page.sender.kept());
  // Taken out of the pocket: what was planned otherwise meanwhile is heard of at once.
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && navigator.onLine && page.sender.send());
  await route();
  page.sender.send();
  whoseDay().then((now) => now && now !== person && location.reload()); // another person signed in on this phone
}

start();
