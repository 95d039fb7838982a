// A drawn digit and two nets: the arithmetic of course_lib.figures.cnn.draw_digit, digit_parts and digit_says.
(() => {
  "use strict";

  const range = (n) => Array.from({ length: n }, (_, i) => i);
  const write = (words, places) => words.replace(/\{(\w+)\}/g, (_, key) => places[key]);

  // The picture, moved: what leaves it is lost.
  const moved = (picture, right, down, side) => range(side).map((r) => range(side).map((c) => {
    const [row, column] = [r - down, c - right];
    const inside = row >= 0 && row < side && column >= 0 && column < side;
    return inside ? Number(picture[side * row + column]) : 0;
  }));

  const relu = (v) => Math.max(v, 0);
  const dense = (x, W, b) => W.map((row, k) => row.reduce((sum, w, i) => sum + w * x[i], 0) + b[k][0]);

  // Maps (C, n, n) to maps, 3 × 3 with a border of zeros, then ReLU.
  const convolved = (maps, W, b) => {
    const n = maps[0].length;
    return W.map((kernel, k) => range(n).map((r) => range(n).map((c) => {
      let sum = b[k][0];
      kernel.forEach((w, i) => {
        const [m, row, column] = [Math.floor(i / 9), r + Math.floor(i % 9 / 3) - 1, c + i % 3 - 1];
        sum += w * (maps[m][row]?.[column] ?? 0);
      });
      return relu(sum);
    })));
  };

  const pooled = (maps) => maps.map((map) => {
    const half = range(Math.floor(map.length / 2));
    return half.map((r) => half.map((c) =>
      Math.max(map[2 * r][2 * c], map[2 * r][2 * c + 1], map[2 * r + 1][2 * c], map[2 * r + 1][2 * c + 1])));
  });

  const softmax = (scores) => {
    const most = Math.max(...scores);
    const powers = scores.map((v) => Math.exp(v - most));
    const total = powers.reduce((sum, v) => sum + v, 0);
    return powers.map((v) => v / total);
  };

  const NETS = {
    dense: (x, p) => dense(dense(x.flat(), p["1.W"], p["1.b"]).map(relu), p["3.W"], p["3.b"]),
    max: (x, p) => {
      const first = pooled(convolved([x], p["0.W"], p["0.b"]));
      const second = pooled(convolved(first, p["3.W"], p["3.b"]));
      return dense(second.flat(2), p["7.W"], p["7.b"]);
    },
  };

  const answers = ({ picture, right, down }, { nets, side }) => {
    const x = moved(picture, Math.round(right), Math.round(down), side);
    return Object.fromEntries(Object.keys(nets).map((name) => [name, softmax(NETS[name](x, nets[name]))]));
  };

  const best = (shares) => shares.indexOf(Math.max(...shares));
  const verdict = (shares) => ({ digit: best(shares), share: Math.floor(100 * Math.max(...shares) + 0.5) });

  const squares = (x, [[left, top], size]) => x.flatMap((row, r) => row.flatMap((ink, c) => {
    const [x0, y0] = [left + size * c, top + size * r];
    return ink ? [[[x0, y0], [x0 + size, y0], [x0 + size, y0 + size], [x0, y0 + size], [x0, y0]]] : [];
  }));

  const compute = (values, live) => {
    const { picture, right, down } = values;
    const { side, pad, small, bases, words } = live;
    const [left, slot, high] = live.bars;
    const parts = {
      ink: squares(moved(picture, 0, 0, side), pad),
      pushed: squares(moved(picture, Math.round(right), Math.round(down), side), small),
    };
    for (const [name, shares] of Object.entries(answers(values, live))) {
      const bars = shares.map((share, k) => {
        const [x0, x1, base] = [left + slot * k + 2, left + slot * (k + 1) - 2, bases[name]];
        const top = base - high * share;
        return [[x0, base], [x1, base], [x1, top], [x0, top], [x0, base]];
      });
      const [first] = bars.splice(best(shares), 1);
      parts[`${name} bars`] = bars;
      parts[`${name} best`] = [first];
      parts[`${name} says`] = write(words[name], verdict(shares));
    }
    return parts;
  };

  const signed = (value) => String(Math.round(value) || 0).replace("-", "−");

  const says = (values, live, fill) => {
    const told = { right: signed(values.right), down: signed(values.down) };
    told.ink = [...values.picture].filter((digit) => digit === "1").length;
    for (const [name, shares] of Object.entries(answers(values, live))) {
      for (const [key, value] of Object.entries(verdict(shares))) told[`${name}_${key}`] = value;
    }
    return fill(live.words.alt, told);
  };

  const handles = [
    ({ right }, { side, pad: [[x, y], size] }) => [[x + size * (side / 2 + right), y + size * side + 16]],
    ({ down }, { side, pad: [[x, y], size] }) => [[x + size * side + 13, y + size * (side / 2 + down)]],
  ];

  window.courseFigures = window.courseFigures || {};
  window.courseFigures["draw-digit"] = { compute, says, handles };
})();
