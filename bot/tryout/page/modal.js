// The modal on top. A changed view is drawn into the open one, so that what was typed stays where its block stayed.
import { blocks } from "./blocks.js";
import { marked, read } from "./controls.js";
import { element, keep, once } from "./dom.js";

let shown = null;

export function drawModal(dialog, modal, contextOf, send) {
  const before = shown;
  shown = modal;
  if (!modal) {
    if (dialog.open) dialog.close();
    return;
  }
  const fresh = before?.id !== modal.id || !dialog.open;
  if (!fresh && before.hash === modal.hash) return;
  const shut = () => send("close", { view_id: shown.id });
  const context = contextOf(() => ({ container: "view", view_id: shown.id, values: read(dialog) }));
  if (fresh) {
    const form = element("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); once(form, () => submit(form, send)); } });
    dialog.replaceChildren(form);
  }
  const form = dialog.querySelector("form");
  const part = (key, held, make) => ({ key, mark: JSON.stringify(held), make });
  keep(form, [
    part("head", modal.title, () => element("header", {}, element("h2", { id: "modal-title" }, modal.title.text), element("button", { type: "button", "aria-label": "Close", onclick: shut }, "✕"))),
    part("blocks", "", () => element("div", { class: "blocks" })),
    part("foot", [modal.close, modal.submit], () => element("footer", {},
      element("button", { type: "button", onclick: shut }, modal.close?.text ?? "Close"), modal.submit && element("button", { type: "submit", class: "primary" }, modal.submit.text))),
  ]);
  keep(form.querySelector(".blocks"), blockItems(modal.blocks, context));
  dialog.oncancel = (event) => { event.preventDefault(); shut(); };
  if (!dialog.open) dialog.showModal();
  if (fresh) (firstField(dialog) ?? dialog.querySelector("footer button")).focus();
}

// Blocks for keep(): an input is known by its id; the others have ids that Slack makes up anew each time, and are known by their place.
export function blockItems(list, context, owner = "") {
  return list.map((block, index) => ({
    key: `${owner} ${block.type === "input" ? block.block_id : `${block.type} ${index}`}`, mark: JSON.stringify(block), make: () => blocks([block], context)[0],
  }));
}

const firstField = (root) => root.querySelector(".control:not(.ticks), .control.ticks input");

function missing(modal, values) {
  const filled = (part) => Object.entries(part ?? {}).some(([name, held]) => name !== "type" && held !== null && held !== "" && !(Array.isArray(held) && !held.length));
  const empty = modal.blocks.filter((block) => block.type === "input" && !block.optional && !filled(values[block.block_id]?.[block.element.action_id]));
  return Object.fromEntries(empty.map((block) => [block.block_id, "Please complete this required field."]));
}

async function submit(form, send) {
  const values = read(form);
  let errors = missing(shown, values);
  if (!Object.keys(errors).length) errors = (await send("submit", { view_id: shown.id, values })).errors ?? {};
  for (const block of form.querySelectorAll(".input")) {
    const words = errors[block.dataset.block] ?? "";
    block.querySelector(".error").textContent = words;
    block.classList.toggle("invalid", Boolean(words));
    marked(block.querySelector(".control"), Boolean(words));
  }
  const first = form.querySelector(".input.invalid");
  if (!first) return;
  firstField(first)?.focus({ preventScroll: true });
  first.scrollIntoView({ block: "nearest" });
  first.querySelector(".error").scrollIntoView({ block: "nearest" }); // the words matter most where the block is taller than the window
}
