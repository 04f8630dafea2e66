// All names that hold the words: counts by label, and pages.

import * as api from "./api.js";
import { count, el, plural, say } from "./dom.js";
import { badge, nodeLink } from "./node_link.js";
import { searchAddress } from "./router.js";

const PAGE = 25;

export async function showSearch({ query }, main, signal) {
  const question = { q: query.get("q") ?? "", type: query.get("type"), offset: Number(query.get("offset") ?? 0) };
  const found = await api.search({ ...question, limit: PAGE }, signal);
  const title = `${plural(found.total, "name")} for “${question.q}”`;
  const parts = [facets(question, found.facets), hits(found, question), pages(question, found.total)];
  main.replaceChildren(el("article", { class: "search" }, el("h1", { tabindex: "-1" }, title), ...parts));
  document.title = `${question.q} · discography`;
  say(title);
}

function facets(question, counts) {
  const link = (type, text) => {
    const current = (question.type ?? null) === type;
    const href = searchAddress({ q: question.q, type });
    return el("li", {}, el("a", { href, "aria-current": current ? "true" : null }, text));
  };
  const all = Object.values(counts).reduce((sum, number) => sum + number, 0);
  const items = Object.entries(counts).filter(([, number]) => number > 0);
  const links = items.map(([label, number]) => link(label.toLowerCase(), `${label} ${count(number)}`));
  const list = el("ul", { class: "facets" }, link(null, `All ${count(all)}`), ...links);
  return el("nav", { "aria-label": "By kind" }, list);
}

function hits(found, { offset }) {
  if (found.hits.length === 0) return el("p", { class: "hint" }, "No name holds all these words.");
  const items = found.hits.map((node) =>
    el(
      "li",
      {},
      nodeLink(node),
      badge(node),
      el("span", { class: "count" }, count(node.popularity)),
    ),
  );
  return el("ol", { class: "hits", start: offset + 1 }, ...items);
}

function pages(question, total) {
  const at = (offset, text) => el("a", { href: searchAddress({ ...question, offset: offset || null }) }, text);
  const { offset } = question;
  return el(
    "nav",
    { class: "pages", "aria-label": "Pages" },
    offset > 0 && at(Math.max(0, offset - PAGE), "Previous"),
    offset + PAGE < total && at(offset + PAGE, "Next"),
  );
}
