// One code cell of the page: its code, as the page has it or as the reader has changed it.
import { button, fill, make } from "./dom.js";
import { codeOf } from "./notebook.js";

let loading;
// CodeMirror, or a plain field if it cannot be loaded.
const editor = () => (loading ??= import("./editor.js").catch(() => import("./field.js")));

export class Cell {
  constructor(page, number, notebook, places) {
    const cells = places.map((i) => notebook.cells[i]);
    const { id, metadata } = cells.at(-1);
    Object.assign(this, { page, number, places, id, metadata });
    this.codes = cells.map(codeOf);
    this.first = this.source = this.codes.join("\n\n");
    this.node = null;
    this.older = this.unsaved = false;
    this.others = [];
  }

  get changed() {
    return this.source !== this.first;
  }

  // Its code by the notebook's cells. What stands before the last of them stays there if it is as it was.
  parts() {
    const head = this.codes.slice(0, -1).map((code) => `${code}\n\n`);
    const same = this.source.startsWith(head.join(""));
    const rest = same ? this.source.slice(head.join("").length) : this.source;
    return this.places.map((i, k) => [i, k === head.length ? rest : same ? this.codes[k] : ""]);
  }

  // A check of a lab names its exercise.
  get check() {
    const { grade, grade_id: name } = this.metadata.nbgrader ?? {};
    return grade ? name.replace(/-check$/, "") : "";
  }

  get input() {
    return this.node?.querySelector(".cell_input") ?? null;
  }

  // Take its place in the page, with what the reader wrote there before.
  stand(node) {
    this.node = node;
    if (!this.input) return;
    this.code = this.input.querySelector(".highlight .highlight, .highlight");
    this.theirs = this.code.querySelector("pre");
    const answer = this.page.answers.of(this);
    if (answer) this.show(answer);
  }

  // Another tab may have written since. What is typed and could not be kept stays here, with its text.
  sync() {
    if (!this.input || !this.page.answers.differs(this)) return;
    if (this.unsaved) this.write();
    else this.recall();
  }

  recall() {
    this.unsaved = false;
    this.show(this.page.answers.of(this) ?? { source: this.first, older: false });
  }

  show({ source, older, others = [] }) {
    Object.assign(this, { older, others });
    this.put(source);
  }

  put(source) {
    this.source = source;
    this.mine ??= this.theirs.parentNode.insertBefore(make("pre"), this.theirs.nextSibling);
    this.mine.textContent = source;
    this.editor?.set(source);
    this.look();
  }

  look() {
    const { words } = this.page;
    this.theirs.hidden = this.changed || !!this.editor;
    if (this.mine) this.mine.hidden = !this.changed || !!this.editor;
    const copy = this.code.querySelector(".copybtn");
    if (copy) copy.hidden = this.theirs.hidden;
    this.node.classList.toggle("run-changed", this.changed);
    this.note ??= this.input.appendChild(make("p", { class: "run-note" }));
    const line = (...parts) => make("span", { class: "run-line" }, ...parts.flatMap((part) => [part, " "]));
    const { reset, other, only } = words;
    this.note.replaceChildren(
      ...(this.editor ? [make("span", { id: `run-keys-${this.number}`, class: "run-line" }, words.keys)] : []),
      ...(this.changed
        ? [line(this.older ? words.older : words.yours, button("run-link", reset, () => this.reset()))] : []),
      ...(this.others.length
        ? [line(words.others, button("run-link run-other", other, () => this.swap()), button("run-link", only, () => this.drop()))] : []),
    );
    this.note.hidden = !this.note.childNodes.length;
  }

  async edit() {
    const fold = this.input.closest("details");
    if (fold) fold.open = true;
    if (!this.editor) {
      this.opening ??= this.open();
      await this.opening;
    }
    this.editor.focus();
  }

  async open() {
    const { edit } = await editor();
    const { words } = this.page;
    const place = make("div", { class: "run-editor" });
    this.theirs.before(place);
    this.editor = edit(place, {
      text: this.source,
      label: fill(words.code, { k: this.number }),
      describedby: `run-keys-${this.number}`,
      onChange: (text) => this.take(text),
      onRun: () => this.page.run(this),
    });
    this.look();
  }

  // What was typed.
  take(text) {
    if (text === this.source) return;
    const was = this.changed;
    this.source = text;
    this.write();
    if (was !== this.changed || !this.changed) this.look();
  }

  write() {
    const { answers, bar } = this.page;
    const was = this.others.length;
    answers.write(this);
    if (this.others.length > was) {
      this.look();
      bar.say("others here", { k: this.number });
      bar.show();
    }
    this.page.kept();
  }

  reset() {
    this.older = false;
    this.change(this.first);
  }

  // The next of its texts; this one stands behind the others then.
  swap() {
    const [next, ...rest] = this.others;
    this.others = [...rest, this.source];
    this.change(next, ".run-other");
  }

  drop() {
    this.others = [];
    this.change(this.source);
  }

  change(source, focus = ".run-tool-change") {
    this.put(source);
    this.write();
    this.input.querySelector(focus).focus();
  }
}
