/*
 * page.js - comforts for who has a keyboard. Every page works without this file.
 *
 *   /       goes to the search box
 *   n, p    in an article, to the next and the previous match, with two buttons for it
 *   Ctrl + Enter sends the quote
 */
"use strict";

(() => {
  const typing = (element) => element.matches("input, textarea, select, [contenteditable]");
  const plain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey;
  document.documentElement.classList.add("scripted");

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
