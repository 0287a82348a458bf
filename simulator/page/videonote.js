// Round videos: recorded with the webcam, or taken from disk.

import { withCamera } from "./camera.js";
import { element, summary } from "./dom.js";
import { closeDialog, dialog, toast } from "./overlays.js";

const SIDE = 384; // pixels; what Telegram for Android records
const LONGEST_SECONDS = 60;
const FRAMES_A_SECOND = 30;
const BITS_A_SECOND = 1_000_000;
// Telegram's are MP4 with H.264, and so are Chromium's and Safari's; Firefox has WebM alone.
const FORMATS = ["video/mp4;codecs=avc1.42E01E", "video/mp4", "video/webm;codecs=vp8", "video/webm"];
const MEASURING_MS = 3000;

// Resolves with { file, about: { duration, length } }, or null if none was recorded. `asked` is the
// message of the bot to look at while recording, if there is one.
export function recordNote(asked) {
  const format = FORMATS.find((each) => window.MediaRecorder?.isTypeSupported(each));
  if (!format) {
    toast("This browser cannot record videos. Send one from disk instead.");
    return null;
  }
  return withCamera({ width: { ideal: 640 }, height: { ideal: 640 } }, (video) => studio(video, format, asked));
}

async function studio(video, format, asked) {
  const round = element("canvas", { width: SIDE, height: SIDE, class: "round-view", role: "img", "aria-label": "What the camera sees" });
  const time = element("p", { class: "record-time" }, "up to a minute, without sound");
  const button = element("button", { type: "button", class: "wide", id: "record", autofocus: true }, "Record");
  const recording = new Recording(video, round, format);
  let note = null;
  const finish = async () => { note = recording.stop(); closeDialog(); };
  button.addEventListener("click", () => {
    if (recording.since) { finish(); return; }
    recording.start();
    button.textContent = "Stop and send";
  });
  recording.onTime = (seconds) => {
    time.textContent = `● ${clock(seconds)} of ${clock(LONGEST_SECONDS)}`;
    round.style.setProperty("--done", seconds / LONGEST_SECONDS);
    if (seconds >= LONGEST_SECONDS) finish();
  };
  await dialog(
    "Round video",
    asked ? question(asked) : null,
    round,
    time,
    element("div", { class: "row" }, element("button", { type: "button", class: "quiet", onclick: closeDialog }, "Cancel"), button),
  );
  recording.end();
  return note;
}

function question(message) {
  return element(
    "div", { class: "asked" },
    message.photo ? element("img", { src: message.photo.url, alt: "" }) : null,
    element("p", {}, summary(message)),
  );
}

// The middle square of the camera's picture, drawn again and again, and recorded from there.
class Recording {
  constructor(video, canvas, format) {
    this.video = video;
    this.canvas = canvas;
    this.since = 0;
    this.parts = [];
    this.onTime = () => {};
    this.pen = canvas.getContext("2d");
    video.play();
    this.recorder = new MediaRecorder(canvas.captureStream(FRAMES_A_SECOND), { mimeType: format, videoBitsPerSecond: BITS_A_SECOND });
    this.recorder.addEventListener("dataavailable", (event) => this.parts.push(event.data));
    this.draw();
  }

  start() {
    this.since = performance.now();
    this.recorder.start();
  }

  stop() {
    const { seconds } = this;
    this.since = 0;
    const type = this.recorder.mimeType.split(";")[0];
    const name = `note.${type.split("/")[1]}`;
    return new Promise((resolve) => {
      this.recorder.addEventListener("stop", () => resolve({
        file: new File(this.parts, name, { type }),
        about: { duration: Math.min(LONGEST_SECONDS, Math.round(seconds)), length: SIDE },
      }));
      this.recorder.stop();
    });
  }

  end() {
    cancelAnimationFrame(this.next);
    if (this.recorder.state === "recording") this.recorder.stop();
  }

  get seconds() {
    return this.since ? (performance.now() - this.since) / 1000 : 0;
  }

  draw() {
    const { videoWidth: width, videoHeight: height } = this.video;
    const side = Math.min(width, height);
    this.pen.drawImage(this.video, (width - side) / 2, (height - side) / 2, side, side, 0, 0, SIDE, SIDE);
    this.next = requestAnimationFrame(() => this.draw());
    if (this.since) this.onTime(this.seconds);
  }
}

// What is said of a clip from disk: { duration, width, height } as far as the browser can tell.
export function measured(file) {
  const video = element("video", { preload: "metadata" });
  const url = URL.createObjectURL(file);
  return new Promise((resolve) => {
    const tell = () => {
      URL.revokeObjectURL(url);
      const seconds = Number.isFinite(video.duration) ? { duration: Math.round(video.duration) } : {};
      resolve(video.videoWidth ? { ...seconds, width: video.videoWidth, height: video.videoHeight } : {});
    };
    video.addEventListener("loadedmetadata", tell, { once: true });
    video.addEventListener("error", tell, { once: true });
    setTimeout(tell, MEASURING_MS);
    video.src = url;
  });
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
