// A node: its picture, its neighbours as lists, its trend, and for an artist who is similar and who worked with them.

import * as api from "./api.js";
import { count, el, plural, refill, say } from "./dom.js";
import { GraphView } from "./graph_view.js";
import { measurePainted } from "./marks.js";
import { categoryKey, categoryName, endOf, nameOf } from "./names.js";
import { badge, nodeLink } from "./node_link.js";
import { problemCard, showProblem } from "./problems.js";
import { formatMore, nodeAddress, note, parseMore, pathAddress } from "./router.js";
import { trendChart } from "./trend_view.js";

const FIRST = 8; // neighbours of each category at first
const PAGE = 24; // and with each expansion
const MOST = 960; // as many as an address brings back
const LARGEST_PAGE = 200; // the server's
const ALIKE = 10;

export async function showNode({ label, id, query }, main, signal) {
  const began = performance.now();
  const found = await api.explore({ label, id }, { limit: FIRST }, signal);
  await loadMore(found, parseMore(query.get("more")), signal);
  if (signal.aborted) return;
  const view = new NodeView(found, signal);
  main.replaceChildren(view.element);
  view.start();
  say(`${found.node.label} ${nameOf(found.node)}: ${plural(found.categories.length, "category", "categories")}`);
  measurePainted("node", began, nameOf(found.node));
  document.title = `${nameOf(found.node)} · discography`;
}

// What the address says was expanded, all categories at once.
async function loadMore({ node, categories }, more, signal) {
  const wanted = categories.map((category) => load(node, category, more.get(categoryKey(category)) ?? 0, signal));
  await Promise.all(wanted);
}

async function load(node, category, wanted, signal) {
  const goal = Math.min(wanted, category.count, MOST);
  while (category.neighbors.length < goal) {
    const offset = category.neighbors.length;
    const limit = Math.min(goal - offset, LARGEST_PAGE);
    const page = await api.neighbors(node, category, { offset, limit }, signal);
    if (page.length === 0) return;
    category.neighbors.push(...page);
  }
}

class NodeView {
  #node;
  #categories;
  #signal;
  #expanding = new Set();
  #graph;
  #lists;
  #trend = el("section", { class: "trend", "aria-label": "Releases per year" });
  #alike = el("div", { class: "alike" });

  constructor({ node, stub, properties, categories }, signal) {
    this.#node = node;
    this.#categories = categories;
    this.#signal = signal;
    this.#graph = new GraphView(node, (category) => this.#expand(category));
    this.#lists = new Map(categories.map((category) => [category, el("section", { class: "category" })]));
    const neighbors = el("div", { class: "neighbors" }, ...this.#lists.values());
    const side = el("div", { class: "side" }, neighbors, this.#alike);
    const parts = [head(node, stub, properties), this.#graph.element, side, this.#trend];
    this.element = el("article", { class: "node" }, ...parts);
  }

  // Once it stands in the page.
  start() {
    this.#graph.show(this.#categories);
    for (const category of this.#categories) this.#list(category);
    this.#fill(this.#trend, () => api.trends(this.#node, this.#signal), trendChart);
    if (this.#node.label === "Artist") this.#showAlike();
    if (this.#node.label === "Label") this.#showDna();
  }

  #showAlike() {
    const similar = el("section", { id: "similar" });
    const together = el("section", { id: "collaborators" });
    this.#alike.append(similar, together);
    const limit = { limit: ALIKE };
    this.#fill(similar, () => api.similar(this.#node, limit, this.#signal), ranking("Similar artists", share));
    this.#fill(together, () => api.collaborators(this.#node, limit, this.#signal), ranking("Worked with", releases));
  }

  #showDna() {
    const section = el("section", { id: "dna" });
    this.#alike.append(section);
    this.#fill(section, () => api.labelDna(this.#node, this.#signal), dna);
  }

  // A part that fails says so in its own place and leaves the rest alone.
  async #fill(section, ask, draw) {
    try {
      const answer = await ask();
      if (!this.#signal.aborted) draw(answer, section);
    } catch (error) {
      if (!api.isAbort(error)) section.replaceChildren(problemCard(error));
    }
  }

  async #expand(category) {
    if (this.#expanding.has(category)) return;
    this.#expanding.add(category);
    try {
      const before = category.neighbors.length;
      await load(this.#node, category, before + PAGE, this.#signal);
      this.#graph.show(this.#categories);
      this.#list(category, before);
      note(nodeAddress(this.#node, { more: formatMore(this.#more()) }));
      say(`${categoryName(category)}: ${count(category.neighbors.length)} of ${count(category.count)} shown`);
    } catch (error) {
      if (!api.isAbort(error)) showProblem(error);
    } finally {
      this.#expanding.delete(category);
    }
  }

  #more() {
    const expanded = this.#categories.filter(({ neighbors }) => neighbors.length > FIRST);
    return new Map(expanded.map((category) => [categoryKey(category), category.neighbors.length]));
  }

  // The list of a category; the focus, if its button had it, goes to the first of the new ones.
  #list(category, focusAt) {
    const section = this.#lists.get(category);
    const hadFocus = section.contains(document.activeElement);
    const left = Math.min(category.count, MOST) - category.neighbors.length;
    const items = category.neighbors.map((node) => el("li", {}, nodeLink(node), role(node)));
    const more = `Show ${count(Math.min(left, PAGE))} more`;
    const label = `${more}: ${categoryName(category)}`;
    refill(
      section,
      el("h2", {}, categoryName(category), " ", el("span", { class: "count" }, count(category.count))),
      el("ul", {}, ...items),
      left > 0 && el("button", { type: "button", "aria-label": label, onclick: () => this.#expand(category) }, more),
    );
    if (hadFocus && focusAt !== undefined) items[focusAt]?.querySelector("a").focus();
  }
}

const role = (node) => node.role && el("span", { class: "role" }, ` ${node.role}`);

function head(node, stub, properties) {
  const shown = Object.entries(properties).filter(([name, value]) => !IN_TITLE.has(name) && hasValue(value));
  return el(
    "header",
    { class: "head" },
    badge(node),
    el("h1", { tabindex: "-1" }, nameOf(node)),
    stub && el("p", { class: "hint" }, "The dumps mention it, but have no record of it."),
    el("dl", {}, ...shown.map(([name, value]) => property(name, value))),
    el("a", { href: pathAddress({ from: endOf(node) }) }, "Path from here"),
  );
}

const IN_TITLE = new Set(["name", "title"]);

function property(name, value) {
  return el("div", {}, el("dt", {}, name.replaceAll("_", " ")), el("dd", {}, shownValue(value)));
}

const hasValue = (value) => value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);

const shownValue = (value) => (Array.isArray(value) ? value.join(", ") : String(value));

const percent = (part) => `${Math.round(100 * part)} %`;

const share = (node) => percent(node.score);

const releases = (node) => plural(node.releases, "release");

// A list of nodes, each with what `told` says of it.
function ranking(title, told) {
  return (nodes, section) => {
    const items = nodes.map((node) => el("li", {}, nodeLink(node), el("span", { class: "count" }, ` ${told(node)}`)));
    const list = items.length > 0 ? el("ol", {}, ...items) : el("p", { class: "hint" }, "Nobody.");
    section.replaceChildren(el("h2", {}, title), list);
  };
}

// What a label's releases are, in shares.
function dna({ genres, styles, formats, decades }, section) {
  const byDecade = decades.map(({ decade, ...rest }) => ({ name: `${decade}s`, ...rest }));
  const parts = { Genres: genres, Styles: styles, Formats: formats, Decades: byDecade };
  const list = ([title, all]) => [el("h3", {}, title), el("ol", {}, ...all.slice(0, ALIKE).map(shareOf))];
  section.replaceChildren(el("h2", {}, "What it releases"), ...Object.entries(parts).flatMap(list));
}

function shareOf({ name, share: part }) {
  const told = percent(part);
  const bar = el("meter", { min: 0, max: 1, value: part, "aria-label": `${name}: ${told}` });
  return el("li", {}, bar, ` ${name} `, el("span", { class: "count" }, told));
}
