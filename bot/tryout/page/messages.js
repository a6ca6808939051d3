// The list of messages, in a channel and in a thread alike.
import { blocks } from "./blocks.js";
import { element, keep, once, shape } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";

const COLOURS = 6; // .face.c0 … .face.c5 in style.css
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "Europe/Berlin" }); // the company's zone

export function face(person, people) {
  if (person.bot) return element("img", { class: "face", src: "icon.svg", alt: "" });
  return element("span", { class: `face c${Math.max(0, people.indexOf(person)) % COLOURS}`, "aria-hidden": "true" }, person.initials);
}

function onlyYou() {
  const eye = shape("svg", { viewBox: "0 0 24 24", width: "14", height: "14", fill: "none", stroke: "currentColor", "stroke-width": "2", "aria-hidden": "true" },
    shape("path", { d: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12z" }), shape("circle", { cx: "12", cy: "12", r: "3" }));
  return element("p", { class: "only-you" }, eye, "Only visible to you");
}

// `desk`: {view, channel, context, send, openThread, showJson}.
function messageNode(message, inThread, desk) {
  const { people, shortcuts } = desk.view;
  const person = people.find((each) => each.id === message.user) ?? { name: message.user, initials: "?" };
  const context = desk.context(() => ({ channel: desk.channel, ts: message.ts, container: "message", ephemeral: Boolean(message.ephemeral) }));
  const tool = (name, use) => element("button", { type: "button", onclick: (event) => once(event.currentTarget, use) }, name);
  return element("li", { class: `message${message.ephemeral ? " private" : ""}`, "data-ts": message.ts },
    face(person, people),
    element("div", { class: "body" },
      message.ephemeral && onlyYou(),
      element("div", { class: "head" }, element("strong", {}, person.name), person.bot && element("span", { class: "badge" }, "APP"),
        element("time", {}, message.time), message.edited && element("small", {}, "(edited)")),
      element("div", { class: "blocks" }, message.blocks?.length ? blocks(message.blocks, context) : element("div", { class: "text" }, mrkdwn(message.text, context))),
      !inThread && message.reply_count > 0 && element("button", { type: "button", class: "replies", onclick: () => desk.openThread(message.ts) },
        message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`)),
    element("div", { class: "tools" },
      !message.ephemeral && !inThread && tool("Reply", () => desk.openThread(message.ts)),
      !message.ephemeral && shortcuts.map((each) => tool(each.name, () => desk.send("shortcut", { channel: desk.channel, ts: message.ts, callback_id: each.callback_id }))),
      tool("JSON", () => desk.showJson(message))));
}

function items(messages, inThread, desk) {
  let day = "";
  return messages.flatMap((message) => {
    const today = DAY.format(new Date(Number(message.ts) * 1000));
    const divider = today === day ? [] : [{ key: today, mark: "", make: () => element("li", { class: "day" }, element("span", {}, today)) }];
    day = today;
    return [...divider, { key: message.ts, mark: JSON.stringify(message), make: () => messageNode(message, inThread, desk) }];
  });
}

// Follows the newest message only for a reader who is at the end: nobody is torn away from what they read further up.
export function drawMessages(list, messages, inThread, desk) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  keep(list, items(messages, inThread, desk));
  if (atEnd) list.scrollTop = list.scrollHeight;
}
