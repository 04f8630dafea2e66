// What went wrong, as the server tells it: its title, what was wrong, and what would be right.

import { Problem } from "./api.js";
import { el } from "./dom.js";

const place = () => document.getElementById("problem");

export function problemCard(error) {
  const known = error instanceof Problem;
  if (!known) console.error(error);
  const title = known ? error.title : "This page has made a mistake";
  const detail = known ? error.detail : String(error);
  return el("div", { class: "problem" }, el("strong", {}, title), detail && el("p", {}, detail));
}

// Above the content; a server that wants a token is asked again with one.
export function showProblem(error) {
  const close = el("button", { type: "button", "aria-label": "Dismiss", onclick: clearProblem }, "×");
  const card = problemCard(error);
  card.append(close);
  place().replaceChildren(card);
  if (error.status === 401) document.getElementById("token").showModal();
}

export function clearProblem() {
  place().replaceChildren();
}
