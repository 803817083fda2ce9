// Checks while typing: the rows that changed go to the server, whose checks are those of every way of filing.
import { isBlank } from "./_grid_model.js";

const WAIT = 700;

export class Checks {
  // here(): id of the row in which the cursor stands.
  constructor(form, model, view, here) {
    Object.assign(this, { form, model, view, here });
    this.waiting = new Set();
    this.typedIn = "";
  }

  look({ set, add }) {
    for (const [id] of set) this.waiting.add(id);
    for (const [, row] of add) if (!isBlank(row)) this.waiting.add(row.id);
    clearTimeout(this.timer);
    if (this.waiting.size) this.timer = setTimeout(() => this.ask(), WAIT);
  }

  // The cursor came into a row: the one that it left is no longer being typed.
  entered(id) {
    if (!this.typedIn || this.typedIn === id) return;
    this.waiting.add(this.typedIn);
    this.typedIn = "";
    this.look({ set: [], add: [] });
  }

  async ask() {
    const rows = this.model.asSent().filter((row) => this.waiting.has(row.id));
    const ids = rows.map((row) => row.id);
    this.waiting.clear();
    const data = new FormData();
    data.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    data.set("payload", JSON.stringify({ rows }));
    try {
      const answer = await fetch(this.form.dataset.check, { method: "POST", body: data });
      if (answer.ok && !answer.redirected) this.view.setProblems((await answer.json()).problems.filter((item) => this.isDue(item)), ids);
    } catch {
      ids.forEach((id) => this.waiting.add(id)); // no connection: looked at again after the next change
    }
  }

  // A cell of the row that is being typed is not missing yet; the row is looked at again when the cursor leaves it.
  isDue({ row, field }) {
    if (row !== this.here() || !field || this.view.input(row, field).value) return true;
    this.typedIn = row;
    return false;
  }
}
