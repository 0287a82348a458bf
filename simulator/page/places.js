// Being somewhere: a place sent for good, or shared live and moved.

import * as api from "./api.js";
import { element } from "./dom.js";
import { closeDialog, dialog, trying } from "./overlays.js";

const ROOM = { latitude: 48.8584, longitude: 2.2945 };
const METRES_A_DEGREE = 111_320; // of latitude

// Places to be, as metres north of the room and as the accuracy that a phone reports there.
const PRESETS = [
  { label: "In the room", north: 0, accuracy: 12 },
  { label: "Next door", north: 80, accuracy: 25 },
  { label: "At home", north: 3000, accuracy: 20 },
  { label: "Weak signal", north: 0, accuracy: 400 },
];
const PERIODS = [[900, "for 15 minutes"], [3600, "for an hour"], [28800, "for 8 hours"]];

export const isLive = (message) => {
  const period = message.location?.live_period;
  return Boolean(period) && Date.now() / 1000 < message.date + period;
};

// Asks where to be; sends it as this person, with what `how` adds.
export function sendPlace(person, how = {}) {
  const period = element("select", { "aria-label": "How long" }, ...PERIODS.map(([value, label]) => element("option", { value }, label)));
  const name = element("input", { id: "place-name", placeholder: "Its name, if picked from a list", "aria-label": "Name of the place", maxlength: 100 });
  const send = (place) => trying(() => api.send(person, { ...how, ...place }));
  return ask("Where are you?", [
    { label: "Send once", quiet: true, act: (place) => send(name.value.trim() ? { ...place, title: name.value.trim() } : place) },
    { label: "Share live", act: (place) => send({ ...place, live_period: period.value }) },
  ], [name, period]);
}

// Asks where to be now, for a location that is being shared.
export function movePlace(person, message) {
  const act = (place) => trying(() => api.move(person, message.id, place));
  return ask("Where are you now?", [{ label: "Move", act }], [], message.location);
}

export const stopSharing = (person, message) => trying(() => api.move(person, message.id, { stop: true }));

function ask(title, buttons, extra = [], at = null) {
  const latitude = field("Latitude", { min: -90, max: 90 });
  const longitude = field("Longitude", { min: -180, max: 180 });
  const accuracy = field("Accuracy, m", { min: 0, max: 1500 });
  const fill = (place) => {
    latitude.input.value = place.latitude.toFixed(5);
    longitude.input.value = place.longitude.toFixed(5);
    accuracy.input.value = Math.round(place.horizontal_accuracy ?? PRESETS[0].accuracy);
  };
  const presets = PRESETS.map((preset) => element("button", { type: "button", onclick: () => fill(placed(preset)) }, preset.label));
  fill(at || placed(PRESETS[0]));
  const form = element(
    "form", { class: "place" },
    element("h3", {}, title),
    element("div", { class: "presets", role: "group", "aria-label": "Places" }, ...presets),
    element("div", { class: "fields" }, latitude.label, longitude.label, accuracy.label),
    ...extra,
  );
  const act = (button) => {
    if (!form.reportValidity()) return;
    const place = { latitude: latitude.input.value, longitude: longitude.input.value, horizontal_accuracy: accuracy.input.value };
    closeDialog();
    button.act(place);
  };
  const made = buttons.map((button) => element("button", { type: button.quiet ? "button" : "submit", autofocus: !button.quiet, class: button.quiet ? "quiet" : "wide", onclick: (event) => { event.preventDefault(); act(button); } }, button.label));
  form.append(element("div", { class: "row" }, element("button", { type: "button", class: "quiet", onclick: closeDialog }, "Cancel"), ...made));
  return dialog(title, form);
}

function placed({ north, accuracy }) {
  return { latitude: ROOM.latitude + north / METRES_A_DEGREE, longitude: ROOM.longitude, horizontal_accuracy: accuracy };
}

function field(name, limits) {
  const input = element("input", { type: "number", step: "any", required: true, inputmode: "decimal", ...limits });
  return { input, label: element("label", {}, name, input) };
}
