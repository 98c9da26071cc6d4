// Light or dark, and which languages: chosen by the reader, kept by the browser. Runs before the page is painted.
(function () {
  "use strict";
  const root = document.documentElement;
  const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* a browser that keeps nothing */ } };
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const shade = () => kept("ecolake-shade") || (dark.matches ? "dark" : "light");
  const LANGUAGES = { both: "中/EN", zh: "中文", en: "EN" };
  const language = () => (kept("ecolake-language") in LANGUAGES ? kept("ecolake-language") : "both");

  function show() {
    root.dataset.shade = shade();
    root.dataset.language = language();
    const buttons = [document.getElementById("shade"), document.getElementById("language")];
    if (buttons[0]) buttons[0].textContent = shade() === "dark" ? "☀" : "☾";
    if (buttons[1]) buttons[1].textContent = LANGUAGES[language()];
  }

  show();
  dark.addEventListener("change", show);
  document.addEventListener("DOMContentLoaded", () => {
    show();
    document.getElementById("shade").addEventListener("click", () => {
      keep("ecolake-shade", shade() === "dark" ? "light" : "dark");
      show();
    });
    document.getElementById("language").addEventListener("click", () => {
      const order = Object.keys(LANGUAGES);
      keep("ecolake-language", order[(order.indexOf(language()) + 1) % order.length]);
      show();
    });
  });
})();
