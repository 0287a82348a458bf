// What lies over the chat: menus, toasts, dialogs.

import { $, element } from "./dom.js";

const TOAST_MS = 4000;
let toastTimer = 0;

export function toast(text) {
  const box = $("#toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { box.hidden = true; }, TOAST_MS);
}

// Runs something that may fail, and says so when it does.
export async function trying(action) {
  try {
    return await action();
  } catch (problem) {
    toast(problem.message || "Something went wrong");
    return undefined;
  }
}

// Shows a menu at an element; entries are { label, hint?, onclick }.
export function menu(anchor, entries) {
  const box = $("#menu");
  box.replaceChildren(...entries.map((entry) => element(
    "button",
    { type: "button", role: "menuitem", onclick: () => { closeMenu(); entry.onclick(); } },
    element("span", {}, entry.label),
    entry.hint ? element("small", {}, entry.hint) : null,
  )));
  box.hidden = false;
  place(box, anchor.getBoundingClientRect());
  box.returnTo = anchor;
  box.firstElementChild?.focus({ preventScroll: true });
}

export function closeMenu() {
  const box = $("#menu");
  if (box.hidden) return;
  box.hidden = true;
  box.returnTo?.focus({ preventScroll: true });
}

function place(box, at) {
  const gap = 6;
  const left = Math.min(at.left, innerWidth - box.offsetWidth - gap);
  const below = at.bottom + gap + box.offsetHeight < innerHeight;
  const top = below ? at.bottom + gap : at.top - gap - box.offsetHeight;
  box.style.left = `${Math.max(gap, left)}px`;
  box.style.top = `${Math.max(gap, top)}px`;
}

document.addEventListener("pointerdown", (event) => {
  if (!$("#menu").contains(event.target)) closeMenu();
});

document.addEventListener("keydown", (event) => {
  const box = $("#menu");
  if (box.hidden) return;
  const entries = [...box.children];
  const at = entries.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") closeMenu();
  else if (step) entries[(at + step + entries.length) % entries.length].focus();
  else return;
  event.preventDefault();
});

// Shows a dialog with these children; resolves when it is closed.
export function dialog(label, ...children) {
  const box = element("dialog", { "aria-label": label }, ...children);
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
  document.body.append(box);
  box.showModal();
  return new Promise((resolve) => {
    box.addEventListener("close", () => { box.remove(); resolve(); });
  });
}

export const closeDialog = () => $("dialog[open]")?.close();

export function alertBox(text) {
  return dialog(
    "The bot says",
    element("p", { class: "alert" }, text),
    element("div", { class: "row" }, element("button", { class: "wide", onclick: closeDialog }, "OK")),
  );
}

export function enlarge(url, caption) {
  const picture = element("img", { src: url, alt: caption || "Photo", class: "enlarged", onclick: closeDialog });
  const close = element("button", { class: "wide", onclick: closeDialog }, "Close");
  return dialog("Photo", picture, element("div", { class: "row" }, close));
}

// Asks for a name; resolves with { first_name, last_name } or null.
export async function askName(title) {
  let answer = null;
  const input = element("input", {
    id: "new-name", required: true, maxlength: 100, placeholder: "First and last name", "aria-label": "Name",
  });
  const submit = (event) => {
    event.preventDefault();
    const [first_name, ...rest] = input.value.trim().split(/\s+/);
    if (!first_name) return;
    answer = { first_name, last_name: rest.join(" ") };
    closeDialog();
  };
  const buttons = element(
    "div", { class: "row" },
    element("button", { type: "button", class: "quiet", onclick: closeDialog }, "Cancel"),
    element("button", { type: "submit", class: "wide" }, "Come in"),
  );
  await dialog(title, element("form", { onsubmit: submit }, element("h3", {}, title), input, buttons));
  return answer;
}
