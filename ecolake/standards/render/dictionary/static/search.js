// The search box and the filters of tables. The index is a script, loaded when it is first needed: file:// has no fetch.
(function () {
  "use strict";
  const KINDS = {
    dataset: ["数据集", "dataset"], element: ["数据元", "element"], codelist: ["代码表", "code list"], document: ["标准", "document"],
    item: ["数据项", "item"], rule: ["规则", "rule"], code: ["代码", "code"],
  };
  const WEIGHT = { dataset: 0, element: 1, codelist: 1, document: 1, item: 2, rule: 3, code: 3 };
  const MOST = 60;
  const root = document.documentElement.dataset.root;
  const dialog = document.getElementById("search");
  const query = document.getElementById("query");
  const results = document.getElementById("results");
  let folded = null;
  let at = 0;

  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/_/g, " ");

  function load() {
    if (folded || document.getElementById("index-script")) return;
    const script = document.createElement("script");
    script.id = "index-script";
    script.src = root + "assets/index.js";
    script.onload = () => {
      const pages = new Map(window.ECOLAKE_INDEX.filter((row) => !row[4].includes("#")).map((row) => [row[4], row]));
      folded = window.ECOLAKE_INDEX.map((row) => {
        const page = row[4].includes("#") ? pages.get(row[4].split("#")[0]) : undefined;
        return [fold(row[1]), fold(row[2]), fold(row[3]), row, page, page ? fold(page[2] + "\n" + page[3]) : ""];
      });
      search();
    };
    document.head.append(script);
  }

  // Every word must be found; whole names first, then beginnings, then the rest; weightier kinds before others.
  function score(words, [name, zh, en, row, , where]) {
    const all = name + "\n" + zh + "\n" + en + "\n" + where;
    if (!words.every((word) => all.includes(word))) return null;
    const whole = words.join(" ");
    let rank = 40;
    if (name === whole || zh === whole || en === whole) rank = 0;
    else if (name.startsWith(whole) || zh.startsWith(whole) || en.startsWith(whole)) rank = 10;
    else if (name.includes(whole) || zh.includes(whole) || en.includes(whole)) rank = 20;
    return rank + WEIGHT[row[0]] * 3 + Math.min(zh.length, 60) / 30;
  }

  function search() {
    const words = fold(query.value).split(/\s+/).filter(Boolean);
    results.replaceChildren();
    if (!words.length || !folded) return;
    const found = [];
    for (const entry of folded) {
      const rank = score(words, entry);
      if (rank !== null) found.push([rank, entry[3], entry[4]]);
    }
    found.sort((one, two) => one[0] - two[0]);
    for (const [, row, page] of found.slice(0, MOST)) results.append(line(row, page, words));
    const note = document.createElement("p");
    note.textContent = found.length ? `${Math.min(found.length, MOST)} / ${found.length}` : "没有找到 · nothing found";
    results.append(note);
    move(0, true);
  }

  function line([kind, name, zh, en, address], page, words) {
    const english = document.documentElement.dataset.language === "en";
    const link = document.createElement("a");
    link.href = root + address.split("#").map(encodeURI).join("#");
    link.setAttribute("role", "option");
    const label = document.createElement("span");
    label.className = "kind";
    label.textContent = KINDS[kind][english ? 1 : 0];
    const middle = document.createElement("span");
    middle.className = "middle";
    if (english) middle.append(...marked(en || zh, words));
    else middle.append(...marked(zh || en, words));
    if (!english && en && zh && en !== zh) middle.append(" ", wrap("en", marked(en, words)));
    if (page) middle.append(" ", wrap("where", ["— " + page[english ? 3 : 2]]));
    const code = document.createElement("code");
    code.append(...marked(name, words));
    link.append(label, middle, code);
    return link;
  }

  function wrap(name, parts) {
    const span = document.createElement("span");
    span.className = name;
    span.append(...parts);
    return span;
  }

  // Folding may change the length of a text; then nothing is marked.
  function marked(text, words) {
    const low = fold(text);
    if (low.length !== text.length) return [text];
    const parts = [];
    for (let from = 0; from < text.length;) {
      const hits = words.map((word) => [low.indexOf(word, from), word]).filter(([place]) => place >= 0);
      if (!hits.length) { parts.push(text.slice(from)); break; }
      const [place, word] = hits.reduce((one, two) => (two[0] < one[0] ? two : one));
      const mark = document.createElement("mark");
      mark.textContent = text.slice(place, place + word.length);
      parts.push(text.slice(from, place), mark);
      from = place + word.length;
    }
    return parts;
  }

  function move(step, first) {
    const options = [...results.querySelectorAll("a")];
    if (!options.length) return;
    at = first ? 0 : (at + step + options.length) % options.length;
    options.forEach((option, place) => option.classList.toggle("on", place === at));
    options[at].scrollIntoView({ block: "nearest" });
  }

  function open() {
    load();
    if (!dialog.open) dialog.showModal();
    query.select();
  }

  query.addEventListener("input", search);
  query.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1, false);
    } else if (event.key === "Enter") {
      const chosen = results.querySelectorAll("a")[at];
      if (chosen) { dialog.close(); location.href = chosen.href; }
    }
  });
  results.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  for (const button of document.querySelectorAll("#find, [data-find]")) button.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if ((event.key === "/" && !typing) || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey))) {
      event.preventDefault();
      open();
    }
  });

  for (const filter of document.querySelectorAll("[data-filter]")) {
    const scope = filter.closest("section") || document;
    const rows = [...scope.querySelectorAll(filter.dataset.filter)].map((row) => [row, fold(row.textContent)]);
    filter.addEventListener("input", () => {
      const words = fold(filter.value).split(/\s+/).filter(Boolean);
      for (const [row, text] of rows) row.hidden = !words.every((word) => text.includes(word));
      for (const group of scope.querySelectorAll("[data-group]")) group.hidden = !group.querySelector("tbody tr:not([hidden])");
    });
  }

  const asked = new URLSearchParams(location.search).get("q");
  if (asked) { query.value = asked; open(); }
})();
