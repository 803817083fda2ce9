// What a phone holds: visits taken along, entries, photos. One database a person, so that a phone passed on shows nothing
// of another's day; what was not handed over stays there until that person signs in again.
import { openDB } from "idb";

const STORES = {
  visits: { keyPath: "id" },
  entries: { keyPath: "id" },
  photos: { keyPath: "id" },
  facts: {},
};

export async function openStore(person) {
  const db = await openDB(`taizhang-visits-${person}`, 1, {
    upgrade(fresh) {
      for (const [name, options] of Object.entries(STORES)) {
        const store = fresh.createObjectStore(name, options);
        if (name === "entries" || name === "photos") store.createIndex("visit", "visit");
      }
    },
  });
  return new Store(db);
}

class Store {
  constructor(db) {
    this.db = db;
  }

  visits() {
    return this.db.getAll("visits");
  }

  visit(id) {
    return this.db.get("visits", id);
  }

  entries(visit) {
    return this.db.getAllFromIndex("entries", "visit", visit);
  }

  photos(visit) {
    return this.db.getAllFromIndex("photos", "visit", visit);
  }

  async unsent(visit) {
    const [entries, photos] = await Promise.all([this.entries(visit), this.photos(visit)]);
    return { entries: entries.filter((entry) => !entry.sent), photos: photos.filter((photo) => !photo.sent) };
  }

  // An entry and the photo that it names are written together or not at all.
  async keep(entries, photos = []) {
    const work = this.db.transaction(["entries", "photos"], "readwrite", { durability: "strict" });
    for (const entry of entries) work.objectStore("entries").put(entry);
    for (const photo of photos) work.objectStore("photos").put(photo);
    await work.done;
  }

  // Writes an entry over that never left the phone; false when it has been offered to the server meanwhile.
  async amend(entry) {
    const work = this.db.transaction("entries", "readwrite", { durability: "strict" });
    const kept = await work.store.get(entry.id);
    const free = Boolean(kept) && !kept.offered && !kept.sent;
    if (free) work.store.put(entry);
    await work.done;
    return free;
  }

  // Entries to be sent next. From here on a change makes a new entry: these may reach the server though its answer is lost.
  async offer(visit, most) {
    const work = this.db.transaction("entries", "readwrite", { durability: "strict" }); // or a dead battery forgets it
    const found = await work.store.index("visit").getAll(visit);
    const next = found.filter((entry) => !entry.sent && !entry.refused).slice(0, most).map((entry) => ({ ...entry, offered: true }));
    for (const entry of next) work.store.put(entry);
    await work.done;
    return next;
  }

  // What the server holds; what the phone noted of the visit beside it stays. An entry of this phone whose answer was lost
  // is known to have arrived by it. Returns how many entries were new here.
  async carry(visit, entries) {
    const work = this.db.transaction(["visits", "entries"], "readwrite");
    let fresh = 0;
    work.objectStore("visits").put({ ...(await work.objectStore("visits").get(visit.id)), ...visit });
    for (const entry of entries) {
      if (!(await work.objectStore("entries").get(entry.id))) fresh += 1;
      work.objectStore("entries").put({ ...entry, visit: visit.id, offered: true, sent: true });
    }
    await work.done;
    return fresh;
  }

  async change(store, id, fields) {
    const work = this.db.transaction(store, "readwrite");
    const found = await work.store.get(id);
    if (found) work.store.put({ ...found, ...fields });
    await work.done;
  }

  drop(store, id) {
    return this.db.delete(store, id);
  }

  async dropVisit(id) {
    const work = this.db.transaction(["visits", "entries", "photos"], "readwrite");
    work.objectStore("visits").delete(id);
    for (const name of ["entries", "photos"]) {
      for (const key of await work.objectStore(name).index("visit").getAllKeys(id)) work.objectStore(name).delete(key);
    }
    await work.done;
  }

  // Filed visits leave the phone with their contacts; only what is on the server whole may.
  async dropFiled() {
    for (const { id, filed } of await this.visits()) {
      const left = await this.unsent(id);
      if (filed && !left.entries.length && !left.photos.length) await this.dropVisit(id);
    }
  }

  fact(name) {
    return this.db.get("facts", name);
  }

  note(name, value) {
    return this.db.put("facts", value, name);
  }
}
