// What the address says is shown, and what is done goes through the address: so Back, reloading and sharing just work.

import * as api from "./api.js";
import { Combobox } from "./combobox.js";
import { el } from "./dom.js";
import { showHome } from "./home_view.js";
import { showNode } from "./node_view.js";
import { showPath } from "./path_view.js";
import { clearProblem, showProblem } from "./problems.js";
import { go, nodeAddress, parse, searchAddress } from "./router.js";
import { showSearch } from "./search_view.js";

const VIEWS = { home: showHome, node: showNode, path: showPath, search: showSearch, unknown: showUnknown };

const main = document.getElementById("content");
const input = document.getElementById("q");
let current = new AbortController();

async function showUnknown() {
  main.replaceChildren(el("h1", { tabindex: "-1" }, "There is nothing at this address"));
}

async function show({ moveFocus }) {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  const route = parse(location.hash);
  clearProblem();
  markView(route.view);
  main.setAttribute("aria-busy", "true");
  try {
    await VIEWS[route.view](route, main, signal);
  } catch (error) {
    if (api.isAbort(error) || signal.aborted) return;
    showProblem(error);
  }
  if (signal.aborted) return;
  main.removeAttribute("aria-busy");
  if (moveFocus) focusContent();
}

// Where a reader goes on after a step; the picture's own middle when the step began in the picture.
function focusContent() {
  window.scrollTo(0, 0);
  if (!main.contains(document.activeElement)) main.querySelector("h1")?.focus({ preventScroll: true });
}

function markView(view) {
  const link = document.getElementById("to-path");
  if (view === "path") link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
}

// How many steps of this page lie behind, as the history's own state remembers it: Back is for those alone.
function countSteps() {
  const known = history.state?.step;
  const step = known ?? countSteps.last + 1;
  if (known === undefined) history.replaceState({ step }, "");
  countSteps.last = step;
  document.getElementById("back").disabled = step === 0;
}
countSteps.last = -1;

function setUpSearch() {
  const choose = (node) => {
    input.value = "";
    go(nodeAddress(node));
  };
  const does = { suggest: api.autocomplete, choose, fail: showProblem };
  const box = new Combobox(input, document.getElementById("q-list"), does);
  document.getElementById("search").addEventListener("submit", (event) => {
    event.preventDefault();
    box.close();
    const text = input.value.trim();
    if (text) go(searchAddress({ q: text }));
  });
}

function setUpKeys() {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, dialog");
    if (event.key !== "/" || typing || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    input.focus();
  });
}

function setUpToken() {
  const dialog = document.getElementById("token");
  document.getElementById("token-form").addEventListener("submit", (event) => {
    event.preventDefault();
    api.setToken(document.getElementById("token-text").value);
    dialog.close();
    show({ moveFocus: true });
  });
}

function start() {
  setUpSearch();
  setUpKeys();
  setUpToken();
  document.getElementById("back").addEventListener("click", () => history.back());
  window.addEventListener("hashchange", () => {
    if (location.hash === "#content") return; // the link that skips the head
    countSteps();
    show({ moveFocus: true });
  });
  countSteps();
  show({ moveFocus: false });
}

start();
