/* Python for one page, in a worker of its own: the page stays quick, and ending the worker stops a
 * loop without end. The page starts it with new Worker(url, { type: "module" }).
 *
 * The page asks (one message each; they are done in their order):
 *   { run: [{ source, shown }, …] }   the code cells from the first to the pressed one, as they stand
 *                                     now. What has run and has not changed since does not run again;
 *                                     the last one always does. shown: false runs a cell without
 *                                     drawing its figures and values (its texts and errors still come)
 *   { lab: [source, …], points: {name: n} }   in a fresh worker: run all cells, go on after an error,
 *                                     and say what each exercise of the lab gets
 * The worker answers; `cell` counts the code cells from 0:
 *   { type: "loading", loaded, total }        bytes of the files, before compression
 *   { type: "starting" }                      all files are here, Python begins
 *   { type: "ready", seconds }                Python is there; once
 *   { type: "broken", why }                   Python did not start; the worker is of no more use
 *   { type: "cell", cell, k, of }             a cell begins, the k-th of those that run now
 *   { type: "progress", cell, done, total, says }   a training's bar; total may be null
 *   { type: "output", cell, kind, text }      kind "out" and "err": a piece of text that goes behind
 *                                     the last one; "plain": a value as text; "html": a figure, a table
 *                                     or code of the book, or a picture (data:) of the reader's own
 *   { type: "error", cell, name, says, line, trace }   line: of this cell, from 1, or null
 *   { type: "ran", cell, ok, seconds }        a cell ended
 *   { type: "lab", rows: [{ name, got, of, says }] }   rows is empty if it is no lab
 *   { type: "done", ok, fresh }               all that was asked is done; the first `fresh` cells count
 *                                     as run, what stands after them is stale
 * Code of the reader's can post messages too: the page must clean what it takes as HTML. */
const here = new URL(".", import.meta.url);
const start = performance.now();

const broken = (error) => {
  const lines = String(error?.message ?? error).trim().split("\n");
  postMessage({ type: "broken", why: lines.at(-1) });
};

// Each file is brought once. It is kept under its hash: a new version of the book brings only what has
// changed, and never takes an old file of that name from the browser's own cache.
let setup, shelf;
const sizes = {};
let loaded = 0;
let total = 0;
const real = self.fetch.bind(self);
const kept = (name) => `${new URL(name, here)}?${setup.hashes[name]}`;

async function open() {
  const answer = await real(new URL("setup.json", here), { cache: "no-cache" });
  if (!answer.ok) throw Error(`setup.json: ${answer.status}`);
  setup = await answer.json();
  try {
    shelf = await caches.open(`course ${here.pathname}`);
  } catch {
    // a private window, or a page without https: the browser's own cache is left
  }
}

async function clear() {
  const now = new Set(Object.keys(setup.files).map(kept));
  for (const { url } of (await shelf?.keys()) ?? []) if (!now.has(url)) await shelf.delete(url);
}

self.fetch = async (input, options) => {
  const url = String(input.url ?? input);
  const name = url.startsWith(here.href) ? url.slice(here.href.length) : "";
  if (!(name in sizes)) return real(input, options);
  const found = await shelf?.match(kept(name)).catch(() => undefined);
  const answer = found ?? (await real(kept(name), options));
  if (!answer.ok) throw Error(`${name}: ${answer.status}`);
  if (!found) shelf?.put(kept(name), answer.clone()).catch(() => {});
  const count = new TransformStream({
    transform(piece, out) {
      loaded += piece.byteLength;
      postMessage({ type: "loading", loaded: Math.min(loaded, total), total });
      out.enqueue(piece);
    },
  });
  const headers = new Headers(answer.headers);
  // Not every server knows it, and without it the browser compiles only when all is here.
  if (name.endsWith(".wasm")) headers.set("Content-Type", "application/wasm");
  return new Response(answer.body.pipeThrough(count), { headers });
};

const text = async (name) => (await fetch(new URL(name, here))).text();

// A module that was fetched comes from the shelf too, which an import by its address does not.
async function module(name) {
  const url = URL.createObjectURL(new Blob([await text(name)], { type: "text/javascript" }));
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

// Figures bring matplotlib; a lab needs NumPy alone.
const DRAWS = /\b(matplotlib|pylab|PIL|course_lib\.(figures|widgets))\b/;
const draws = (sources) => sources.some((source) => DRAWS.test(source));

let python, asked;

function expect(files) {
  for (const name of files) {
    sizes[name] ??= ((total += setup.files[name]), setup.files[name]);
  }
}

async function load(drawing) {
  const groups = drawing ? ["numpy", "matplotlib"] : ["numpy"];
  expect(setup.core);
  for (const group of groups) expect(setup.packages[group]);
  const base = new URL(setup.pyodide, here).href;
  const [{ loadPyodide }, , library] = await Promise.all([
    module(`${setup.pyodide}pyodide.mjs`),
    module(`${setup.pyodide}pyodide.asm.js`),
    fetch(new URL(setup.library, here)).then((answer) => answer.arrayBuffer()),
  ]);
  const quiet = () => {};
  python = await loadPyodide({ indexURL: base, packages: groups, stdout: quiet, stderr: quiet });
  const extractDir = python.pyimport("sysconfig").get_path("purelib");
  python.unpackArchive(library, "wheel", { extractDir });
  postMessage({ type: "starting" });
  const post = (message) => postMessage(JSON.parse(message));
  asked = python.pyimport("course_lib.in_page.worker").begin(post);
  postMessage({ type: "ready", seconds: (performance.now() - start) / 1000 });
  clear().catch(() => {});
}

async function take(message) {
  const drawing = draws(message.lab ?? message.run.map((cell) => cell.source));
  if (!python) {
    await open();
    await load(drawing);
  } else if (drawing) {
    expect(setup.packages.matplotlib);
    await python.loadPackage("matplotlib", { messageCallback() {}, errorCallback() {} });
  }
  // A cell may wait for something: the worker's loop of events goes on then.
  await asked.take(JSON.stringify(message));
}

let before = Promise.resolve();
onmessage = ({ data }) => {
  before = before.then(() => take(data)).catch(broken);
};
