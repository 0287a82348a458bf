// Letting Telegram fail, to see what the bot makes of it.

import * as api from "./api.js";
import { $, element } from "./dom.js";
import { closeDialog, dialog, trying } from "./overlays.js";

const KINDS = [
  ["429", "Too many requests (429)"], ["500", "Server error (500)"], ["502", "Bad gateway (502)"],
  ["dropped", "Connections that end too soon"], ["slow", "Slow answers"],
];
const SECONDS = 3; // how slow, and what a 429 asks to wait
const OFTEN = [["1", "every call"], ["0.5", "every other call"], ["0.1", "one call in ten"]];

// Asks how Telegram is to fail, and lets it.
export function failing() {
  const kind = choice("How", KINDS);
  const often = choice("How often", OFTEN);
  const fail = (event) => {
    event.preventDefault();
    closeDialog();
    trying(() => api.fail({ kind: kind.value, probability: often.value, seconds: SECONDS }));
  };
  return dialog("Let Telegram fail", element(
    "form", { onsubmit: fail },
    element("h3", {}, "Let Telegram fail"),
    element("p", {}, "What the bot asks of it goes wrong, until it is told to work again."),
    kind,
    often,
    element(
      "div", { class: "row" },
      element("button", { type: "button", class: "quiet", onclick: closeDialog }, "Cancel"),
      element("button", { type: "submit", class: "wide" }, "Let it fail"),
    ),
  ));
}

// Says over the page what goes wrong, with a button that ends it.
export async function showTrouble() {
  const { faults } = await api.faults();
  const names = new Map(KINDS);
  $("#trouble").hidden = !faults.length;
  $("#trouble-text").textContent = [...new Set(faults.map(({ kind }) => names.get(kind)))].join(", ");
  $("#trouble-end").onclick = () => trying(api.failNoMore);
}

function choice(label, options) {
  return element("select", { "aria-label": label }, ...options.map(([value, text]) => element("option", { value }, text)));
}
