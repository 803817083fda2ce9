// A list of choices that is too long to scroll gets a field above it that narrows it by words. Without this it is a
// plain select, or check boxes. Options are taken out and put back, since Safari doesn't hide them.
const LONG = 20;

// By its words, and by its code: what a list offers is often known by that. A bare number is no code but an id.
function fits(text, code, words) {
  return text.toLowerCase().includes(words) || (/[a-z]/i.test(code) && code.toLowerCase().includes(words));
}

// parts: options, and groups with their options.
function narrowSelect(select, parts, words) {
  const chosen = select.value;
  const found = [];
  select.textContent = "";
  for (const { group, options } of parts) {
    const kept = options.filter((option) => !option.value || option.value === chosen || fits(option.text, option.value, words));
    found.push(...kept.filter((option) => option.value && fits(option.text, option.value, words)));
    if (!group) select.append(...kept);
    else if (kept.length) {
      group.textContent = "";
      group.append(...kept);
      select.append(group);
    }
  }
  // The only one that is left is meant.
  const wanted = words && found.length === 1 ? found[0].value : chosen;
  select.value = wanted;
  if (wanted !== chosen) {
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function searchField(label, narrow, next) {
  const field = document.createElement("input");
  field.type = "search";
  field.className = "form-control mb-1";
  field.placeholder = document.documentElement.dataset.sayNarrow;
  field.setAttribute("aria-label", `${field.placeholder} ${label}`.trim());
  field.addEventListener("input", () => narrow(field.value.trim().toLowerCase()));
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault(); // Enter goes on to the choices, it doesn't send the form
      next().focus();
    }
  });
  return field;
}

function startSelect(select) {
  const parts = [...select.children].map((part) =>
    part.tagName === "OPTGROUP" ? { group: part, options: [...part.children] } : { group: null, options: [part] },
  );
  const label = select.labels[0] ? select.labels[0].textContent.trim() : select.getAttribute("aria-label") || "";
  select.before(searchField(label, (words) => narrowSelect(select, parts, words), () => select));
}

// Boxes: what is ticked stays in sight whatever the words, and is counted.
function startBoxes(fieldset) {
  const list = fieldset.querySelector(".unit-list");
  const labels = [...list.querySelectorAll("label")];
  const count = fieldset.querySelector("[data-chosen]");
  const isOn = (label) => label.querySelector("input").checked;
  const tell = () => {
    const ticked = labels.filter(isOn).length;
    count.textContent = ticked ? count.dataset.chosen.replace("{n}", ticked) : "";
  };
  list.addEventListener("change", tell);
  tell();
  if (labels.length <= LONG) return;
  const narrow = (words) => labels.forEach((label) => (label.hidden = !isOn(label) && !fits(label.textContent, label.querySelector("input").value, words)));
  const first = () => list.querySelector("label:not([hidden]) input") || list;
  list.before(searchField(list.dataset.label, narrow, first));
}

export function startLongSelects(root) {
  for (const select of root.querySelectorAll("main form select:not([multiple]):not([data-narrowed])")) {
    if (select.options.length <= LONG || select.closest("[data-auto]")) continue;
    select.dataset.narrowed = "";
    startSelect(select);
  }
  for (const fieldset of root.querySelectorAll("fieldset[data-many]:not([data-narrowed])")) {
    fieldset.dataset.narrowed = "";
    startBoxes(fieldset);
  }
}
