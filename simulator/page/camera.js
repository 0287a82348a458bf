// Taking a photo with the webcam.

import { element } from "./dom.js";
import { closeDialog, dialog, toast } from "./overlays.js";

const REASONS = {
  NotAllowedError: "The browser was not allowed to use the camera. Allow it in the address bar and try again.",
  NotFoundError: "No camera was found. Send a file from disk instead.",
  NotReadableError: "The camera is in use by another program.",
};

// Resolves with a JPEG file, or null if none was taken.
export const takePhoto = () => withCamera({ width: { ideal: 1280 }, height: { ideal: 960 } }, shoot);

// Resolves with what `use(video)` makes of the camera's picture, or null if there is no camera.
export async function withCamera(size, use) {
  if (!navigator.mediaDevices?.getUserMedia) {
    toast("The browser offers the camera only on https:// or localhost. Send a file from disk instead.");
    return null;
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user", ...size } });
  } catch (problem) {
    toast(REASONS[problem.name] || `The camera cannot be used: ${problem.message}`);
    return null;
  }
  try {
    const video = element("video", { autoplay: true, playsinline: true, class: "viewfinder" });
    video.muted = true;
    video.srcObject = stream;
    return await use(video);
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}

async function shoot(video) {
  let taken = null;
  const take = () => { taken = frame(video); closeDialog(); };
  await dialog(
    "Camera",
    video,
    element(
      "div", { class: "row" },
      element("button", { type: "button", class: "quiet", onclick: closeDialog }, "Cancel"),
      element("button", { type: "button", class: "wide", id: "take-photo", onclick: take }, "Take photo"),
    ),
  );
  return taken;
}

function frame(video) {
  const canvas = element("canvas", { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext("2d").drawImage(video, 0, 0);
  return new Promise((resolve) => {
    canvas.toBlob((blob) => resolve(new File([blob], "camera.jpg", { type: "image/jpeg" })), "image/jpeg", 0.92);
  });
}
