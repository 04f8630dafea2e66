// The address says all that is shown: #/artist/1?more=BY+in+Release:32, #/path?from=artist:1&to=Svek, #/search?q=love.

import { LABELS, idOf } from "./names.js";
import { withQuery } from "./query.js";

// {view: "home" | "node" | "path" | "search" | "unknown", label, id, query: URLSearchParams}
export function parse(hash) {
  const [path, query = ""] = split(hash.replace(/^#\/?/, ""), "?");
  const parts = path.split("/").map(decode);
  const route = { view: "unknown", query: new URLSearchParams(query) };
  if (path === "") return { ...route, view: "home" };
  if (parts.length === 1 && (parts[0] === "path" || parts[0] === "search")) return { ...route, view: parts[0] };
  if (parts.length === 2 && LABELS.includes(parts[0]) && parts[1]) {
    return { ...route, view: "node", label: parts[0], id: parts[1] };
  }
  return route;
}

function split(text, at) {
  const place = text.indexOf(at);
  return place < 0 ? [text] : [text.slice(0, place), text.slice(place + 1)];
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % is what somebody typed
  }
}

export const nodeAddress = (node, query) =>
  withQuery(`#/${node.label.toLowerCase()}/${encodeURIComponent(idOf(node))}`, query);

export const pathAddress = (query) => withQuery("#/path", query);

export const searchAddress = (query) => withQuery("#/search", query);

export function go(address) {
  location.hash = address;
}

// The same place, shown in more detail: no step of its own for Back.
export function note(address) {
  history.replaceState(history.state, "", address);
}

// Which categories show more than their first page: "BY in Release:32,ALIAS_OF out Artist:40".
export function parseMore(text) {
  const more = new Map();
  for (const item of (text ?? "").split(",")) {
    const found = /^([A-Z_]+ (?:in|out) [A-Za-z]+):(\d{1,4})$/.exec(item);
    if (found) more.set(found[1], Number(found[2]));
  }
  return more;
}

export const formatMore = (more) => Array.from(more, ([key, shown]) => `${key}:${shown}`).join(",");
