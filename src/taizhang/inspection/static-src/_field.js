// A field of words, kept with every key.
import { el } from "./_dom.js";

export function field(page, path, title, { needed = false, kind = "textarea" } = {}) {
  const id = `field-${path}`;
  const box = el(kind === "textarea" ? "textarea" : "input", {
    id, rows: kind === "textarea" ? 2 : null, type: kind === "textarea" ? null : kind, min: kind === "number" ? 1 : null, inputmode: kind === "number" ? "numeric" : null, disabled: page.visit.shut, "aria-required": needed ? "true" : null,
    oninput: (event) => page.set(path, event.target.value).then(() => page.count()),
  });
  const whole = el("div", { class: "field" });
  const draw = () => {
    box.value = page.visit.value(path) || "";
    whole.replaceChildren(el("label", { for: id }, title, needed && el("span", { class: "must" }, " ＊")), ...page.twoValues(path, draw), box);
  };
  draw();
  return whole;
}
