// Files dropped anywhere on a form with an input for files go into that input; while they are checked the form says so.
for (const form of document.querySelectorAll("form[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  const holds = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => {
      if (!holds(event)) return;
      event.preventDefault();
      form.classList.add("is-over");
    });
  }
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("is-over");
  });
  form.addEventListener("drop", (event) => {
    form.classList.remove("is-over");
    if (!holds(event) || !event.dataTransfer.files.length) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    form.querySelector("button").click();
  });
  form.addEventListener("submit", () => {
    form.querySelector("[data-said]").textContent = form.dataset.busy.replace("{n}", input.files.length);
    form.setAttribute("aria-busy", "true");
  });
}
