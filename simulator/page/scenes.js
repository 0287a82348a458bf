// Scenes to be played with one press, and the chat beside the own one that shows what comes of it.

import * as api from "./api.js";
import { $, element } from "./dom.js";
import { trying } from "./overlays.js";

let watched = null; // who is watched, if anybody

// `state` has people (a Map), selected (an id) and choose(id).
export async function drawScenes(state) {
  const { title, scenes } = await api.scenes();
  $("#scenes").hidden = !scenes.length;
  $("#scenes-title").textContent = title;
  $("#scenes-list").replaceChildren(...scenes.map((scene) => {
    const button = element(
      "button", { type: "button", onclick: () => play(state, scene, button) },
      element("span", {}, scene.label),
      scene.hint ? element("small", {}, scene.hint) : null,
    );
    return element("li", {}, button);
  }));
  $("#beside-close").onclick = () => watch(state, null);
}

async function play(state, scene, button) {
  const buttons = $("#scenes-list").querySelectorAll("button");
  for (const each of buttons) each.disabled = true;
  button.classList.add("waiting");
  state.choose(scene.person_id);
  if (scene.watch) watch(state, scene.watch);
  await trying(() => api.play(scene.id));
  button.classList.remove("waiting");
  for (const each of buttons) each.disabled = false;
}

// Shows this person's chat beside the own one; where there is no room, a button leads to it.
function watch(state, id) {
  watched = id;
  showWatch(state);
  const person = state.people.get(id);
  $("#app").classList.toggle("watching", Boolean(person));
  $("#beside").hidden = !person;
  const address = person ? `/#person=${id}&alone` : "about:blank";
  const frame = $("#beside iframe");
  if (frame?.getAttribute("src") !== address) {
    frame?.remove();
    if (person) $("#beside").append(element("iframe", { src: address, title: `${person.name}'s chat` }));
  }
  if (!person) return;
  $("#beside-title").textContent = `What ${person.name} sees`;
  $("#watch").textContent = `See what ${person.name} sees`;
  $("#watch").onclick = () => state.choose(id);
}

// Nobody is led to the chat they are in.
export function showWatch(state) {
  $("#watch").hidden = watched === null || watched === state.selected;
}
