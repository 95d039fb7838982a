// The game of the gates: the arithmetic of course_lib.figures.lstm.keeping, game_parts and game_says.
(() => {
  "use strict";

  const text = (value) => (Math.floor(100 * value + 0.5) / 100).toFixed(2).replace("-", "−");
  const number = (value) => text(Number(value.toFixed(9)));
  const write = (words, places) => words.replace(/\{(\w+)\}/g, (_, key) => places[key]);

  const switches = (gates, { heard }) =>
    [0, 1, 2].map((g) => [...gates].slice(g * heard.length, (g + 1) * heard.length).map(Number));

  const play = ({ gates, wide }, live) => {
    const { heard, before, open } = live;
    const value = (on) => 1 - open[wide] + (2 * open[wide] - 1) * on;
    const [zf, zi, zo] = switches(gates, live);
    const [c, h] = [[], []];
    let memory = before;
    heard.forEach((z, t) => {
      memory = value(zf[t]) * memory + value(zi[t]) * z;
      c.push(memory);
      h.push(value(zo[t]) * Math.tanh(memory));
    });
    const goal = Math.tanh(heard[0]);
    const last = heard.length - 1;
    const error = h.reduce((sum, v, t) => sum + Math.abs(v - (t === last ? goal : 0)), 0) / goal;
    const score = Math.floor(Number((100 * Math.max(0, 1 - error)).toFixed(9)) + 0.5);
    return { c, h, score };
  };

  const bars = (values, [y, unit], { most, place: { left, cell } }) => values.map((value, t) => {
    const x = left + cell * t + 5;
    const end = y - unit * Math.max(-most, Math.min(most, value));
    return [[x, y], [x + cell - 10, y], [x + cell - 10, end], [x, end], [x, y]];
  });

  const compute = (values, live) => {
    const { c, h, score } = play(values, live);
    const { left, cell, row, top } = live.place;
    const open = switches(values.gates, live).flatMap((gate, g) => gate.flatMap((on, t) => {
      const [x, y] = [left + cell * t + 3, top + row * g + 3];
      const [x1, y1] = [x + cell - 6, y + row - 6];
      return on ? [[[x, y], [x1, y], [x1, y1], [x, y1], [x, y]]] : [];
    }));
    return {
      open, c: bars(c, live.lines.c, live), h: bars(h, live.lines.h, live),
      score: write(live.words.score, { score }),
    };
  };

  const hint = ({ gates, wide }, live) => {
    const [zf, zi, zo] = switches(gates, live);
    const n = zf.length;
    const wrongs = [
      ["old", zf.slice(0, 1), 1, 1], ["unwritten", zi.slice(0, 1), 0, 1], ["mixed", zi.slice(1), 1, 2],
      ["forgot", zf.slice(1), 0, 2], ["early", zo.slice(0, -1), 1, 1], ["silent", zo.slice(-1), 0, n],
    ];
    for (const [key, gate, wrong, start] of wrongs) {
      if (gate.includes(wrong)) return [key, gate.indexOf(wrong) + start];
    }
    return [live.open[wide] === 1 ? "perfect" : "leaks", n];
  };

  const says = (values, live, fill) => {
    const { c, h, score } = play(values, live);
    const [key, step] = hint(values, live);
    return fill(live.words.alt, {
      n: switches(values.gates, live).flat().filter(Boolean).length, score,
      c: number(c.at(-1)), h: number(h.at(-1)), hint: write(live.words[key], { step }),
    });
  };

  window.courseFigures = window.courseFigures || {};
  window.courseFigures["keep-number"] = { compute, says };
})();
