// Makes plain pages quick: htmx, the trace panel, confirmations, menus, charts on demand. Every page reads and every form
// posts without any of this.
import htmx from "htmx.org";
import { startPanel } from "./_panel.js";
import { startConfirmations } from "./_confirm.js";
import { startKept } from "./_kept.js";
import { startLongSelects } from "./_long_select.js";
import { startSummaries } from "./_summary.js";

window.htmx = htmx;
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.historyCacheSize = 0;
// A form with mistakes answers 422 and is shown; other errors leave the page as it is and are told in words.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

const page = document.documentElement;

function tell(text) {
  const box = document.getElementById("messages");
  if (!box) return;
  const note = document.createElement("div");
  note.className = "note note-error";
  note.setAttribute("role", "alert");
  note.textContent = text;
  box.textContent = "";
  box.append(note);
  note.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("meta[name=csrf-token]");
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.content;
});
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if (xhr.getResponseHeader("X-Refused") === "expired") tell(page.dataset.sayExpired);
  else tell(xhr.status === 403 ? page.dataset.sayForbidden : page.dataset.sayFailed);
});
document.addEventListener("htmx:sendError", () => tell(page.dataset.sayOffline));

// A form that comes back with mistakes begins at the first of them.
const mistake = document.querySelector("main form p.text-danger[role=alert]");
if (mistake && document.activeElement === document.body) {
  const field = mistake.parentElement.querySelector("input:not([type=hidden]), select, textarea");
  if (field) field.focus();
}

// Menus are <details>; one is open at a time, Escape and a press elsewhere close it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open], details.drop[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open], details.drop[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
  if (event.key === "/" && !event.target.closest("input, textarea, select, [contenteditable]")) {
    const search = document.getElementById("site-search");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  }
});

// Charts are heavy: their code is fetched only where a figure asks for one.
let charts;
function drawCharts(root) {
  if (!root.querySelector || !root.querySelector("figure[data-chart]")) return;
  if (!charts) {
    charts = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = page.dataset.chartsSrc;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }
  charts.then(() => window.taizhangCharts.draw(root));
}

// A select in a filter form applies at once; the button stays for those without JavaScript.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form && event.target.matches("select, input[type=date]")) form.requestSubmit ? form.requestSubmit() : form.submit();
});

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-pick-all]");
  if (!all) return;
  document.querySelectorAll(`input[name=selected][form="${all.dataset.pickAll}"]`).forEach((box) => (box.checked = all.checked));
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button || !navigator.clipboard) return;
  navigator.clipboard.writeText(button.dataset.copy).then(() => {
    button.setAttribute("data-copied", "");
    button.textContent = page.dataset.sayCopied;
  });
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// A wide table scrolls in its own frame; without a pointer that needs the focus.
function letScroll(root) {
  if (!root.querySelectorAll) return;
  root.querySelectorAll(".table-responsive:not([tabindex])").forEach((frame) => {
    if (frame.scrollWidth <= frame.clientWidth) return;
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    const caption = frame.querySelector("caption");
    frame.setAttribute("aria-label", caption ? caption.textContent.trim() : page.dataset.sayTable);
  });
}

function start() {
  startPanel(htmx);
  startConfirmations();
  startSummaries();
  startKept();
  drawCharts(document);
  letScroll(document);
  startLongSelects(document);
}
document.addEventListener("htmx:afterSettle", (event) => {
  drawCharts(event.target);
  letScroll(event.target);
  startLongSelects(event.target);
});
window.addEventListener("resize", () => letScroll(document));
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
