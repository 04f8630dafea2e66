// The shortest path between two names: a form that is a place of its own in the address, and what came of it, drawn.

import * as api from "./api.js";
import { Combobox } from "./combobox.js";
import { el, plural, say, shorten, svg } from "./dom.js";
import { endOf, nameOf } from "./names.js";
import { nodeLink } from "./node_link.js";
import { showProblem } from "./problems.js";
import { go, nodeAddress, pathAddress } from "./router.js";

const CELL = { width: 170, height: 130 };
const RADIUS = 20;
const DEEPEST = 10;

export async function showPath({ query }, main, signal) {
  const form = new PathForm(query);
  const answer = el("section", { class: "answer", "aria-label": "The path" });
  const title = el("h1", { tabindex: "-1" }, "Shortest path");
  main.replaceChildren(el("article", { class: "path" }, title, form.element, answer));
  document.title = "Path · discography";
  if (!form.isComplete()) return;
  const path = await api.path(form.question(), signal);
  if (!path) return sayNoPath(answer, form);
  form.setEnds(path.nodes[0], path.nodes.at(-1));
  const length = plural(path.steps.length, "step");
  document.title = `${nameOf(path.nodes[0])} to ${nameOf(path.nodes.at(-1))} · discography`;
  answer.replaceChildren(el("h2", {}, length), drawing(path, signal), steps(path));
  say(`A path of ${length}`);
}

function sayNoPath(answer, form) {
  const text = `There is no path of at most ${plural(Number(form.question().maxDepth), "step")}.`;
  answer.replaceChildren(el("p", { class: "hint" }, text));
  say(text);
}

class End {
  #chosen = null;

  constructor(id, label, value) {
    this.input = el("input", { id, value, required: true, maxlength: "200", spellcheck: "false", type: "search" });
    const list = el("ul", { id: `${id}-list`, hidden: true });
    const choose = (node) => this.choose(node);
    new Combobox(this.input, list, { suggest: api.autocomplete, choose, fail: showProblem });
    this.element = el("div", {}, el("label", { for: id }, label), el("div", { class: "combobox" }, this.input, list));
  }

  choose(node) {
    this.#chosen = node;
    this.input.value = nameOf(node);
  }

  // The node that was chosen, unless the text was changed since; then the text.
  text() {
    const chosen = this.#chosen;
    return chosen && this.input.value === nameOf(chosen) ? endOf(chosen) : this.input.value.trim();
  }
}

class PathForm {
  #from;
  #to;
  #all;
  #depth;

  constructor(query) {
    this.#from = new End("from", "From", query.get("from") ?? "");
    this.#to = new End("to", "To", query.get("to") ?? "");
    this.#all = el("input", { id: "all", type: "checkbox", checked: query.get("types") === "all" });
    this.#depth = depthChoice(query.get("max_depth"));
    this.element = el(
      "form",
      { class: "ends", autocomplete: "off", onsubmit: (event) => this.#submit(event) },
      this.#from.element,
      this.#to.element,
      el("div", {}, el("label", { for: "depth" }, "Steps at most"), this.#depth),
      el("div", { class: "check" }, this.#all, el("label", { for: "all" }, "Also through genres and styles")),
      el("button", { type: "submit" }, "Find"),
    );
  }

  isComplete() {
    return this.#from.text() !== "" && this.#to.text() !== "";
  }

  question() {
    const { max_depth: maxDepth, ...rest } = this.#query();
    return { ...rest, maxDepth };
  }

  setEnds(from, to) {
    this.#from.choose(from);
    this.#to.choose(to);
  }

  #query() {
    const types = this.#all.checked ? "all" : null;
    return { from: this.#from.text(), to: this.#to.text(), types, max_depth: this.#depth.value };
  }

  #submit(event) {
    event.preventDefault();
    go(pathAddress(this.#query()));
  }
}

function depthChoice(chosen) {
  const depths = Array.from({ length: DEEPEST }, (_, i) => String(i + 1));
  const current = depths.includes(chosen) ? chosen : String(DEEPEST);
  return el("select", { id: "depth" }, ...depths.map((depth) => el("option", { selected: depth === current }, depth)));
}

// Drawn anew when more or fewer nodes fit beside each other, so that it also fits a phone that is turned; not else, since
// a link that has the focus would lose it.
function drawing(path, signal) {
  const room = el("div", { class: "chain" });
  let drawn = 0;
  const watch = new ResizeObserver(() => {
    const columns = columnsIn(room.clientWidth, path);
    if (columns === drawn) return;
    drawn = columns;
    room.replaceChildren(chain(path, columns));
  });
  watch.observe(room);
  signal.addEventListener("abort", () => watch.disconnect());
  return room;
}

function columnsIn(width, path) {
  return Math.min(path.nodes.length, Math.max(1, Math.floor(width / CELL.width)));
}

// Left to right, then back in the next row, as one reads a snake.
function chain(path, columns) {
  const rows = Math.ceil(path.nodes.length / columns);
  const places = path.nodes.map((_, i) => placeOf(i, columns));
  const box = `0 0 ${columns * CELL.width} ${rows * CELL.height}`;
  return svg(
    "svg",
    { viewBox: box, width: columns * CELL.width, role: "group", "aria-label": "The path, drawn" },
    arrowHead(),
    ...path.steps.map((step, i) => arrow(step, places[i], places[i + 1])),
    ...path.nodes.map((node, i) => station(node, places[i])),
  );
}

function placeOf(i, columns) {
  const row = Math.floor(i / columns);
  const column = row % 2 === 0 ? i % columns : columns - 1 - (i % columns);
  return { x: (column + 0.5) * CELL.width, y: (row + 0.4) * CELL.height };
}

function arrowHead() {
  const shape = svg("path", { d: "M0 0L8 4L0 8z" });
  const size = { markerWidth: 8, markerHeight: 8, refX: 8, refY: 4, orient: "auto-start-reverse" };
  return svg("defs", {}, svg("marker", { id: "head", ...size }, shape));
}

function arrow({ type, direction }, from, to) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const gap = { x: ((to.x - from.x) / length) * (RADIUS + 4), y: ((to.y - from.y) / length) * (RADIUS + 4) };
  const ends = { x1: from.x + gap.x, y1: from.y + gap.y, x2: to.x - gap.x, y2: to.y - gap.y };
  const upright = from.x === to.x;
  const label = { x: (from.x + to.x) / 2 + (upright ? 8 : 0), y: (from.y + to.y) / 2 - (upright ? 0 : 8) };
  return svg(
    "g",
    { class: "step", "aria-hidden": "true" },
    svg("line", { ...ends, [direction === "out" ? "marker-end" : "marker-start"]: "url(#head)" }),
    svg("text", { ...label, class: upright ? "beside" : "above" }, type),
  );
}

function station(node, { x, y }) {
  return svg(
    "a",
    {
      class: `item ${node.label.toLowerCase()}`,
      href: nodeAddress(node),
      transform: `translate(${x} ${y})`,
      "aria-label": `${node.label}: ${nameOf(node)}`,
    },
    svg("title", {}, `${nameOf(node)} (${node.label})`),
    svg("circle", { r: RADIUS }),
    svg("text", { class: "letter" }, node.label[0]),
    svg("text", { class: "name", y: RADIUS + 15 }, shorten(nameOf(node), 24)),
  );
}

// The same in words.
function steps(path) {
  const items = path.steps.map(({ type, direction }, i) => {
    const arrow = direction === "out" ? ` –${type}→ ` : ` ←${type}– `;
    return el("li", {}, nodeLink(path.nodes[i]), arrow, nodeLink(path.nodes[i + 1]));
  });
  return items.length > 0 ? el("ol", {}, ...items) : el("p", { class: "hint" }, "Both are the same node.");
}
