// How wrong a clock is, in the largest unit of which it is two: nobody counts 3,636,397 minutes.
import { fill } from "./_dom.js";

export function offWords(seconds, words) {
  const minutes = Math.round(Math.abs(seconds) / 60);
  if (minutes < 120) return fill(words.minutes, { n: minutes });
  return minutes < 2880 ? fill(words.hours, { n: Math.round(minutes / 60) }) : fill(words.days, { n: Math.round(minutes / 1440) });
}
