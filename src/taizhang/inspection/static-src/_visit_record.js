// One visit as this phone holds it: what was entered, and what follows from it. Every change is kept before the screen
// shows it as kept. Paths are those of taizhang.engine.checklist.
import { fill } from "./_dom.js";
import { newId } from "./_id.js";
import { Record } from "./_record.js";

const NUMBER = /^-?\d{1,15}(\.\d{1,10})?$/;

// By the item's own rule, or because the school filed something else. The server judges again, by exact decimals.
export function fails(item, answer) {
  if (item.kind === "pass_fail") return answer === "fail";
  if (item.kind === "choice") return item.passes.codes.length > 0 && !item.passes.codes.includes(answer);
  if (item.kind === "text" || !NUMBER.test(answer)) return false;
  const number = Number(answer);
  const { least, most, below } = item.passes;
  const off = item.beside && item.beside.value !== null && Math.abs(number - Number(item.beside.value)) > Number(item.beside.tolerance);
  return Boolean(off) || (least !== null && number < Number(least)) || (most !== null && number > Number(most)) || (below !== null && number >= Number(below));
}

export class Visit {
  static async open(store, id, device) {
    const [about, entries, photos] = await Promise.all([store.visit(id), store.entries(id), store.photos(id)]);
    return about && new Visit(store, about, entries, photos, device);
  }

  constructor(store, about, entries, photos, device) {
    Object.assign(this, { store, device, writing: Promise.resolve(), held: new Map() }); // held: photos that are not kept yet
    this.hold(about, entries, photos);
  }

  hold(about, entries, photos) {
    this.about = about;
    this.record = new Record(entries);
    this.photos = new Map(photos.map((photo) => [photo.id, photo]));
  }

  // What another phone or the office entered meanwhile.
  async refresh() {
    const { id } = this.about;
    this.hold(...(await Promise.all([this.store.visit(id), this.store.entries(id), this.store.photos(id)])));
  }

  // What the inspected unit is called; by its name in a visit that was taken along before visits said it.
  get place() {
    return this.about.unit.called || this.about.unit.title;
  }

  // Nothing more is entered: it was filed, or it is not this person's to make any more.
  get shut() {
    return Boolean(this.about.filed || (this.about.apart && this.about.apart.ends));
  }

  // Finished by hand, and filed by itself as soon as all is handed over.
  get isFinished() {
    return Boolean(this.about.done && !this.shut);
  }

  // What is only on this phone, as far as the screen knows.
  get left() {
    const unsent = (all) => Array.from(all).filter((one) => !one.sent).length;
    return { entries: unsent(this.record.entries.values()), photos: unsent(this.photos.values()) };
  }

  value(path) {
    return this.record.value(path);
  }

  // An entry of this phone that never left it is written over, so that typing a sentence makes one entry, not forty.
  // What has been offered to the server is superseded by a new one, as are all of several values that stand at one
  // place. One change after the other.
  set(path, value, photos = []) {
    for (const photo of photos) this.held.set(photo.id, { photo, of: value });
    const written = this.writing.then(() => this.write(path, value, photos));
    this.writing = written.catch(() => {}); // a full phone fails this one, told to who typed it, and not the next
    return written;
  }

  async write(path, value, photos) {
    const standing = this.record.at(path);
    const at = new Date().toISOString();
    let entry = standing.length === 1 && standing[0].device === this.device && !photos.length ? { ...standing[0], value, at } : null;
    if (!entry || entry.offered || entry.sent || !(await this.store.amend(entry))) {
      entry = { id: newId(), visit: this.about.id, path, value, supersedes: standing.map(({ id }) => id), at, device: this.device, sent: false };
      await this.store.keep([entry], photos);
    }
    this.record.entries.set(entry.id, entry);
    this.record.read();
    for (const photo of photos) {
      this.photos.set(photo.id, photo);
      this.held.delete(photo.id);
    }
  }

  // Findings of earlier visits that this one looks at again; a phone of before took none along.
  get rechecks() {
    return this.about.rechecks || [];
  }

  // The school's own photos of them, by id, as far as they have come.
  get pictures() {
    return this.about.pictures || {};
  }

  answer(item) {
    const answer = this.value(`${item.path}/answer`);
    return answer === null ? "" : answer;
  }

  fails(item) {
    return fails(item, this.answer(item));
  }

  // A number where one is asked for, with no more places than it has; the server judges again.
  isTaken(item) {
    const answer = this.answer(item);
    if (!["count", "number"].includes(item.kind) || answer === "" || answer === "not_applicable") return true;
    return item.kind === "count" ? /^\d{1,9}$/.test(answer) : NUMBER.test(answer);
  }

  // A number that another one denies, in the server's words; "" where none does, or one of them is no number yet.
  denied(item) {
    const seen = String(this.answer(item) ?? "").trim();
    if (!this.isTaken(item) || !NUMBER.test(seen)) return "";
    const rule = (item.numbers || []).find((one) => this.isDenied(one, seen)); // one taken along before there were any has none
    if (!rule) return "";
    const shown = seen.slice(0, rule.seen);
    const room = rule.room - shown.length;
    return fill(rule.words, { where: item.text.length <= room ? item.text : `${item.text.slice(0, room - 1)}…`, seen: shown });
  }

  isDenied(rule, seen) {
    const other = String(this.value(`${rule.path}/answer`) ?? "").trim();
    if (!NUMBER.test(other)) return false;
    const [own, its] = [Number(seen), Number(other)];
    return { above: own > its, none: own === 0 && its !== 0, stray: own !== 0 && its === 0 }[rule.denied];
  }

  isAbsent(station) {
    return this.value(station.path) === "absent";
  }

  stations() {
    return this.about.checklists.flatMap((checklist) => checklist.stations);
  }

  // Two phones may each have begun one: those that somebody wrote out count, as on the server; else the first.
  findingsOf(item) {
    const mine = this.record.under("finding/").filter((id) => this.value(`finding/${id}/of`) === item.path).sort();
    const written = mine.filter((id) => ["problem", "opinion", "responsible", "action"].some((part) => this.value(`finding/${id}/${part}`)));
    return written.length ? written : mine.slice(0, 1);
  }

  // Handed over by another phone, as far as the server said; what was taken along before it said so counts as there.
  isThere(id) {
    return !this.about.there || this.about.there.includes(id);
  }

  photosOf(path) {
    return this.record.under("photo/").filter((id) => this.value(`photo/${id}`) === path);
  }

  // What still keeps the visit from being filed; the server asks the same and more.
  missing() {
    const found = this.rechecks.filter((one) => !this.value(`${one.path}/result`)).map((item) => ({ kind: "recheck", item }));
    for (const station of this.stations()) {
      if (this.isAbsent(station)) continue;
      for (const item of station.items) for (const kind of this.missingOf(item)) found.push({ kind, item, told: kind === "denied" ? this.denied(item) : "" });
    }
    return [...this.unsettled(), ...found];
  }

  // Where two people wrote different things, each place once: an item, a station, a re-check, or what stands below them.
  unsettled() {
    const places = new Map();
    for (const path of this.record.conflicts()) {
      const place = this.placeOf(path);
      places.set(place.path, { kind: "conflict", item: place });
    }
    return Array.from(places.values());
  }

  placeOf(path) {
    const [head, name] = path.split("/");
    const told = head === "finding" ? `${this.value(`finding/${name}/of`)}/` : path;
    for (const station of this.stations()) {
      const item = station.items.find((one) => told.startsWith(`${one.path}/`));
      if (item && !this.isAbsent(station)) return item;
      if (item || station.path === path) return { path: station.path, text: station.title };
    }
    const again = this.rechecks.find((one) => path.startsWith(`${one.path}/`));
    return again || { path: ["met", "difficulty"].includes(head) ? "card-people" : "card-end" };
  }

  missingOf(item) {
    const answer = this.answer(item);
    if (answer === "") return ["answer"];
    if (answer === "not_applicable") return this.value(`${item.path}/reason`) ? [] : ["reason"];
    if (!this.isTaken(item)) return ["number"];
    const failing = this.fails(item);
    const ids = failing ? this.findingsOf(item) : [];
    const parts = failing && !ids.length ? ["problem"] : ids.flatMap((id) => this.missingOfFinding(id));
    if (this.denied(item)) parts.unshift("denied");
    const needsPhoto = item.photo === "always" || (item.photo === "failing" && failing);
    return needsPhoto && !this.photosOf(item.path).length ? [...parts, "photo"] : parts;
  }

  missingOfFinding(id) {
    const says = (part) => this.value(`finding/${id}/${part}`);
    const parts = ["problem", "opinion", "responsible"].filter((part) => !says(part));
    const terms = ["days", "hours"].map(says).filter(Boolean);
    if (!terms.length || terms.some((term) => !/^[1-9]\d{0,2}$/.test(String(term)))) parts.push("term");
    if (says("severity") === "serious" && says("responsible_heads") !== true) parts.push("heads");
    return parts;
  }

  progress() {
    const items = this.stations().filter((station) => !this.isAbsent(station)).flatMap((station) => station.items);
    const looked = this.rechecks.filter((one) => this.value(`${one.path}/result`));
    return { done: looked.length + items.filter((item) => this.answer(item) !== "").length, all: this.rechecks.length + items.length };
  }
}
