// Makes elements. Text only ever enters as text nodes, so nothing a person typed becomes markup.

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

export function shape(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.flat(Infinity));
  return node;
}

const marks = new WeakMap(); // child of a kept list -> the mark it was made for
const FOCUSABLE = "button, a[href], select, input, textarea, [tabindex]";
const likeness = (node) => [node.tagName, node.id, node.getAttribute("aria-label"), node.value, node.textContent].join(" ");

// Gives `list` one child for each of `items` ({key, mark, make}) and touches only what is new, changed or gone. A child whose mark is
// the same stays the node it was, with its focus, its open menu and what is typed in it, and a screen reader reads only what is new.
export function keep(list, items) {
  const old = new Map([...list.children].map((node) => [node.dataset.key, node]));
  const held = list.contains(document.activeElement) && document.activeElement !== list ? document.activeElement : null;
  const holder = held && [...old.values()].find((node) => node.contains(held));
  const nodes = items.map(({ key, mark, make }) => {
    const before = old.get(String(key));
    if (before && marks.get(before) === mark) return before;
    const fresh = make();
    fresh.dataset.key = key;
    marks.set(fresh, mark);
    if (before) carry(before, fresh);
    return fresh;
  });
  const staying = new Set(nodes);
  for (const node of [...list.children]) if (!staying.has(node)) node.remove();
  nodes.forEach((node, index) => { if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null); });
  if (held && !held.isConnected) refocus(nodes.find((node) => node.dataset.key === holder.dataset.key) ?? list, held);
}

// What a person typed outlives a new drawing of the same field, as in Slack.
function carry(before, fresh) {
  for (const typed of before.querySelectorAll("input[id], textarea[id]")) {
    const field = fresh.querySelector(`#${CSS.escape(typed.id)}`);
    if (field && typed.value !== typed.defaultValue) field.value = typed.value;
  }
}

// The focus goes to what looks the same in the new drawing; where that is gone, to the whole of it rather than to the page's top.
function refocus(place, held) {
  const same = [...place.querySelectorAll(FOCUSABLE)].find((node) => likeness(node) === likeness(held));
  if (!same && !place.hasAttribute("tabindex")) place.tabIndex = -1;
  (same ?? place).focus({ preventScroll: true });
  if (same?.setSelectionRange && held.selectionStart !== null) same.setSelectionRange(held.selectionStart, held.selectionEnd);
}

// One run at a time for each button, so that a double click does not post twice. aria-disabled, because `disabled` would drop the focus.
export async function once(node, work) {
  if (node.getAttribute("aria-disabled") === "true") return;
  node.setAttribute("aria-disabled", "true");
  try { await work(); } finally { node.removeAttribute("aria-disabled"); }
}
