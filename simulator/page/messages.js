// One chat's messages as bubbles.

import { $, clockTime, dayName, element, summary } from "./dom.js";
import { isLive } from "./places.js";
import { formatted } from "./text.js";

const NEAR_THE_END_PX = 120;
const PHOTO_WIDTH_PX = 340;

export class MessageList {
  // `actions`: command(text), link(url), press(message, button, element), menu(message, anchor), enlarge(message)
  constructor(actions) {
    this.actions = actions;
    this.messages = new Map();
    this.box = $("#messages");
    this.follows = true; // whether the newest message is kept in sight
    this.box.addEventListener("scroll", () => { this.follows = this.isAtEnd(); });
    new ResizeObserver(() => { if (this.follows) this.toEnd(); }).observe(this.box);
  }

  show(messages) {
    this.messages = new Map(messages.map((message) => [message.id, message]));
    this.draw();
    this.toEnd();
  }

  put(message) {
    const isNew = !this.messages.has(message.id);
    const follow = this.follows || (isNew && !message.from_bot);
    this.messages.set(message.id, message);
    const old = this.bubble(message.id);
    if (old) old.replaceWith(this.made(message));
    else this.append(message);
    if (follow) this.toEnd();
  }

  markSeen(id) {
    const message = this.messages.get(id);
    if (message) this.put({ ...message, is_seen: true });
  }

  remove(id) {
    this.messages.delete(id);
    this.draw();
  }

  draw() {
    this.box.replaceChildren();
    for (const message of this.messages.values()) this.append(message);
  }

  append(message) {
    const day = dayName(message.date);
    const days = this.box.querySelectorAll(".day");
    if (days[days.length - 1]?.textContent !== day) this.box.append(element("p", { class: "day" }, day));
    const last = this.box.lastElementChild;
    if (!message.album) this.box.append(this.made(message));
    else if (last?.dataset.album === message.album) last.append(this.made(message));
    else {
      const side = message.from_bot ? "theirs" : "mine";
      this.box.append(element("div", { class: `album ${side}`, "data-album": message.album }, this.made(message)));
    }
  }

  bubble(id) {
    return this.box.querySelector(`.message[data-message="${id}"]`);
  }

  isAtEnd() {
    return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR_THE_END_PX;
  }

  lastOfBot() {
    return [...this.messages.values()].findLast((message) => message.from_bot);
  }

  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
    this.follows = true;
  }

  made(message) {
    const side = message.from_bot ? "theirs" : "mine";
    const more = element("button", {
      type: "button", class: "more", "aria-haspopup": "menu", "aria-label": "What to do with this message",
      onclick: (event) => this.actions.menu(message, event.currentTarget),
    }, "⋯");
    const body = element("div", { class: `bubble kind-${message.kind}` }, ...this.parts(message), meta(message));
    const open = (event) => {
      if (event.target.closest("a, img")) return;
      event.preventDefault();
      this.actions.menu(message, more);
    };
    return element(
      "article",
      { class: `message ${side}`, "data-message": message.id, "data-kind": message.kind, oncontextmenu: open },
      element("div", { class: "line" }, body, more),
      message.reactions.length ? element("div", { class: "reactions" }, ...message.reactions.map((emoji) => element("span", {}, emoji))) : null,
      message.keyboard.length ? this.keyboard(message) : null,
    );
  }

  parts(message) {
    const origin = message.forwarded_from;
    return [
      origin ? element("p", { class: "origin" }, "Forwarded from ", element("b", {}, origin)) : null,
      message.via_bot ? element("p", { class: "origin" }, "via ", element("b", {}, `@${message.via_bot}`)) : null,
      message.reply_to ? this.quote(message.reply_to) : null,
      message.photo ? this.photo(message) : null,
      message.file ? file(message) : null,
      message.location ? place(message) : null,
      message.contact ? element("p", {}, `👤 ${message.contact.first_name}\n${message.contact.phone_number}`) : null,
      message.text ? element("div", { class: "text", dir: "auto" }, ...formatted(message.text, message.entities, this.actions)) : null,
    ];
  }

  photo(message) {
    const { url, width, height } = message.photo;
    const picture = element("img", { src: url, width, height, alt: message.text || "Photo" });
    picture.style.width = `${Math.min(width, PHOTO_WIDTH_PX)}px`;
    picture.style.aspectRatio = `${width} / ${height}`;
    return element("button", { type: "button", class: "photo-button", "aria-label": "Enlarge the photo", onclick: () => this.actions.enlarge(message) }, picture);
  }

  quote(id) {
    const quoted = this.messages.get(id);
    const show = () => this.bubble(id)?.scrollIntoView({ block: "center", behavior: "smooth" });
    return element(
      "button", { type: "button", class: "quote", onclick: show },
      quoted?.photo ? element("img", { src: quoted.photo.url, alt: "" }) : null,
      element("span", {}, element("b", {}, quoted ? quoted.sender : "Deleted message"), element("span", {}, quoted ? summary(quoted) : "")),
    );
  }

  keyboard(message) {
    const rows = message.keyboard.map((buttons) => element("div", {}, ...buttons.map((button) => element(
      "button",
      { type: "button", class: button.url ? "opens" : null, onclick: (event) => this.actions.press(message, button, event.currentTarget) },
      button.text,
    ))));
    return element("div", { class: "keyboard" }, ...rows);
  }
}

function file(message) {
  const { url, name, mime_type: type, size } = message.file;
  if (message.kind === "sticker") return element("img", { src: url, class: "sticker", alt: "Sticker" });
  if (message.kind === "voice") return element("audio", { src: url, controls: true });
  if (message.kind === "video") return element("video", { src: url, controls: true, preload: "metadata", class: "clip" });
  if (message.kind === "video_note") return note(url, message.file.seconds);
  const preview = type.startsWith("image/") ? element("img", { src: url, alt: "", class: "preview" }) : null;
  return element(
    "a", { href: url, download: name || true, class: "file" },
    preview || element("span", { class: "file-icon", "aria-hidden": "true" }, "📄"),
    element("span", {}, element("b", {}, name || "File"), element("small", {}, readable(size))),
  );
}

// A round video; a press plays it from its beginning, or stops it.
function note(url, seconds) {
  const video = element("video", { src: `${url}#t=0.1`, preload: "metadata", playsinline: true });
  const play = () => {
    if (!video.paused) { video.pause(); return; }
    video.currentTime = 0;
    video.play();
  };
  return element("button", { type: "button", class: "note", "aria-label": `Play the round video of ${seconds} s`, onclick: play }, video);
}

function place(message) {
  const { latitude, longitude, horizontal_accuracy: metres } = message.location;
  const accuracy = metres ? ` ± ${Math.round(metres)} m` : "";
  const live = isLive(message) ? [element("b", {}, "Live location"), "\n"] : [];
  const venue = message.venue ? [element("b", {}, message.venue.title), "\n"] : [];
  return element("p", { class: live.length ? "place live" : "place" }, "📍 ", ...live, ...venue, `${latitude.toFixed(5)}, ${longitude.toFixed(5)}${accuracy}`);
}

function meta(message) {
  const ticks = message.is_seen ? "✓✓" : "✓";
  return element(
    "span", { class: "meta" },
    message.edit_date && (message.text || !message.from_bot) ? "edited " : null,
    element("time", {}, clockTime(message.date)),
    message.from_bot ? null : element("span", { class: "ticks", title: message.is_seen ? "The bot has it" : "Sent", "aria-label": message.is_seen ? "The bot has it" : "Sent" }, ticks),
  );
}

function readable(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(0)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
