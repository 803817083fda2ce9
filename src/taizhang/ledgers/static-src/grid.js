// Filing in a table: moves like a spreadsheet, pastes blocks, takes back every step, checks while typing. Without this
// the same page is a plain form. Cells are plain inputs, so that input methods, screen readers and drop-downs just work.
import { Keeper, fill } from "./_draft.js";
import { Checks } from "./_grid_checks.js";
import { files } from "./_grid_files.js";
import { marks } from "./_grid_marks.js";
import { Model, isBlank } from "./_grid_model.js";
import { blockFrom, pasting, toTsv } from "./_grid_paste.js";
import { restoreOpen } from "./_grid_restore.js";
import { tabRun } from "./_grid_tabs.js";
import { View, read } from "./_grid_view.js";

const form = document.getElementById("grid-form");
const narrow = window.matchMedia("(max-width: 640px)").matches;
if (form && narrow && !location.search.includes("view=grid") && !document.querySelector("#wrong, #moved")) location.replace(form.dataset.phone);
else if (form) start();

function start() {
  let view;
  let keeper;
  const most = Number(form.dataset.max);
  const fixed = "locked" in form.dataset;
  const newId = () => `n${Math.random().toString(16).slice(2, 12)}`;
  const blank = () => ({ id: newId(), v: {}, c: new Set() });
  const lines = Array.from(form.querySelectorAll("#grid tbody tr"));
  const model = new Model(lines.map(fromLine), (change) => {
    view.follow(change);
    keeper.touch();
    buttons();
    checks.look(change);
  });
  view = new View(form, model);
  keeper = new Keeper(form, {
    url: form.dataset.draft,
    place: new URL(form.getAttribute("action"), location.href).pathname,
    body: payload,
    snapshot: () => withTyped(model.asSent()),
    restore: fixed ? restoreOpen({ model, view, say: (text) => say(text), words: form.dataset.sayLocked }) : bringBack,
  });
  const checks = new Checks(form, model, view, () => (cell && cell === document.activeElement ? view.place(cell).id : ""));
  let editing = false; // arrows move in the text, not among cells
  let cell = null; // where the cursor is
  let anchor = null; // where a selection began
  let dragging = false;
  const run = tabRun();

  function fromLine(line) {
    const row = { id: line.dataset.row, v: {}, c: new Set() };
    for (const input of line.querySelectorAll("[data-f]")) {
      if (input.defaultValue) row.v[input.dataset.f] = input.defaultValue;
      if (input.parentNode.classList.contains("copied")) row.c.add(input.dataset.f);
      input.value = input.defaultValue;
    }
    return row;
  }

  // What stands in the cell that is being typed in counts as well.
  function withTyped(rows) {
    if (!cell) return rows;
    const { id, field } = view.place(cell);
    return rows.map((row) => {
      if (row.id !== id || (row.v[field] || "") === cell.value) return row;
      return { ...row, v: { ...row.v, [field]: cell.value }, c: row.c.filter((name) => name !== field) };
    });
  }

  function payload(marks) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const rows = withTyped(model.asSent()).filter((row) => row.id[0] === "r" || Object.keys(row.v).length);
    data.set("payload", JSON.stringify({ ...marks, rows }));
    return data;
  }

  function bringBack(rows) {
    const now = rows.map((row) => ({ id: row.id, v: row.v, c: new Set(row.c) }));
    while (now.length < model.rows.length) now.push(blank());
    model.does({ drop: model.rows.map((row, index) => [index, row]), add: now.map((row, index) => [index, row]) });
    return () => model.undo();
  }

  // ---- cells
  function commit() {
    if (!cell || !cell.isConnected) return;
    const { id, field } = view.place(cell);
    const row = model.row(id);
    editing = false;
    if (!row || (row.v[field] || "") === cell.value) return;
    const step = model.setting(id, field, cell.value);
    if (step) model.does({ set: [step] });
  }

  function where(input) {
    const { id, field } = view.place(input);
    return [model.at(id), view.fields.indexOf(field)];
  }

  function go(row, column) {
    if (row >= model.rows.length && !fixed) addRows(1);
    const line = model.rows[Math.max(0, Math.min(row, model.rows.length - 1))];
    const field = view.fields[Math.max(0, Math.min(column, view.fields.length - 1))];
    const input = view.input(line.id, field);
    anchor = null;
    input.focus();
    clearSelection();
    return input;
  }

  function move(down, right) {
    const [row, column] = where(cell);
    commit();
    go(row + down, column + right);
  }

  function addRows(count, at = model.rows.length) {
    const room = Math.min(count, most - model.rows.length);
    if (room < count) say(fill(form.dataset.sayFull, { max: most }));
    if (room > 0) model.does({ add: Array.from({ length: room }, (_none, index) => [at + index, blank()]) });
    return room === count;
  }

  const say = (text) => keeper.tell(text, []);

  // ---- selection of a block
  function block() {
    const [row, column] = where(cell);
    const [fromRow, fromColumn] = anchor && anchor.isConnected ? where(anchor) : [row, column];
    return { top: Math.min(row, fromRow), bottom: Math.max(row, fromRow), left: Math.min(column, fromColumn), right: Math.max(column, fromColumn) };
  }

  function cellsOf({ top, bottom, left, right }) {
    return model.rows.slice(top, bottom + 1).map((row) => view.fields.slice(left, right + 1).map((field) => [row, field]));
  }

  function clearSelection() {
    view.body.querySelectorAll("td.sel").forEach((one) => one.classList.remove("sel"));
  }

  function drawSelection() {
    clearSelection();
    const area = block();
    if (area.top === area.bottom && area.left === area.right) return;
    for (const line of cellsOf(area)) for (const [row, field] of line) view.input(row.id, field).parentNode.classList.add("sel");
  }

  const selected = () => Boolean(anchor && anchor !== cell);

  function extend(down, right) {
    const [row, column] = where(cell);
    const from = anchor || cell;
    const line = model.rows[Math.max(0, Math.min(row + down, model.rows.length - 1))];
    const to = view.input(line.id, view.fields[Math.max(0, Math.min(column + right, view.fields.length - 1))]);
    to.focus();
    anchor = from;
    drawSelection();
  }

  function empty() {
    const steps = [];
    for (const line of cellsOf(block())) {
      for (const [row, field] of line) if (!view.locked(row.id, field)) steps.push(model.setting(row.id, field, ""));
    }
    model.does({ set: steps.filter(Boolean) });
  }

  function paste(rows) {
    const [top, left] = where(cell);
    const need = top + rows.length - model.rows.length;
    if (top + rows.length > most || (need > 0 && fixed)) return say(fill(form.dataset.sayFull, { max: fixed ? model.rows.length : most }));
    const done = pasting(rows, { top, left, model, view, blank });
    model.does(done.change);
    const { sayPasted, saySide, sayLocked } = form.dataset;
    const words = [fill(sayPasted, { rows: rows.length, columns: done.columns })];
    if (done.lost) words.push(fill(saySide, { n: done.lost, first: done.first }));
    if (done.passed) words.push(fill(sayLocked, { n: done.passed }));
    say(words.join(" "));
  }

  function step(back) {
    if (cell && cell.isConnected && editing) {
      const { id, field } = view.place(cell);
      const kept = model.row(id).v[field] || "";
      editing = false;
      if (cell.value !== kept) {
        cell.value = kept;
        cell.select();
        return;
      }
    }
    if (back) model.undo();
    else model.redo();
    if (cell && !cell.isConnected) go(0, 0);
  }

  function buttons() {
    form.querySelector("[data-do=undo]").disabled = !model.past.length;
    form.querySelector("[data-do=redo]").disabled = !model.future.length;
  }

  // ---- what a person does
  const arrows = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  function onKey(event) {
    if (!cell || event.target !== cell || event.isComposing || event.keyCode === 229) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const done = () => event.preventDefault();
    if (ctrl && !event.altKey && /^[zy]$/i.test(event.key)) {
      done();
      return step(event.key.toLowerCase() === "z" && !event.shiftKey);
    }
    if (event.key === "Enter") {
      if (event.altKey && cell.tagName === "TEXTAREA") {
        done();
        cell.setRangeText("\n", cell.selectionStart, cell.selectionEnd, "end");
        return cell.dispatchEvent(new Event("input", { bubbles: true }));
      }
      done();
      return event.shiftKey ? move(-1, 0) : move(1, run.enter(...where(cell)));
    }
    if (event.key === "Tab") run.tab(...where(cell), event.shiftKey);
    if (event.key === "Tab" && !event.shiftKey) {
      const [row, column] = where(cell);
      if (row === model.rows.length - 1 && column === view.fields.length - 1 && !fixed && !isBlankLine(row)) {
        done();
        commit();
        go(row + 1, 0);
      }
      return undefined;
    }
    if (event.key === "Escape") return leave(done);
    if (event.key === "F2") {
      done();
      editing = true;
      return cell.setSelectionRange(cell.value.length, cell.value.length);
    }
    if (event.key === "F8") return attach.onKey(event);
    if (event.key === "Delete" && !editing) {
      done();
      return empty();
    }
    if (event.key in arrows && !event.altKey && !ctrl) return onArrow(event, done);
    return undefined;
  }

  const isBlankLine = (row) => isBlank(model.rows[row]) && !cell.value;

  function leave(done) {
    done();
    const { id, field } = view.place(cell);
    if (editing) {
      cell.value = model.row(id).v[field] || "";
      editing = false;
      cell.select();
    } else if (selected()) {
      anchor = null;
      clearSelection();
    } else {
      form.querySelector("[value=hand-in]").focus();
    }
  }

  function onArrow(event, done) {
    const [down, right] = arrows[event.key];
    if (event.shiftKey && !editing) {
      done();
      return extend(down, right);
    }
    const inText = editing && (right || cell.list || cell.tagName === "TEXTAREA");
    if (event.shiftKey || inText) return undefined;
    done();
    return move(down, right);
  }

  view.body.addEventListener("keydown", onKey);
  view.body.addEventListener("focusin", (event) => {
    if (!event.target.dataset.f) return;
    if (cell && cell !== event.target) commit();
    cell = event.target;
    editing = false;
    run.arrived(event.relatedTarget);
    checks.entered(view.place(cell).id);
    if (!dragging) {
      anchor = null;
      clearSelection();
    }
    cell.select();
  });
  view.body.addEventListener("focusout", commit);
  view.body.addEventListener("input", (event) => {
    if (event.target !== cell) return;
    editing = true;
    keeper.touch();
  });
  view.body.addEventListener("mousedown", (event) => {
    const input = event.target.closest("td") && event.target.closest("td").querySelector("[data-f]");
    if (!input || event.button) return;
    if (input === document.activeElement) {
      if (!editing && event.detail < 2) event.preventDefault(); // stays selected as a whole: two clicks go into its text
      else editing = true;
      return;
    }
    event.preventDefault();
    if (event.shiftKey && cell) {
      const from = anchor || cell;
      input.focus();
      anchor = from;
      return drawSelection();
    }
    input.focus();
    anchor = input;
    dragging = true;
  });
  view.body.addEventListener("mouseover", (event) => {
    const input = dragging && event.target.closest("td") && event.target.closest("td").querySelector("[data-f]");
    if (!input || input === cell) return;
    input.focus();
    drawSelection();
  });
  document.addEventListener("mouseup", () => (dragging = false));
  view.body.addEventListener("paste", (event) => {
    const rows = blockFrom(event.clipboardData);
    if (!rows || (editing && rows.length === 1 && rows[0].length === 1)) return;
    event.preventDefault();
    if (editing) commit();
    paste(rows);
  });
  for (const kind of ["copy", "cut"]) {
    view.body.addEventListener(kind, (event) => {
      if (editing || !selected()) return;
      event.preventDefault();
      event.clipboardData.setData("text/plain", toTsv(cellsOf(block()).map((line) => line.map(([row, field]) => row.v[field] || ""))));
      if (kind === "cut") empty();
    });
  }

  const attach = files({ form, model, view, cell: () => cell });
  const acts = {
    ...attach,
    ...marks({ body: view.body, cell: () => cell }),
    undo: () => step(true),
    redo: () => step(false),
    insert: () => addRows(1, cell && cell.isConnected ? where(cell)[0] : model.rows.length),
    delete: () => {
      if (!cell || !cell.isConnected) return;
      const { top, bottom, left } = block();
      commit();
      const drop = model.rows.slice(top, bottom + 1).map((row, index) => [top + index, row]);
      const left_over = drop.length === model.rows.length ? [[0, blank()]] : [];
      model.does({ drop, add: left_over });
      view.drawProblems();
      go(Math.min(top, model.rows.length - 1), left);
    },
    confirm: () => confirmRows(model.rows),
    "confirm-row": () => cell && cell.isConnected && confirmRows([model.row(view.place(cell).id)]),
  };
  function confirmRows(rows) {
    const set = rows.flatMap((row) => [...row.c].map((field) => model.setting(row.id, field, row.v[field] || "")));
    model.does({ set: set.filter(Boolean) });
  }
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) acts[button.dataset.do]();
  });
  form.addEventListener("change", (event) => {
    const { last } = event.target.dataset;
    if (!last) return;
    if (event.target.checked) view.shownLast.add(last);
    else view.shownLast.delete(last);
    view.showLast();
  });
  // The form goes out with the rows as one value; a page of inputs has more names than a server should count.
  form.addEventListener("submit", (event) => {
    commit();
    keeper.submitting(event);
  });
  form.addEventListener("formdata", (event) => {
    const names = new Set(event.formData.keys());
    for (const name of names) if (/^(c\.|was\.|row$|copied$)/.test(name)) event.formData.delete(name);
    event.formData.set("payload", keeper.marked().get("payload"));
  });

  document.querySelectorAll("[data-tools]").forEach((tool) => (tool.hidden = false));
  document.querySelectorAll("[data-plain]").forEach((plain) => (plain.hidden = true));
  view.copied();
  view.setProblems(read("grid-errors"));
  keeper.start();
  const first = document.getElementById("wrong") || view.body.querySelector("td:not(.locked) [data-f]");
  if (first && !narrow) (first.querySelector("a") || first).focus({ preventScroll: first.id !== "wrong" });
}
