// The neuron's line: the arithmetic of course_lib.figures.fully_connected.neuron, line_parts, line_says, tip,
// edge and pulled.
(() => {
  "use strict";

  const sigmoid = (z) => 0.5 * (1 + Math.tanh(0.5 * z));
  const text = (value) => value.toFixed(1).replace(/^-(?=[0.]*$)/, "").replace("-", "−");

  const compute = ({ w1, w2, b }, { edge, named, points, circle, head }) => {
    const parts = { on: [], off: [], line: [], w: [], head: [], rim: [], name: [], zero: [] };
    for (const [x1, x2] of points) {
      const z = w1 * x1 + w2 * x2 + b;
      const size = Math.sqrt(sigmoid(z));
      parts[z > 0 ? "on" : "off"].push(circle.map(([u, v]) => [x1 + size * u, x2 + size * v]));
    }
    const length = Math.sqrt(w1 * w1 + w2 * w2);
    if (length === 0) return parts;
    const [n1, n2] = [w1 / length, w2 / length];
    const foot = [-b * n1 / length, -b * n2 / length];
    const tip = [foot[0] + w1, foot[1] + w2];
    parts.line = [[-12, 12].map((s) => [foot[0] - s * n2, foot[1] + s * n1])];
    parts.w = [[foot, tip]];
    parts.head = [head.map(([u, v]) => [tip[0] + u * n1 - v * n2, tip[1] + u * n2 + v * n1])];
    parts.rim = [...parts.w, ...parts.head];
    const zero = [foot[0] + named * n2 - 0.75 * n1, foot[1] - named * n1 - 0.75 * n2];
    if (Math.abs(zero[0]) < edge - 0.6 && Math.abs(zero[1]) < edge - 0.3) parts.zero = [[zero]];
    parts.name = [[[tip[0] + 0.45 * n1, tip[1] + 0.45 * n2]]];
    return parts;
  };

  const says = ({ w1, w2, b }, { edge, words }, fill) => {
    const length = Math.sqrt(w1 * w1 + w2 * w2);
    let verdict;
    if (length === 0) verdict = fill(words["neuron flat"], { a: sigmoid(b).toFixed(3) });
    else {
      const seen = Math.abs(b) < edge * (Math.abs(w1) + Math.abs(w2));
      verdict = fill(words[seen ? "neuron line" : "neuron far"], {
        distance: (Math.abs(b) / length).toFixed(2),
        length: length.toFixed(2),
        side: words[b > 0 ? "above" : "below"],
      });
    }
    return fill(words["neuron alt"], { w1: text(w1), w2: text(w2), b: text(b), verdict });
  };

  const tip = ({ w1, w2, b }) => {
    const square = w1 * w1 + w2 * w2;
    return [square ? [w1 - (b * w1) / square, w2 - (b * w2) / square] : [w1, w2]];
  };

  const edge = ({ w1, w2, b }, live) => {
    const square = w1 * w1 + w2 * w2;
    if (square === 0) return [[-live.edge, -live.edge]];
    const length = Math.sqrt(square);
    const [f1, f2] = [(-b * w1) / square, (-b * w2) / square];
    return [live.aside, 12, -12].map((s) => [f1 - (s * w2) / length, f2 + (s * w1) / length]);
  };

  const pulled = ([x, y], { w1, w2, b }, live) => {
    const length = Math.hypot(w1, w2);
    const distance = length ? -b / length : 0;
    const sign = distance + length >= 0 ? 1 : -1;
    const far = Math.hypot(x, y);
    const longer = Math.max(live.shortest, sign * far - distance);
    const [n1, n2] = far ? [(sign * x) / far, (sign * y) / far] : [1, 0];
    return { w1: longer * n1, w2: longer * n2, b: -distance * longer };
  };

  window.courseFigures = window.courseFigures || {};
  window.courseFigures["neuron-line"] = {
    compute, says, handles: [tip, edge], pulls: { 0: pulled },
  };
})();
