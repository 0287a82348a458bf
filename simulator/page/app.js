// The page: who is there, whose chat is open, and what happens in it.

import * as api from "./api.js";
import { Composer } from "./composer.js";
import { $, dressAvatar, element } from "./dom.js";
import { wireDrop } from "./drop.js";
import { messageMenu } from "./message_menu.js";
import { MessageList } from "./messages.js";
import { alertBox, askName, closeDialog, dialog, enlarge, menu, toast, trying } from "./overlays.js";
import { chooser, drawPeople } from "./people.js";
import { drawScenes, showWatch } from "./scenes.js";
import { failing, showTrouble } from "./trouble.js";

const ACTION_MS = 6000;
const ACTIONS = {
  typing: "typing…", upload_photo: "sending a photo…", upload_document: "sending a file…",
  find_location: "finding a place…", record_video_note: "recording a video…", choose_sticker: "choosing a sticker…",
};

const state = { bot: null, people: new Map(), selected: null, choose };

function choose(id) {
  location.hash = `person=${id}${document.body.classList.contains("alone") ? "&alone" : ""}`;
}

const current = () => state.people.get(state.selected);
const composer = new Composer(current, () => list.lastOfBot());
const list = new MessageList({
  command: (text) => trying(() => composer.say(text)),
  link: openLink,
  press,
  menu: (message, anchor) => messageMenu(state, composer, message, anchor),
  enlarge: (message) => enlarge(message.photo.url, message.text),
});

async function begin() {
  state.bot = await api.bot();
  for (const person of await api.people()) state.people.set(person.id, { ...person, unread: 0 });
  document.title = `${state.bot.name} – chat simulator`;
  $("#bot-name").textContent = state.bot.name;
  dressAvatar($("#bot-avatar"), state.bot.id, state.bot.name);
  $("#back").addEventListener("click", () => { location.hash = ""; });
  $("#new-person").addEventListener("click", () => newcomer("Someone new"));
  $("#chat-menu").addEventListener("click", chatMenu);
  addEventListener("hashchange", select);
  wireDrop((kind, files) => composer.sendFiles(kind, files));
  composer.fit();
  await select();
  await drawScenes(state);
  await showTrouble();
  api.follow(state.bot.seq, happened, connected);
}

async function select() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const id = Number(asked.get("person"));
  document.body.classList.toggle("alone", asked.has("alone")); // a chat without the people beside it
  const person = state.people.get(id);
  state.selected = person ? id : null;
  $("#app").dataset.view = person ? "chat" : "people";
  $("#chat").hidden = !person;
  $("#nobody").hidden = Boolean(person);
  showWatch(state);
  if (person) {
    person.unread = 0;
    composer.clear();
    showStatus();
    showPerson();
    list.show([]); // or what arrives now would join the chat that was open before
    const meanwhile = (late = []);
    const messages = await api.history(id);
    if (state.selected !== id) return;
    list.show(messages);
    late = null;
    for (const event of meanwhile) reactions[event.type]?.(event);
    composer.obey(null);
    composer.obey(messages.findLast((message) => message.from_bot && message.markup));
  }
  drawPeople(state);
}

function showPerson() {
  composer.show(current());
  $("#note").textContent = current().note;
  $("#note").hidden = !current().note;
}

// What happens, as the simulator tells it.

let late = null; // what comes while the chat's history is on its way

const reactions = {
  person({ person }) {
    const known = state.people.get(person.id) || { unread: 0, last_message: null };
    state.people.set(person.id, { ...known, ...person });
    if (person.id === state.selected) showPerson();
  },
  message({ message, chat_id: chat }) {
    const person = state.people.get(chat);
    if (!person) return;
    person.last_message = message;
    if (chat !== state.selected) {
      person.unread += message.from_bot ? 1 : 0;
      return;
    }
    list.put(message);
    if (message.from_bot) { showStatus(); composer.obey(message); }
  },
  edited({ message, chat_id: chat }) {
    const person = state.people.get(chat);
    if (person?.last_message?.id === message.id) person.last_message = message;
    if (chat === state.selected) list.put(message);
  },
  deleted({ message_id: id, chat_id: chat }) {
    if (chat === state.selected) list.remove(id);
  },
  seen({ message_id: id, chat_id: chat }) {
    if (chat === state.selected) list.markSeen(id);
  },
  scenes() {
    drawScenes(state);
  },
  faults() {
    showTrouble();
  },
  action({ action, chat_id: chat }) {
    if (chat === state.selected) showStatus(ACTIONS[action] || "at work…");
  },
};
reactions.keyboard = reactions.edited;
reactions.reaction = reactions.edited;

function happened(event) {
  late?.push(event);
  reactions[event.type]?.(event);
  drawPeople(state);
}

function connected(yes) {
  document.body.classList.toggle("offline", !yes);
  if (!yes) showStatus("The simulator does not answer – trying again…");
  else if ($("#status").classList.contains("waiting")) showStatus();
}

let statusTimer = 0;

function showStatus(text = "") {
  clearTimeout(statusTimer);
  const box = $("#status");
  box.textContent = text || (current() ? `you are ${current().name}` : "");
  box.classList.toggle("busy", Boolean(text));
  box.classList.toggle("waiting", document.body.classList.contains("offline"));
  if (text) statusTimer = setTimeout(showStatus, ACTION_MS);
}

// What the person does.

async function press(message, button, pressed) {
  if (button.url) {
    if (!openLink(button.url)) open(button.url, "_blank", "noopener");
    return;
  }
  pressed.classList.add("waiting");
  const answer = await trying(() => api.press(state.selected, message.id, button.callback_data));
  pressed.classList.remove("waiting");
  if (!answer) return;
  if (!answer.answered) toast("The bot has not answered the button");
  else if (answer.text && answer.alert) alertBox(answer.text);
  else if (answer.text) toast(answer.text);
}

function chatMenu(event) {
  const person = current();
  menu(event.currentTarget, [{
    label: person.has_blocked ? "Unblock the bot" : "Block the bot",
    hint: person.has_blocked ? "it may write again" : "its messages are refused",
    onclick: () => trying(() => api.block(person.id, !person.has_blocked)),
  }, { label: "Let Telegram fail…", hint: "to see what the bot makes of it", onclick: failing }]);
}

// Links that open this bot ask who opens them; returns whether it was one.
function openLink(url) {
  const link = new URL(url);
  const isOurs = link.hostname === "t.me" && link.pathname.slice(1).toLowerCase() === state.bot.username.toLowerCase();
  if (!isOurs) return false;
  const openAs = async (id) => {
    closeDialog();
    state.choose(id);
    await trying(() => api.open(id, url));
  };
  const openAsNewcomer = async () => {
    closeDialog();
    const id = await newcomer("Who opens the link?");
    if (id) await openAs(id);
  };
  const cancel = element("button", { type: "button", class: "quiet", onclick: closeDialog }, "Cancel");
  dialog(
    "Open the link as",
    element("h3", {}, "Open the link as…"),
    chooser(state.people, openAs, openAsNewcomer),
    element("div", { class: "row" }, cancel),
  );
  return true;
}

async function newcomer(title) {
  const about = await askName(title);
  if (!about) return null;
  const person = await trying(() => api.addPerson({ ...about, role: "newcomer" }));
  if (!person) return null;
  state.people.set(person.id, { unread: 0, last_message: null, ...person });
  state.choose(person.id);
  return person.id;
}

begin();
