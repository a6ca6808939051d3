// The try-out page: shows one person's view of the local Slack and sends what that person does. The server holds all state; after every
// change it says so on /api/events and the page reads /api/view again:
//   {now, bot, people[{id,name,title,initials,bot}], groups[{id,name}], channels[{id,name,kind,unread}], commands[{name,hint,description}],
//    shortcuts[{callback_id,name}], messages[{ts,user,text,blocks,ephemeral,reply_count,edited}], thread[…]|null, home|null, modal|null,
//    guide: {words, steps[{label, do: {as, channel, thread, say, home, monday}}]}}
import { addressed, composer } from "./composer.js";
import { element, keep, once } from "./dom.js";
import { drawMessages, face } from "./messages.js";
import { blockItems, drawModal } from "./modal.js";

const $ = (id) => document.getElementById(id);
const here = { as: "", channel: "", thread: "" };
let view = null;
let threadBox = null;

const named = (list, id) => list.find((item) => item.id === id)?.name;
const context = (where) => ({
  person: (id) => named(view.people, id),
  channel: (id) => named(view.channels, id),
  group: (id) => named(view.groups, id),
  people: () => view.people.filter((person) => !person.bot).map((person) => [person.id, person.name]),
  channels: () => view.channels.filter((channel) => channel.kind !== "dm").map((channel) => [channel.id, "#" + channel.name]),
  act: (block_id, action) => send("click", { ...where(), block_id, action: { ...action, block_id } }),
  suggest: async (block_id, action_id, typed) => (await post("suggest", { ...where(), block_id, action_id, typed })).options ?? [],
});

const STOPPED = "Stopped. Start it again in the terminal.";
let noticeTimer = 0;
function notice(words) {
  $("notice").textContent = words;
  clearTimeout(noticeTimer);
  if (words !== STOPPED) noticeTimer = setTimeout(() => ($("notice").textContent = ""), 6000); // that one stays until it runs again
}

async function request(path, options) {
  const response = await fetch(path, options).catch(() => null);
  if (!response) return { error: STOPPED };
  return response.json().catch(() => ({ error: `The try-out answered ${response.status}.` }));
}

const post = (what, body) => request(`/api/${what}`, {
  method: "POST", headers: { "content-type": "application/json", "x-remit-tryout": "1" }, body: JSON.stringify({ as: here.as, ...body }),
});

async function send(what, body) {
  const answer = await post(what, body);
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

// The sides ---------------------------------------------------------------------------------------------------------------------------

function drawPeople() {
  keep($("people"), view.people.filter((person) => !person.bot).map((person) => ({
    key: person.id, mark: JSON.stringify([person, person.id === here.as]),
    make: () => element("li", {}, element("button", { type: "button", "aria-pressed": String(person.id === here.as), onclick: () => go({ as: person.id }) },
      face(person, view.people), element("span", {}, person.name, element("small", {}, person.title)))),
  })));
}

function drawChannels() {
  const item = (id, name, unread) => ({
    key: id, mark: JSON.stringify([name, unread, id === here.channel]),
    make: () => element("li", {}, element("button", {
      type: "button", "aria-current": id === here.channel ? "true" : undefined, onclick: () => go({ channel: id, thread: "" }),
    }, name, unread && element("span", { class: "dot", role: "img", "aria-label": "new messages" }))),
  });
  const [direct, open] = [true, false].map((wanted) => view.channels.filter((channel) => (channel.kind === "dm") === wanted));
  keep($("channel-list"), open.map((channel) => item(channel.id, `# ${channel.name}`, channel.unread)));
  keep($("direct-list"), [...direct.map((channel) => item(channel.id, channel.name, channel.unread)), item("home", "Remit's Home tab", false)]);
}

const desk = () => ({ view, channel: here.channel, context, send, openThread: (ts) => go({ thread: ts }), showJson });

function drawMain() {
  const home = here.channel === "home";
  const channel = view.channels.find((each) => each.id === here.channel);
  const list = $("messages");
  $("channel-name").textContent = home ? "Remit's Home tab" : channel?.kind === "dm" ? channel.name : `# ${channel?.name ?? ""}`;
  $("composer").hidden = home;
  $("composer-text").placeholder = channel?.kind === "dm" ? "Ask Remit anything about ownership" : "Type /whoowns … or @Remit …";
  list.classList.toggle("home", home);
  if (home) drawHome(list);
  else if (!view.messages.length) keep(list, [welcome(channel)]);
  else drawMessages(list, view.messages, false, desk());
}

function drawHome(list) {
  if (!view.home) return keep(list, [{ key: "no home", mark: "", make: () => element("li", { class: "empty" }, "Remit has put nothing here yet.") }]);
  keep(list, [{ key: `home of ${here.as}`, mark: "", make: () => element("li", { class: "blocks" }) }]);
  return keep(list.firstChild, blockItems(view.home.blocks, context(() => ({ container: "home", view_id: view.home?.id ?? "" })), here.as));
}

// An empty channel says what it is for and offers the questions of the guided start, asked here and as whoever is looking.
function welcome(channel) {
  const questions = view.guide.steps.filter((step) => step.do.say && channel?.name !== "ownership-disputes");
  const words = channel?.kind === "dm" ? "Ask Remit anything about who owns what. Only you see this conversation."
    : questions.length ? "Ask who owns something: pick a question, type /whoowns and a topic, or mention @Remit."
      : "Nothing here yet. Disputes about who owns something are argued and decided here.";
  return {
    key: `welcome to ${here.channel}`, mark: JSON.stringify([questions, words]),
    make: () => element("li", { class: "empty" }, element("h2", {}, channel?.kind === "dm" ? "Your messages with Remit" : `Welcome to # ${channel?.name ?? ""}`), element("p", {}, words),
      element("div", { class: "actions" }, questions.map((step) => element("button", {
        type: "button", onclick: (event) => once(event.currentTarget, () => say(step.do.say, "")),
      }, step.label)))),
  };
}

function drawThread() {
  const panel = $("thread");
  panel.hidden = !here.thread || !view.thread;
  if (panel.hidden) return;
  if (panel.dataset.ts !== here.thread) threadBox.write("");
  panel.dataset.ts = here.thread;
  drawMessages($("replies"), view.thread, true, desk());
}

function drawGuide() {
  const { words, steps } = view.guide ?? { words: "", steps: [] };
  keep($("guide"), [
    ...(words ? [{ key: "words", mark: words, make: () => element("p", {}, words) }] : []),
    ...steps.map((step) => ({
      key: step.label, mark: JSON.stringify(step),
      make: () => element("button", { type: "button", onclick: (event) => once(event.currentTarget, () => follow(step.do)) }, step.label),
    })),
  ]);
}

async function follow(step) {
  if (step.monday) await send("clock", { to: "monday" });
  await go({ as: step.as ?? here.as, channel: step.channel ?? here.channel, thread: step.thread ?? "" });
  if (step.say) await send("say", { channel: here.channel, thread_ts: "", text: step.say });
  if (step.click) await send("click", step.click);
  return undefined;
}

async function say(words, thread) {
  const text = words.startsWith("/") ? addressed(words, []) : addressed(words, view.people);
  const answer = await send("say", { channel: here.channel, thread_ts: thread, text });
  const list = thread ? $("replies") : $("messages");
  list.scrollTop = list.scrollHeight; // whoever writes wants to see it and the answer
  return !answer.error;
}

// Going about -------------------------------------------------------------------------------------------------------------------------

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
  drawModal($("modal"), view.modal, context, send);
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
  const people = () => view?.people ?? [];
  composer($("composer"), { people, commands: () => view?.commands ?? [], say: (words) => say(words, "") });
  threadBox = composer($("thread-composer"), { people, commands: () => [], say: (words) => say(words, here.thread) });
  $("close-thread").addEventListener("click", () => go({ thread: "" }));
  $("monday").addEventListener("click", () => once($("monday"), () => send("clock", { to: "monday" })));
  $("restart").addEventListener("click", () => once($("restart"), async () => { await send("restart", {}); await go({ channel: view.channels[0].id, thread: "" }); }));
  $("charter-file").addEventListener("change", (event) => { const [file] = event.target.files; event.target.value = ""; if (file) loadDocument(file); });
  $("menu").addEventListener("click", () => $("menu").setAttribute("aria-expanded", String($("side").classList.toggle("open"))));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && $("side").classList.contains("open")) $("menu").click(); });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => { event.preventDefault(); const [file] = event.dataTransfer.files; if (file) loadDocument(file); });
  const events = new EventSource("/api/events");
  events.addEventListener("message", refresh);
  events.addEventListener("error", () => notice(STOPPED));
  events.addEventListener("open", () => { if ($("notice").textContent === STOPPED) notice(""); });
}

listen();
await refresh();
