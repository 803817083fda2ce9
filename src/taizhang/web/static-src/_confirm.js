// A dangerous action is asked for by name. The markup is a <details data-confirm> that works by itself; here its content
// moves into a modal dialog, whose first focus is on "cancel".
export function startConfirmations() {
  document.addEventListener("click", (event) => {
    const summary = event.target.closest("details[data-confirm] > summary");
    if (!summary || !window.HTMLDialogElement) return;
    event.preventDefault();
    const details = summary.parentElement;
    const sheet = details.querySelector(".confirm-sheet");
    const dialog = document.createElement("dialog");
    dialog.className = "ask";
    dialog.setAttribute("aria-label", details.dataset.confirm);
    dialog.append(sheet);
    document.body.append(dialog);
    const cancel = sheet.querySelector("[data-cancel]");
    cancel.hidden = false;
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      details.append(sheet);
      cancel.hidden = true;
      dialog.remove();
      summary.focus();
    });
    dialog.showModal();
    cancel.focus();
  });
}
