// Dropping files onto the chat: on one half as photos, on the other unchanged.

import { $ } from "./dom.js";

export function wireDrop(send) {
  const chat = $("#chat");
  const zones = $("#drop");
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");

  chat.addEventListener("dragenter", (event) => {
    if (hasFiles(event)) zones.hidden = false;
  });
  zones.addEventListener("dragover", (event) => {
    event.preventDefault();
    for (const zone of zones.children) zone.classList.toggle("over", zone.contains(event.target));
  });
  zones.addEventListener("dragleave", (event) => {
    if (!zones.contains(event.relatedTarget)) zones.hidden = true;
  });
  zones.addEventListener("drop", (event) => {
    event.preventDefault();
    zones.hidden = true;
    const zone = event.target.closest("[data-as]");
    if (zone) send(zone.dataset.as, [...event.dataTransfer.files]);
  });
}
