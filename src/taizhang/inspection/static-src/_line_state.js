// How a visit stands in the list of those on the phone. What the server would not file says so with the first of its
// reasons: handed over as it is, it is not done.
import { el, fill } from "./_dom.js";

export function lineState({ words, about, isFinished, only }) {
  const kept = only ? words.only_here : isFinished ? words.finished_here : words.handed_over;
  if (about.filed) return tag(words.filed);
  if (about.apart) return tag(`${about.apart.why || words.apart_why} · ${kept}`, true);
  return isUnfiled(about) ? tag(refusal(words, about.missing), true) : tag(kept);
}

export const isUnfiled = ({ filed, apart, done, missing }) => !filed && !apart && !done && Boolean(missing && missing.length);

function refusal(words, [first, ...others]) {
  return `${words.not_filed}${first}${others.length ? ` ${fill(words.and_more, { n: others.length })}` : ""}`;
}

const tag = (state, apart = false) => el("span", { class: `tag${apart ? " apart" : ""}` }, state);
