// The simulator's people side (see people_api.py).

export class Refused extends Error {}

async function request(verb, path, body) {
  const options = { method: verb };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  const answer = await fetch(path, options);
  const result = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(result.error || `The simulator answered ${answer.status}`);
  return result;
}

const of = (person) => `/api/people/${person}`;

export const bot = () => request("GET", "/api/bot");
export const people = async () => (await request("GET", "/api/people")).people;
export const addPerson = (about) => request("POST", "/api/people", about);
export const history = async (person) => (await request("GET", `${of(person)}/messages`)).messages;
export const commands = async (person) => (await request("GET", `${of(person)}/commands`)).commands;
export const send = (person, what) => request("POST", `${of(person)}/messages`, what);
export const edit = (person, message, what) =>
  request("PATCH", `${of(person)}/messages/${message}`, what);
export const move = (person, message, place) =>
  request("PUT", `${of(person)}/messages/${message}/location`, place);
export const press = (person, message, button) =>
  request("POST", `${of(person)}/presses`, { message_id: message, button });
export const open = (person, link) => request("POST", `${of(person)}/opens`, { link });
export const block = (person, blocked) => request("PUT", `${of(person)}/blocked`, { blocked });

// `about` is what is said of them: a caption, reply_to, how long a video is.
export async function sendFiles(person, kind, files, about = {}) {
  const form = new FormData();
  for (const file of files) form.append(kind, file, file.name || `${kind}.jpg`);
  for (const [name, value] of Object.entries(about)) if (value) form.append(name, value);
  return send(person, form);
}

export async function editFile(person, message, kind, file, caption) {
  const form = new FormData();
  form.append(kind, file, file.name);
  form.append("caption", caption);
  return edit(person, message, form);
}

export const faults = () => request("GET", "/api/faults");
export const fail = (how) => request("POST", "/api/faults", how);
export const failNoMore = () => request("DELETE", "/api/faults");
export const scenes = () => request("GET", "/api/scenes");
export const play = (scene) => request("POST", `/api/scenes/${scene}/play`);

const POLL_SECONDS = 25;
const RETRY_MS = 1000;

// Calls `onEvent` for everything after event `seq`, for as long as the page is open;
// `onConnection` with whether the simulator can be reached.
export async function follow(seq, onEvent, onConnection) {
  for (;;) {
    try {
      const news = await request("GET", `/api/events?since=${seq}&timeout=${POLL_SECONDS}`);
      onConnection(true);
      for (const event of news.events) onEvent(event);
      if (!news.events.length && (await bot()).seq < seq) location.reload(); // a new simulator
      seq = news.seq;
    } catch (problem) {
      if (problem instanceof Refused) throw problem;
      onConnection(false);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
