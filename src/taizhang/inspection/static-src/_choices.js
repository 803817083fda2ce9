// Big buttons of which one is chosen: one tap keeps it, another takes it back, the keyboard stays where it was.
import { el } from "./_dom.js";

export function choices(page, path, offered, { card, draw }) {
  const { visit } = page;
  const now = visit.value(path);
  return el("div", { class: "big-row", role: "group", "aria-labelledby": `${card}-head` },
    ...offered.map(([value, title], place) => el("button", {
      type: "button", class: `big ${value}${now === value ? " chosen" : ""}`, "aria-pressed": String(now === value), disabled: visit.shut,
      onclick: async () => {
        await page.set(path, visit.value(path) === value ? "" : value);
        page.count();
        draw();
        const group = document.getElementById(card).querySelector(".big-row");
        if (group) group.children[place].focus();
      },
    }, title)));
}
