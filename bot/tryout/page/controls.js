// The interactive elements of Block Kit. In a message or on the Home tab a change is sent at once as Slack's block_actions; in an input
// block its value waits in the form, and read() turns the form into Slack's state.values. docs.slack.dev/reference/block-kit/block-elements
import { element, once } from "./dom.js";
import { mrkdwn, plain } from "./mrkdwn.js";

const elements = new WeakMap(); // the node that holds a value -> the Block Kit element it came from
const offered = new WeakMap(); // a list to pick from -> its options by value, those found by searching included

const label = (object) => plain(object?.text ?? "");

function confirmed(part, go) {
  const question = part.confirm;
  if (!question) return go();
  const dialog = element("dialog", { class: "confirm", "aria-label": label(question.title) },
    element("h2", {}, label(question.title)), element("p", {}, label(question.text)),
    element("div", { class: "actions" },
      element("button", { type: "button", onclick: () => dialog.close() }, label(question.deny)),
      element("button", { type: "button", class: question.style === "danger" ? "danger" : "primary", onclick: () => { dialog.close(); go(); } }, label(question.confirm))));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function button(part, block, context) {
  const send = () => confirmed(part, () => once(node, () => context.act(block, { type: "button", action_id: part.action_id, value: part.value ?? "", text: part.text })));
  if (part.url) return element("a", { class: `button ${part.style ?? ""}`, href: part.url, target: "_blank", rel: "noreferrer" }, label(part.text));
  const node = element("button", { type: "button", class: part.style ?? "", "aria-label": part.accessibility_label, onclick: send }, label(part.text));
  return node;
}

function choices(part, context) {
  const named = (list) => list.map(([value, name]) => ({ value, text: { type: "plain_text", text: name } }));
  if (part.type.includes("users_select")) return named(context.people());
  if (part.type.includes("channels_select") || part.type.includes("conversations_select")) return named(context.channels());
  return part.options ?? [];
}

const NAMES = { datepicker: "Date", timepicker: "Time", datetimepicker: "Date and time", checkboxes: "Options", radio_buttons: "Options" };
const plural = { users_select: "selected_user", channels_select: "selected_channel", conversations_select: "selected_conversation" };
const many = { multi_users_select: "selected_users", multi_channels_select: "selected_channels", multi_conversations_select: "selected_conversations" };
const initials = (part) => {
  const single = part.initial_option?.value ?? part.initial_user ?? part.initial_channel ?? part.initial_conversation;
  return [...(single ? [single] : []), ...(part.initial_options ?? []).map((option) => option.value), ...(part.initial_users ?? []),
    ...(part.initial_channels ?? []), ...(part.initial_conversations ?? [])];
};

function select(part, block, context, inForm) {
  const chosen = initials(part);
  const option = (item) => element("option", { value: item.value, selected: chosen.includes(item.value) }, label(item.text));
  const groups = part.option_groups?.map((group) => element("optgroup", { label: label(group.label) }, group.options.map(option)));
  const node = element("select", { "aria-label": inForm ? undefined : label(part.placeholder) || "Choose" },
    element("option", { value: "" }, label(part.placeholder) || "Choose…"), groups ?? choices(part, context).map(option));
  if (!inForm) node.addEventListener("change", () => node.value && confirmed(part, () => context.act(block, { action_id: part.action_id, ...value(node) })));
  return node;
}

const LONG = 8; // a list longer than this gets a box to search in
const PAUSE = 150; // milliseconds without a key before the app is asked

// Many of a list, or of a list that only the app knows: ticks that one click toggles each, what is chosen first. Slack asks the app for
// the options of an external menu each time somebody types: docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
function picks(part, block, context, inForm) {
  const external = part.type.endsWith("external_select");
  const known = external ? [...(part.initial_options ?? []), part.initial_option].filter(Boolean)
    : part.option_groups?.flatMap((group) => group.options) ?? choices(part, context);
  const all = new Map();
  const list = element("div", { class: "choices" });
  const told = element("p", { class: "hint", role: "status" });
  const offer = (options, words = "", ticked = []) => {
    const chosen = [...list.querySelectorAll("input:checked")];
    const open = options.filter((option) => !chosen.some((tick) => tick.value === option.value));
    for (const option of open) all.set(option.value, option);
    list.replaceChildren(...chosen.map((tick) => tick.parentNode), ...open.map((option) => element("label", {},
      element("input", { type: "checkbox", value: option.value, checked: ticked.includes(option.value) }), element("span", {}, label(option.text)))));
    told.textContent = words;
  };
  const least = part.min_query_length ?? 3;
  let turn = 0;
  const search = async (typed) => {
    const mine = ++turn;
    if (!external) return offer(known.filter((option) => label(option.text).toLowerCase().includes(typed.toLowerCase())));
    if (typed.length < least) return offer([], "Type to search.");
    await new Promise((done) => setTimeout(done, PAUSE));
    const found = mine === turn ? await context.suggest(block, part.action_id, typed) : [];
    return mine === turn ? offer(found, found.length ? "" : "Nothing found.") : undefined;
  };
  offer(known, external ? "Type to search." : "", initials(part));
  const box = element("input", { type: "search", placeholder: label(part.placeholder) || "Search", "aria-label": `Search: ${label(part.placeholder)}`, oninput: () => search(box.value.trim()),
    onkeydown: (event) => event.key === "Enter" && event.preventDefault() });
  const node = element("div", { class: "ticks picks", role: "group" }, (external || known.length > LONG) && box, list, told);
  list.addEventListener("change", (event) => {
    if (!part.type.startsWith("multi_")) for (const tick of list.querySelectorAll("input:checked")) tick.checked = tick === event.target && tick.checked;
    if (!inForm) context.act(block, { action_id: part.action_id, ...value(node) });
  });
  offered.set(node, all);
  return node;
}

const picked = (type) => type.startsWith("multi_") || type === "external_select";

// Whether an input is a group of several controls, to be labelled by a legend.
export const grouped = (type) => picked(type) || type === "checkboxes" || type === "radio_buttons";

// Says of an input, or of each tick of a group, that it holds something wrong.
export function marked(node, wrong) {
  const fields = node?.classList.contains("ticks") ? node.querySelectorAll("input") : [node];
  for (const field of fields) field?.setAttribute("aria-invalid", String(wrong));
}

function overflow(part, block, context) {
  const node = element("select", { class: "overflow", "aria-label": "More actions" }, element("option", { value: "" }, "⋯"),
    part.options.map((option) => element("option", { value: option.value }, label(option.text))));
  node.addEventListener("change", () => {
    const option = part.options.find((item) => item.value === node.value);
    node.value = "";
    if (option) confirmed(part, () => context.act(block, { type: "overflow", action_id: part.action_id, selected_option: option }));
  });
  return node;
}

function ticks(part, block, context, inForm) {
  const radio = part.type === "radio_buttons";
  const chosen = initials(part);
  const name = `${block}-${part.action_id}`;
  const node = element("div", { class: "ticks", role: radio ? "radiogroup" : "group" }, part.options.map((option) =>
    element("label", {}, element("input", { type: radio ? "radio" : "checkbox", name, value: option.value, checked: chosen.includes(option.value) }),
      element("span", {}, option.text.type === "mrkdwn" ? mrkdwn(option.text.text, context) : label(option.text), option.description && element("small", {}, label(option.description))))));
  if (!inForm) node.addEventListener("change", () => context.act(block, { action_id: part.action_id, ...value(node) }));
  return node;
}

const kinds = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local", email_text_input: "email", url_text_input: "url", number_input: "number" };
const TEXTS = ["email_text_input", "url_text_input", "number_input"];

function field(part, block, context, inForm) {
  const start = part.initial_value ?? part.initial_date ?? part.initial_time ?? "";
  const placeholder = label(part.placeholder);
  const node = part.multiline
    ? element("textarea", { rows: "4", placeholder, maxlength: part.max_length }, start)
    : element("input", { type: kinds[part.type] ?? "text", value: String(start), placeholder, maxlength: part.max_length, min: part.min_value, max: part.max_value });
  const act = () => once(node, () => context.act(block, { action_id: part.action_id, ...value(node) }));
  // A text is sent on Enter alone, as in Slack: `change` would also send what is half typed when the field loses the focus or goes away.
  if (!inForm && (part.type in kinds && !TEXTS.includes(part.type))) node.addEventListener("change", act);
  else if (!inForm) node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    act();
  });
  return node;
}

export function control(part, block, context, input) {
  const inForm = Boolean(input) && !input.dispatch_action;
  let node;
  if (part.type === "button" || part.type === "workflow_button" || part.type === "icon_button") return button(part, block, context);
  if (part.type === "feedback_buttons")
    return element("span", { class: "actions" }, [part.positive_button, part.negative_button].map((each) => each && button({ ...part, ...each }, block, context)));
  if (part.type === "overflow") return overflow(part, block, context);
  if (part.type === "image") return element("img", { src: part.image_url, alt: part.alt_text });
  if (picked(part.type)) node = picks(part, block, context, Boolean(input));
  else if (part.type.endsWith("select")) node = select(part, block, context, Boolean(input));
  else if (part.type === "checkboxes" || part.type === "radio_buttons") node = ticks(part, block, context, Boolean(input));
  else node = field(part, block, context, inForm);
  node.classList.add("control");
  if (!input && !node.getAttribute("aria-label")) node.setAttribute("aria-label", label(part.placeholder) || NAMES[part.type] || "Choose");
  if (input) {
    node.id = `${block}-${part.action_id}`;
    node.dataset.block = block;
    node.dataset.action = part.action_id;
    node.setAttribute("aria-describedby", `${input.hint ? `${block}-hint ` : ""}${block}-error`);
    if (!input.optional && node.getAttribute("role") !== "group") node.setAttribute("aria-required", "true"); // a plain group may not say so
  }
  elements.set(node, part);
  return node;
}

// The value of one control in the shape of Slack's state.values.
function value(node) {
  const part = elements.get(node);
  const type = part.type;
  const all = [...(part.options ?? []), ...(part.option_groups ?? []).flatMap((group) => group.options)];
  if (type === "checkboxes" || type === "radio_buttons") {
    const chosen = [...node.querySelectorAll("input:checked")].map((tick) => all.find((option) => option.value === tick.value));
    return type === "checkboxes" ? { type, selected_options: chosen } : { type, selected_option: chosen[0] ?? null };
  }
  const ticked = () => [...node.querySelectorAll(".choices input:checked")].map((tick) => offered.get(node).get(tick.value));
  if (type in many) return { type, [many[type]]: ticked().map((option) => option.value) };
  if (type in plural) return { type, [plural[type]]: node.value || null };
  if (type.startsWith("multi_")) return { type, selected_options: ticked() };
  if (type === "external_select") return { type, selected_option: ticked()[0] ?? null };
  if (type.endsWith("select")) return { type, selected_option: all.find((option) => option.value === node.value) ?? null };
  if (type === "datepicker") return { type, selected_date: node.value || null };
  if (type === "timepicker") return { type, selected_time: node.value || null };
  if (type === "datetimepicker") return { type, selected_date_time: node.value ? Math.floor(new Date(node.value).getTime() / 1000) : null };
  return { type, value: node.value || null };
}

// Everything typed below `root`, as state.values of a view_submission.
export function read(root) {
  const values = {};
  for (const node of root.querySelectorAll(".control[data-block]")) (values[node.dataset.block] ??= {})[node.dataset.action] = value(node);
  return values;
}
