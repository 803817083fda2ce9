// The table on the page: rows as the model has them, what is wrong beside the cell, last period's values under it.
import { countWords, fill } from "./_draft.js";
import { isBlank } from "./_grid_model.js";
import { followRefusal } from "./_refusal.js";

export class View {
  constructor(form, model) {
    this.form = form;
    this.model = model;
    this.table = form.querySelector("#grid");
    this.body = this.table.tBodies[0];
    this.fields = Array.from(this.table.tHead.rows[0].cells).slice(1).map((cell) => cell.id.slice(2));
    this.titles = Object.fromEntries(this.fields.map((name) => [name, document.getElementById(`h-${name}`).firstChild.textContent]));
    // How the server drew the cells of a filing that was sent back: locked or marked, and the note that says why.
    this.drawn = new Map(
      Array.from(this.body.querySelectorAll("[data-f][aria-describedby]"), (input) => [
        input.id,
        { locked: input.readOnly, note: input.getAttribute("aria-describedby"), title: input.title },
      ]),
    );
    const [first] = this.body.rows; // a locked table may have none, and takes none
    this.pattern = first && first.cloneNode(true);
    this.problems = [];
    this.shownLast = new Set();
    this.last = read("grid-last");
    this.rowKey = read("grid-key");
  }

  input(id, field) {
    return document.getElementById(`c-${id}-${field}`);
  }

  place(cell) {
    return { id: cell.closest("tr").dataset.row, field: cell.dataset.f };
  }

  locked(id, field) {
    const input = this.input(id, field);
    return !input || input.readOnly;
  }

  // Follow a change of the model.
  follow({ set, add, drop }) {
    for (const [, row] of drop) {
      const line = this.line(row.id);
      if (line) line.remove();
      this.problems = this.problems.filter((item) => item.row !== row.id);
    }
    for (const [index, row] of add) this.body.insertBefore(this.newLine(row), this.body.rows[index] || null);
    for (const [id, field] of set) this.show(id, field);
    if (add.length || drop.length) this.number();
    this.copied();
    if (this.shownLast.size) this.showLast();
  }

  line(id) {
    return this.body.querySelector(`tr[data-row="${id}"]`);
  }

  newLine(row) {
    const line = this.pattern.cloneNode(true);
    line.dataset.row = row.id;
    line.querySelector(".at span").id = `n-${row.id}`;
    line.querySelector("input[name=row]").value = row.id;
    line.querySelectorAll("[name^='was.'], [name=copied], .why, .last").forEach((part) => part.remove());
    line.querySelectorAll("[data-f]").forEach((input) => {
      const field = input.dataset.f;
      input.id = `c-${row.id}-${field}`;
      input.name = `c.${row.id}.${field}`;
      input.setAttribute("aria-labelledby", `n-${row.id} h-${field}`);
      const drawn = this.drawn.get(input.id);
      this.clear(input);
      input.readOnly = Boolean(drawn && drawn.locked);
      input.title = drawn ? drawn.title : "";
      input.value = row.v[field] || "";
      input.parentNode.classList.remove("bad", "warn", "sel");
      input.parentNode.classList.toggle("locked", input.readOnly);
      input.parentNode.classList.toggle("marked", Boolean(drawn && !drawn.locked));
      input.parentNode.classList.toggle("copied", row.c.has(field));
    });
    return line;
  }

  show(id, field) {
    const input = this.input(id, field);
    const row = this.model.row(id);
    if (!input || !row) return;
    input.value = row.v[field] || "";
    input.parentNode.classList.toggle("copied", row.c.has(field));
  }

  number() {
    Array.from(this.body.rows).forEach((line, index) => {
      line.querySelector(".at span").textContent = index + 1;
    });
  }

  copied() {
    const count = this.model.rows.reduce((sum, row) => sum + row.c.size, 0);
    const box = this.form.querySelector(".confirm-copied");
    box.hidden = !count;
    const button = box.querySelector("[data-do=confirm]");
    if (count) button.title = fill(this.form.dataset.sayCopied, { n: count });
  }

  // All that is known of the table; an answer that comes after the page was replaced is not about the new one.
  setProblems(found) {
    if (!this.table.isConnected) return;
    this.problems = found;
    this.drawProblems();
  }

  drawProblems() {
    this.body.querySelectorAll(".why").forEach((words) => words.remove());
    this.body.querySelectorAll("td.bad, td.warn").forEach((cell) => cell.classList.remove("bad", "warn"));
    this.body.querySelectorAll("[aria-describedby]").forEach((input) => this.clear(input));
    for (const item of this.problems) this.markCell(item);
    this.list();
    followRefusal(this.problems, this.form.dataset);
  }

  // Nothing is wrong with it; why it is locked or marked stays.
  clear(input) {
    const drawn = this.drawn.get(input.id);
    if (drawn) input.setAttribute("aria-describedby", drawn.note);
    else input.removeAttribute("aria-describedby");
    input.removeAttribute("aria-invalid");
  }

  markCell({ row, field, level, text }) {
    const input = row && field && this.input(row, field);
    if (!input) return;
    const id = `e-${row}-${field}`;
    let words = document.getElementById(id);
    if (!words) {
      words = document.createElement("small");
      words.id = id;
      words.className = "why";
      input.after(words);
      const drawn = this.drawn.get(input.id);
      input.setAttribute("aria-describedby", drawn ? `${id} ${drawn.note}` : id);
    }
    words.textContent = words.textContent ? `${words.textContent} ${text}` : text;
    input.parentNode.classList.add(level === "error" ? "bad" : "warn");
    if (level === "error") input.setAttribute("aria-invalid", "true");
  }

  list() {
    const box = document.getElementById("grid-problems");
    const order = new Map(this.model.rows.map((row, index) => [row.id, index]));
    const sorted = [...this.problems].sort((a, b) => (order.get(a.row) ?? -1) - (order.get(b.row) ?? -1));
    box.hidden = !sorted.length;
    box.querySelector("h2").textContent = countWords(this.problems, this.form.dataset);
    const narrow = window.matchMedia("(max-width: 640px)").matches;
    const list = box.querySelector("ol");
    list.textContent = ""; // replaceChildren came with Chromium 86
    list.append(
      ...sorted.slice(0, 200).map((item) => {
        const line = document.createElement("li");
        line.className = item.level;
        if (item.row && order.has(item.row)) {
          const link = document.createElement("a");
          link.href = narrow ? `${this.form.dataset.phone}?row=${item.row}` : `#c-${item.row}-${item.field || this.fields[0]}`;
          link.textContent = `${order.get(item.row) + 1} ${this.titles[item.field] || ""}`.trim();
          line.append(link, "  ");
        }
        if (item.level !== "error") line.append(`${this.form.dataset.sayWarning} `);
        line.append(item.text);
        return line;
      }),
    );
  }

  lastOf(row, index) {
    if (!this.rowKey.length) return isBlank(row) ? null : this.last[index];
    const key = (values) => this.rowKey.map((name) => values[name] || "").join("|");
    const own = key(row.v);
    return this.last.find((values) => key(values) === own);
  }

  showLast() {
    this.body.querySelectorAll(".last").forEach((words) => words.remove());
    this.model.rows.forEach((row, index) => {
      const values = this.lastOf(row, index);
      for (const field of values ? this.shownLast : []) {
        const input = this.input(row.id, field);
        const words = document.createElement("small");
        words.className = "last";
        words.textContent = `${this.form.dataset.sayLast} ${values[field] || "—"}`;
        input.parentNode.append(words);
      }
    });
  }
}

export function read(id) {
  return JSON.parse(document.getElementById(id).textContent);
}
