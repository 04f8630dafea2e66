// A text field that suggests while one types: the ARIA pattern "editable combobox with list autocomplete".
//
//   new Combobox(input, list, { suggest(text, signal) -> Promise<[node]>, choose(node), fail(error) })
//
// Down and Up walk through the suggestions and the text itself, Enter opens the one that is marked (and is left to
// the form where none is), Escape closes the list, a second one empties the field, Tab closes and goes on. Each key
// press asks at once, and only the answer to the last one is shown: the server is faster than a pause to wait for.

import { isAbort } from "./api.js";
import { count, el, plural, say } from "./dom.js";
import { measurePainted } from "./marks.js";
import { nameOf } from "./names.js";
import { badge } from "./node_link.js";

export class Combobox {
  #input;
  #list;
  #does;
  #nodes = [];
  #marked = -1;
  #asking = null;
  #pressed = null; // when the key went down whose input is still to come

  constructor(input, list, does) {
    this.#input = input;
    this.#list = list;
    this.#does = does;
    describe(input, list);
    input.addEventListener("input", (event) => this.#ask(this.#pressed ?? event.timeStamp));
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.close());
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // else the field loses the focus first
    list.addEventListener("click", (event) => this.#click(event));
  }

  // The answer to an earlier key press is no longer wanted, either.
  close() {
    this.#asking?.abort();
    this.#show([]);
  }

  async #ask(began) {
    this.#pressed = null;
    this.#asking?.abort();
    const text = this.#input.value.trim();
    if (text === "") return this.#show([]);
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const nodes = await this.#does.suggest(text, asking.signal);
      if (asking.signal.aborted) return;
      this.#show(nodes);
      say(nodes.length === 0 ? "No suggestion" : plural(nodes.length, "suggestion"));
      measurePainted("key-to-answer", began, text);
    } catch (error) {
      if (isAbort(error)) return;
      this.#show([]);
      this.#does.fail(error);
    }
  }

  #show(nodes) {
    this.#nodes = nodes;
    this.#list.replaceChildren(...nodes.map((node, i) => option(`${this.#list.id}-${i}`, node)));
    this.#list.hidden = nodes.length === 0;
    this.#input.setAttribute("aria-expanded", String(nodes.length > 0));
    this.#mark(-1);
  }

  // -1: the text itself.
  #mark(place) {
    this.#list.children[this.#marked]?.setAttribute("aria-selected", "false");
    this.#marked = place;
    const marked = this.#list.children[place];
    if (!marked) return this.#input.removeAttribute("aria-activedescendant");
    marked.setAttribute("aria-selected", "true");
    marked.scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", marked.id);
  }

  #key(event) {
    this.#pressed = event.timeStamp;
    if (event.isComposing) return;
    const keys = { ArrowDown: () => this.#step(1, event), ArrowUp: () => this.#step(-1, event) };
    keys.Enter = () => this.#choose(this.#marked);
    keys.Escape = () => this.#escape();
    if (keys[event.key]?.()) event.preventDefault();
  }

  // Each of these says whether the key was its own.
  #step(by, event) {
    if (this.#nodes.length === 0) {
      this.#ask(event.timeStamp);
      return true;
    }
    const places = this.#nodes.length + 1; // the text is one of them
    this.#mark(((this.#marked + 1 + by + places) % places) - 1);
    return true;
  }

  #escape() {
    if (this.#nodes.length === 0) this.#input.value = "";
    this.close();
    return true;
  }

  #choose(place) {
    const node = this.#nodes[place];
    if (!node) return false;
    this.close();
    this.#does.choose(node);
    return true;
  }

  #click(event) {
    const clicked = event.target.closest("[role=option]");
    if (clicked) this.#choose(Array.prototype.indexOf.call(this.#list.children, clicked));
  }
}

function describe(input, list) {
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", autocomplete: "off" };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  input.setAttribute("aria-controls", list.id);
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
}

function option(id, node) {
  return el(
    "li",
    { id, role: "option", "aria-selected": "false" },
    el("span", { class: "name" }, nameOf(node)),
    badge(node),
    el("span", { class: "count" }, count(node.popularity)),
  );
}
