// Where one begins: how much there is, and the genres with their styles.

import * as api from "./api.js";
import { count, el } from "./dom.js";
import { nodeLink } from "./node_link.js";

export async function showHome(_, main, signal) {
  const numbers = el("dl", { class: "numbers" });
  const genres = el("section", { class: "genres", "aria-labelledby": "genres" }, el("h2", { id: "genres" }, "Genres"));
  const title = el("h1", { tabindex: "-1" }, "A graph of music");
  const hint = el("p", { class: "hint" }, "Search for a name above, or begin with a genre.");
  main.replaceChildren(el("article", { class: "start" }, title, hint, numbers, genres));
  document.title = "discography";
  const [stats, tree] = await Promise.all([api.stats(signal), api.genreTree(signal)]);
  numbers.append(...Object.entries(stats.nodes).map(([label, number]) => figure(label, number)));
  genres.append(...tree.map(genre));
}

function figure(label, number) {
  return el("div", {}, el("dt", {}, label), el("dd", {}, count(number)));
}

function genre({ styles, ...node }) {
  const items = styles.map((style) => el("li", {}, nodeLink(style), number(style.releases)));
  const summary = el("summary", {}, node.name, number(node.releases));
  return el("details", {}, summary, el("ul", {}, el("li", {}, nodeLink(node), " as a whole"), ...items));
}

const number = (releases) => el("span", { class: "count" }, ` ${count(releases)}`);
