// What is drawn of a node: itself in the middle, around it one hub for each category of neighbours, and around each
// hub those neighbours that were loaded. Places are found by a force simulation from a start that is the same each
// time, so the same address shows the same picture.

import { shorten } from "./dom.js";
import { categoryKey, categoryName, nameOf, nodeKey } from "./names.js";

const MOST_LEAVES = 240; // more is no picture any more; the list beside it has all
const HUB_DISTANCE = 150;
const TICKS = 90;
const ORDER = ["center", "hub", "leaf"];

// Of each kind of item: the circle, the characters of its name that are shown, and half the width of one of them.
export const KINDS = {
  center: { radius: 26, characters: 32, half: 4.4 },
  hub: { radius: 17, characters: 30, half: 3.3 },
  leaf: { radius: 12, characters: 18, half: 2.9 },
};

// {items: [item], links: [{source, target}]}, where an item is {key, kind, name, half, node?, category?} with x and y;
// `half` is half the room that it takes from left to right. The first hub lies in the direction `first`, an angle. Items
// of `before` keep their places.
export function layOut(node, categories, first, before) {
  const items = [{ key: "center", kind: "center", node, name: nameOf(node), fx: 0, fy: 0, x: 0, y: 0 }];
  const links = [];
  const share = Math.max(1, Math.floor(MOST_LEAVES / Math.max(1, categories.length)));
  const turn = (2 * Math.PI) / categories.length;
  categories.forEach((category, i) => addCategory(items, links, category, first + i * turn, share));
  const places = new Map(before.map((item) => [item.key, item]));
  items.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  for (const item of items) Object.assign(item, roomOf(item), placeOf(places.get(item.key)));
  simulate(items, links);
  return { items, links };
}

function roomOf({ kind, name }) {
  const { radius, characters, half } = KINDS[kind];
  const shown = shorten(name, characters);
  return { name: shown, half: Math.max(radius, half * shown.length) };
}

function placeOf(item) {
  return item ? { x: item.x, y: item.y } : {};
}

function addCategory(items, links, category, angle, share) {
  const key = categoryKey(category);
  const place = around({ x: 0, y: 0 }, HUB_DISTANCE, angle);
  const hub = { key, kind: "hub", category, name: categoryName(category), ...place };
  items.push(hub);
  links.push({ source: items[0], target: hub });
  const shown = category.neighbors.slice(0, share);
  shown.forEach((neighbor, i) => {
    const spread = angle + (i / shown.length - 0.5) * 2.4;
    const own = `${key} ${nodeKey(neighbor)} ${i}`;
    const leaf = { key: own, kind: "leaf", node: neighbor, name: nameOf(neighbor), category };
    items.push(Object.assign(leaf, around(hub, 60 + 2 * i, spread)));
    links.push({ source: hub, target: leaf });
  });
}

function around(middle, distance, angle) {
  return { x: middle.x + distance * Math.cos(angle), y: middle.y + distance * Math.sin(angle) };
}

// Items are wider than high, since their names stand below them: a circle between the two keeps most names apart.
const room = (item) => Math.max(KINDS[item.kind].radius + 14, 0.8 * item.half);

function simulate(items, links) {
  const distance = (link) => (link.target.kind === "hub" ? HUB_DISTANCE : 85);
  d3.forceSimulation(items)
    .force("link", d3.forceLink(links).distance(distance).strength(0.7))
    .force("charge", d3.forceManyBody().strength(-160).distanceMax(500))
    .force("apart", d3.forceCollide(room).iterations(2))
    .stop()
    .tick(TICKS);
}
