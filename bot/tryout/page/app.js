// The try-out page: shows one person's view of the local Slack and sends what that person does. The server holds all state; after every
// change it says so on /api/events and the page reads /api/view again:
//   {now, bot, people[{id,name,title,initials,bot}], groups[{id,name}], channels[{id,name,kind,unread}], commands[{name,hint,description}],
//    shortcuts[{callback_id,name}], messages[{ts,user,text,blocks,ephemeral,reply_count,edited}], thread[…]|null, home|null, modal|null,
//    guide: {words, steps[{label, do: {as, channel, thread, say, home, monday}}]}}
import { blocks } from "./blocks.js";
import { read } from "./controls.js";
import { element } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";

const $ = (id) => document.getElementById(id);
const here = { as: "", channel: "", thread: "" };
let view = null;
let shownModal = "";

const named = (list, id) => list.find((item) => item.id === id)?.name;
const context = (where) => ({
  person: (id) => named(view.people, id),
  channel: (id) => named(view.channels, id),
  group: (id) => named(view.groups, id),
  people: () => view.people.filter((person) => !person.bot).map((person) => [person.id, person.name]),
  channels: () => view.channels.filter((channel) => channel.kind !== "dm").map((channel) => [channel.id, "#" + channel.name]),
  act: (block_id, action) => send("click", { ...where(), block_id, action: { ...action, block_id } }),
});

let noticeTimer = 0;
function notice(words) {
  $("notice").textContent = words;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => ($("notice").textContent = ""), 6000);
}

async function request(path, options) {
  const response = await fetch(path, options).catch(() => null);
  if (!response) return { error: "The try-out has stopped. Start it again with python -m bot try." };
  return response.json().catch(() => ({ error: `The try-out answered ${response.status}.` }));
}

async function send(what, body) {
  const answer = await request(`/api/${what}`, {
    method: "POST", headers: { "content-type": "application/json", "x-remit-tryout": "1" }, body: JSON.stringify({ as: here.as, ...body }),
  });
  if (answer.error) notice(answer.error);
  await refresh();
  return answer;
}

// A message ---------------------------------------------------------------------------------------------------------------------------

function showJson(message) {
  const body = JSON.stringify({ text: message.text, blocks: message.blocks }, null, 2);
  showReport("The message as Slack gets it", element("pre", { tabIndex: 0 }, body));
}

function showReport(title, ...content) {
  $("report").replaceChildren(
    element("header", {}, element("h2", { id: "report-title" }, title), element("button", { type: "button", onclick: () => $("report").close() }, "Close")),
    element("div", { class: "blocks" }, content));
  if (!$("report").open) $("report").showModal();
}

function messageNode(message, inThread) {
  const person = view.people.find((each) => each.id === message.user) ?? { name: message.user, initials: "?" };
  const where = () => ({ channel: here.channel, ts: message.ts, container: "message", ephemeral: Boolean(message.ephemeral) });
  const tools = element("div", { class: "tools" },
    !message.ephemeral && !inThread && element("button", { type: "button", onclick: () => openThread(message.ts) }, "Reply"),
    !message.ephemeral && view.shortcuts.map((each) => element("button", { type: "button", onclick: () => send("shortcut", { channel: here.channel, ts: message.ts, callback_id: each.callback_id }) }, each.name)),
    element("button", { type: "button", onclick: () => showJson(message) }, "JSON"));
  return element("li", { class: `message${message.ephemeral ? " private" : ""}`, "data-ts": message.ts },
    element("span", { class: `face${person.bot ? " bot" : ""}`, "aria-hidden": "true" }, person.initials),
    element("div", { class: "body" },
      element("div", { class: "head" }, element("strong", {}, person.name), person.bot && element("span", { class: "badge" }, "APP"),
        element("time", {}, message.time), message.ephemeral && element("small", {}, "Only visible to you"), message.edited && element("small", {}, "(edited)")),
      element("div", { class: "blocks" }, message.blocks?.length ? blocks(message.blocks, context(where)) : element("div", { class: "text" }, mrkdwn(message.text, context(where)))),
      !inThread && message.reply_count > 0 && element("button", { type: "button", class: "replies", onclick: () => openThread(message.ts) },
        message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`)),
    tools);
}

function fill(list, messages, inThread) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const before = list.childElementCount;
  list.replaceChildren(...messages.map((message) => messageNode(message, inThread)));
  if (atEnd || messages.length > before) list.scrollTop = list.scrollHeight;
}

// The sides ---------------------------------------------------------------------------------------------------------------------------

function drawPeople() {
  $("people").replaceChildren(...view.people.filter((person) => !person.bot).map((person) => element("li", {},
    element("button", { type: "button", "aria-pressed": String(person.id === here.as), onclick: () => go({ as: person.id }) },
      element("span", { class: "face", "aria-hidden": "true" }, person.initials), element("span", {}, person.name, element("small", {}, person.title))))));
}

function drawChannels() {
  const item = (id, name, unread) => element("li", {}, element("button", {
    type: "button", "aria-current": id === here.channel ? "true" : undefined, onclick: () => go({ channel: id, thread: "" }),
  }, name, unread && element("span", { class: "dot", role: "img", "aria-label": "new messages" })));
  const [direct, open] = [true, false].map((wanted) => view.channels.filter((channel) => (channel.kind === "dm") === wanted));
  $("channel-list").replaceChildren(...open.map((channel) => item(channel.id, `# ${channel.name}`, channel.unread)));
  $("direct-list").replaceChildren(...direct.map((channel) => item(channel.id, channel.name, channel.unread)), item("home", "Remit's Home tab", false));
}

function drawMain() {
  const home = here.channel === "home";
  const channel = view.channels.find((each) => each.id === here.channel);
  $("channel-name").textContent = home ? "Remit's Home tab" : channel?.kind === "dm" ? channel.name : `# ${channel?.name ?? ""}`;
  $("composer").hidden = home;
  $("composer-text").placeholder = channel?.kind === "dm" ? "Ask Remit anything about ownership" : "Type /whoowns … or @Remit …";
  $("messages").classList.toggle("home", home);
  if (home) {
    const where = () => ({ container: "home", view_id: view.home?.id ?? "" });
    $("messages").replaceChildren(element("li", { class: "blocks" }, view.home ? blocks(view.home.blocks, context(where)) : element("p", { class: "muted" }, "Remit has put nothing here yet.")));
  } else if (!view.messages.length) {
    $("messages").replaceChildren(element("li", { class: "empty" }, element("p", {}, "Nothing here yet. Ask who owns something: type /whoowns and a topic, or mention @Remit.")));
  } else fill($("messages"), view.messages, false);
}

function drawThread() {
  const panel = $("thread");
  panel.hidden = !here.thread || !view.thread;
  if (panel.hidden) return panel.replaceChildren();
  if (panel.dataset.ts !== here.thread || !panel.childElementCount) {
    const box = element("textarea", { rows: "1", "aria-label": "Reply in the thread", placeholder: "Reply… mention @Remit to ask" });
    const form = element("form", { id: "thread-composer", style: undefined, onsubmit: (event) => { event.preventDefault(); say(box, here.thread); } }, box, element("button", { type: "submit" }, "Send"));
    box.addEventListener("keydown", (event) => sendOnEnter(event, form));
    panel.replaceChildren(element("header", {}, element("h2", {}, "Thread"), element("button", { type: "button", onclick: () => go({ thread: "" }) }, "Close")), element("ol", { "aria-live": "polite" }), form);
    panel.dataset.ts = here.thread;
  }
  fill(panel.querySelector("ol"), view.thread, true);
}

function drawGuide() {
  const { words, steps } = view.guide ?? { words: "", steps: [] };
  $("guide").replaceChildren(...(words ? [element("p", {}, words)] : []), ...steps.map((step) => element("button", { type: "button", onclick: () => follow(step.do) }, step.label)));
}

async function follow(step) {
  if (step.monday) await send("clock", { to: "monday" });
  await go({ as: step.as ?? here.as, channel: step.channel ?? here.channel, thread: step.thread ?? "" });
  if (step.say) await send("say", { channel: here.channel, thread_ts: "", text: step.say });
  if (step.click) await send("click", step.click);
  return undefined;
}

// A modal -----------------------------------------------------------------------------------------------------------------------------

function drawModal() {
  const dialog = $("modal");
  const modal = view.modal;
  if (!modal) {
    shownModal = "";
    if (dialog.open) dialog.close();
    return;
  }
  const key = `${modal.id} ${modal.hash}`;
  if (key === shownModal && dialog.open) return;
  shownModal = key;
  const where = () => ({ container: "view", view_id: modal.id, values: read(dialog) });
  const shut = () => send("close", { view_id: modal.id });
  const form = element("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); submitModal(modal, form); } },
    element("header", {}, element("h2", { id: "modal-title" }, modal.title.text), element("button", { type: "button", "aria-label": "Close", onclick: shut }, "✕")),
    element("div", { class: "blocks" }, blocks(modal.blocks, context(where))),
    element("footer", {}, element("button", { type: "button", onclick: shut }, modal.close?.text ?? "Close"), modal.submit && element("button", { type: "submit", class: "primary" }, modal.submit.text)));
  dialog.replaceChildren(form);
  dialog.oncancel = (event) => { event.preventDefault(); shut(); };
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector(".control") ?? dialog.querySelector("footer button"))?.focus();
}

function missing(modal, values) {
  const filled = (part) => Object.entries(part ?? {}).some(([name, held]) => name !== "type" && held !== null && held !== "" && !(Array.isArray(held) && !held.length));
  const empty = modal.blocks.filter((block) => block.type === "input" && !block.optional && !filled(values[block.block_id]?.[block.element.action_id]));
  return Object.fromEntries(empty.map((block) => [block.block_id, "Please complete this required field."]));
}

async function submitModal(modal, form) {
  const values = read(form);
  let errors = missing(modal, values);
  if (!Object.keys(errors).length) errors = (await send("submit", { view_id: modal.id, values })).errors ?? {};
  for (const block of form.querySelectorAll(".input")) {
    const words = errors[block.dataset.block] ?? "";
    block.querySelector(".error").textContent = words;
    block.querySelector(".control")?.setAttribute("aria-invalid", String(Boolean(words)));
  }
  form.querySelector('[aria-invalid="true"]')?.focus();
}

// The composer ------------------------------------------------------------------------------------------------------------------------

let options = [];
let chosen = 0;

function complete() {
  const typed = $("composer-text").value;
  const word = typed.slice(0, $("composer-text").selectionStart).split(/\s/).at(-1);
  const from = typed.length - word.length;
  options = [];
  if (/^\/\S*$/.test(typed)) options = view.commands.filter((each) => each.name.startsWith(typed)).map((each) => ({ insert: each.name + " ", name: each.name, small: `${each.hint} ${each.description}` }));
  else if (word.startsWith("@")) options = view.people.filter((each) => ("@" + each.name).toLowerCase().startsWith(word.toLowerCase()))
    .map((each) => ({ insert: typed.slice(0, from) + "@" + each.name + " ", name: "@" + each.name, small: each.title ?? "" }));
  if (options.length === 1 && options[0].insert.trimEnd() === typed) options = [];
  chosen = 0;
  drawCompletions();
}

function drawCompletions() {
  $("completions").hidden = !options.length;
  $("composer-text").setAttribute("aria-expanded", String(Boolean(options.length)));
  if (options.length) $("composer-text").setAttribute("aria-activedescendant", `option-${chosen}`);
  else $("composer-text").removeAttribute("aria-activedescendant");
  $("completions").replaceChildren(...options.map((option, index) => element("li", {
    role: "option", id: `option-${index}`, "aria-selected": String(index === chosen), onmousedown: (event) => { event.preventDefault(); take(index); },
  }, element("strong", {}, option.name), element("small", {}, option.small))));
}

function take(index) {
  $("composer-text").value = options[index].insert;
  options = [];
  drawCompletions();
}

function sendOnEnter(event, form) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
}

function keys(event) {
  if (options.length && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length;
    return drawCompletions();
  }
  if (options.length && event.key === "Escape") { options = []; return drawCompletions(); }
  if (options.length && (event.key === "Tab" || event.key === "Enter")) { event.preventDefault(); return take(chosen); }
  return sendOnEnter(event, $("composer"));
}

// Names typed with an @ become the ids that Slack's own client would send.
function addressed(words) {
  const people = [...view.people].sort((one, other) => other.name.length - one.name.length);
  return people.reduce((text, person) => text.replaceAll("@" + person.name, `<@${person.id}>`), words);
}

async function say(box, thread) {
  const words = box.value.trim();
  if (!words) return;
  box.value = "";
  options = [];
  drawCompletions();
  await send("say", { channel: here.channel, thread_ts: thread, text: words.startsWith("/") ? words : addressed(words) });
}

// Going about -------------------------------------------------------------------------------------------------------------------------

function openThread(ts) { return go({ thread: ts }); }

async function toMonday() {
  await send("clock", { to: "monday" });
}

async function go(change) {
  Object.assign(here, change);
  if (change.as && !change.channel) here.thread = "";
  $("side").classList.remove("open");
  $("menu").setAttribute("aria-expanded", "false");
  if (here.channel === "home") await send("open-home", {});
  else await refresh();
  if (change.as || change.channel) $("messages").scrollTop = here.channel === "home" ? 0 : $("messages").scrollHeight;
}

let reading = null;
let again = false;
async function refresh() {
  if (reading) { again = true; return reading; }
  reading = (async () => {
    do {
      again = false;
      const query = new URLSearchParams({ as: here.as, channel: here.channel === "home" ? "" : here.channel, thread: here.thread });
      const next = await request(`/api/view?${query}`);
      if (next.error) { notice(next.error); break; }
      view = next;
      here.as ||= view.people.find((person) => !person.bot).id;
      here.channel ||= view.channels[0].id;
    } while (again);
  })();
  await reading;
  reading = null;
  if (view) draw();
  return undefined;
}

function draw() {
  $("now").textContent = view.now;
  drawPeople();
  drawChannels();
  drawMain();
  drawThread();
  drawGuide();
  drawModal();
}

async function loadDocument(file) {
  const answer = await request(`/api/import?name=${encodeURIComponent(file.name)}`, { method: "POST", headers: { "x-remit-tryout": "1" }, body: file });
  if (answer.error) showReport("This document was not loaded", element("p", {}, answer.error));
  else showReport(answer.title, element("p", {}, answer.summary), element("ul", { class: "findings" }, answer.findings.map((finding) => element("li", {}, `Line ${finding.line}: ${finding.message}`))));
  await refresh();
}

// A link into Slack leads to that message here: nothing of the try-out leaves this machine.
async function followLink(event) {
  const link = event.target.closest?.('a[href^="https://slack.com/app_redirect"]');
  if (!link) return;
  event.preventDefault();
  const wanted = new URL(link.href).searchParams;
  await go({ channel: wanted.get("channel"), thread: "" });
  document.querySelector(`#messages [data-ts="${CSS.escape(wanted.get("message_ts") ?? "")}"]`)?.scrollIntoView({ block: "start" });
}

function listen() {
  document.addEventListener("click", followLink);
  $("composer").addEventListener("submit", (event) => { event.preventDefault(); say($("composer-text"), ""); });
  $("composer-text").addEventListener("input", complete);
  $("composer-text").addEventListener("keydown", keys);
  $("composer-text").addEventListener("blur", () => { options = []; drawCompletions(); });
  $("monday").addEventListener("click", toMonday);
  $("restart").addEventListener("click", async () => { await send("restart", {}); await go({ channel: view.channels[0].id, thread: "" }); });
  $("charter-file").addEventListener("change", (event) => { const [file] = event.target.files; event.target.value = ""; if (file) loadDocument(file); });
  $("menu").addEventListener("click", () => $("menu").setAttribute("aria-expanded", String($("side").classList.toggle("open"))));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && $("side").classList.contains("open")) $("menu").click(); });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => { event.preventDefault(); const [file] = event.dataTransfer.files; if (file) loadDocument(file); });
  new EventSource("/api/events").addEventListener("message", refresh);
}

await refresh();
listen();
