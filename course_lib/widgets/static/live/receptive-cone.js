// What an output step sees: the arithmetic of course_lib.figures.cnn.conv1d, cone_parts and cone_says.
(() => {
  "use strict";

  const range = (from, to) => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

  const whole = ({ step, kernel, layers }, T) => ({
    t: Math.min(T, Math.max(1, Math.floor(step + 0.5))) - 1,
    half: Math.max(0, Math.floor((kernel - 1) / 2 + 0.5)),
    n: Math.max(1, Math.floor(layers + 0.5)),
  });

  // For each layer, the input first, the steps from and up to (not with) that are seen.
  const seen = ({ t, half, n }, T) => range(0, n + 1).map((layer) => {
    const reach = half * (n - layer);
    return [Math.max(0, t - reach), Math.min(T, t + reach + 1)];
  });

  const compute = (values, { T, circle, small, large }) => {
    const { t, half, n } = whole(values, T);
    const cone = seen({ t, half, n }, T);
    const around = (x, y, [wide, tall]) => {
      const points = circle.map(([u, v]) => [x + wide * u, y + tall * v]);
      return [...points, points[0]];
    };
    const every = range(0, n + 1).flatMap((y) => range(0, T).map((x) => [x, y]));
    const inside = ([x, y]) => x >= cone[y][0] && x < cone[y][1];
    const wires = range(1, n + 1).flatMap((layer) =>
      range(...cone[layer]).flatMap((x) =>
        range(Math.max(0, x - half), Math.min(T, x + half + 1))
          .map((below) => [[x, layer], [below, layer - 1]])));
    const [first, last] = [cone[0][0] - 0.4, cone[0][1] - 0.6];
    return {
      wires,
      in: every.filter(inside).map(([x, y]) => around(x, y, large)),
      out: every.filter((at) => !inside(at)).map(([x, y]) => around(x, y, small)),
      chosen: [around(t, n, large.map((v) => 1.7 * v))],
      field: [[[first, -0.25], [first, -0.4], [last, -0.4], [last, -0.25]]],
    };
  };

  const says = (values, { T, alt }, fill) => {
    const { t, half, n } = whole(values, T);
    const [first, end] = seen({ t, half, n }, T)[0];
    return fill(alt, {
      step: t + 1, kernel: 2 * half + 1, layers: n, field: 1 + 2 * half * n,
      first: first + 1, last: end,
    });
  };

  const output = ({ step, layers }) => [[step - 1, layers]];

  window.courseFigures = window.courseFigures || {};
  window.courseFigures["receptive-cone"] = { compute, says, handles: [output] };
})();
