// Block Kit to elements, for messages, modals and the Home tab alike: docs.slack.dev/reference/block-kit.
// `context` carries the names of people, channels and groups, and act(blockId, action) for every click that Slack would send.
import { chart } from "./charts.js";
import { element } from "./dom.js";
import { control, grouped } from "./controls.js";
import { mrkdwn, plain } from "./mrkdwn.js";

export function text(object, context) {
  if (!object) return [];
  if (typeof object === "string") return [object];
  return object.type === "mrkdwn" ? mrkdwn(object.text, context) : [plain(object.text, object.emoji !== false)];
}

const image = (part) => element("img", { src: part.image_url ?? part.slack_file?.url ?? "", alt: part.alt_text ?? "", loading: "lazy" });

function section(block, context) {
  return element("div", { class: "section" },
    element("div", { class: "words" },
      block.text && element("div", { class: "text" }, text(block.text, context)),
      block.fields && element("div", { class: "fields" }, block.fields.map((field) => element("div", {}, text(field, context))))),
    block.accessory && element("div", { class: "accessory" }, block.accessory.type === "image" ? image(block.accessory) : control(block.accessory, block.block_id, context)));
}

function input(block, context) {
  const field = control(block.element, block.block_id, context, block);
  const group = grouped(block.element.type);
  const label = element(group ? "legend" : "label", group ? {} : { for: `${block.block_id}-${block.element.action_id}` },
    plain(block.label?.text), block.optional && element("span", { class: "optional" }, " (optional)"));
  return element(group ? "fieldset" : "div", { class: "input", "data-block": block.block_id },
    label, field, block.hint && element("p", { class: "hint", id: `${block.block_id}-hint` }, plain(block.hint.text)),
    element("p", { class: "error", id: `${block.block_id}-error`, role: "alert" }));
}

function richInline(part, context) {
  const style = part.style ?? {};
  let node;
  if (part.type === "user") node = element("span", { class: "mention" }, "@" + (context.person(part.user_id) ?? part.user_id));
  else if (part.type === "channel") node = element("span", { class: "mention" }, "#" + (context.channel(part.channel_id) ?? "channel"));
  else if (part.type === "usergroup") node = element("span", { class: "mention" }, "@" + (context.group(part.usergroup_id) ?? "group"));
  else if (part.type === "link") node = element("a", { href: part.url, rel: "noreferrer", target: "_blank" }, part.text ?? part.url);
  else if (part.type === "emoji") node = document.createTextNode(plain(`:${part.name}:`));
  else if (part.type === "date") node = element("time", {}, part.fallback ?? String(part.timestamp));
  else node = document.createTextNode(part.text ?? "");
  for (const [name, tag] of [["code", "code"], ["bold", "strong"], ["italic", "em"], ["strike", "s"]])
    if (style[name]) node = element(tag, {}, node);
  return node;
}

function rich(part, context) {
  const inside = () => (part.elements ?? []).map((child) => (child.type?.startsWith("rich_text_") ? rich(child, context) : richInline(child, context)));
  if (part.type === "rich_text_list") return element(part.style === "ordered" ? "ol" : "ul", {}, (part.elements ?? []).map((child) => element("li", {}, rich(child, context))));
  if (part.type === "rich_text_quote") return element("blockquote", {}, inside());
  if (part.type === "rich_text_preformatted") return element("pre", {}, inside());
  return element("p", {}, inside());
}

function cell(value, context) {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  if (value.type === "rich_text") return value.elements.map((part) => rich(part, context));
  if (value.type === "raw_number") return String(value.value ?? value.number ?? value.text ?? "");
  return value.text?.text ?? value.text ?? "";
}

function table(block, context) {
  const [head = [], ...rows] = block.rows ?? [];
  return element("div", { class: "table", tabIndex: 0, role: "region", "aria-label": block.caption ?? "Table" },
    element("table", {}, block.caption && element("caption", {}, block.caption),
      element("thead", {}, element("tr", {}, head.map((value) => element("th", { scope: "col" }, cell(value, context))))),
      element("tbody", {}, rows.map((row) => element("tr", {}, row.map((value) => element("td", {}, cell(value, context))))))));
}

function card(block, context) {
  return element("article", { class: "card" },
    block.hero_image && image(block.hero_image),
    block.title && element("h3", {}, text(block.title, context)),
    block.subtitle && element("p", { class: "muted" }, text(block.subtitle, context)),
    block.body && element("div", { class: "text" }, text(block.body, context)),
    block.actions && element("div", { class: "actions" }, block.actions.map((part) => control(part, block.block_id, context))));
}

// Standard Markdown as the markdown block takes it, in the few forms a bot writes: headings, lists, emphasis, links.
function markdown(block, context) {
  const slack = block.text.replace(/\*\*(.+?)\*\*/g, "*$1*").replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>");
  return element("div", { class: "text" }, slack.split("\n").map((line) => {
    const heading = /^#{1,6} (.*)$/.exec(line);
    if (heading) return element("p", {}, element("strong", {}, heading[1]));
    return element("div", {}, mrkdwn(line.replace(/^[-*] /, "• "), context));
  }));
}

const renderers = {
  section,
  input,
  markdown,
  card,
  table,
  data_table: table,
  data_visualization: chart,
  header: (block) => element("h3", { class: "header" }, plain(block.text.text)),
  divider: () => element("hr"),
  context: (block, context) => element("div", { class: "context" }, block.elements.map((part) => (part.type === "image" ? image(part) : element("span", {}, text(part, context))))),
  actions: (block, context) => element("div", { class: "actions" }, block.elements.map((part) => control(part, block.block_id, context))),
  context_actions: (block, context) => element("div", { class: "actions small" }, block.elements.map((part) => control(part, block.block_id, context))),
  image: (block, context) => element("figure", {}, block.title && element("figcaption", {}, text(block.title, context)), image(block)),
  rich_text: (block, context) => element("div", { class: "text" }, block.elements.map((part) => rich(part, context))),
  video: (block, context) => element("p", {}, text(block.title, context)),
  file: (block) => element("p", {}, block.external_id ?? "file"),
  alert: (block, context) => element("div", { class: `alert ${block.level ?? "default"}` }, text(block.text, context)),
  container: (block, context) => element("div", { class: "container" }, blocks(block.child_blocks ?? block.blocks ?? block.elements ?? [], context)),
  carousel: (block, context) => element("div", { class: "carousel" }, (block.elements ?? block.cards ?? []).map((part) => card(part, context))),
  plan: (block, context) => element("div", { class: "container" }, text(block.title, context), blocks(block.tasks ?? [], context)),
  task_card: (block, context) => element("p", {}, text(block.title, context), ` (${block.status ?? ""})`),
};

export function blocks(list, context) {
  return (list ?? []).map((block) => {
    const renderer = renderers[block.type];
    return renderer ? renderer(block, context) : element("p", { class: "muted" }, `[${block.type}]`);
  });
}
