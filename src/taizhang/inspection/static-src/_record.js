// A visit's record is a set of entries that only grows: {id, path, value, supersedes, at, device}. What no other entry
// supersedes stands; two that stand at one path are a conflict, shown to both. The server reads it by the same rule
// (taizhang.engine.entries), so the order in which entries arrive never matters.

export function standing(entries) {
  const all = Array.from(entries);
  const gone = new Set(all.flatMap((entry) => entry.supersedes.map((id) => `${entry.path} ${id}`))); // at its own path only
  const paths = new Map();
  for (const entry of all) {
    if (gone.has(`${entry.path} ${entry.id}`)) continue;
    if (!paths.has(entry.path)) paths.set(entry.path, []);
    paths.get(entry.path).push(entry);
  }
  return paths;
}

export class Record {
  constructor(entries) {
    this.entries = new Map(entries.map((entry) => [entry.id, entry]));
    this.read();
  }

  read() {
    this.paths = standing(this.entries.values());
  }

  at(path) {
    return this.paths.get(path) || [];
  }

  // The value told when there is one; of a conflict the first by id, the same on every device.
  value(path) {
    const found = this.at(path).slice().sort((one, other) => (one.id < other.id ? -1 : 1));
    return found.length ? found[0].value : null;
  }

  // Paths at which people wrote different things and nobody has chosen yet.
  conflicts() {
    const differ = ([, found]) => new Set(found.map((entry) => JSON.stringify(entry.value))).size > 1;
    return Array.from(this.paths).filter(differ).map(([path]) => path);
  }

  // Names below a path's head that still hold a value: "finding/" -> ids of findings.
  under(head) {
    const names = new Set();
    for (const [path, found] of this.paths) {
      if (path.startsWith(head) && found.some((entry) => entry.value !== null && entry.value !== "")) names.add(path.slice(head.length).split("/")[0]);
    }
    return Array.from(names);
  }
}
