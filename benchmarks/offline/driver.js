// In the page of the phone: does what a finger does, and reads what the phone has kept.
(() => {
  const open = (name) => new Promise((done, failed) => {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const rows = (db, store) => new Promise((done, failed) => {
    const asked = db.transaction(store).objectStore(store).getAll();
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const held = async (stores) => {
    const all = await indexedDB.databases();
    const db = await open(all.find(({ name }) => name.startsWith("taizhang-visits-")).name);
    try {
      return await Promise.all(stores.map((store) => rows(db, store)));
    } finally {
      db.close();
    }
  };
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const pick = (list, at) => list[at % list.length];
  const visit = () => Number(location.hash.slice(1));
  const standing = (entries, path) => {
    const mine = entries.filter((entry) => entry.visit === visit() && entry.path === path);
    const gone = new Set(mine.flatMap(({ supersedes }) => supersedes));
    return mine.filter(({ id }) => !gone.has(id)).map(({ value }) => value);
  };
  const full = () => {
    const note = document.getElementById("phone-note");
    return !note.hidden && note.textContent.includes("空间已满");
  };
  const type = (box, value) => {
    box.focus();
    box.value = value;
    box.dispatchEvent(new Event(box.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
  };
  const cards = () => Array.from(document.querySelectorAll('main .card[id^="item/"]'));
  const acts = {
    answer: (at, number) => {
      const card = pick(cards(), at);
      const path = `${card.id}/answer`;
      const box = card.querySelector(".typed");
      if (box && number % 4) {
        const value = box.tagName === "SELECT" ? pick(Array.from(box.options).slice(1), number).value : String(number);
        type(box, value);
        return { path, value };
      }
      const buttons = card.querySelectorAll(".big-row > .pass, .big-row > .fail, .big-row > .not_applicable");
      if (!buttons.length) return null;
      const button = pick(buttons, number);
      const chosen = button.getAttribute("aria-pressed") === "true"; // tapped again it is taken back
      button.click();
      return { path, value: chosen ? "" : ["pass", "fail", "not_applicable"].find((one) => button.classList.contains(one)) };
    },
    write: (at, number) => {
      const box = pick(document.querySelectorAll('main textarea[id^="field-"], main input[type=text][id^="field-"]'), at);
      const value = `写的话 ${number} ${"很长的一句。".repeat(number % 12)}`;
      type(box, value);
      return { path: box.id.slice(6), value };
    },
    difficulty: (_at, number) => {
      const add = Array.from(document.querySelectorAll("main .card button")).find((one) => one.textContent === "再记一条困难");
      add.click();
      const box = add.previousSibling.lastChild.querySelector("textarea");
      type(box, `困难 ${number}`);
      return { path: box.id.slice(6), value: `困难 ${number}` };
    },
    station: (at) => {
      const button = pick(document.querySelectorAll("main .station > .big"), at);
      const value = button.getAttribute("aria-pressed") === "true" ? "seen" : "absent";
      const tally = button.parentNode.querySelector(".tally");
      const path = tally.dataset.tally;
      if (value === "absent" && !tally.textContent.startsWith("0 ")) return null; // asks first, and takes the answers back
      button.click();
      return { path, value };
    },
  };
  window.finger = {
    act: (what, at, number) => acts[what](at, number),
    // "kept", "full" (said so on the screen) or "silent": nothing was kept and nothing was said.
    kept: async (path, value) => {
      for (let turn = 0; turn < 200; turn += 1) {
        const [entries] = await held(["entries"]);
        if (standing(entries, path).some((one) => one === value)) return "kept";
        if (full()) return "full";
        await new Promise((done) => setTimeout(done, 25));
      }
      return "silent";
    },
    photoKept: async (original, of) => {
      for (let turn = 0; turn < 400; turn += 1) {
        const [entries, photos] = await held(["entries", "photos"]);
        const photo = photos.find((one) => one.original === original);
        if (photo && entries.some((entry) => entry.path === `photo/${photo.id}` && entry.value === of)) return "kept";
        if (full()) return "full";
        await new Promise((done) => setTimeout(done, 25));
      }
      return "silent";
    },
    pickers: () => Array.from(document.querySelectorAll("main input[type=file]"), (one) => (one.closest('.card[id^="item/"]') || { id: "visit" }).id),
    everything: async () => {
      const [entries, photos] = await held(["entries", "photos"]);
      const hashed = [];
      for (const { id, visit: of, blob, original } of photos) {
        hashed.push({ id, visit: of, original, sha256: hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer())) });
      }
      return { entries: entries.map(({ id, visit: of, path, value, supersedes, refused }) => ({ id, visit: of, path, value, supersedes, refused })), photos: hashed };
    },
  };
})();
