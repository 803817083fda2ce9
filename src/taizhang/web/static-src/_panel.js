// The side panel (a sheet from below on a phone). Any link with data-panel opens in it; without JavaScript the same link
// opens as a page. <dialog> keeps the focus inside and gives it back; arrow keys walk along the links of the document.
const PANEL = "panel";

export function startPanel(htmx) {
  const panel = document.getElementById(PANEL);
  if (!panel || !panel.showModal) return;
  const body = panel.querySelector(".panel-body");
  const trail = [];
  let opener = null;
  let passed = Boolean(history.state && history.state.panel); // the panel's entry stands, the panel does not
  let address = location.href;

  const stops = () =>
    Array.from(document.querySelectorAll("main a[data-panel]")).filter((link) => !panel.contains(link));

  function show(href, keep) {
    if (keep) trail.push(href);
    panel.querySelector("[data-panel-back]").hidden = trail.length < 2;
    body.setAttribute("aria-busy", "true");
    htmx
      .ajax("GET", href, { target: body, swap: "innerHTML", source: body })
      .then(() => {
        body.removeAttribute("aria-busy");
        body.scrollTop = panel.scrollTop = 0;
        const heading = body.querySelector("h1, h2");
        if (heading) panel.setAttribute("aria-label", heading.textContent.trim());
      });
    document.body.classList.add("panel-open");
    if (panel.open) return;
    // An entry of its own, so that "back" on a phone closes the panel and not the document. It outlives the panel (taking
    // it back would race with the next press) and is walked past.
    if (!ofPanel()) history.pushState({ panel: true }, "");
    panel.showModal();
  }

  const ofPanel = () => Boolean(history.state && history.state.panel);
  window.addEventListener("popstate", () => {
    const moved = address !== location.href; // to another place of this page, which is no way back
    address = location.href;
    if (moved) passed = false;
    if (moved || ofPanel()) return;
    if (panel.open && trail.length > 1) {
      history.pushState({ panel: true }, "");
      back();
    } else if (panel.open) panel.close();
    else if (passed) history.back();
    passed = false;
  });

  function back() {
    trail.pop();
    show(trail[trail.length - 1], false);
  }

  function openFrom(link) {
    if (opener) opener.removeAttribute("aria-current");
    opener = link;
    opener.setAttribute("aria-current", "true");
    opener.scrollIntoView({ block: "nearest" });
    trail.length = 0;
    const walk = stops().length > 1;
    panel.querySelectorAll("[data-panel-step]").forEach((button) => (button.hidden = !walk));
    show(link.href, true);
  }

  function step(by) {
    const links = stops();
    const at = links.indexOf(opener);
    if (at >= 0 && links.length > 1) openFrom(links[(at + by + links.length) % links.length]);
  }

  // An address that names a figure (a number of the .docx, a link that somebody sent) opens it at once. Whoever comes
  // back from the figure's own page has read it, and only finds the place again.
  function openAddressed() {
    const link = /^#figure-\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
    if (!link || !link.matches("a[data-panel]")) return;
    if (document.referrer === link.href) link.focus();
    else openFrom(link);
  }
  window.addEventListener("hashchange", openAddressed);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (panel.contains(link)) show(link.href, true);
    else openFrom(link);
  });
  panel.addEventListener("click", (event) => {
    if (event.target === panel || event.target.closest("[data-panel-close]")) panel.close();
    const stepper = event.target.closest("[data-panel-step]");
    if (stepper) step(Number(stepper.dataset.panelStep));
    if (event.target.closest("[data-panel-back]") && trail.length > 1) back();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select")) return;
    if (event.key === "ArrowRight") step(1);
    if (event.key === "ArrowLeft") step(-1);
  });
  panel.addEventListener("close", () => {
    document.body.classList.remove("panel-open");
    passed = ofPanel();
    if (opener) {
      opener.removeAttribute("aria-current");
      opener.focus();
    }
    opener = null;
    body.textContent = "";
  });
  // Not before the browser has gone to the place itself, which takes the focus out of a panel that is open by then.
  if (document.readyState === "complete") openAddressed();
  else window.addEventListener("load", () => setTimeout(openAddressed));
}
