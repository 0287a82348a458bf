// What can be done with a message.

import * as api from "./api.js";
import { pick } from "./attachments.js";
import { element } from "./dom.js";
import { closeDialog, dialog, menu, trying } from "./overlays.js";
import { chooser } from "./people.js";
import { isLive, movePlace, stopSharing } from "./places.js";

const EDITABLE = new Set(["text", "photo", "video", "document", "voice"]);

// Shows the menu; `state` has people, selected and choose(id), `composer` begins replies and edits.
export function messageMenu(state, composer, message, anchor) {
  const me = state.selected;
  const send = (what) => trying(() => api.send(me, what));
  menu(anchor, [
    { label: "Reply", onclick: () => composer.begin("reply", message) },
    ...(message.from_bot ? [] : changes(me, composer, message)),
    ...(message.from_bot ? [] : [{ label: "Send again", hint: "a new message, the same file", onclick: () => send({ repeat: message.id }) }]),
    { label: "Forward to the bot", onclick: () => send({ forward: message.id }) },
    { label: "Pass on…", hint: "someone else sends or forwards it", onclick: () => passOn(state, message) },
  ]);
}

function changes(me, composer, message) {
  if (isLive(message)) {
    return [
      { label: "Move", hint: "be elsewhere", onclick: () => movePlace(me, message) },
      { label: "Stop sharing", onclick: () => stopSharing(me, message) },
    ];
  }
  if (!EDITABLE.has(message.kind) || message.forwarded_from || message.via_bot) return [];
  const isText = message.kind === "text";
  const replace = async () => {
    const [photo] = await pick("image/*");
    if (photo) await trying(() => api.editFile(me, message.id, "photo", photo, message.text));
  };
  return [
    { label: isText ? "Edit" : "Edit the caption", onclick: () => composer.begin("edit", message) },
    { label: isText ? "Edit to a photo" : "Replace by a photo", hint: "an edit: it keeps its date", onclick: replace },
  ];
}

// What was sent here gets into somebody else's hands, who sends it to the bot from their chat.
async function passOn(state, message) {
  const HOW = [
    ["send", "Sent as their own", { repeat: message.id }],
    ["forward", "Forwarded", { forward: message.id }],
    ["hidden", "Forwarded, without the account", { forward: message.id, origin: "hidden_user" }],
  ];
  const how = element("select", { "aria-label": "How" }, ...HOW.map(([value, label]) => element("option", { value }, label)));
  const as = async (id) => {
    const [, , what] = HOW.find(([value]) => value === how.value);
    closeDialog();
    state.choose(id);
    await trying(() => api.send(id, what));
  };
  const others = new Map([...state.people].filter(([id, person]) => id !== state.selected && person.has_started && !person.has_blocked));
  await dialog(
    "Pass on",
    element("h3", {}, "Who passes it on to the bot?"),
    how,
    chooser(others, as),
    element("div", { class: "row" }, element("button", { type: "button", class: "quiet", onclick: closeDialog }, "Cancel")),
  );
}
