// The reader's code, kept in this browser: by page, and by cell with what the page had there then.
const hash = (text) => {
  let h = 5381;
  for (const sign of text) h = (Math.imul(h, 33) ^ sign.codePointAt(0)) >>> 0;
  return h.toString(36);
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

  keep(name, value) {
    try {
      if (Object.keys(value).length) localStorage.setItem(name, JSON.stringify(value));
      else localStorage.removeItem(name);
      this.kept = true;
    } catch { // Full, or forbidden.
      this.kept = false;
    }
  }

  // The code for a cell, and whether the page has changed it since; null where there is none.
  of(cell) {
    const found = this.recall(this.name)[cell.id];
    return found ? { source: found.source, older: found.was !== hash(cell.first) } : null;
  }

  write(cell) {
    const all = this.recall(this.name);
    if (cell.changed) all[cell.id] = { source: cell.source, was: cell.older ? all[cell.id]?.was ?? "" : hash(cell.first) };
    else delete all[cell.id];
    this.keep(this.name, all);
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
