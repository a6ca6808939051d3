// The box to write in, in a channel and in a thread alike: grows with what is typed, completes commands and names, sends on Enter.
import { element } from "./dom.js";

const escaped = (words) => words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

// What Slack's own client sends: & < > escaped, so that typed markup stays words, then names with an @ as ids.
export function addressed(words, people) {
  const longestFirst = [...people].sort((one, other) => other.name.length - one.name.length);
  return longestFirst.reduce((text, person) => text.replaceAll("@" + escaped(person.name), `<@${person.id}>`), escaped(words));
}

// `people` and `commands` give what can be completed; `say` sends and tells whether it was taken.
export function composer(form, { people, commands, say }) {
  const box = form.querySelector("textarea");
  const list = form.querySelector('[role="listbox"]');
  let options = [];
  let chosen = 0;

  function grow() {
    box.style.height = "auto"; // shrinks too: scrollHeight is never less than the height
    box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
  }

  function offer(found) {
    options = found;
    chosen = 0;
    draw();
  }

  function write(words) {
    box.value = words;
    offer([]);
    grow();
  }

  function typedWord() {
    return /\S*$/.exec(box.value.slice(0, box.selectionStart))[0];
  }

  function complete() {
    const word = typedWord();
    const begins = (name) => name.toLowerCase().startsWith(word.toLowerCase());
    let found = [];
    if (word.startsWith("/") && word === box.value) found = commands().filter((each) => begins(each.name)).map((each) => ({ name: each.name, small: `${each.hint} ${each.description}` }));
    else if (word.startsWith("@")) found = people().filter((each) => begins("@" + each.name)).map((each) => ({ name: "@" + each.name, small: each.title ?? "" }));
    offer(found.length === 1 && found[0].name === word ? [] : found);
  }

  function draw() {
    list.hidden = !options.length;
    box.setAttribute("aria-expanded", String(Boolean(options.length)));
    if (options.length) box.setAttribute("aria-activedescendant", `${list.id}-${chosen}`);
    else box.removeAttribute("aria-activedescendant");
    list.replaceChildren(...options.map((option, index) => element("li", {
      role: "option", id: `${list.id}-${index}`, "aria-selected": String(index === chosen), onmousedown: (event) => { event.preventDefault(); take(index); },
    }, element("strong", {}, option.name), element("small", {}, option.small))));
  }

  // Puts the name where the word stood; what follows the caret stays.
  function take(index) {
    const caret = box.selectionStart;
    const space = box.value[caret] === " " ? "" : " ";
    box.setRangeText(options[index].name + space, caret - typedWord().length, caret, "end");
    offer([]);
    grow();
  }

  function keys(event) {
    if (options.length && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length;
      return draw();
    }
    if (options.length && event.key === "Escape") return offer([]);
    if (options.length && (event.key === "Tab" || event.key === "Enter")) { event.preventDefault(); return take(chosen); }
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return undefined;
    event.preventDefault();
    return form.requestSubmit();
  }

  async function post() {
    const words = box.value.trim();
    if (!words) return;
    write(""); // at once, so that a second Enter sends nothing
    if (!(await say(words))) write(box.value ? `${words}\n${box.value}` : words);
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); post(); });
  box.addEventListener("input", () => { complete(); grow(); });
  box.addEventListener("keydown", keys);
  box.addEventListener("blur", () => offer([]));
  return { write };
}
