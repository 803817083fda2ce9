// The summary as a document: j and k go from figure to figure, and a found figure is put where the cursor was. All of it
// is comfort: the links and the forms work without.
export function startSummaries() {
  let target = null;
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-figure-target]")) target = event.target;
  });
  document.addEventListener("click", (event) => {
    const insert = event.target.closest("[data-insert]");
    if (!insert) return;
    const field = target && target.isConnected ? target : document.querySelector("[data-figure-target]");
    if (!field) return;
    field.setRangeText(insert.dataset.insert, field.selectionStart, field.selectionEnd, "end");
    field.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (!["j", "k"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const figures = Array.from(document.querySelectorAll(".document .figure-slot"));
    if (!figures.length) return;
    const here = figures.indexOf(document.activeElement);
    const next = event.key === "j" ? here + 1 : here < 0 ? figures.length - 1 : here - 1;
    const figure = figures[(next + figures.length) % figures.length];
    figure.focus();
    figure.scrollIntoView({ block: "center" });
  });
}
