// Straight to a cell: from a link of the lists, or from one wrong or marked cell to the next, round and round.
export function marks({ body, cell }) {
  function show(input) {
    input.scrollIntoView({ block: "center", inline: "center" });
    input.focus({ preventScroll: true });
  }

  function step(back) {
    const all = Array.from(body.querySelectorAll("td.marked [data-f], td.bad [data-f]"));
    const here = cell();
    const there = (side) => (here && here.isConnected ? all.filter((one) => here.compareDocumentPosition(one) & side) : []);
    const to = back ? there(Node.DOCUMENT_POSITION_PRECEDING).pop() || all[all.length - 1] : there(Node.DOCUMENT_POSITION_FOLLOWING)[0] || all[0];
    if (to) show(to);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "F9" || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    step(event.shiftKey);
  });
  document.addEventListener("click", (event) => {
    const to = event.target.closest("#wrong a, #grid-problems a, .came-back a");
    const input = to && document.getElementById(to.getAttribute("href").slice(1));
    if (!input) return;
    event.preventDefault();
    show(input);
  });
  return { "next-marked": () => step(false) };
}
