// Keys for reading, and the line that says that newer changes came. Every page works without it.
"use strict";

const steps = () => [...document.querySelectorAll("[data-step], .comparison .row:not(.same), .comparison .field")]
  .filter((one) => one.getClientRects().length);
let at = -1;

function step(by) {
  const all = steps();
  if (!all.length) return;
  document.querySelector(".here")?.classList.remove("here");
  at = Math.min(all.length - 1, Math.max(0, at + by));
  const here = all[at];
  here.classList.add("here");
  here.scrollIntoView({ block: "center" });
  const target = here.querySelector("a") || here;
  if (target === here) here.tabIndex = -1;
  target.focus({ preventScroll: true });
}

function follow(key) {
  document.querySelector(`[data-key="${key}"]`)?.click();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  ArrowLeft: () => follow("left"),
  ArrowRight: () => follow("right"),
  i: () => follow("i"),
  s: () => follow("s"),
  "/": () => document.getElementById("quick")?.focus(),
  "?": () => { location.href = "/keys"; },
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (localStorage.getItem("keys") === "off") return;
  if (event.ctrlKey || event.metaKey || event.altKey || typing || !KEYS[event.key]) return;
  if (event.key.startsWith("Arrow") && event.target.closest(".scroll")) return;
  event.preventDefault();
  KEYS[event.key]();
});

const off = document.getElementById("keys-off");
if (off) {
  off.checked = localStorage.getItem("keys") === "off";
  off.addEventListener("change", () => localStorage.setItem("keys", off.checked ? "off" : "on"));
}

const fresh = document.getElementById("fresh");
if (fresh) {
  const watch = new URL(fresh.dataset.watch, location.href);
  watch.searchParams.set("after", fresh.dataset.newest);
  setInterval(async () => {
    if (document.hidden) return;
    const answer = await fetch(watch).catch(() => null);
    if (answer?.status !== 200) return;
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = (await answer.text()).trim();
    fresh.replaceChildren(link);
    fresh.hidden = false;
  }, 15000);
}
