// All that the reader has changed in this book: on which pages, as one file, and back from such a file.
import { Answers, joined, pagesOf } from "./answers.js";
import { button, download, fill, make } from "./dom.js";

const NAME = "my-changes.json";
const FORMAT = "changes of a book's cells, 1";

export const list = async (place, titles, root) => {
  const words = await (await fetch(new URL("words.json", import.meta.url))).json();
  return new Mine(place, titles, root, words);
};

// What a file may bring is text and nothing else.
const isText = (value) => typeof value === "string";
const isCell = (cell) => isText(cell?.source) && isText(cell.was)
  && (cell.others === undefined || (Array.isArray(cell.others) && cell.others.every(isText)));
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isFile = (data) => isObject(data) && data.format === FORMAT && isObject(data.answers) && isObject(data.labs)
  && Object.values(data.answers).every((cells) => isObject(cells) && Object.values(cells).every(isCell))
  && Object.values(data.labs).every((rows) => isObject(rows)
    && Object.values(rows).every((is) => typeof is === "boolean"));

class Mine {
  constructor(place, titles, root, words) {
    Object.assign(this, { titles, root, words });
    this.pages = make("ul", { class: "run-pages" });
    this.none = make("p", {}, words["mine none"]);
    this.status = make("p", { role: "status" });
    this.take = button("run-button", words["mine download"], () => this.download());
    this.remove = button("run-button", words["mine delete"], () => this.delete());
    const file = make("input", { type: "file", accept: ".json,application/json", hidden: "" });
    file.addEventListener("change", async () => {
      if (file.files.length) this.bring(await file.files[0].text());
      file.value = "";
    });
    this.read = button("run-button", words["mine read"], () => file.click());
    place.replaceChildren(this.none, this.pages,
      make("div", { class: "run-mine" }, this.take, this.read, this.remove, file), this.status);
    for (const event of ["storage", "pageshow"]) addEventListener(event, () => this.draw());
    this.draw();
  }

  of(page) {
    return new Answers(this.root, page);
  }

  // As they stand in the contents; a page that the book has lost comes last.
  get all() {
    const order = Object.keys(this.titles);
    const at = (page) => (order.indexOf(page) + 1) || order.length + 1;
    return pagesOf(this.root).sort((a, b) => at(a) - at(b)).map((page) => {
      const answers = this.of(page);
      return [page, answers.recall(answers.name)];
    });
  }

  get labs() {
    const answers = this.of("");
    return answers.recall(answers.labs);
  }

  draw() {
    const { all, words } = this;
    this.pages.replaceChildren(...all.map(([page, cells]) => {
      const n = Object.keys(cells).length;
      const title = this.titles[page];
      return make("li", {}, title ? make("a", { href: `${this.root}${page}.html` }, title) : page,
        ` ${fill(words[n === 1 ? "mine cell" : "mine cells"], { n })}`);
    }));
    this.none.hidden = all.length > 0;
    this.pages.hidden = !all.length;
    this.take.hidden = this.remove.hidden = !all.length && !Object.keys(this.labs).length;
  }

  say(key, places) {
    this.status.textContent = fill(this.words[key], places);
  }

  download() {
    const data = { format: FORMAT, answers: Object.fromEntries(this.all), labs: this.labs };
    download(`${JSON.stringify(data, null, 1)}\n`, NAME, "application/json");
  }

  // What is here stays: a cell that has another text in the file has both.
  bring(text) {
    let data = null;
    try {
      data = JSON.parse(text);
    } catch { /* no JSON, so no such file */ }
    if (!isFile(data)) return this.say("mine wrong");
    const pages = Object.entries(data.answers);
    const kept = pages.map(([page, cells]) => {
      const answers = this.of(page);
      const here = answers.recall(answers.name);
      for (const [id, cell] of Object.entries(cells)) here[id] = here[id] ? joined(here[id], cell) : cell;
      answers.keep(answers.name, here);
      return answers.kept;
    });
    const labs = Object.entries(data.labs).map(([page, rows]) => {
      const solved = Object.entries(this.labs[page] ?? {}).filter(([, is]) => is);
      return [page, { ...this.labs[page], ...rows, ...Object.fromEntries(solved) }];
    });
    const answers = this.of("");
    answers.keep(answers.labs, { ...this.labs, ...Object.fromEntries(labs) });
    this.draw();
    return this.say(kept.every(Boolean) ? "mine back" : "unkept", { n: pages.length });
  }

  delete() {
    const { all } = this;
    if (!confirm(fill(this.words["mine sure"], { n: all.length }))) return;
    for (const [page] of all) this.of(page).clear();
    const answers = this.of("");
    answers.keep(answers.labs, {});
    this.draw();
    this.say("mine deleted");
    this.read.focus();
  }
}
