// A photo on its way, told in a line of a list: how far it is, that it arrived, and a button to take it off again.
import { fill } from "./_draft.js";
import { sendPhoto } from "./_photo.js";

export async function photoLine({ list, say, url, csrf, row, field, file, where = "" }) {
  const line = document.createElement("li");
  const words = document.createElement("span");
  words.setAttribute("role", "status");
  line.append(words);
  line.dataset.sending = "";
  list.append(line);
  const said = (text, percent) => (words.textContent = `${where}${fill(text, { name: file.name, percent })}`);
  const told = await sendPhoto({
    url, csrf, row, field, file,
    begun: (key) => {
      line.dataset.key = key;
      document.querySelectorAll(`li[data-key="${key}"]`).forEach((other) => other !== line && other.remove());
    },
    progress: (percent) => said(say.saySending, percent),
    broken: (percent) => said(say.sayBroken, percent),
  });
  delete line.dataset.sending;
  list.dispatchEvent(new Event("taizhang:photo-done", { bubbles: true }));
  if (told.error) {
    words.textContent = `${where}${file.name}：${told.error}`; // nothing of it is kept: the line goes with a press
    line.append(" ", button(say, () => line.remove()));
    return;
  }
  said(say.saySent, 100);
  line.append(" ", dropButton({ line, say, url, csrf, key: told.key }));
}

// Those that the server listed when the page opened, whole or broken off, can be taken off like new ones.
export function listed({ list, say, url, csrf }) {
  list.querySelectorAll("[data-key]").forEach((line) => line.append(" ", dropButton({ line, say, url, csrf, key: line.dataset.key })));
}

function dropButton({ line, say, url, csrf, key }) {
  return button(say, async () => {
    const data = new FormData();
    for (const [name, value] of [["csrfmiddlewaretoken", csrf], ["do", "drop"], ["key", key]]) data.set(name, value);
    const answer = await fetch(url, { method: "POST", body: data });
    if (answer.ok && !answer.redirected) line.remove();
  });
}

function button(say, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-sm btn-link";
  made.textContent = say.sayDrop;
  made.addEventListener("click", act);
  return made;
}
