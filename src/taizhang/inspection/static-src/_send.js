// Handing over: words first, then photos piece by piece; anything may be sent twice, nothing is forgotten before the
// server said that it has it. Each visit goes by itself: one that the server does not take is set apart with the reason
// and keeps no other back. `tell` hears of every step: {phase, entries, photos, percent, schools}, the schools of visits
// that were set apart with something that is only here.
import { digest } from "../../ledgers/static-src/_photo.js";
import { isUnfiled } from "./_line_state.js";

const BATCH = 200;
const PIECE = 256 * 1024;
const PAUSE = 500; // ms between two runs

const plain = ({ id, path, value, supersedes, at }) => ({ id, path, value, supersedes, at });

export class SignedOut extends Error {}
export class Away extends Error {}
class Busy extends Away {} // the server answers, but not to this
// ends: the visit is not this person's to make any more. give: what is here can be handed over to who goes now.
export class Refused extends Error {
  constructor(why = "", ends = false, give = false) {
    super(why);
    Object.assign(this, { ends, give });
  }
}

export class Sender {
  constructor({ store, urls, device, person, tell, arrived }) {
    Object.assign(this, { store, urls, device, person, tell, arrived });
    this.busy = null;
    this.csrf = "";
    this.stuck = new Set(); // visits that went no further in the newest run
  }

  // One run at a time. What is entered while one is under way may come too late for it, so another follows.
  send() {
    this.wanted = true;
    if (!this.busy) this.busy = this.runs().finally(() => (this.busy = null));
    return this.busy;
  }

  // By a person's hand: said at once, also where a run that is under way takes the press along.
  press() {
    if (this.busy) this.told("words");
    return this.send();
  }

  async runs() {
    while (this.wanted) {
      this.wanted = false;
      await this.run();
      if (this.wanted) await new Promise((done) => setTimeout(done, PAUSE));
    }
  }

  async run() {
    try {
      await this.hello();
      this.stuck = new Set();
      this.unanswered = false;
      for (const part of ["words", "pictures", "file", "reports"]) {
        for (const visit of await this.store.visits()) await this.alone(visit, part);
      }
      await this.count();
      if (this.unanswered) await this.told("away");
      else if (this.waiting) this.wanted = true;
      else this.tell({ phase: "idle", percent: 0, ...this.left });
    } catch (error) {
      await this.told(error instanceof SignedOut ? "out" : error instanceof Refused ? "refused" : "away");
    }
  }

  async alone(visit, part) {
    if (this.stuck.has(visit.id)) return;
    try {
      await this[part](visit);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Busy)) throw error;
      this.stuck.add(visit.id);
      if (error instanceof Busy) this.unanswered = true;
      else await this.mark(visit.id, { apart: { why: error.message, ends: error.ends, give: error.give } });
    }
  }

  // What the server says of a visit itself; the screen hears of it where it is news.
  async mark(id, fields) {
    const before = await this.store.visit(id);
    await this.store.change("visits", id, fields);
    const news = ({ filed, apart, there, elsewhere }) => JSON.stringify([Boolean(filed), apart || null, (there || []).length, elsewhere || []]);
    if (before && news({ ...before, ...fields }) !== news(before)) await this.arrived(id);
  }

  // Between two runs: what is here waits, for the next one or for a connection. A run under way tells by itself.
  async kept() {
    if (!this.busy) await this.told(navigator.onLine ? "kept" : "away");
  }

  // Counted anew at each step, not at each piece of a photo: counting reads everything that the phone holds.
  async told(phase) {
    await this.count();
    this.tell({ phase, percent: 0, ...this.left });
  }

  // left: all that is only here. waiting: of it what the server has not refused.
  async count() {
    this.left = { entries: 0, photos: 0, schools: [], refused: 0, unfiled: 0 };
    this.waiting = 0;
    for (const visit of await this.store.visits()) {
      const left = await this.store.unsent(visit.id);
      this.left.unfiled += isUnfiled(visit);
      this.left.entries += left.entries.length;
      this.left.photos += left.photos.length;
      const all = [...left.entries, ...left.photos];
      const waiting = all.filter((one) => !one.refused).length;
      if (!this.stuck.has(visit.id)) this.waiting += waiting;
      else if (all.length) this.left.schools.push(visit.unit.title);
      if (!this.stuck.has(visit.id)) this.left.refused += all.length - waiting;
    }
  }

  // Who is signed in, and what the server's clock says: a phone that runs wrong is told, its times are kept as they are.
  async hello() {
    const before = Date.now();
    const told = await this.ask(this.urls.hello);
    if (told.person !== this.person) throw new SignedOut();
    this.csrf = told.csrf;
    await this.store.note("days", told.days);
    this.skew = Math.round((Date.parse(told.now) - (before + Date.now()) / 2) / 1000);
  }

  // which: "day=2026-03-02", or "visit=17" for one of them.
  async carry(which) {
    await this.hello();
    const told = await this.ask(`${this.urls.carry}?${which}&device=${this.device}`);
    await this.store.dropFiled();
    const fresh = { cursor: "", apart: null, theirs: which.startsWith("day=") };
    for (const { entries, ...visit } of told.visits) await this.store.carry({ ...visit, ...fresh }, entries);
    return told.visits.length;
  }

  async words(visit) {
    for (;;) {
      const next = await this.store.offer(visit.id, BATCH);
      const left = await this.store.unsent(visit.id);
      await this.told("words");
      const { cursor, theirs, give } = await this.store.visit(visit.id);
      const told = await this.post(this.urls.sync.replace("/0/", `/${visit.id}/`), {
        device: this.device, skew: this.skew, left: left.entries.length + left.photos.length, cursor: cursor || "", theirs: Boolean(theirs), give: Boolean(give),
        entries: next.map(plain),
      });
      if (told.error) throw new Refused(told.error);
      const taken = new Set(told.accepted);
      const why = new Map(told.refused.map((one) => [one.id, one.why]));
      await this.store.keep(next.filter(({ id }) => taken.has(id) || why.has(id))
        .map((entry) => ({ ...entry, sent: taken.has(entry.id), refused: why.get(entry.id) || "" })));
      const fresh = await this.store.carry({ id: visit.id, cursor: told.cursor }, told.entries);
      const apart = told.why ? { why: told.why, ends: true, over: told.over } : null;
      await this.mark(visit.id, { filed: told.filed, apart, theirs: told.theirs || Boolean(theirs && apart), there: told.there, elsewhere: told.elsewhere });
      if (fresh || (apart && next.length)) this.arrived(visit.id);
      if (next.length < BATCH) return;
    }
  }

  // What a visit that is somebody else's now would get from here: {new, differs}.
  async comparison(id) {
    await this.hello();
    const { entries, photos } = await this.store.unsent(id);
    return this.post(this.urls.sync.replace("/0/", `/${id}/`), { device: this.device, skew: this.skew, left: entries.length + photos.length, cursor: "", ask: true, entries: entries.map(plain) });
  }

  async pictures(visit) {
    const photos = (await this.store.unsent(visit.id)).photos.filter((photo) => !photo.refused);
    for (const photo of photos) {
      await this.told("photos");
      const bytes = await photo.blob.arrayBuffer();
      const about = {
        key: photo.id, name: photo.name, size: bytes.byteLength, sha256: await digest(bytes), original_sha256: photo.original,
        taken_at: photo.taken_at, latitude: photo.latitude, longitude: photo.longitude, give: (await this.store.visit(visit.id)).give ? 1 : null,
      };
      const address = this.urls.photo.replace("/0/", `/${visit.id}/`);
      let told = await this.form(address, about);
      while (!told.error && !told.whole) {
        this.tell({ phase: "photos", percent: Math.floor((100 * told.received) / bytes.byteLength), ...this.left });
        const piece = new Blob([bytes.slice(told.received, told.received + PIECE)]);
        told = await this.form(address, { ...about, offset: told.received, piece });
      }
      // A photo the server will never take stays on the phone with the reason beside it.
      await this.store.change("photos", photo.id, told.error ? { refused: told.error } : { sent: true });
      this.arrived(visit.id);
    }
    if (photos.length) await this.words(visit); // so that the desk knows what is left now
  }

  async file(visit) {
    if (!visit.done || visit.filed || visit.apart) return;
    // What the server will never take keeps no visit from being filed; whether something is missing then, it says.
    const left = await this.store.unsent(visit.id);
    if ([...left.entries, ...left.photos].some((one) => !one.refused)) return;
    const without = left.photos.map(({ id }) => id);
    const { filed, missing } = await this.post(this.urls.file.replace("/0/", `/${visit.id}/`), { without });
    await this.store.change("visits", visit.id, { filed, missing, done: filed });
    if (!filed) await this.carry(`visit=${visit.id}`); // what it lacks may have come up since the phone took it along
    this.arrived(visit.id);
  }

  // What the school photographed of what is looked at again; words and own photos go first.
  async reports(visit) {
    const { pictures = {}, rechecks = [], apart } = visit;
    const wanted = rechecks.flatMap(({ photos }) => photos).filter(({ id }) => !pictures[id]);
    if (visit.filed || apart || !wanted.length) return;
    for (const { id } of wanted) {
      const blob = await this.picture(this.urls.report.replace("/0/", `/${visit.id}/`).replace("/0/", `/${id}/`));
      if (!blob) continue;
      pictures[id] = blob;
      await this.store.change("visits", visit.id, { pictures }).catch(() => {}); // no room: it is seen at the desk
      this.arrived(visit.id);
    }
  }

  async picture(url) {
    try {
      const answer = await fetch(url);
      return answer.ok && !answer.redirected ? await answer.blob() : null;
    } catch {
      throw new Away();
    }
  }

  post(url, body) {
    return this.ask(url, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf }, body: JSON.stringify(body) });
  }

  form(url, fields) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) if (value !== null && value !== undefined) body.set(name, value);
    return this.ask(url, { method: "POST", headers: { "X-CSRFToken": this.csrf }, body });
  }

  async ask(url, options = {}) {
    let answer;
    try {
      answer = await fetch(url, { ...options, cache: "no-store" });
    } catch {
      throw new Away();
    }
    if (answer.redirected || answer.status === 401) throw new SignedOut();
    if (answer.status === 429) throw new Away();
    if (answer.status >= 500) throw new Busy();
    if (answer.status >= 400 && answer.status !== 422) {
      const { why, give } = await answer.json().catch(() => ({}));
      throw new Refused(why, [404, 409].includes(answer.status), Boolean(give));
    }
    try {
      return await answer.json();
    } catch {
      throw new Away(); // the pages of a hotel's network answer 200 to everything
    }
  }
}
