// The routes of the server and the shapes of their answers: the only file that knows either.
//
// A node is {label, id, name}, with more where a route has more. A call that fails throws a Problem; one that is
// aborted throws as fetch does, which isAbort() tells.

import { idOf } from "./names.js";
import { withQuery } from "./query.js";

const TOKEN = "token";
const SUGGESTIONS = 10;

// What the server says of a request that it does not answer (RFC 9457), or what stands in for that.
export class Problem extends Error {
  constructor({ status = 0, title = "The request failed", detail = "" }) {
    super(title);
    this.status = status;
    this.title = title;
    this.detail = detail;
  }
}

export const isAbort = (error) => error?.name === "AbortError";

export function setToken(token) {
  sessionStorage.setItem(TOKEN, token);
}

async function get(path, query, signal) {
  const answer = await send(withQuery(path, query), signal);
  if (answer.ok) return answer.json();
  throw await problemOf(answer);
}

async function send(url, signal) {
  const token = sessionStorage.getItem(TOKEN);
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  try {
    return await fetch(url, { headers, signal });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new Problem({ title: "The server does not answer", detail: "Is `discography serve` still running?" });
  }
}

async function problemOf(answer) {
  const told = { status: answer.status, title: `${answer.status} ${answer.statusText}` };
  const type = answer.headers.get("Content-Type") ?? "";
  if (!type.startsWith("application/problem+json")) return new Problem(told);
  return new Problem({ ...told, ...(await answer.json()) });
}

const nodePath = (route, node) => `api/${route}/${node.label.toLowerCase()}/${encodeURIComponent(idOf(node))}`;

// [{label, id, name, popularity}], the best first.
export async function autocomplete(text, signal) {
  return (await get("api/autocomplete", { q: text, limit: SUGGESTIONS }, signal)).hits;
}

// {total, hits: [node], facets: {Artist: 3, ...}}; the facets count all labels, whatever `type` asks for.
export function search({ q, type, limit, offset }, signal) {
  return get("api/search", { q, type, limit, offset }, signal);
}

// {node, stub, properties, categories: [{type, direction, label, count, neighbors: [node]}]}, the first `limit` of each
// category.
export function explore(node, { limit }, signal) {
  return get(nodePath("explore", node), { limit }, signal);
}

// More neighbours of one category, from `offset` on.
export async function neighbors(node, { type, direction, label }, { offset, limit }, signal) {
  const query = { type, direction, label: label.toLowerCase(), offset, limit };
  const { categories } = await get(nodePath("explore", node), query, signal);
  return categories[0]?.neighbors ?? [];
}

// {nodes, steps: [{type, direction}]}; null where there is none.
export async function path({ from, to, types, maxDepth }, signal) {
  const answer = await get("api/path", { from, to, types, max_depth: maxDepth }, signal);
  return answer.found ? answer : null;
}

// [{year, count}], in order of the years.
export async function trends(node, signal) {
  return (await get(nodePath("trends", node), {}, signal)).years;
}

// [{label, id, name, score}]
export async function similar(artist, { limit }, signal) {
  return (await get(nodePath("similar", artist), { limit }, signal)).similar;
}

// [{label, id, name, releases}]
export async function collaborators(artist, { limit }, signal) {
  return (await get(nodePath("collaborators", artist), { limit }, signal)).collaborators;
}

// {releases, artists, genres: [{name, count, share}], styles: ..., formats: ..., decades: [{decade, count, share}]}
export function labelDna(label, signal) {
  return get(`api/label-dna/${encodeURIComponent(idOf(label))}`, {}, signal);
}

// {nodes: {Artist: 3, ...}, ...}
export function stats(signal) {
  return get("api/stats", {}, signal);
}

// [{label, id, name, releases, styles: [{label, id, name, releases}]}]
export async function genreTree(signal) {
  return (await get("api/genre-tree", {}, signal)).genres;
}
