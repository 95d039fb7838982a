// The page's cells, run in this browser and changed by the reader. start.js loads this when it is
// first needed; Python itself comes with the first run.
import { Answers } from "./answers.js";
import { Bar } from "./bar.js";
import { Cell } from "./cell.js";
import { wake } from "./figures.js";
import { Lab } from "./lab.js";
import { fetchNotebook, save, withChanges } from "./notebook.js";
import { Output } from "./output.js";
import { Python } from "./python.js";

const MEGA = 1e6;

export const open = async (about, nodes, root) => {
  const words = await (await fetch(new URL("words.json", import.meta.url))).json();
  return new Page(about, nodes, root, words, await fetchNotebook(about.notebook));
};

class Page {
  constructor(about, nodes, root, words, notebook) {
    Object.assign(this, { about, words, notebook });
    this.answers = new Answers(root, about.page);
    // Imports above a figure's code stand in one block with it, and are one cell here.
    this.cells = about.cells.map((places, k) => new Cell(this, k + 1, notebook, places));
    this.cells.forEach((cell, i) => cell.stand(nodes[i]));
    // The code that has drawn what stands in the page. A lab has its solution's outputs.
    const firsts = this.cells.map((cell) => cell.first);
    this.cells.forEach((cell, i) => { cell.drawn = about.lab ? null : this.until(firsts, i); });
    this.lab = about.lab ? new Lab(this, notebook) : null;
    this.bar = new Bar(words, {
      stop: () => this.stop(),
      more: [
        ...(this.lab ? [[words.whole, () => this.checkLab()]] : []),
        [words.all, () => this.run(this.cells.at(-1))],
        [words.download, () => this.download()],
        [words.delete, () => this.forget()],
        [words.mine, about.mine],
      ],
    });
    this.python = null;
    this.jobs = [];
    const mine = this.cells.filter((cell) => cell.changed);
    const changed = this.lost().length || mine.some((cell) => cell.older);
    if (mine.length || changed) this.bar.say(changed ? "changed page" : "kept", { n: mine.length });
    this.bar.show(mine.length > 0 || changed > 0);
    // The same page in another tab. A tab that slept is told nothing, and looks when it wakes.
    const sync = () => { for (const cell of this.cells) cell.sync(); };
    for (const event of ["storage", "pageshow", "focus"]) addEventListener(event, sync);
  }

  at(which) {
    return typeof which === "number" ? this.cells[which] : which;
  }

  until(sources, i) {
    return sources.slice(0, i + 1).join("\0");
  }

  show() {
    if (!this.jobs.length) this.bar.say("how");
    this.bar.show();
    this.bar.more.firstChild.focus();
  }

  change(which) {
    return this.at(which).edit();
  }

  // ---- running

  run(which) {
    let last = this.at(which);
    const { input } = last;
    // An answer of a lab is judged at once.
    const next = this.cells[last.number];
    if (last.metadata.nbgrader?.solution && next?.check) last = next;
    const cells = this.cells.slice(0, last.number);
    const sources = cells.map((cell) => cell.source);
    // A figure is drawn in all its states: one that only has to come before is not.
    const shown = cells.map((cell, i) => cell === last || cell === this.at(which) || cell.changed
      || (cell.drawn !== this.until(sources, i) && !cell.node?.querySelector(".cell_output :is(svg, img)")));
    this.jobs.push({ last, sources, shown, input, fresh: false, failed: null });
    this.python ??= new Python((message) => this.hear(message));
    this.python.ask({ run: sources.map((source, i) => ({ source, shown: shown[i] })) });
    this.begin();
  }

  begin() {
    if (!this.bar.node.hasAttribute("data-busy")) this.bar.say("coming");
    this.bar.show();
    this.bar.busy(true);
  }

  hear(message) {
    const [job] = this.jobs;
    if (message.type === "broken") return this.halt("broken", message);
    if (!job) return undefined;
    const cell = this.cells[message.cell];
    if (message.type === "cell") this.enter(cell, job, message);
    else if (message.type === "progress") this.step(message);
    else if (message.type === "output") this.output?.add(message.kind, message.text);
    else if (message.type === "error") this.fail(cell, job, message);
    else if (message.type === "ran") this.leave(cell, job);
    else if (message.type === "done") this.done(job);
    else this.started(message);
    return undefined;
  }

  started(message) {
    const { bar } = this;
    if (message.type === "loading") {
      const [mb, all] = [message.loaded, message.total].map((bytes) => Math.round(bytes / MEGA));
      bar.count("loading", { mb, all }, message.loaded / message.total);
    } else if (message.type === "starting") bar.say("starting");
  }

  enter(cell, job, { k, of }) {
    const seconds = this.about.slow[cell.number - 1];
    this.bar.count(seconds ? "running slow" : "running", { k, of, n: seconds }, (k - 1) / of);
    this.draw(cell, job, job.shown[cell.number - 1]);
    cell.node?.setAttribute("aria-busy", "true");
  }

  draw(cell, job, shown) {
    const key = this.until(job.sources, cell.number - 1);
    this.output = shown ? new Output(cell, this.words, cell.drawn === key) : null;
    if (shown) cell.next = key;
    else cell.node?.classList.toggle("run-older", cell.drawn !== key && !!cell.node.querySelector(".cell_output"));
  }

  step({ done, total, says }) {
    const places = { done, total: total ?? "?", says };
    this.bar.count("training", places, total ? done / total : null);
  }

  fail(cell, job, message) {
    // What only had to come before says why the rest does not come.
    if (!this.output) this.draw(cell, job, true);
    this.output.fail(message);
    job.failed = { ...message, k: cell.number };
  }

  leave(cell, job) {
    cell.node?.removeAttribute("aria-busy");
    if (!this.output) return;
    const { output } = this;
    this.output = null;
    cell.drawn = cell.next;
    cell.node?.classList.remove("run-older");
    const fresh = output.end();
    if (fresh && cell.node) wake(cell.node);
    if (cell === job.last) Object.assign(job, { fresh, said: output.said });
    if (this.lab && cell.check) this.lab.judged(cell, output);
  }

  done(job) {
    this.jobs.shift();
    if (this.jobs.length) return;
    if (job.failed) this.bar.say("failed", job.failed);
    else if (job.last.check) this.bar.say("judged", { says: job.said });
    else this.bar.say(job.fresh ? "done" : "same");
    this.rest(job);
  }

  // Focus stays where it was; what was on Stop goes back to the cell.
  rest(job) {
    const { bar } = this;
    const had = document.activeElement === bar.stop;
    if (this.jobs.length || this.lab?.python) return;
    bar.busy(false);
    if (had) (job?.input?.querySelector(".run-tool-run") ?? bar.more.firstChild).focus();
  }

  stop() {
    this.halt("stopped");
  }

  halt(key, places) {
    const [job] = this.jobs;
    this.python?.end();
    this.lab?.end();
    this.python = null;
    this.jobs = [];
    this.output = null;
    for (const { node } of this.cells) node?.removeAttribute("aria-busy");
    this.bar.say(key, places);
    this.rest(job);
  }

  checkLab() {
    this.lab.check();
  }

  // ---- the reader's own code

  lost() {
    const ids = new Set(this.cells.map((cell) => cell.id));
    return Object.entries(this.answers.recall(this.answers.name)).filter(([id]) => !ids.has(id));
  }

  kept() {
    if (this.answers.kept) return;
    this.bar.say("unkept");
    this.bar.show();
  }

  download() {
    const changed = this.cells.filter((cell) => cell.changed);
    const sources = new Map(changed.flatMap((cell) => cell.parts()));
    save(withChanges(this.notebook, sources, this.lost()), this.about.notebook);
  }

  forget() {
    if (!confirm(this.words.sure)) return;
    this.answers.clear();
    for (const cell of this.cells) if (cell.changed || cell.others.length) cell.recall();
    this.bar.say("deleted");
    this.bar.more.firstChild.focus();
  }
}
