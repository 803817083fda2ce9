// A photo on its way, told in a line of a list: how far it is, that it arrived, and a button to take it off again.
import { fill } from "./_draft.js";
import { sendPhoto } from "./_photo.js";

export async function photoLine({ list, say, url, csrf, row, field, file, where = "" }) {
  const line = document.createElement("li");
  const words = document.createElement("span");
  words.setAttribute("role", "status");
  line.append(words);
  list.append(line);
  const said = (text, percent) => (words.textContent = `${where}${fill(text, { name: file.name, percent })}`);
  const told = await sendPhoto({
    url, csrf, row, field, file,
    progress: (percent) => said(say.saySending, percent),
    broken: (percent) => said(say.sayBroken, percent),
  });
  if (told.error) {
    words.textContent = `${where}${told.error}`;
    return;
  }
  said(say.saySent, 100);
  line.append(" ", dropButton({ line, say, url, csrf, key: told.key }));
}

export function dropButton({ line, say, url, csrf, key }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm btn-link";
  button.textContent = say.sayDrop;
  button.addEventListener("click", async () => {
    const data = new FormData();
    for (const [name, value] of [["csrfmiddlewaretoken", csrf], ["do", "drop"], ["key", key]]) data.set(name, value);
    const answer = await fetch(url, { method: "POST", body: data });
    if (answer.ok && !answer.redirected) line.remove();
  });
  return button;
}
