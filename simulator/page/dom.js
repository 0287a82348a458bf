// Small helpers for building the page. Text only ever becomes text nodes.

export const $ = (selector) => document.querySelector(selector);

// element("button", { class: "round", onclick: send }, "Send", otherElement)
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

const AVATAR_HUES = [210, 150, 265, 25, 335, 185, 95, 300];

export function dressAvatar(avatar, id, name) {
  avatar.style.setProperty("--hue", AVATAR_HUES[Math.abs(id) % AVATAR_HUES.length]);
  const words = name.split(/\s+/).filter(Boolean);
  avatar.textContent = words.slice(0, 2).map((word) => [...word][0]).join("").toUpperCase();
  return avatar;
}

export function clockTime(unix) {
  return new Date(unix * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

export function dayName(unix) {
  const day = new Date(unix * 1000);
  const today = new Date();
  if (day.toDateString() === today.toDateString()) return "Today";
  const year = day.getFullYear() === today.getFullYear() ? undefined : "numeric";
  return day.toLocaleDateString([], { weekday: "long", day: "numeric", month: "long", year });
}

const KIND_NAMES = {
  photo: "📷 Photo", document: "📎 File", sticker: "Sticker", voice: "🎤 Voice message",
  video: "🎬 Video", video_note: "◉ Round video", location: "📍 Location", venue: "📍 Place", contact: "👤 Contact",
};

// One line that stands for a message: in the list, in a quote.
export function summary(message) {
  const kind = KIND_NAMES[message.kind];
  if (!kind) return message.text;
  return message.text ? `${kind.split(" ")[0]} ${message.text}` : kind;
}
