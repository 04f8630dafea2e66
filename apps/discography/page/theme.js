// Dark or light: what the system says until somebody chooses. No module, so that it runs before the first paint.
"use strict";
(() => {
  const KEY = "theme";
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage may be forbidden; then the choice holds for this page
    }
  }

  function show(theme) {
    root.dataset.theme = theme ?? (system.matches ? "dark" : "light");
    document.dispatchEvent(new CustomEvent("theme"));
    label();
  }

  // The button says what it does, not what is.
  function label() {
    const button = document.getElementById("theme");
    if (button) button.textContent = root.dataset.theme === "dark" ? "Light" : "Dark";
  }

  function turn() {
    const theme = root.dataset.theme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // as above
    }
    show(theme);
  }

  show(chosen());
  system.addEventListener("change", () => show(chosen()));
  document.addEventListener("DOMContentLoaded", () => {
    label();
    document.getElementById("theme").addEventListener("click", turn);
  });
})();
