// What was said when the filing was refused keeps to what is wrong now: its number, and its links to cells.
import { countWords, fill } from "./_draft.js";

export function followRefusal(problems, say) {
  const box = document.getElementById("wrong");
  if (!box) return;
  if (!problems.length) {
    box.remove();
    return;
  }
  const wrong = new Set(problems.map(({ row, field }) => `#c-${row}-${field}`));
  box.querySelectorAll("li").forEach((line) => {
    if (!wrong.has(line.querySelector("a").hash)) line.remove();
  });
  const words = fill(say.sayRefused, { counts: countWords(problems, say) });
  const place = box.querySelector("strong");
  if (place.textContent === words) return;
  box.removeAttribute("role"); // not read out again at every change
  place.textContent = words;
}
