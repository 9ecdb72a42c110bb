// Keys and buttons on lists of stories. Everything works without this file, with a page load for each click.
"use strict";

const stories = () => [...document.querySelectorAll("article[data-story]")];

const LETTERS = { KeyJ: "j", KeyK: "k", KeyO: "o", KeyS: "s", KeyR: "r" };

// The story that has the focus, or had it last.
let current = null;

function choose(step) {
  const all = stories();
  if (!all.length) return;
  const at = all.indexOf(current);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  current?.classList.remove("is-current");
  current = all[next];
  current.classList.add("is-current");
  current.querySelector("h3 a").focus({ preventScroll: true });
  current.scrollIntoView({ block: "nearest" });
}

// Send a mark without leaving the page; if that fails, send the form as a browser without scripts does.
async function press(button) {
  const isPressed = button.getAttribute("aria-pressed") === "true";
  const data = new FormData(button.form);
  data.set(button.name, button.value);
  try {
    const answer = await fetch(button.formAction, { method: "POST", body: data, redirect: "manual" });
    if (answer.type !== "opaqueredirect") throw new Error(String(answer.status));
  } catch {
    button.form.requestSubmit(button);
    return;
  }
  button.setAttribute("aria-pressed", String(!isPressed));
  const [mark, unmark] = button.classList.contains("star") ? ["star", "unstar"] : ["read", "unread"];
  button.value = isPressed ? mark : unmark;
  if (mark === "read") button.closest("article").classList.toggle("is-read", !isPressed);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button.star, button.read");
  if (button && button.closest("article[data-story]")) {
    event.preventDefault();
    press(button);
  }
});

document.addEventListener("focusin", (event) => {
  const story = event.target.closest("article[data-story]");
  if (story && story !== current) {
    current?.classList.remove("is-current");
    current = story;
  }
});

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const help = document.getElementById("keys");
  // On a Korean or other layout without Latin letters, the key in the same place counts.
  const key = /^[ -~]$/.test(event.key) ? event.key : LETTERS[event.code];
  if (help?.open && key !== "?") return;
  const actions = {
    j: () => choose(1),
    k: () => choose(-1),
    o: () => current?.querySelector("h3 a").click(),
    s: () => current && press(current.querySelector("button.star")),
    r: () => current && press(current.querySelector("button.read")),
    "?": () => (help?.open ? help.close() : help?.showModal()),
  };
  const action = actions[key];
  if (action) {
    event.preventDefault();
    action();
  }
});
