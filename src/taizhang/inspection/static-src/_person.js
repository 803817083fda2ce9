// Whose visits this phone shows without a network. Written to the disk at once, unlike localStorage, which a phone whose
// battery dies in the first seconds forgets: the visits would be there, and nobody to show them to.
import { openDB } from "idb";

const open = () => openDB("taizhang-visits", 1, { upgrade: (fresh) => fresh.createObjectStore("facts") });

export async function remembered() {
  const db = await open();
  const person = await db.get("facts", "person");
  db.close();
  return person || null;
}

export async function remember(person) {
  const db = await open();
  const work = db.transaction("facts", "readwrite", { durability: "strict" });
  work.store.put(person, "person");
  await work.done.catch(() => {}); // no room: asked again next time
  db.close();
}
