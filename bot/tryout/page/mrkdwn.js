// Slack's mrkdwn to elements: docs.slack.dev/messaging/formatting-message-text. Dates show in the reader's zone, as in Slack.
import { element } from "./dom.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const EMOJI = {
  white_check_mark: "✅", x: "❌", warning: "⚠️", scales: "⚖️", balance_scale: "⚖️", mag: "🔍", question: "❓", calendar: "📅", memo: "📝",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", speech_balloon: "💬", bulb: "💡", wave: "👋", bar_chart: "📊", lock: "🔒", link: "🔗",
  red_circle: "🔴", large_green_circle: "🟢", large_yellow_circle: "🟡", information_source: "ℹ️", gear: "⚙️", tada: "🎉", eyes: "👀", rocket: "🚀",
};

const decode = (text) => text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);
const emoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI[name] ?? whole);

export function plain(text, withEmoji = true) {
  return withEmoji ? emoji(text ?? "") : (text ?? "");
}

export function date(unix, format, locale) {
  const when = new Date(Number(unix) * 1000);
  const write = (options) => new Intl.DateTimeFormat(locale ?? "en-GB", options).format(when);
  const day = write({ day: "numeric", month: "short", year: "numeric" });
  const tokens = {
    date_num: when.toISOString().slice(0, 10),
    date: write({ day: "numeric", month: "long", year: "numeric" }),
    date_long: write({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
    date_short: day,
    date_pretty: write({ day: "numeric", month: "long", year: "numeric" }),
    date_short_pretty: day,
    date_long_pretty: write({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
    time: write({ hour: "2-digit", minute: "2-digit" }),
    time_secs: write({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    ago: day,
  };
  return format.replace(/\{(\w+)\}/g, (whole, token) => tokens[token] ?? whole);
}

function entity(inside, context) {
  const [target, ...rest] = inside.split("|");
  const label = rest.join("|");
  if (/^@[UW]/.test(target)) return element("span", { class: "mention" }, "@" + (context.person(target.slice(1)) ?? decode(label || target.slice(1))));
  if (/^#[CGD]/.test(target)) return element("span", { class: "mention" }, "#" + (context.channel(target.slice(1)) ?? (decode(label) || "private channel")));
  if (target.startsWith("!subteam^")) return element("span", { class: "mention" }, "@" + (context.group(target.slice(9)) ?? "group"));
  if (target.startsWith("!date^")) {
    const [, unix, format, link] = target.split("^");
    const written = element("time", { datetime: new Date(Number(unix) * 1000).toISOString(), title: label }, date(unix, format));
    return link ? element("a", { href: link, rel: "noreferrer", target: "_blank" }, written) : written;
  }
  if (target.startsWith("!")) return element("span", { class: "mention loud" }, "@" + target.slice(1));
  if (/^(https?:|mailto:)/.test(target)) return element("a", { href: decode(target), rel: "noreferrer", target: "_blank" }, decode(label || target));
  return document.createTextNode("<" + decode(inside) + ">");
}

// One pass over a line: entities first, then code, then the three paired marks, each only at a word's edge as in Slack.
const INLINE = /<([^<>\n]+)>|`([^`\n]+)`|(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])|(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])|(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])/;

function inline(text, context) {
  const nodes = [];
  for (let rest = text; rest; ) {
    const found = INLINE.exec(rest);
    if (!found) return [...nodes, emoji(decode(rest))];
    if (found.index) nodes.push(emoji(decode(rest.slice(0, found.index))));
    const [whole, link, code, bold, italic, struck] = found;
    if (link !== undefined) nodes.push(entity(link, context));
    else if (code !== undefined) nodes.push(element("code", {}, decode(code)));
    else if (bold !== undefined) nodes.push(element("strong", {}, inline(bold, context)));
    else if (italic !== undefined) nodes.push(element("em", {}, inline(italic, context)));
    else nodes.push(element("s", {}, inline(struck, context)));
    rest = rest.slice(found.index + whole.length);
  }
  return nodes;
}

export function mrkdwn(text, context) {
  const parts = (text ?? "").split(/```/);
  return parts.flatMap((part, index) => {
    if (index % 2) return [element("pre", {}, decode(part.replace(/^\n|\n$/g, "")))];
    const nodes = [];
    let quote = null;
    const lines = part.split("\n");
    lines.forEach((line, at) => {
      const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
      if (quoted) {
        if (!quote) nodes.push((quote = element("blockquote")));
        else quote.append(element("br"));
        quote.append(...inline(quoted[1], context));
        return;
      }
      if (at && !quote) nodes.push(element("br"));
      quote = null;
      nodes.push(...inline(line, context));
    });
    return nodes;
  });
}
