// A message's text with its entities (offsets are UTF-16 units, as in JavaScript's strings).

import { element } from "./dom.js";

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]); // end their own line

// `actions` has command(text) and link(url), called when one of them is clicked.
export function formatted(text, entities, actions) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return render(text, 0, text.length, sorted, actions);
}

function render(text, from, to, entities, actions) {
  const nodes = [];
  let position = from;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < position || end <= entity.offset) continue;
    const inside = entities.slice(i + 1).filter((other) => other.offset < end);
    nodes.push(text.slice(position, entity.offset));
    const content = render(text, entity.offset, end, inside, actions);
    nodes.push(dressed(entity, text.slice(entity.offset, end), content, actions));
    position = BLOCKS.has(entity.type) && text[end] === "\n" ? end + 1 : end;
  }
  nodes.push(text.slice(position, to));
  return nodes.filter((node) => node !== "");
}

function dressed(entity, text, content, actions) {
  if (TAGS[entity.type]) return element(TAGS[entity.type], {}, ...content);
  if (entity.type === "spoiler") {
    return element("span", { class: "spoiler", tabindex: 0 }, ...content);
  }
  if (entity.type === "bot_command") {
    const send = () => actions.command(text);
    return element("button", { type: "button", class: "link", onclick: send }, ...content);
  }
  if (entity.type === "url" || entity.type === "text_link") {
    return link(entity.url || text, content, actions);
  }
  return element("span", {}, ...content);
}

function link(address, content, actions) {
  const url = address.includes("://") ? address : `https://${address}`;
  if (!/^https?:\/\//i.test(url)) return element("span", {}, ...content);
  const open = (event) => {
    if (actions.link(url)) event.preventDefault();
  };
  const attributes = { href: url, target: "_blank", rel: "noopener noreferrer", onclick: open };
  return element("a", attributes, ...content);
}
