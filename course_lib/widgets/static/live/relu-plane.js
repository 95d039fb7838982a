// The plane that a ReLU layer folds: the arithmetic of course_lib.figures.fully_connected.activations, fold and
// relu_plane_says.
(() => {
  "use strict";

  const UNITS = { both: [true, true], one: [true, false], two: [false, true], none: [false, false] };

  const around = ([x, y], mark) => mark.map(([u, v]) => [x + u, y + v]);

  const line = (w1, w2, b) => {
    const square = w1 * w1 + w2 * w2;
    if (square === 0) return [];
    const length = Math.sqrt(square);
    const [f1, f2] = [(-b * w1) / square, (-b * w2) / square];
    return [[-4, 4].map((s) => [f1 - (s * w2) / length, f2 + (s * w1) / length])];
  };

  const move = ({ w11, w12, w21, w22, b1, b2 }, side) =>
    side.flatMap((x2) => side.map((x1) => {
      const z = [w11 * x1 + w12 * x2 + b1, w21 * x1 + w22 * x2 + b2];
      return { x: [x1, x2], on: z.map((v) => v > 0), a: z.map((v) => Math.max(0, v)) };
    }));

  const compute = (values, { side, marks }) => {
    const points = move(values, side);
    const parts = {};
    for (const [name, [one, two]] of Object.entries(UNITS)) {
      const here = points.filter(({ on }) => on[0] === one && on[1] === two);
      parts[`x ${name}`] = here.map(({ x }) => around(x, marks[name]));
      parts[`a ${name}`] = here.map(({ a }) => around(a, marks[name]));
    }
    const n = side.length;
    const at = (row, column) => points[row * n + column].a;
    const rows = side.map((_, row) => side.map((_, column) => at(row, column)));
    const columns = side.map((_, column) => side.map((_, row) => at(row, column)));
    parts.sheet = [...rows, ...columns];
    parts["unit 1"] = line(values.w11, values.w12, values.b1);
    parts["unit 2"] = line(values.w21, values.w22, values.b2);
    return parts;
  };

  const says = (values, { side, reach, words }, fill) => {
    const points = move(values, side);
    const count = (one, two) => points.filter(({ on }) => on[0] === one && on[1] === two).length;
    const out = points.filter(({ a }) => a[0] > reach || a[1] > reach).length;
    const places = { n: points.length, verdict: out ? fill(words.out, { out }) : words.in };
    for (const [name, units] of Object.entries(UNITS)) places[name] = count(...units);
    return fill(words.alt, places);
  };

  const grasp = (w1, w2, b, aside) => {
    const square = w1 * w1 + w2 * w2;
    if (square === 0) return [[-1.3, -1.3]];
    const length = Math.sqrt(square);
    const [f1, f2] = [(-b * w1) / square, (-b * w2) / square];
    return [aside, 4, -4].map((s) => [f1 - (s * w2) / length, f2 + (s * w1) / length]);
  };

  const handles = [
    ({ w11, w12, b1 }, { aside }) => grasp(w11, w12, b1, aside),
    ({ w21, w22, b2 }, { aside }) => grasp(w21, w22, b2, -aside),
  ];

  window.courseFigures = window.courseFigures || {};
  window.courseFigures["relu-plane"] = { compute, says, handles };
})();
