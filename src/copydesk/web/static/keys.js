// Keys for those who like them. The site needs none of this: what a key does, a link on the page does too.
"use strict";

(() => {
  const typing = (node) => node.closest("input, textarea, select, [contenteditable]") !== null;
  const step = (nodes, by) => {
    const all = [...nodes].filter((node) => node.offsetParent !== null || node.getClientRects().length);
    if (!all.length) return;
    const at = all.findIndex((node) => node === document.activeElement || node.contains(document.activeElement));
    const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by))];
    const target = next.matches("a[href]") ? next : next.querySelector("a[href]") || next;
    if (target === next && !next.matches("a[href]")) next.tabIndex = -1;
    target.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
  };
  const turn = (by) => {
    const copies = [...document.querySelectorAll(".picker a.siglum")];
    const at = copies.findIndex((node) => node.hasAttribute("aria-current"));
    const next = copies[at + by];
    if (at >= 0 && next) location.assign(next.href);
  };
  // The field stands on every page, so that what is typed right after the key never goes to a page on its way.
  const field = document.getElementById("q");
  const bar = field.closest(".quick");
  let before = document.body;
  const look = () => {
    if (bar && bar.hidden) {
      before = document.activeElement;
      bar.hidden = false;
    }
    field.focus({ preventScroll: true });
    field.select();
  };
  if (bar) {
    bar.addEventListener("focusout", (event) => { bar.hidden = !bar.contains(event.relatedTarget); });
    bar.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      before.focus({ preventScroll: true });
      bar.hidden = true;
    });
  }
  const changes = ".as-found ins, .as-found del, .as-found .moved, .as-found .not-story, " +
    ".pairs .found ins, .pairs .found del, .pairs .found .moved, .pairs .found .not-story, .text a.note";
  const keys = {
    j: () => step(document.querySelectorAll("[data-item]"), 1),
    k: () => step(document.querySelectorAll("[data-item]"), -1),
    n: () => step(document.querySelectorAll(changes), 1),
    p: () => step(document.querySelectorAll(changes), -1),
    ArrowLeft: () => turn(-1),
    ArrowRight: () => turn(1),
    "/": look,
    "?": () => location.assign("/about#keys"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const act = Object.hasOwn(keys, event.key) ? keys[event.key] : null;
    if (!act) return;
    if (!event.key.startsWith("Arrow")) event.preventDefault();
    act();
  });
  for (const hint of document.querySelectorAll("[data-keys-hint]")) hint.hidden = false;
})();
