// Evidence in the table: a file for the cell where the cursor is, or for its row. It is sent at once and waits with the draft.
import { fill } from "./_draft.js";
import { listed, photoLine } from "./_photo_line.js";

export function files({ form, model, view, cell }) {
  const picker = document.getElementById("grid-file");
  const box = document.getElementById("grid-files");
  const list = box.querySelector("ul");
  const say = form.dataset;
  const csrf = form.elements.csrfmiddlewaretoken.value;
  let place = null;

  listed({ list, say, url: say.photo, csrf });
  picker.addEventListener("change", async () => {
    const [file] = picker.files;
    if (!file || !place) return;
    const { id, field } = place;
    box.hidden = false;
    const number = fill(say.sayRow, { n: model.at(id) + 1 });
    const where = `${field ? `${number} · ${view.titles[field]}` : number}：`;
    picker.value = "";
    view.input(id, field || view.fields[0]).focus();
    await photoLine({ list, say, url: say.photo, csrf, row: id, field, file, where });
  });
  function attach(whole) {
    const at = cell();
    if (!at || !at.isConnected) return;
    const { id, field } = view.place(at);
    place = { id, field: whole ? "" : field };
    picker.click();
  }
  return {
    "file-cell": () => attach(false),
    "file-row": () => attach(true),
    onKey: (event) => {
      event.preventDefault();
      attach(event.shiftKey);
    },
  };
}
