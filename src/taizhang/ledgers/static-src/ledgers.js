// Sending a filing task: narrow and choose units, see what the task costs. Without this the list is plain check boxes.
const form = document.querySelector("form[data-cost]");

function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
}

if (form) {
  const labels = [...form.querySelectorAll(".unit-list label")];
  const boxes = labels.map((label) => label.querySelector("input"));
  const chosen = form.querySelector("[data-chosen]");
  const cost = form.querySelector("[data-cost-line]");
  const minutes = form.querySelector("[name=minutes]");

  const tell = () => {
    const count = boxes.filter((box) => box.checked).length;
    chosen.textContent = fill(chosen.dataset.chosen, { n: count, all: boxes.length });
    const each = minutes ? Number(minutes.value) : 0;
    const hours = Math.round((count * each) / 6) / 10;
    cost.textContent = each && count ? fill(form.dataset.cost, { units: count, minutes: each, hours }) : "";
  };
  form.addEventListener("input", tell);
  form.querySelector("[data-picker]").hidden = false;
  form.querySelector("#pick-search").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const label of labels) label.hidden = !label.dataset.find.includes(wanted);
  });
  for (const button of form.querySelectorAll("[data-pick]")) {
    button.addEventListener("click", () => {
      labels.forEach((label, index) => {
        if (!label.hidden) boxes[index].checked = button.dataset.pick === "all";
      });
      tell();
    });
  }
  tell();
}

// What was copied is noted: the button hands in its form once the words are on the clipboard.
for (const button of document.querySelectorAll("[data-copy-from]")) {
  const words = document.getElementById(button.dataset.copyFrom);
  button.lastChild.textContent = ` ${button.dataset.label}`;
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    button.disabled = true; // pressed twice, noted once
    words.select();
    try {
      await navigator.clipboard.writeText(words.value);
    } catch {
      document.execCommand("copy"); // older kernels, and pages that are not served over https
    }
    button.form.submit();
  });
}

// Common words: pressed, they stand in the text, after what was written already.
for (const group of document.querySelectorAll("[data-phrases]")) {
  const text = document.getElementById(group.dataset.phrases);
  group.hidden = false;
  for (const button of group.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      const words = text.value.trim();
      if (!words.includes(button.textContent)) text.value = words ? `${words}\n${button.textContent}` : button.textContent;
      text.focus();
    });
  }
}
