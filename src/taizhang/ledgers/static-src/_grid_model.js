// The rows of the grid and what was done to them, so that every step can be taken back. Knows nothing of the page.
// A row: {id, v: {field: text}, c: Set of fields copied and not confirmed}. A change: {set: [[row, field, from, to, copied
// before, copied after]], add: [[index, row]], drop: [[index, row]]}; drops are done from below, adds from above.
export class Model {
  constructor(rows, onChange) {
    this.rows = rows;
    this.onChange = onChange;
    this.past = [];
    this.future = [];
  }

  row(id) {
    return this.rows.find((row) => row.id === id);
  }

  at(id) {
    return this.rows.findIndex((row) => row.id === id);
  }

  setting(id, field, to, copied = false) {
    const row = this.row(id);
    const from = row.v[field] || "";
    const was = row.c.has(field);
    return from === to && was === copied ? null : [id, field, from, to, was, copied];
  }

  does(change) {
    const whole = { set: [], add: [], drop: [], ...change };
    if (!whole.set.length && !whole.add.length && !whole.drop.length) return;
    this.past.push(whole);
    this.future = [];
    this.apply(whole);
  }

  apply({ set, add, drop }) {
    for (const [, row] of [...drop].reverse()) this.rows.splice(this.at(row.id), 1);
    for (const [index, row] of add) this.rows.splice(index, 0, row);
    const byId = new Map(this.rows.map((row) => [row.id, row]));
    for (const [id, field, , to, , copied] of set) {
      const row = byId.get(id);
      if (!row) continue;
      if (to) row.v[field] = to;
      else delete row.v[field];
      if (copied) row.c.add(field);
      else row.c.delete(field);
    }
    this.onChange({ set, add, drop });
  }

  undo() {
    const change = this.past.pop();
    if (!change) return false;
    this.future.push(change);
    const back = change.set.map(([id, field, from, to, was, is]) => [id, field, to, from, is, was]);
    const { add, drop } = change;
    // Cells of rows that go are set back first, so that the rows come again as they were.
    if (back.length) this.apply({ set: back, add: [], drop: [] });
    if (add.length || drop.length) this.apply({ set: [], add: drop, drop: add });
    return true;
  }

  redo() {
    const change = this.future.pop();
    if (!change) return false;
    this.past.push(change);
    this.apply(change);
    return true;
  }

  asSent() {
    return this.rows.map((row) => ({ id: row.id, v: row.v, c: [...row.c] }));
  }
}

export const isBlank = (row) => !Object.values(row.v).some((text) => text.trim());
