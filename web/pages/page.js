/*
 * page.js - comforts for who has a keyboard. Every page works without this file.
 *
 *   /       goes to the search box
 *   n, p    in an article, to the next and the previous match, with two buttons for it
 *   Ctrl + Enter sends the quote
 *   searches are saved in this browser (localStorage, "verbatim.saved": a list of addresses)
 *   a button copies a citation, and another cites what is selected in an article
 */
"use strict";

(() => {
  const typing = (element) => element.matches("input, textarea, select, [contenteditable]");
  const plain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey;
  document.documentElement.classList.add("scripted");

  document.querySelectorAll(".printed > span").forEach((span) => { span.textContent = location.href; });

  const search = document.getElementById("q");
  const quote = document.getElementById("quote");
  const marks = Array.from(document.querySelectorAll("mark[id]"));
  const bar = document.querySelector(".jumps");
  let current = -1;

  const go = (step) => {
    if (!marks.length) return;
    current = (current + step + marks.length) % marks.length;
    const details = marks[current].closest("details");
    if (details) details.open = true;
    marks.forEach((mark, i) => mark.classList.toggle("current", i === current));
    marks[current].scrollIntoView({ block: "center" });
    history.replaceState(null, "", "#" + marks[current].id);
    bar.querySelector(".jump-label").textContent = `Match ${current + 1} of ${marks.length}`;
  };

  const button = (text, label, step) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", () => go(step));
    return made;
  };

  if (bar && marks.length) {
    bar.append(button("↑", "Previous match", -1), button("↓", "Next match", 1));
    bar.querySelector("ol").hidden = true;
    bar.querySelector(".jump-label").setAttribute("aria-live", "polite");
    const named = marks.findIndex((mark) => "#" + mark.id === location.hash);
    if (named >= 0) {
      current = named - 1;
      go(1);
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target === quote) {
      quote.form.requestSubmit();
    } else if (!plain(event) || typing(event.target)) {
      return;
    } else if (event.key === "/" && (search || quote)) {
      event.preventDefault();
      (search || quote).focus();
      (search || quote).select();
    } else if (event.key === "n" && bar) {
      go(1);
    } else if (event.key === "p" && bar) {
      go(-1);
    }
  });
})();

/* Citations: each field gets a button that copies it. */
(() => {
  const copy = async (field) => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.select(); /* an address without TLS has no clipboard */
      document.execCommand("copy");
    }
  };
  for (const field of document.querySelectorAll(".form-text")) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "copy";
    made.textContent = "Copy";
    made.setAttribute("aria-label", `Copy: ${field.getAttribute("aria-label")}`);
    const said = document.createElement("span");
    said.className = "hint";
    said.setAttribute("role", "status");
    made.addEventListener("click", async () => {
      await copy(field);
      said.textContent = " Copied";
      setTimeout(() => (said.textContent = ""), 2000);
    });
    field.after(made, said);
  }

  const words = document.getElementById("words");
  const text = document.querySelector(".text");
  if (!words || !text) return;
  const cite = document.createElement("button");
  cite.type = "submit";
  cite.className = "cite-selection";
  cite.textContent = "Cite these words";
  cite.hidden = true;
  document.body.append(cite);
  const selected = () => {
    const selection = document.getSelection();
    const inside = selection.rangeCount && text.contains(selection.getRangeAt(0).commonAncestorContainer);
    return inside ? selection.toString().trim() : "";
  };
  document.addEventListener("selectionchange", () => {
    const now = selected();
    cite.hidden = now.length < 3 || now.length > 1500;
  });
  cite.addEventListener("mousedown", (event) => event.preventDefault()); /* keeps the selection */
  cite.addEventListener("click", () => {
    words.value = selected();
    words.form.requestSubmit();
  });
})();

/* Saved searches: the browser's list, shown by the page that lists what its address holds. */
(() => {
  const KEY = "verbatim.saved";
  const read = () => {
    try {
      const list = JSON.parse(localStorage.getItem(KEY) || "[]");
      return Array.isArray(list) ? list.filter((a) => typeof a === "string") : [];
    } catch {
      return []; /* storage is switched off */
    }
  };
  const write = (list) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(list));
      return true;
    } catch {
      return false;
    }
  };
  const address = (list) => "saved?" + list.map((a) => "s=" + encodeURIComponent(a)).join("&");
  const listed = (link) => new URL(link, location.href).searchParams.getAll("s");

  const save = document.querySelector(".save-search");
  if (save) {
    const [search] = listed(save.href);
    const show = () => {
      save.textContent = read().includes(search) ? "Saved: see the list" : "Save this search";
    };
    show();
    save.addEventListener("click", (event) => {
      const list = read();
      const known = list.includes(search);
      if (!known && !write([...list, search])) return; /* the link then opens the list of one */
      event.preventDefault();
      if (known) location.assign(address(list));
      show();
    });
  }

  const page = document.querySelector(".saved-list");
  if (!page) return;
  const shown = page.dataset.list ? listed(page.dataset.list) : [];
  if (!location.search && read().length) {
    location.replace(address(read()));
    return;
  }
  for (const off of page.querySelectorAll(".saved-off"))
    off.addEventListener("click", () => write(read().filter((a) => a !== off.dataset.saved)));
  const unknown = shown.filter((a) => !read().includes(a));
  if (!unknown.length) return;
  const keep = document.createElement("button");
  keep.type = "button";
  keep.className = "copy";
  keep.textContent = "Keep this list in this browser";
  keep.addEventListener("click", () => {
    if (write([...read(), ...unknown])) keep.replaceWith("Kept.");
  });
  page.querySelector(".lead").after(keep);
})();
