// A visit that the server does not take from this phone, or that is not its owner's to make any more: why, what of it is
// only here, and how that is not lost. It stays readable until it is taken off by hand.
import { el, fill } from "./_dom.js";
import { recordPage } from "./_record_page.js";

export function apartBox(page) {
  const { words, visit } = page;
  const { about, left } = visit;
  if (!about.apart) return [];
  const open = left.entries + left.photos;
  const takeOff = async () => {
    if (open && !window.confirm(fill(words.take_off_sure, left))) return;
    await page.sender.busy; // a run under way would write it anew
    await page.store.dropVisit(about.id);
    location.hash = "";
  };
  const take = async () => {
    const address = URL.createObjectURL(await recordPage(page));
    el("a", { href: address, download: `${about.unit.title} ${about.date}.html` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    await page.store.change("visits", about.id, { taken: true });
    await visit.refresh();
    page.draw(true);
  };
  const removable = about.apart.ends && (!open || about.taken);
  return [el("section", { class: "two-values apart", "aria-label": words.apart },
    el("p", {}, about.apart.why || words.apart_why), el("p", {}, open ? fill(about.apart.give ? words.apart_give : words.apart_left, left) : words.apart_safe),
    ...(open && about.apart.give ? giveBox(page) : []),
    about.apart.over && !open ? el("a", { class: "big small-text", href: page.sender.urls.over.replace("/0/", `/${about.id}/`) }, words.take_over) : "",
    open ? el("button", { type: "button", class: "big small-text", onclick: take }, words.take_file) : "",
    removable ? el("button", { type: "button", class: "big small-text", onclick: takeOff }, words.take_off) : "")];
}

// To who goes now, after a look at what it would bring: nothing there is overwritten, both versions stay.
function giveBox(page) {
  const { words, visit } = page;
  const { about, left } = visit;
  if (about.give) return [el("p", {}, words.giving)];
  const told = el("div", { role: "status" });
  const give = async () => {
    await page.store.change("visits", about.id, { give: true });
    await visit.refresh();
    page.draw(true);
    page.sender.send();
  };
  const ask = async () => {
    const found = await page.sender.comparison(about.id).catch(() => null);
    if (!found || !found.differs) return told.replaceChildren(words.give_away);
    return told.replaceChildren(
      el("p", {}, fill(words.give_told, { new: found.new, photos: left.photos, n: found.differs.length })), ...found.differs.map((place) => el("p", {}, place)),
      el("button", { type: "button", class: "big chosen", onclick: give }, words.give_sure));
  };
  return [el("button", { type: "button", class: "big small-text", onclick: ask }, words.give), told];
}
