// What a cell shows: drawn beside what stands there, and put in its place when it is different. So what
// has not changed stays as the page has it, coloured, and a figure as the reader has moved it.
import { clean } from "./clean.js";
import { fill, make } from "./dom.js";

const WITHOUT = "script, style, svg, img, .copybtn, .explore-controls, .explore-says, .run-error";

// The words of an output without those of its pictures, a formula as its source, no spaces.
const wordsOf = (node) => {
  const twin = node.cloneNode(true);
  for (const part of twin.querySelectorAll(WITHOUT)) part.remove();
  for (const math of twin.querySelectorAll(".katex"))
    math.replaceWith(math.querySelector("annotation")?.textContent ?? math.textContent);
  return twin.textContent.replace(/[\s$]/g, "");
};

const pictures = (node) =>
  [...node.querySelectorAll("svg, img")].filter((part) => !part.closest(".copybtn, .katex")).length;

const box = (kind, ...children) => make("div", { class: `output ${kind} notranslate` }, ...children);

export class Output {
  // `trusted`: the pictures that stand in the cell are those of this code.
  constructor(cell, words, trusted) {
    this.cell = cell.node;
    this.words = words;
    this.trusted = trusted;
    this.old = this.cell?.querySelector(".cell_output") ?? null;
    this.before = this.old ? wordsOf(this.old) : "";
    this.node = make("div", { class: "cell_output docutils container" });
    this.text = null;
    this.written = "";
  }

  // A stream's text goes behind its last one; what stood before a \r is written over.
  add(kind, text) {
    if (kind === "out" || kind === "err") {
      if (this.text?.dataset.kind !== kind) {
        this.text = make("pre", { "data-kind": kind });
        this.written = "";
        this.node.append(box(kind === "err" ? "stderr" : "stream", make("div", { class: "highlight" }, this.text)));
      }
      this.written += text;
      this.text.textContent = this.written.replace(/[^\n]*\r(?!\n)/g, "");
    } else {
      this.text = null;
      if (kind === "html") this.node.append(...this.page(text));
      else this.node.append(box("text_plain", make("div", { class: "highlight" }, make("pre", {}, text))));
    }
    // A long run shows what it writes while it writes.
    if (!this.before.startsWith(wordsOf(this.node))) this.place();
  }

  page(text) {
    const made = make("div", {}, clean(text));
    // A name stands once in a page: that of the old output may come again, no other.
    for (const part of made.querySelectorAll("[id]")) {
      const same = document.getElementById(part.id);
      if (same && !this.cell?.contains(same)) part.removeAttribute("id");
    }
    for (const table of made.querySelectorAll("table")) {
      table.classList.add("table");
      const frame = make("div", { class: "pst-scrollable-table-container" });
      table.replaceWith(frame);
      frame.append(table);
    }
    // As the built page has them.
    if (made.querySelector("figure, .cards")) made.className = "output text_html";
    else return [...made.childNodes];
    return [made];
  }

  fail({ name, says, line, trace }) {
    this.text = null;
    const key = line === null ? "error elsewhere" : "error";
    const text = fill(this.words[key], { name, says, line });
    this.node.append(make("div", { class: "output run-failed" },
      make("p", { class: "run-error" }, text),
      make("div", { class: "highlight" }, make("pre", {}, trace))));
    this.place();
  }

  get said() {
    return this.node.textContent.trim();
  }

  mark(name) {
    (this.node.isConnected ? this.node : this.old)?.classList.add(name);
  }

  place() {
    if (this.node.isConnected || !this.cell) return;
    const fold = this.cell.querySelector(":scope > details:last-child:not(:first-child), :scope > details");
    if (this.old) {
      this.old.replaceWith(this.node);
      // A long output is folded; a new one is what the reader waits for.
      const folded = this.node.closest("details");
      if (folded) folded.open = true;
    }
    else if (fold) fold.before(this.node);
    else this.cell.append(this.node);
  }

  // Return whether the page shows something new.
  end() {
    if (!this.node.isConnected) {
      const same = this.before === wordsOf(this.node) && pictures(this.node) === (this.old ? pictures(this.old) : 0);
      if (same && (this.trusted || !pictures(this.node))) return false;
      if (this.node.childNodes.length) this.place();
      else this.old?.remove();
    }
    return true;
  }
}
