// Weights and multiply-adds: the arithmetic of course_lib.figures.cnn.counting, parameters_parts and
// parameters_says.
(() => {
  "use strict";

  const KINDS = ["dense", "sparse", "shared"];

  const count = ({ side, kernel, maps }) => {
    const n = Math.max(1, Math.floor(side + 0.5));
    const k = Math.min(n, Math.max(1, Math.floor(kernel + 0.5)));
    const m = Math.max(1, Math.floor(maps + 0.5));
    const neurons = Math.floor(n / k) ** 2 * m;
    const [dense, wires] = [neurons * n ** 2, neurons * k ** 2];
    return { n, k, m, neurons, weights: [dense, wires, m * k ** 2], work: [dense, wires, wires] };
  };

  const compute = (values) => {
    const { weights, work } = count(values);
    const parts = {};
    KINDS.forEach((kind, row) => {
      const [end, at] = [Math.log10(weights[row]), Math.log10(work[row])];
      const [low, high] = [row - 0.3, row + 0.3];
      parts[kind] = [[[0, low], [end, low], [end, high], [0, high], [0, low]]];
      parts[`work ${kind}`] = [[
        [at - 0.17, row], [at, row - 0.17], [at + 0.17, row], [at, row + 0.17], [at - 0.17, row],
      ]];
    });
    return parts;
  };

  const says = (values, { alt }, fill) => {
    const { n, k, m, neurons, weights, work } = count(values);
    const text = (number) => number.toLocaleString("en-US");
    const [dense, sparse, shared] = weights.map(text);
    return fill(alt, {
      side: n, kernel: k, maps: m, neurons: text(neurons), dense, sparse, shared, work: text(work[2]),
    });
  };

  window.courseFigures = window.courseFigures || {};
  window.courseFigures["counting-parameters"] = { compute, says };
})();
