// One row a screen: kept while typing like the grid, photos made small and sent piece by piece. Without this the page is
// a plain form.
import { Keeper, countWords, fill } from "./_draft.js";
import { listed, photoLine } from "./_photo_line.js";
import { followRefusal } from "./_refusal.js";

const form = document.getElementById("phone-form");
if (form) start();

function start() {
  const row = form.dataset.row;
  const path = new URL(form.getAttribute("action"), location.href).pathname;
  const cells = Array.from(form.querySelectorAll("[name^='c.']"));
  const served = Object.fromEntries(cells.map((cell) => [cell.name, cell.value]));
  // A new row keeps its name when the page is opened again.
  if (row) history.replaceState(null, "", `?row=${row}`);

  const keeper = new Keeper(form, {
    url: path,
    place: `${path}#${row}`,
    body: (marks) => {
      const data = new FormData(form);
      for (const [name, value] of Object.entries(marks)) data.set(name, value);
      data.set("answer", "json");
      dropPhotos(data);
      return data;
    },
    snapshot: () => Object.fromEntries(cells.map((cell) => [cell.name, cell.value])),
    restore: (kept) => {
      write(kept);
      return () => write(served);
    },
    answered: (told) => showProblems(told.problems),
  });

  // Photos go by themselves, piece by piece.
  function dropPhotos(data) {
    for (const name of new Set(data.keys())) if (/^photo(\.|$)/.test(name)) data.delete(name);
  }

  function write(values) {
    for (const cell of cells) {
      if (cell.readOnly || !(cell.name in values)) continue;
      if (cell.tagName === "SELECT" && values[cell.name] && !Array.from(cell.options).some((one) => one.value === values[cell.name])) cell.add(new Option(values[cell.name]));
      cell.value = values[cell.name];
    }
  }

  function unmark(box) {
    box.classList.remove("bad", "warn");
    box.querySelector(".why").textContent = "";
    box.querySelector("[name^='c.']").removeAttribute("aria-invalid");
  }

  function showProblems(problems) {
    const rest = [];
    form.querySelectorAll("[data-cell]").forEach(unmark);
    listProblems(problems);
    followRefusal(problems, form.dataset);
    for (const { row: own, field, level, text } of problems) {
      if (own !== row) continue;
      const box = field && form.querySelector(`[data-cell="${field}"]`);
      if (!box) {
        rest.push(text);
        continue;
      }
      const words = box.querySelector(".why");
      words.textContent = words.textContent ? `${words.textContent} ${text}` : text;
      box.classList.add(level === "error" ? "bad" : "warn");
      if (level === "error") box.querySelector("[name^='c.']").setAttribute("aria-invalid", "true");
    }
    document.getElementById("row-problems").textContent = rest.join(" ");
  }

  // All that keeps the filing from going, whichever row it is in.
  function listProblems(problems) {
    const box = document.getElementById("phone-problems");
    box.hidden = !problems.length;
    box.querySelector("h2").textContent = countWords(problems, form.dataset);
    const list = box.querySelector("ol");
    list.textContent = "";
    for (const item of problems) {
      const line = document.createElement("li");
      line.className = item.level;
      if (item.number) {
        const link = document.createElement("a");
        link.href = `?row=${item.row}${item.field ? `#c-${item.row}-${item.field}` : ""}`;
        link.textContent = [fill(form.dataset.sayRow, { n: item.number }), item.title].filter(Boolean).join(" · ");
        line.append(link, " ");
      }
      if (item.level !== "error") line.append(`${form.dataset.sayWarning} `);
      line.append(item.text);
      list.append(line);
    }
  }

  // What the server said of a cell no longer holds once something else stands there: it is said anew with its answer.
  function forgetProblem(cell) {
    const box = cell.closest("[data-cell]");
    unmark(box);
    document.querySelectorAll("#phone-problems a").forEach((link) => {
      if (link.hash === `#c-${row}-${box.dataset.cell}`) link.closest("li").remove();
    });
  }

  form.addEventListener("input", (event) => {
    if (!event.target.name.startsWith("c.")) return;
    forgetProblem(event.target);
    keeper.touch();
  });
  form.addEventListener("submit", (event) => keeper.submitting(event));
  form.addEventListener("formdata", (event) => {
    if (event.formData.get("answer")) return;
    event.formData.set("client", keeper.client);
    event.formData.set("sequence", ++keeper.sequence);
    event.formData.set("revision", keeper.revision);
    dropPhotos(event.formData);
  });

  const csrf = form.elements.csrfmiddlewaretoken.value;
  form.querySelectorAll("[data-photos]").forEach((list) => listed({ list, say: form.dataset, url: form.dataset.photo, csrf }));
  form.querySelectorAll("[data-photo]").forEach((picker) =>
    picker.addEventListener("change", async () => {
      const [file] = picker.files;
      if (!file) return;
      const field = picker.dataset.photo;
      const list = form.querySelector(`[data-photos="${field}"]`);
      await photoLine({ list, say: form.dataset, url: form.dataset.photo, csrf, row, field, file });
      picker.value = "";
    }),
  );

  // Who looks at the other one gives up what stands here: it is not brought back beside it.
  for (const link of document.querySelectorAll("[data-theirs]")) {
    link.addEventListener("click", () => {
      keeper.forget();
      keeper.done = true;
    });
  }
  document.querySelectorAll("[data-plain]").forEach((plain) => (plain.hidden = true));
  keeper.start();
  const first = document.getElementById("wrong");
  if (first) (form.querySelector("[aria-invalid]") || first).focus();
  lookForOthers();

  // Another row of this filing that was typed when the power went.
  function lookForOthers() {
    const head = keeper.key.split("#")[0];
    for (let index = 0; index < localStorage.length; index += 1) {
      const key = localStorage.key(index);
      if (!key.startsWith(`${head}#`) || key === keeper.key) continue;
      const kept = JSON.parse(localStorage.getItem(key));
      const { client, sequence, filed } = form.dataset;
      if (kept.token === filed || (kept.client === client && kept.sequence <= Number(sequence))) localStorage.removeItem(key);
      else keeper.tell(fill(form.dataset.sayRestored, { at: new Date(kept.at).toTimeString().slice(0, 8) }), [[form.dataset.sayOpen, () => location.assign(`?row=${key.split("#")[1]}`)]]);
    }
  }
}
