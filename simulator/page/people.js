// The list of people to be.

import { $, clockTime, dressAvatar, element, summary } from "./dom.js";

// Draws the list; `state` has people (a Map), selected (an id) and choose(id).
export function drawPeople(state) {
  const focused = document.activeElement?.closest?.("[data-person]")?.dataset.person;
  $("#people").replaceChildren(...[...state.people.values()].map((person) => row(state, person)));
  if (focused) $(`#people [data-person="${focused}"] button`)?.focus({ preventScroll: true });
}

function row(state, person) {
  const last = person.last_message;
  const name = element("span", { class: "name" }, person.name);
  const role = person.role ? element("span", { class: "role", "data-role": person.role.toLowerCase() }, person.role) : null;
  const preview = last ? (last.from_bot ? "" : "You: ") + summary(last) : person.note || "Has not written yet";
  const unread = person.unread
    ? element("span", { class: "badge", "aria-label": `${person.unread} unread` }, String(person.unread))
    : null;
  const button = element(
    "button",
    { type: "button", "aria-current": state.selected === person.id ? "true" : null, onclick: () => state.choose(person.id) },
    dressAvatar(element("span", { class: "avatar", "aria-hidden": "true" }), person.id, person.name),
    element(
      "span", { class: "lines" },
      element("span", { class: "line" }, name, role, last ? element("time", {}, clockTime(last.date)) : null),
      element("span", { class: "line" }, element("span", { class: "preview" }, preview), unread),
    ),
  );
  return element("li", { "data-person": person.id }, button);
}

// The entries of "open as…": resolves via `choose(id)` or, where offered, `newcomer()`.
export function chooser(people, choose, newcomer) {
  const entries = [...people.values()].map((person) => element(
    "button",
    { type: "button", "data-person": person.id, onclick: () => choose(person.id) },
    dressAvatar(element("span", { class: "avatar", "aria-hidden": "true" }), person.id, person.name),
    element("span", { class: "name" }, person.name),
    person.role ? element("span", { class: "role", "data-role": person.role.toLowerCase() }, person.role) : null,
  ));
  const add = newcomer ? element("button", { type: "button", class: "newcomer", onclick: newcomer }, "New person…") : "";
  return element("div", { class: "chooser" }, ...entries, add);
}
