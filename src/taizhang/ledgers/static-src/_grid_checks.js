// Checks while typing: the table goes to the server, whose checks are those of every way of filing, at all stages at
// once. What they tell is what filing the table would tell, also what needs all rows.
import { isBlank } from "./_grid_model.js";

const WAIT = 700;

export class Checks {
  // here(): id of the row in which the cursor stands.
  constructor(form, model, view, here) {
    Object.assign(this, { form, model, view, here });
    this.typedIn = "";
  }

  look({ set, add, drop }) {
    if (!set.length && ![...add, ...drop].some(([, row]) => !isBlank(row))) return;
    this.later();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  // The cursor came into a row: the one that it left is no longer being typed.
  entered(id) {
    if (!this.typedIn || this.typedIn === id) return;
    this.typedIn = "";
    this.later();
  }

  async ask() {
    const rows = this.model.asSent().filter((row) => !isBlank(row));
    const data = new FormData();
    data.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    data.set("payload", JSON.stringify({ rows }));
    try {
      const answer = await fetch(this.form.dataset.check, { method: "POST", body: data });
      if (answer.ok && !answer.redirected) this.view.setProblems((await answer.json()).problems.filter((item) => this.isDue(item)));
    } catch {
      // No connection: looked at again after the next change.
    }
  }

  // A cell of the row that is being typed is not missing yet; the row is looked at again when the cursor leaves it.
  isDue({ row, field }) {
    if (row !== this.here() || !field || this.view.input(row, field).value) return true;
    this.typedIn = row;
    return false;
  }
}
