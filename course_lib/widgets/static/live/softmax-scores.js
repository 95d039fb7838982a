// Three scores: the arithmetic of course_lib.figures.fully_connected.softmax, scores_parts and scores_says.
(() => {
  "use strict";

  const text = (value, digits) => value.toFixed(digits).replace(/^-(?=[0.]*$)/, "").replace("-", "−");
  const listed = (values, digits) => values.map((v) => text(v, digits)).join(", ");

  const numbers = ({ s1, s2, s3 }, { right }) => {
    const s = [s1, s2, s3];
    const most = Math.max(...s);
    const powers = s.map((v) => Math.exp(v - most));
    const total = powers.reduce((sum, v) => sum + v, 0);
    const p = powers.map((v) => v / total);
    return { s, p, cost: -Math.log(p[right]), ds: p.map((v, k) => v - (k === right ? 1 : 0)) };
  };

  const bars = (values, half) =>
    values.map((v, i) => {
      const [low, high] = [i + 1 - half, i + 1 + half];
      return [[low, 0], [low, v], [high, v], [high, 0]];
    });

  const compute = (values, live) => {
    const { s, p, cost, ds } = numbers(values, live);
    const only = (found) => [found[live.right]];
    const others = (found) => found.filter((_, k) => k !== live.right);
    const [share, gradient] = [bars(p, live.half), bars(ds, live.half)];
    return {
      s: bars(s, live.half),
      right: only(share),
      wrong: others(share),
      cost: [live.dot.map(([x, y]) => [x + p[live.right], y + cost])],
      drop: [[[p[live.right], 0], [p[live.right], cost]]],
      up: only(gradient),
      down: others(gradient),
    };
  };

  const says = (values, live, fill) => {
    const { s, p, cost, ds } = numbers(values, live);
    const places = { s: listed(s, 1), p: listed(p, 2), cost: text(cost, 2), ds: listed(ds, 2) };
    return fill(live.words["softmax alt"], places);
  };

  const handles = [
    ({ s1 }) => [[1, s1]],
    ({ s2 }) => [[2, s2]],
    ({ s3 }) => [[3, s3]],
  ];

  window.courseFigures = window.courseFigures || {};
  window.courseFigures["softmax-scores"] = { compute, says, handles };
})();
