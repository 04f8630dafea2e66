// The picture of a node and its neighbours, as SVG. Neighbours are links to their own pages, hubs are buttons that
// load more of their category. One of them is in the order of Tab; arrow keys go to the next in their direction.

import { count, el, svg } from "./dom.js";
import { KINDS, layOut } from "./graph_model.js";
import { categoryName, nameOf } from "./names.js";
import { nodeAddress } from "./router.js";

const MARGIN = 24;
const SMALLEST = { width: 760, height: 480 }; // a picture of three nodes should not fill the screen with them
const CROWDED = 45; // more items than this have their names on demand
const NEAR = 1.6; // the zoom from which on they have room
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class GraphView {
  #node;
  #expand;
  #items = [];
  #scene = svg("g");
  #svg = svg("svg", { role: "group", "aria-roledescription": "graph" }, this.#scene);
  #zoom = d3.zoom().scaleExtent([0.1, 4]);

  // `expand(category)` is called when a hub with more to show is activated.
  constructor(node, expand) {
    this.#node = node;
    this.#expand = expand;
    this.#svg.setAttribute("aria-label", `${nameOf(node)} and its neighbours; arrow keys move, Enter opens`);
    this.#svg.addEventListener("keydown", (event) => this.#key(event));
    this.#zoom.on("zoom", () => this.#show(d3.event.transform));
    d3.select(this.#svg).call(this.#zoom).on("dblclick.zoom", null);
    this.element = el("div", { class: "graph" }, this.#svg, this.#zoomButtons());
  }

  show(categories) {
    const focused = document.activeElement?.closest?.(".graph [data-key]")?.dataset.key;
    const { items, links } = layOut(this.#node, categories, this.#longSide(), this.#items);
    this.#items = items;
    const lines = links.map(({ source, target }) => line(source, target));
    const drawn = items.slice().reverse().map((item) => this.#draw(item)); // what matters more lies above
    this.#scene.replaceChildren(svg("g", { class: "links" }, lines), ...drawn);
    this.#makeReachable(focused ?? "center");
    if (focused) this.#elementOf(focused)?.focus({ preventScroll: true });
    this.#svg.classList.toggle("crowded", items.length > CROWDED);
    this.fit();
  }

  #show(transform) {
    this.#scene.setAttribute("transform", String(transform));
    this.#svg.classList.toggle("near", transform.k > NEAR);
  }

  // The direction with more room: to the right on a desk, up on a phone.
  #longSide() {
    return this.element.clientWidth > this.element.clientHeight ? 0 : -Math.PI / 2;
  }

  // All of it in view. The box is that of the places, so that nothing need be laid out by the browser for it.
  fit() {
    const left = d3.min(this.#items, (item) => item.x - item.half);
    const right = d3.max(this.#items, (item) => item.x + item.half);
    const top = d3.min(this.#items, (item) => item.y - KINDS[item.kind].radius);
    const bottom = d3.max(this.#items, (item) => item.y + KINDS[item.kind].radius + 20); // its name
    const width = Math.max(right - left + 2 * MARGIN, SMALLEST.width * this.#share());
    const height = Math.max(bottom - top + 2 * MARGIN, SMALLEST.height);
    const corner = [(left + right - width) / 2, (top + bottom - height) / 2];
    this.#svg.setAttribute("viewBox", [...corner, width, height].map(Math.round).join(" "));
    this.#zoom.extent([corner, [corner[0] + width, corner[1] + height]]);
    d3.select(this.#svg).call(this.#zoom.transform, d3.zoomIdentity);
  }

  // Of a desk's width.
  #share() {
    return Math.min(1, this.element.clientWidth / SMALLEST.width);
  }

  #zoomButtons() {
    const button = (text, name, action) => el("button", { type: "button", "aria-label": name, onclick: action }, text);
    const by = (factor) => () => d3.select(this.#svg).call(this.#zoom.scaleBy, factor);
    return el(
      "div",
      { class: "zoom", role: "group", "aria-label": "Zoom" },
      button("+", "Zoom in", by(1.4)),
      button("−", "Zoom out", by(1 / 1.4)),
      button("◱", "Show all", () => this.fit()),
    );
  }

  #draw(item) {
    if (item.kind === "hub") return this.#drawHub(item);
    const { node } = item;
    const current = item.kind === "center";
    const role = node.role ? `, ${node.role}` : "";
    const what = current ? "" : `, ${categoryName(item.category)}`;
    return svg(
      "a",
      {
        ...place(item, `${item.kind} ${node.label.toLowerCase()}`),
        href: nodeAddress(node),
        "aria-label": `${node.label}: ${nameOf(node)}${role}${what}`,
        "aria-current": current ? "page" : null,
      },
      svg("title", {}, `${nameOf(node)} (${node.label})${role}`),
      svg("circle", { r: KINDS[item.kind].radius }),
      text(node.label[0], "letter", 0),
      text(item.name, "name", KINDS[item.kind].radius + 13),
    );
  }

  #drawHub(item) {
    const { category } = item;
    const shown = category.neighbors.length;
    const more = shown < category.count;
    const expand = () => more && this.#expand(category);
    const told = `${categoryName(category)}: ${count(shown)} of ${count(category.count)} shown`;
    return svg(
      "g",
      {
        ...place(item, `hub ${category.label.toLowerCase()}${more ? " more" : ""}`),
        role: "button",
        "aria-label": more ? `${told}. Show more` : told,
        "aria-disabled": more ? null : "true",
        onclick: expand,
        onkeydown: (event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          expand();
        },
      },
      svg("title", {}, more ? `${told}. Click for more` : told),
      svg("circle", { r: KINDS.hub.radius }),
      text(compact(category.count), "number", 0),
      text(item.name, "name", KINDS.hub.radius + 13),
    );
  }

  #elements() {
    return Array.from(this.#scene.querySelectorAll("[data-key]"));
  }

  #elementOf(key) {
    return this.#elements().find((element) => element.dataset.key === key);
  }

  #makeReachable(key) {
    const chosen = this.#elementOf(key) ?? this.#elementOf("center");
    for (const element of this.#elements()) element.setAttribute("tabindex", element === chosen ? "0" : "-1");
  }

  #key(event) {
    const step = STEPS[event.key];
    const from = event.target.closest("[data-key]");
    if (!step || !from) return;
    event.preventDefault();
    const next = nearest(this.#items, from.dataset.key, step);
    if (!next) return;
    this.#makeReachable(next.key);
    this.#elementOf(next.key).focus();
  }
}

function place(item, classes) {
  const at = `translate(${item.x.toFixed(1)} ${item.y.toFixed(1)})`;
  return { class: `item ${classes}`, "data-key": item.key, transform: at };
}

function line(source, target) {
  const at = { x1: source.x, y1: source.y, x2: target.x, y2: target.y };
  return svg("line", Object.fromEntries(Object.entries(at).map(([name, value]) => [name, value.toFixed(1)])));
}

const text = (shown, classes, y) => svg("text", { class: classes, y, "aria-hidden": "true" }, shown);

const compact = (number) => new Intl.NumberFormat("en", { notation: "compact" }).format(number);

// The nearest item in that direction; what lies aside counts double.
function nearest(items, key, [dx, dy]) {
  const from = items.find((item) => item.key === key);
  const cost = (item) => {
    const along = (item.x - from.x) * dx + (item.y - from.y) * dy;
    const aside = Math.abs((item.x - from.x) * dy) + Math.abs((item.y - from.y) * dx);
    return along > 1 ? along + 2 * aside : Infinity;
  };
  const best = d3.least(items, (a, b) => cost(a) - cost(b));
  return best && cost(best) < Infinity ? best : null;
}
