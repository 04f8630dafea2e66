// A node in a line of text: its name, as the link to its page, and its label, as a badge.

import { el } from "./dom.js";
import { nameOf } from "./names.js";
import { nodeAddress } from "./router.js";

export function nodeLink(node) {
  return el("a", { href: nodeAddress(node), class: node.label.toLowerCase() }, nameOf(node));
}

export function badge(node) {
  return el("span", { class: `badge ${node.label.toLowerCase()}` }, node.label);
}
