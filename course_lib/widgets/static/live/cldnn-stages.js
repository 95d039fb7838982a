// The way of a pixel: the arithmetic of course_lib.figures.together.cldnn, way_parts and way_says.
(() => {
  "use strict";

  const SIZE = 14;
  const CLASSES = 10;
  const whole = (value) => Math.floor(value + 0.5);
  const text = (value) => (Math.floor(100 * value + 0.5) / 100).toFixed(2).replace("-", "−");
  const write = (words, places) => words.replace(/\{(\w+)\}/g, (_, key) => places[key]);

  const reach = (row, column) => {
    const [top, bottom] = [Math.max(row - 1, 0), Math.min(row + 1, SIZE - 1)];
    const [left, right] = [Math.max(column - 1, 0), Math.min(column + 1, SIZE - 1)];
    const half = [Math.floor(top / 2), Math.floor(bottom / 2)];
    return { maps: [top, bottom, left, right], pooled: [...half, left, right] };
  };

  const block = ([x, y, wide, high], [top, bottom, left, right], rows) => {
    const [x0, x1] = [x + wide * left / SIZE, x + wide * (right + 1) / SIZE];
    const [y0, y1] = [y + high * top / rows, y + high * (bottom + 1) / rows];
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]];
  };

  const bar = (x, slot, base, high) => {
    const [x0, x1] = [x + 1, x + slot - 1];
    return [[x0, base], [x1, base], [x1, base - high], [x0, base - high], [x0, base]];
  };

  const cover = ([x, y, wide, high]) => {
    const [x0, x1, y0, y1] = [x - 2, x + wide + 2, y - 2, y + high + 2];
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]];
  };

  const compute = ({ row, column, stage }, { stages, panels, place, scores, change, keys, words }) => {
    const [r, c] = [whole(row), whole(column)];
    const found = reach(r, c);
    const [top, bottom, left, right] = found.pooled;
    const parts = {
      picture: [block(panels.picture, [r, r, c, c], SIZE)],
      maps: [block(panels.maps, found.maps, SIZE)],
      pooled: [block(panels.pooled, found.pooled, SIZE / 2)],
      frames: Array.from({ length: 8 }, (_, m) =>
        block(panels.frames, [7 * m + top, 7 * m + bottom, left, right], 56)),
      states: [block(panels.states, [0, 19, left, SIZE - 1], 20)],
    };
    for (const name of Object.keys(parts)) if (stages.indexOf(name) > stage) parts[name] = [];
    const k = SIZE * r + c;
    const [x, y, wide, high] = panels.scores;
    const [slot, step] = [wide / CLASSES, panels.states[2] / SIZE];
    parts.change = stage < stages.indexOf("states") ? [] : change[k].map((share, t) =>
      bar(panels.states[0] + step * t, step, place[0], place[1] * share));
    parts.turned = stage < stages.indexOf("scores") ? [] : scores[k].map((share, d) =>
      bar(x + slot * d, slot, y + high, high * share));
    parts.veil = stages.slice(stage + 1).map((name) => cover(panels[name]));
    for (const [name, first] of Object.entries(keys)) {
      parts[`key ${name}`] = stage < first ? "" : words[`key ${name}`];
    }
    return parts;
  };

  const says = ({ row, column, stage }, live, fill) => {
    const [r, c] = [whole(row), whole(column)];
    const [top, bottom, left, right] = reach(r, c)[stage > 1 ? "pooled" : "maps"];
    const k = SIZE * r + c;
    const places = {
      n: (bottom - top + 1) * (right - left + 1), first: left + 1, last: right + 1,
      most: live.change[k].indexOf(Math.max(...live.change[k])) + 1,
      digit: live.digit, before: text(live.before), after: text(live.scores[k][live.digit]),
    };
    return fill(live.words.alt, { row: r, column: c, what: write(live.words[live.stages[stage]], places) });
  };

  const handles = [
    ({ row, column }) => [[column + 0.5, row + 0.5]],
    ({ stage }, { stages, panels }) => {
      const [x, y, wide, high] = panels[stages[stage]];
      const below = stage ? [[x + wide / 2, y], [x + wide / 2, y + high]] : [];
      return [[x + 8, y - 14], ...below];
    },
  ];

  window.courseFigures = window.courseFigures || {};
  window.courseFigures["cldnn-stages"] = { compute, says, handles };
})();
