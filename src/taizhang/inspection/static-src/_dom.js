// Elements made in one line, and words with their gaps filled. Texts are always text nodes: nothing typed can run.
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== false && child !== undefined));
  return made;
}

export const fill = (words, gaps) => words.replace(/\{(\w+)\}/g, (whole, name) => (name in gaps ? gaps[name] : whole));

export function clock(at) {
  const moment = new Date(at);
  const two = (number) => String(number).padStart(2, "0");
  return `${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

export const stops = (card) => Array.from(card.querySelectorAll("button, input, textarea, select, a"));
