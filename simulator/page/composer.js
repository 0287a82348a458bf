// Where people write: text, photos, samples, commands.

import * as api from "./api.js";
import { attachments } from "./attachments.js";
import { takePhoto } from "./camera.js";
import { $, element, summary } from "./dom.js";
import { menu, toast, trying } from "./overlays.js";
import { recordNote } from "./videonote.js";

export class Composer {
  // `who()` returns the person who writes, `asked()` what the bot said last.
  constructor(who, asked) {
    this.who = who;
    this.asked = asked;
    this.text = $("#composer-text");
    this.context = null; // { kind: "reply" | "edit", message }
    this.wire();
  }

  wire() {
    $("#compose").addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.text.addEventListener("input", () => this.fit());
    this.text.addEventListener("keydown", (event) => this.key(event));
    $("#context-cancel").addEventListener("click", () => this.clear());
    $("#commands").addEventListener("click", () => this.showCommands());
    $("#attach").addEventListener("click", () => this.showAttachments());
    $("#photo").addEventListener("click", () => this.choosePhotos());
    $("#camera").addEventListener("click", () => this.shoot());
    $("#note-video").addEventListener("click", () => this.record());
    $("#start").addEventListener("click", () => this.start());
    for (const [input, kind] of [["#photo-input", "photo"], ["#file-input", "document"]]) {
      $(input).addEventListener("change", (event) => {
        this.sendFiles(kind, [...event.target.files]);
        event.target.value = "";
      });
    }
    document.addEventListener("paste", (event) => this.paste(event));
  }

  // Shows what there is to send for a person: samples, the start button, or nothing when blocked.
  show(person) {
    const started = person.has_started && !person.has_blocked;
    $("#compose").hidden = !started;
    $("#start").hidden = started;
    $("#start").textContent = person.has_blocked ? "Unblock the bot" : "Start";
    $("#samples-box").hidden = !started || !person.samples.length;
    $("#samples-title").textContent = "One click sends it, with what you typed as its caption";
    $(".samples").replaceChildren(...person.samples.map((sample) => this.sample(sample)));
  }

  sample({ label, url }) {
    const send = () => trying(async () => {
      const picture = await (await fetch(url)).blob();
      await this.sendFiles("photo", [new File([picture], "sample.jpg", { type: picture.type })]);
    });
    return element(
      "button", { type: "button", title: label, onclick: send },
      element("img", { src: url, alt: "" }), element("span", {}, label),
    );
  }

  async start() {
    const person = this.who();
    await trying(() => (person.has_blocked ? api.block(person.id, false) : api.open(person.id, "")));
    this.text.focus();
  }

  async submit() {
    const text = this.text.value.trim();
    if (!text) return;
    const { context } = this;
    this.clear();
    const sent = await trying(() => (context?.kind === "edit" ? this.edit(context.message, text) : this.say(text, context)));
    if (!sent) { this.text.value = text; this.fit(); }
  }

  say(text, context = null) {
    const reply_to = context?.kind === "reply" ? context.message.id : null;
    return api.send(this.who().id, { text, reply_to });
  }

  edit(message, text) {
    const field = message.kind === "text" ? "text" : "caption";
    return api.edit(this.who().id, message.id, { [field]: text });
  }

  async sendFiles(kind, files, about = {}) {
    if (!files.length) return;
    const caption = this.text.value.trim();
    const reply_to = this.context?.kind === "reply" ? this.context.message.id : null;
    const sent = await trying(() => api.sendFiles(this.who().id, kind, files, { caption, reply_to, ...about }));
    if (sent) this.clear();
  }

  async shoot() {
    const picture = await takePhoto();
    if (picture) await this.sendFiles("photo", [picture]);
  }

  async record() {
    const note = await recordNote(this.asked());
    if (note) await this.sendFiles("video_note", [note.file], note.about);
  }

  async showCommands() {
    const commands = (await trying(() => api.commands(this.who().id))) || [];
    if (!commands.length) { toast("The bot has set no command menu for this person yet"); return; }
    menu($("#commands"), commands.map(({ command, description }) => ({
      label: `/${command}`, hint: description, onclick: () => trying(() => this.say(`/${command}`)),
    })));
  }

  showAttachments() {
    menu($("#attach"), attachments(this));
  }

  choosePhotos() {
    $("#photo-input").click();
  }

  chooseFile() {
    $("#file-input").click();
  }

  begin(kind, message) {
    this.context = { kind, message };
    $("#context-title").textContent = kind === "edit" ? "Edit" : `Reply to ${message.sender}`;
    $("#context-text").textContent = summary(message);
    $("#context").hidden = false;
    if (kind === "edit") this.text.value = message.text;
    this.fit();
    this.text.focus();
  }

  clear() {
    this.context = null;
    $("#context").hidden = true;
    this.text.value = "";
    this.fit();
  }

  // A bot may ask for a reply, or offer answers in place of the keyboard.
  obey(message) {
    const markup = message?.markup || {};
    if (markup.force_reply) this.begin("reply", message);
    if (markup.keyboard || markup.remove_keyboard || !message) {
      $("#reply-keyboard").hidden = !markup.keyboard;
      $("#reply-keyboard").replaceChildren(...(markup.keyboard || []).map((row) => element("div", {}, ...row.map((key) => {
        const text = typeof key === "string" ? key : key.text;
        return element("button", { type: "button", onclick: () => trying(() => this.say(text)) }, text);
      }))));
    }
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && this.context) this.clear();
  }

  paste(event) {
    const files = [...event.clipboardData.files].filter((file) => file.type.startsWith("image/"));
    if (!files.length || !this.who()) return;
    event.preventDefault();
    this.sendFiles("photo", files);
  }

  fit() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight}px`;
    $("#send").disabled = !this.text.value.trim();
  }
}
