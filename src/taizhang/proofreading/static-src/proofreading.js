// The keyboard's way through the findings: j or n to the next contradiction, k or p back. Links do the same without.
const marks = () => Array.from(document.querySelectorAll('.check-mark[data-verdict="contradiction"]'));

document.addEventListener("keydown", (event) => {
  if (!["j", "n", "k", "p"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
  const all = marks();
  if (!all.length) return;
  const here = all.indexOf(document.activeElement);
  const next = ["j", "n"].includes(event.key) ? here + 1 : here < 0 ? all.length - 1 : here - 1;
  const mark = all[(next + all.length) % all.length];
  mark.focus();
  mark.scrollIntoView({ block: "center" });
  show(mark);
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches(".check-mark")) show(event.target);
});

// The finding beside its mark comes into view and is marked as the current one.
function show(mark) {
  for (const other of document.querySelectorAll(".check-finding[aria-current]")) other.removeAttribute("aria-current");
  const finding = document.getElementById(mark.hash.slice(1));
  if (!finding) return;
  const folded = finding.closest("details");
  if (folded) folded.open = true;
  finding.setAttribute("aria-current", "true");
  finding.scrollIntoView({ block: "nearest" });
}
