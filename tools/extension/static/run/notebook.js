// The page's notebook: its cells as they are in the source, and a copy with the reader's code.
import { download } from "./dom.js";

const lines = (text) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
const joined = (source) => (Array.isArray(source) ? source.join("") : source);

export const fetchNotebook = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw Error(`${address}: ${answer.status}`);
  return answer.json();
};

export const codeOf = (cell) => joined(cell.source);

// Ids, metadata and what is not changed stay, a lab's grader finds its cells by them. The outputs of
// changed code go: they are those of the old one. Code of cells that the page has lost comes last.
export const withChanges = (notebook, sources, lost) => {
  const copy = structuredClone(notebook);
  copy.cells.forEach((cell, i) => {
    if (!sources.has(i) || sources.get(i) === codeOf(cell)) return;
    cell.source = lines(sources.get(i));
    cell.outputs = [];
  });
  for (const [id, { source }] of lost)
    copy.cells.push({ cell_type: "code", execution_count: null, id, metadata: {}, outputs: [], source: lines(source) });
  return copy;
};

export const save = (notebook, address) =>
  download(`${JSON.stringify(notebook, null, 1)}\n`, address.split("/").pop(), "application/x-ipynb+json");
