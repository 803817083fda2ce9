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
  // The list of found figures: Enter or the down arrow goes into it (Enter would save the paragraph), arrows walk along.
  document.addEventListener("keydown", (event) => {
    const found = Array.from(document.querySelectorAll("#figure-results [data-insert]"));
    const inList = found.indexOf(event.target);
    if (event.target.id === "figure-query" && ["Enter", "ArrowDown"].includes(event.key)) {
      event.preventDefault();
      if (found.length) found[0].focus();
    } else if (inList >= 0 && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      const next = found[inList + (event.key === "ArrowDown" ? 1 : -1)];
      (next || document.getElementById("figure-query")).focus();
    }
  });
  // What is written stands in the middle of the screen, its paragraph above it.
  document.addEventListener("htmx:afterSettle", (event) => {
    const field = event.target.matches(".block-below") && event.target.querySelector("[autofocus]");
    if (field) field.scrollIntoView({ block: "center" });
  });
  // "Back without saving" leads to the page that is open already, so it is asked for anew.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-fresh]");
    if (!link || new URL(link.href).pathname !== location.pathname) return;
    event.preventDefault();
    history.replaceState(null, "", link.href);
    location.reload();
  });
  document.addEventListener("keydown", (event) => {
    if (!["j", "k"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const figures = Array.from(document.querySelectorAll(".document a.figure-slot"));
    if (!figures.length) return;
    const here = figures.indexOf(document.activeElement);
    const next = event.key === "j" ? here + 1 : here < 0 ? figures.length - 1 : here - 1;
    const figure = figures[(next + figures.length) % figures.length];
    figure.focus();
    figure.scrollIntoView({ block: "center" });
  });
  startTips();
  startJump();
  startUnsaved();
}

// Nothing typed is lost by a slip: the form says that it isn't saved, one paragraph is written at a time, and leaving
// the page (another form's button too) asks first.
function startUnsaved() {
  const FORMS = "[data-block-form], form[data-keep]";
  const unsaved = () => Array.from(document.querySelectorAll(FORMS)).filter((form) => form.dataset.unsaved);
  let leaving = null; // the form that is being sent, or given up
  const mark = (form, on) => {
    if (on) form.dataset.unsaved = "yes";
    else delete form.dataset.unsaved;
    const note = form.querySelector("[data-unsaved-note]");
    if (note) note.hidden = !on;
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest(FORMS);
    if (form && event.target.type !== "search") mark(form, true);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-insert]")) {
      const form = event.target.closest(FORMS);
      if (form) mark(form, true);
    }
    const given = event.target.closest("a[data-fresh]");
    if (given && given.closest(FORMS)) leaving = given.closest(FORMS);
  }, true);
  document.addEventListener("submit", (event) => (leaving = event.target), true);
  window.addEventListener("beforeunload", (event) => {
    if (unsaved().some((form) => form !== leaving)) event.preventDefault();
    leaving = null;
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const below = event.detail.target;
    if (!below || !below.matches(".block-below")) return;
    const writing = unsaved().find((form) => form.matches("[data-block-form]"));
    if (writing) {
      event.preventDefault();
      writing.scrollIntoView({ block: "center" });
      writing.querySelector("textarea").focus();
      return;
    }
    for (const other of document.querySelectorAll(".block-below")) if (other !== below) other.textContent = "";
  });
}

// The way to what stands in the way floats over the text on a phone; it steps aside where it leads to.
function startJump() {
  const jump = document.querySelector(".findings-jump");
  const findings = document.getElementById("findings-card");
  if (!jump || !findings || !window.IntersectionObserver) return;
  new IntersectionObserver(([entry]) => jump.classList.toggle("arrived", entry.isIntersecting)).observe(findings);
}

// The state of a number in words, on hover and on focus alike: a title shows to the mouse only.
function startTips() {
  const tip = document.createElement("div");
  tip.className = "slot-tip";
  tip.setAttribute("aria-hidden", "true"); // screen readers have the same words as the number's description
  tip.hidden = true;
  document.body.append(tip);
  const hide = () => (tip.hidden = true);
  function show(event) {
    const slot = event.target.closest && event.target.closest(".figure-slot[title], .figure-slot[data-tip], .unbound");
    if (!slot) return hide();
    if (slot.title) {
      slot.dataset.tip = slot.title;
      slot.removeAttribute("title");
    }
    tip.textContent = slot.dataset.tip || "";
    tip.hidden = !tip.textContent;
    const box = slot.getBoundingClientRect();
    const left = Math.min(box.left, window.innerWidth - tip.offsetWidth - 8);
    const above = box.top - tip.offsetHeight - 6;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${above > 8 ? above : box.bottom + 6}px`;
  }
  document.addEventListener("mouseover", show);
  document.addEventListener("focusin", show);
  document.addEventListener("focusout", hide);
  document.addEventListener("scroll", hide, { passive: true, capture: true });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
}
