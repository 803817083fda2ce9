// What this browser kept, put back into a filing that was sent back: only into cells that are open. Rows that are gone
// and cells that are locked stay as the filing has them, which is told.
import { fill } from "./_draft.js";

export function restoreOpen({ model, view, say, words }) {
  return (rows) => {
    const set = [];
    let passed = 0;
    for (const { id, v, c } of rows) {
      const row = model.row(id);
      if (!row) {
        passed += Object.keys(v).length;
        continue;
      }
      for (const field of view.fields) {
        const text = v[field] || "";
        if (text === (row.v[field] || "")) continue;
        if (view.locked(id, field)) passed += 1;
        else set.push(model.setting(id, field, text, c.includes(field)));
      }
    }
    model.does({ set: set.filter(Boolean) });
    if (passed) setTimeout(() => say(fill(words, { n: passed })));
    return () => model.undo();
  };
}
