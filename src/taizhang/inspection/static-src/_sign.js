// A signature written on the glass with a finger, a pen or the mouse; handed on as a PNG, and wiped off the glass when
// `done` says that it is kept. Who cannot draw types the name instead: the field beside it says the same.
import { el } from "./_dom.js";

export function signaturePad({ words, done }) {
  const canvas = el("canvas", { class: "sign-pad", width: 640, height: 240, "aria-label": words.sign_here, role: "img" });
  const pen = canvas.getContext("2d");
  let drawn = false;
  let last = null;
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  };
  const keep = () => drawn && canvas.toBlob(async (blob) => (await done(blob)) && clear(), "image/png");
  const clear = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    drawn = false;
  };
  clear();
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = place(event);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const next = place(event);
    pen.lineWidth = 4;
    pen.lineCap = "round";
    pen.strokeStyle = "#000";
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...next);
    pen.stroke();
    last = next;
    drawn = true;
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => (last = null));
  return el("div", { class: "sign" }, canvas,
    el("div", { class: "big-row" },
      el("button", { type: "button", class: "big", onclick: clear }, words.sign_clear),
      el("button", { type: "button", class: "big chosen", onclick: keep }, words.sign_keep)));
}
