// What can be sent besides text, and where it comes from.

import * as api from "./api.js";
import { element } from "./dom.js";
import { trying } from "./overlays.js";
import { sendPlace } from "./places.js";
import { measured } from "./videonote.js";

const STICKER_SIDE = 512;

// The entries of the menu; `composer` is asked to send, `pick` for a file from disk.
export function attachments(composer) {
  const person = composer.who();
  const video = (kind) => async () => {
    const [clip] = await pick("video/*");
    if (clip) await composer.sendFiles(kind, [clip], said(kind, await measured(clip)));
  };
  return [
    { label: "Photo", hint: "from disk, re-encoded as Telegram does", onclick: () => composer.choosePhotos() },
    { label: "Camera", hint: "take a photo now", onclick: () => composer.shoot() },
    { label: "Round video", hint: "record one now", onclick: () => composer.record() },
    { label: "Round video from disk", hint: "a clip, unchanged", onclick: video("video_note") },
    { label: "Video from disk", hint: "as from the gallery", onclick: video("video") },
    { label: "File", hint: "an image or anything else, unchanged", onclick: () => composer.chooseFile() },
    { label: "Location", hint: "a place, or live", onclick: () => sendPlace(person.id) },
    { label: "Sticker", hint: "👍", onclick: () => trying(() => sendSticker(person.id, "👍")) },
    { label: "Contact", hint: "one's own card", onclick: () => trying(() => api.send(person.id, { name: person.first_name, phone_number: "+15550100" })) },
  ];
}

// Resolves with the files chosen, none if the chooser was closed.
export function pick(accept, multiple = false) {
  const input = element("input", { type: "file", accept, multiple, hidden: true, id: "picker" });
  document.body.append(input);
  return new Promise((resolve) => {
    const done = () => { input.remove(); resolve([...input.files]); };
    input.addEventListener("change", done);
    input.addEventListener("cancel", done);
    input.click();
  });
}

// What a sender says of a clip; of a round one there is but one side.
function said(kind, about) {
  if (kind === "video" || !about.width) return about;
  const { width, height, ...rest } = about;
  return { ...rest, length: Math.min(width, height, 640) };
}

async function sendSticker(person, emoji) {
  const canvas = element("canvas", { width: STICKER_SIDE, height: STICKER_SIDE });
  const pen = canvas.getContext("2d");
  pen.font = "400px sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(emoji, STICKER_SIDE / 2, STICKER_SIDE / 2);
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/webp"); });
  const form = new FormData();
  form.append("sticker", blob, "sticker.webp");
  form.append("emoji", emoji);
  return api.send(person, form);
}
