// A lab in the page: which exercises are solved, and the whole lab checked afresh.
import { fill, make } from "./dom.js";
import { Python } from "./python.js";

export class Lab {
  constructor(page, notebook) {
    this.page = page;
    this.points = notebook.metadata.course?.points ?? {};
    this.names = page.cells.map((cell) => cell.check).filter(Boolean);
    this.python = null;
  }

  // The verdict of one check, which stands under its answer.
  judged(cell, output) {
    const right = output.said === `${cell.check}: ok`;
    output.mark(right ? "run-right" : "run-wrong");
    this.keep({ [cell.check]: right });
  }

  keep(solved) {
    const none = Object.fromEntries(this.names.map((name) => [name, false]));
    const { answers } = this.page;
    answers.solved({ ...none, ...answers.recall(answers.labs)[answers.page], ...solved });
  }

  // A fresh Python runs everything: what a reader has only typed, and changed again, does not count.
  check() {
    if (this.python) return;
    const { page } = this;
    const points = Object.fromEntries(this.names.map((name) => [name, this.points[name]?.check ?? 1]));
    this.python = new Python((message) => this.hear(message));
    this.python.ask({ lab: page.cells.map((cell) => cell.source), points });
    page.begin();
  }

  hear(message) {
    const { bar } = this.page;
    if (message.type === "cell") bar.count("running", message, (message.k - 1) / message.of);
    else if (message.type === "progress") this.page.step(message);
    else if (message.type === "lab") {
      this.end();
      this.show(message.rows);
      this.page.rest();
    } else if (message.type === "broken") {
      this.end();
      bar.say("broken", message);
      this.page.rest();
    } else this.page.started(message);
  }

  end() {
    this.python?.end();
    this.python = null;
  }

  show(rows) {
    const { words, bar } = this.page;
    const sum = (key) => rows.reduce((all, row) => all + row[key], 0);
    const got = { got: sum("got"), of: sum("of") };
    this.keep(Object.fromEntries(rows.map((row) => [row.name, row.got === row.of])));
    const head = make("tr", {}, ...["exercise", "points", "verdict"].map((key) => make("th", { scope: "col" }, words[key])));
    const body = rows.map((row) => make("tr", { class: row.got === row.of ? "run-right" : "run-wrong" },
      make("th", { scope: "row" }, make("code", {}, row.name)),
      make("td", {}, fill(words["got of"], row)), make("td", {}, row.says)));
    const table = make("table", { class: "table" }, make("caption", {}, fill(words.got, got)),
      make("thead", {}, head), make("tbody", {}, ...body));
    this.table?.remove();
    this.table = make("div", { class: "pst-scrollable-table-container" }, table);
    document.querySelector(".run-whole").append(this.table);
    bar.say("got", got);
    dispatchEvent(new Event("coursechange"));
    this.table.scrollIntoView({ block: "nearest" });
  }
}
