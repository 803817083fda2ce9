// Other phones that carry the visit and may hold something that is nowhere else: told on its page, and asked about
// before it is filed.
import { clock, el, fill } from "./_dom.js";

const told = ({ words, visit }) => (visit.about.elsewhere || []).map(({ who, left, at }) => fill(left === null ? words.elsewhere_unknown : words.elsewhere_left, { who, n: left, at: clock(at) }));

export function elsewhereBox(page) {
  const lines = page.visit.shut ? [] : told(page);
  return lines.length ? [el("div", { class: "two-values", role: "note" }, ...lines.map((line) => el("p", {}, line)))] : [];
}

export function filedAllTheSame(page) {
  const lines = told(page);
  return !lines.length || window.confirm([...lines, page.words.elsewhere_sure].join("\n"));
}
