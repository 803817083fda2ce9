// A list of choices that is too long to scroll gets a field above it that narrows it by words. Without this it is a
// plain select. Options are taken out and put back, since Safari doesn't hide them.
const LONG = 20;

function narrow(select, options, words) {
  const chosen = select.value;
  const kept = options.filter(
    (option) => !option.value || option.value === chosen || option.text.toLowerCase().includes(words),
  );
  select.textContent = "";
  select.append(...kept);
  const found = kept.filter((option) => option.value && option.text.toLowerCase().includes(words));
  // The only one that is left is meant.
  const wanted = words && found.length === 1 ? found[0].value : chosen;
  select.value = wanted;
  if (wanted !== chosen) {
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

export function startLongSelects(root) {
  for (const select of root.querySelectorAll("main form select:not([multiple]):not([data-narrowed])")) {
    const options = [...select.options];
    const grouped = select.querySelector("optgroup");
    if (options.length <= LONG || grouped || select.closest("[data-auto]")) continue;
    select.dataset.narrowed = "";
    const field = document.createElement("input");
    const label = select.labels[0] ? select.labels[0].textContent.trim() : select.getAttribute("aria-label") || "";
    field.type = "search";
    field.className = "form-control mb-1";
    field.placeholder = document.documentElement.dataset.sayNarrow;
    field.setAttribute("aria-label", `${field.placeholder} ${label}`.trim());
    field.addEventListener("input", () => narrow(select, options, field.value.trim().toLowerCase()));
    field.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "Enter") {
        event.preventDefault(); // Enter goes on to the choices, it doesn't send the form
        select.focus();
      }
    });
    select.before(field);
  }
}
