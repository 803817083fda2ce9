// Blocks of cells as WPS and Excel put them on the clipboard: tab-separated with quotes, or a table in HTML.
export function parseTsv(text) {
  const rows = [[]];
  const clean = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  let at = 0;
  for (;;) {
    let cell = null;
    if (clean[at] === '"') {
      // "two ""quoted"" words" may hold tabs and line breaks; a quote that is never closed is only a character.
      const match = /"((?:[^"]|"")*)"(?=[\t\n]|$)/y;
      match.lastIndex = at;
      const found = match.exec(clean);
      if (found) {
        cell = found[1].replace(/""/g, '"');
        at = match.lastIndex;
      }
    }
    if (cell === null) {
      const end = clean.slice(at).search(/[\t\n]/);
      cell = end < 0 ? clean.slice(at) : clean.slice(at, at + end);
      at += cell.length;
    }
    rows[rows.length - 1].push(cell);
    if (at >= clean.length) return rows;
    if (clean[at] === "\n") rows.push([]);
    at += 1;
  }
}

export function parseHtml(html) {
  const page = new DOMParser().parseFromString(html, "text/html"); // runs no script, loads nothing
  const table = page.querySelector("table");
  if (!table) return null;
  for (const line of table.querySelectorAll("br")) line.replaceWith("\n");
  return Array.from(table.rows, (row) => {
    const cells = [];
    for (const cell of row.cells) {
      cells.push(cell.textContent.replace(/[ \t]*\n[ \t]*/g, "\n").trim());
      for (let span = 1; span < Math.min(cell.colSpan, 100); span += 1) cells.push("");
    }
    return cells;
  });
}

export function blockFrom(clipboard) {
  const text = clipboard.getData("text/plain");
  if (text) return parseTsv(text);
  const html = clipboard.getData("text/html");
  return html ? parseHtml(html) : null;
}

// What pasting a block at a cell changes, as one step that can be taken back. passed: locked cells left as they are.
// lost: columns beyond the right edge, without those that are empty; first: the first text in them.
export function pasting(rows, { top, left, model, view, blank }) {
  const need = Math.max(top + rows.length - model.rows.length, 0);
  const add = Array.from({ length: need }, (_none, index) => [model.rows.length + index, blank()]);
  const targets = [...model.rows, ...add.map(([, row]) => row)];
  const set = [];
  const beyond = new Set();
  let passed = 0;
  let first = "";
  rows.forEach((line, down) => {
    line.forEach((text, right) => {
      const field = view.fields[left + right];
      const row = targets[top + down];
      if (!field) {
        if (text.trim()) beyond.add(right);
        first = first || text.trim();
      } else if (down + top < model.rows.length && view.locked(row.id, field)) passed += 1;
      else if ((row.v[field] || "") !== text || row.c.has(field)) set.push([row.id, field, row.v[field] || "", text, row.c.has(field), false]);
    });
  });
  const columns = Math.min(Math.max(...rows.map((line) => line.length)), view.fields.length - left);
  return { change: { set, add }, columns, passed, lost: beyond.size, first: first.slice(0, 12) };
}

const quoted = (cell) => (/[\t\n"]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);
export const toTsv = (rows) => rows.map((row) => row.map(quoted).join("\t")).join("\r\n");
