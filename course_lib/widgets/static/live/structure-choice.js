// Four questions as a tree: the logic of course_lib.figures.together.which_structure, tree_parts and tree_says.
(() => {
  "use strict";

  const OPEN = "?";

  const reached = (answers, { root, forks }) => {
    const way = [root];
    for (;;) {
      const fork = forks[way.at(-1)];
      if (!fork || answers[fork.asks] === OPEN) return way;
      way.push(answers[fork.asks] === "yes" ? fork.yes : fork.no);
    }
  };

  const fallen = (answers, { root, forks, places }) => {
    const parents = {};
    for (const [node, { no, yes }] of Object.entries(forks)) parents[no] = parents[yes] = node;
    const out = [];
    for (const node of Object.keys(places)) {
      if (node === root) continue;
      const fork = forks[parents[node]];
      const against = node === fork.yes ? "no" : "yes";
      if (answers[fork.asks] === against || out.includes(parents[node])) out.push(node);
    }
    return out;
  };

  const left = (answers, live) => {
    const out = fallen(answers, live);
    return Object.keys(live.places).filter((node) => node in live.structures && !out.includes(node));
  };

  const around = ([x, y, wide, high], room = 0) => {
    const [x0, x1, y0, y1] = [x - room, x + wide + room, y - room, y + high + room];
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]];
  };

  const fill = (text, places) => text.replace(/\{(\w+)\}/g, (_, key) => places[key]);

  const lines = (found, { structures, words }) => {
    if (found.length === 1) return structures[found[0]].lines;
    const counted = { n: found.length, of: Object.keys(structures).length };
    return [fill(words["which left"], counted), " ", " "];
  };

  const compute = (answers, live) => {
    const way = reached(answers, live);
    const parts = {
      veil: fallen(answers, live).flatMap((node) =>
        [live.places[node].box, ...live.places[node].own].map((box) => around(box, 2))),
      path: way.slice(1).map((node) => live.places[node].way),
      here: [around(live.places[way.at(-1)].box)],
    };
    lines(left(answers, live), live).forEach((line, k) => { parts[`line ${k}`] = line; });
    return parts;
  };

  const says = (answers, live, write) => {
    const found = left(answers, live).map((data) => live.structures[data]);
    const told = Object.fromEntries(
      Object.entries(answers).map(([key, answer]) => [key, live.words[`which ${answer}`]]));
    if (found.length === 1) {
      const [{ name, sentence }] = found;
      return write(live.words["which one"], { ...told, name, text: sentence });
    }
    return write(live.words["which some"], { ...told, names: found.map(({ name }) => name).join("; ") });
  };

  const leads = (answers, live) => left(answers, live).map((data) => live.structures[data].lead);

  const handles = [
    (answers, live) => {
      const [x, y, wide, high] = live.places[reached(answers, live).at(-1)].box;
      return [[x + wide - live.aside, y + high / 2]];
    },
  ];

  window.courseFigures = window.courseFigures || {};
  window.courseFigures["structure-choice"] = { compute, says, leads, handles };
})();
