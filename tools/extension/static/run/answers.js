// The reader's code, kept in this browser: by page, and by cell with what the page had there then.
// A cell's texts that were written in another tab, or come from a file, stand beside it: none replaces one.
const hash = (text) => {
  let h = 5381;
  for (const sign of text) h = (Math.imul(h, 33) ^ sign.codePointAt(0)) >>> 0;
  return h.toString(36);
};

// A kept cell with all texts that were found of it.
export const joined = (cell, found) => {
  const others = new Set([...(cell.others ?? []), ...(found ? [found.source, ...(found.others ?? [])] : [])]);
  others.delete(cell.source);
  return { source: cell.source, was: cell.was, ...(others.size && { others: [...others] }) };
};

// The pages of this book of which something is kept.
export const pagesOf = (root) => {
  const all = `answers:${root}:`;
  return Object.keys(localStorage).filter((key) => key.startsWith(all)).map((key) => key.slice(all.length));
};

export class Answers {
  constructor(root, page) {
    this.name = `answers:${root}:${page}`;
    this.page = page;
    this.labs = `labs:${root}`;
    this.kept = true;
  }

  recall(name) {
    try {
      return JSON.parse(localStorage.getItem(name)) ?? {};
    } catch {
      return {};
    }
  }

  // Whether it is there afterwards: a browser may be full, or keep nothing and say nothing.
  keep(name, value) {
    const text = Object.keys(value).length ? JSON.stringify(value) : null;
    try {
      if (text) localStorage.setItem(name, text);
      else localStorage.removeItem(name);
      this.kept = localStorage.getItem(name) === text;
    } catch {
      this.kept = false;
    }
  }

  // What is kept for a cell, and whether the page has changed its code since; null where there is nothing.
  of(cell) {
    const found = this.recall(this.name)[cell.id];
    cell.known = JSON.stringify(found);
    return found ? { ...found, older: found.was !== hash(cell.first) } : null;
  }

  // Whether another tab has written this cell since this one has read or written it.
  differs(cell) {
    return JSON.stringify(this.recall(this.name)[cell.id]) !== cell.known;
  }

  write(cell) {
    const all = this.recall(this.name);
    const found = all[cell.id];
    const mine = { source: cell.source, was: cell.older ? found?.was ?? "" : hash(cell.first), others: cell.others };
    const both = joined(mine, JSON.stringify(found) === cell.known ? null : found);
    cell.others = both.others ?? [];
    if (cell.changed || cell.others.length) all[cell.id] = both;
    else delete all[cell.id];
    this.keep(this.name, all);
    cell.unsaved = !this.kept;
    if (this.kept) cell.known = JSON.stringify(all[cell.id]);
  }

  clear() {
    this.keep(this.name, {});
  }

  // Which exercises of the lab are solved.
  solved(rows) {
    const labs = this.recall(this.labs);
    this.keep(this.labs, { ...labs, [this.page]: rows });
  }
}
