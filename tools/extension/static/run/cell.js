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
    this.older = false;
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
  stand(node, answer) {
    this.node = node;
    if (!this.input) return;
    this.code = this.input.querySelector(".highlight .highlight, .highlight");
    this.theirs = this.code.querySelector("pre");
    if (!answer || answer.source === this.first) return;
    this.older = answer.older;
    this.source = answer.source;
    this.mine = make("pre", {}, this.source);
    this.theirs.after(this.mine);
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
    this.note.replaceChildren();
    if (this.editor) this.note.append(make("span", { id: `run-keys-${this.number}` }, words.keys), " ");
    if (this.changed) {
      this.note.append(make("span", {}, this.older ? words.older : words.yours), " ",
        button("run-link", words.reset, () => this.reset()));
    }
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

  take(text) {
    const was = this.changed;
    this.source = text;
    this.page.answers.write(this);
    if (was !== this.changed || !this.changed) this.look();
    this.page.kept();
  }

  reset() {
    this.older = false;
    this.source = this.first;
    this.editor?.set(this.first);
    this.page.answers.write(this);
    this.look();
    this.input.querySelector(".run-tool-change").focus();
  }
}
