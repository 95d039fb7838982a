// The search, on its own page and in the dialog that a button opens: results while one types.
// What it looks into is loaded when somebody first wants to search: Sphinx's index of all words,
// and search-data.js, which says of each page its question, and of each term what it means.
{
  const MOST = 20;
  const root = document.documentElement.dataset.content_root || "./";
  let loading, data, index;
  const load = () => loading ??= (async () => {
    window.Search = { setIndex: (found) => { index = found; } };
    for (const file of ["_static/language_data.js", "_static/search-data.js", "searchindex.js"])
      await new Promise((done, fail) => {
        const script = Object.assign(document.createElement("script"), { src: root + file, onload: done, onerror: fail });
        document.head.append(script);
      });
    data = window.searchData;
    prepare();
  })();

  // A query in Traditional characters, or with another region's words, is one in the glossary's.
  const normal = (text) => {
    let plain = text.normalize("NFKC").toLowerCase().trim().replace(/\s+/g, " ");
    plain = [...plain].map((sign) => data.simplified[sign] ?? sign).join("");
    for (const [other, ours] of Object.entries(data.same)) plain = plain.replaceAll(other, ours);
    return plain;
  };

  // What is looked up for each query is made once: names in normal form, and who has each word.
  let pages, headings, objects;
  const prepare = () => {
    pages = index.docnames.map((name, i) => ({
      name, title: index.titles[i], names: [], key: normal(index.titles[i]), ...data.pages[name],
    }));
    const at = new Map(index.docnames.map((name, i) => [name, i]));
    for (const row of data.terms)
      for (const name of row.names) pages[at.get(row.page)]?.names.push({ key: normal(name), row });
    headings = Object.entries(index.alltitles).flatMap(([title, places]) =>
      places.filter(([, id]) => id !== null).map(([page, id]) => ({ page, id, title, key: normal(title) })));
    objects = Object.entries(index.objects).flatMap(([prefix, all]) => all.map(([page, type, , anchor, name]) => {
      const whole = prefix ? `${prefix}.${name}` : name;
      return { page, name: whole.replace(/^course_lib\.(\w+\.)*(?=[A-Z]\w*\.)/, "").split(".").slice(-2).join("."),
               id: anchor === "" ? whole : anchor === "-" ? `${index.objnames[type][1]}-${whole}` : anchor,
               whole, keys: [name, whole, whole.split(".").slice(-2).join(".")].map((key) => key.toLowerCase()), kind: index.objnames[type][2] };
    }));
  };

  const wholeWord = (text, word) => {
    const at = text.indexOf(word);
    const edge = (i) => !/[a-z0-9]/.test(text[i] ?? "");
    return at >= 0 && edge(at - 1) && (edge(at + word.length) || /s/.test(text[at + word.length]));
  };
  const chinese = (text) => /[\u4e00-\u9fff]/.test(text);

  const stems = (text) => new Set(splitQuery(text).filter((word) => !stopwords.includes(word))
    .map((word) => new Stemmer().stemWord(word)));
  // How well a query fits a name: 1 if it is the name, less if one is a part of the other, or if they
  // have words in common: "gradient explodes" is an exploding gradient.
  const fit = (query, name) => {
    if (query === name) return 1;
    const [some, others] = [stemsOf(query), stemsOf(name)];
    const common = [...some].filter((stem) => others.has(stem)).length;
    const share = common / (some.size + others.size - common || 1);
    if (share === 1) return some.size > 1 || !chinese(name) ? 0.99 : 0;
    return Math.max(part(query, name), share >= 0.5 ? 0.6 * share : 0);
  };
  const known = new Map();
  const stemsOf = (text) => {
    if (!known.has(text)) known.set(text, stems(text));
    return known.get(text);
  };
  const part = (query, name) => {
    if (name.startsWith(query) && query.length > 1) return 0.75 * query.length / name.length;
    if (chinese(name) ? name.includes(query) && query.length > 1 : wholeWord(name, query)) return 0.6 * query.length / name.length;
    if (chinese(name) ? query.includes(name) && name.length > 1 : name.length > 2 && wholeWord(query, name)) return 0.7 * name.length / query.length;
    return 0;
  };

  // The pages that have a word of the query, in their text or, worth more, in a heading. The last
  // word may be half typed.
  const having = (word, last) => {
    const stem = new Stemmer().stemWord(word), found = new Map();
    const take = (table, worth) => {
      const keys = Object.hasOwn(table, stem) ? [stem] : Object.hasOwn(table, word) ? [word]
        : last && word.length > 2 ? Object.keys(table).filter((key) => key.startsWith(word)).slice(0, 50) : [];
      const all = new Set(keys.flatMap((key) => table[key]));
      for (const page of all)
        found.set(page, (found.get(page) ?? 0) + worth * Math.log(1 + pages.length / all.size));
    };
    take(index.terms, 1);
    take(index.titleterms, 5);
    return found;
  };
  const inTexts = (query) => {
    const words = [...new Set(splitQuery(query))].filter((word) => !stopwords.includes(word));
    const found = words.map((word, i) => having(word, i === words.length - 1));
    const scores = new Map();
    for (const [page] of found.flatMap((some) => [...some])) {
      const has = found.filter((some) => some.has(page));
      const share = has.length / words.length;
      if (share >= 0.6) scores.set(page, share ** 2 * has.reduce((sum, some) => sum + some.get(page), 0));
    }
    return { scores, all: words.length };
  };

  // The best results: first what has exactly this name, then pages, labs, what is looked up.
  const search = (text) => {
    const query = normal(text);
    if (!query) return [];
    const { scores } = inTexts(query);
    const results = pages.map((page, i) => {
      const [whole, main] = [page.key, page.key.split(/[:,，：]/)[0]];
      const title = Math.max(fit(query, whole), fit(query, main));
      const term = page.names.reduce((best, { key, row }) => {
        const how = fit(query, key);
        return how > best.how ? { how, row } : best;
      }, { how: 0 });
      const heading = headings.reduce((best, one) => {
        const how = one.page === i ? fit(query, one.key) : 0;
        return how > best.how ? { how, one } : best;
      }, { how: 0 });
      const score = 100 * title + 90 * term.how + 20 * heading.how + (scores.get(i) ?? 0);
      return {
        page, score, exact: title > 0.9 || term.how > 0.9, kind: page.kind,
        row: term.how > 0.2 && term.row, heading: heading.how > 0.3 && heading.one,
      };
    }).filter((result) => result.score > 0);
    for (const object of objects) {
      const how = Math.max(...object.keys.map((key) => fit(query, key)));
      // Who writes `Conv2D` or `count_parameters` means the library; who writes "softmax", the book.
      const exact = how > 0.9 && /[a-z][A-Z0-9]|[._]/.test(text);
      if (how > 0.4) results.push({ object, page: pages[object.page], score: 100 * how, exact, kind: 3 });
    }
    const group = (result) => result.exact ? 0 : 1 + result.kind;
    return results.sort((a, b) => group(a) - group(b) || a.kind - b.kind || b.score - a.score).slice(0, MOST);
  };

  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };
  const item = ({ page, object, row, heading }) => {
    const made = element("li", "found");
    const link = made.appendChild(element("a", "", object ? object.name : page.title));
    link.href = `${root}${page.name}.html${object ? `#${object.id}` : ""}`;
    const sort = object ? `${data.kinds[3]}, ${object.kind}` : data.kinds[page.kind];
    if (sort) made.append(" ", element("span", "found__kind", sort));
    if (object) return made;
    if (row && row.meaning) {
      const says = made.appendChild(element("p", "found__term"));
      // It was written by us, with its equations.
      says.innerHTML = `<b>${row.english}</b> <span lang="zh">${row.chinese}</span> ${row.meaning}`;
    } else if (heading && heading.title !== page.title) {
      const part = made.appendChild(element("p", "found__part")).appendChild(element("a", "", heading.title));
      part.href = `${root}${page.name}.html#${heading.id}`;
    }
    if (page.says) made.append(element("p", "found__says", page.says));
    return made;
  };

  const attach = (form) => {
    const input = form.querySelector("input[name=q]");
    const out = form.parentElement.querySelector(".search-results");
    if (!out) return;
    const status = out.querySelector("[role=status]"), list = out.querySelector("ol");
    const show = async () => {
      const text = input.value;
      await load();
      if (text !== input.value) return;
      const found = search(text);
      list.replaceChildren(...found.map(item));
      status.textContent = !text.trim() ? "" : found.length === 1 ? out.dataset.one
        : (found.length ? out.dataset.found : out.dataset.none).replace("{n}", found.length);
      out.dataset.query = text;
    };
    input.addEventListener("input", show);
    input.addEventListener("focus", load, { once: true });
    // From the words down to the results, and back up.
    form.parentElement.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      const stops = [input, ...list.querySelectorAll("li > a")];
      const next = stops[stops.indexOf(document.activeElement) + step];
      if (!next || !stops.includes(document.activeElement)) return;
      event.preventDefault();
      next.focus();
    });
    return { input, show };
  };
  const forms = [...document.querySelectorAll("form.bd-search")].map(attach);
  const page = document.querySelector(".bd-search-container");
  if (page) {
    const { input, show } = forms.at(-1);
    input.value = new URLSearchParams(location.search).get("q") ?? "";
    if (input.value) show();
    else input.focus();
    // The address is that of this search, to be sent to somebody.
    page.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      history.replaceState(null, "", `?q=${encodeURIComponent(input.value)}`);
    });
  }
}
