// A node's name, as the link to its page.

import { el } from "./dom.js";
import { nameOf } from "./names.js";
import { nodeAddress } from "./router.js";

export function nodeLink(node) {
  return el("a", { href: nodeAddress(node), class: node.label.toLowerCase() }, nameOf(node));
}
