// One point of two spirals: the arithmetic of course_lib.figures.fully_connected.spiral_point, point_parts,
// point_says, place and pulled.
(() => {
  "use strict";

  const text = (value, digits) => value.toFixed(digits).replace(/^-(?=[0.]*$)/, "").replace("-", "−");
  const sum = (values) => values.reduce((total, v) => total + v, 0);
  const write = (words, places) => words.replace(/\{(\w+)\}/g, (_, key) => places[key]);

  const answer = ({ x1, x2 }, { W1, b1, W2, b2 }) => {
    const z = W1.map(([w1, w2], k) => w1 * x1 + w2 * x2 + b1[k]);
    const a = z.map(Math.tanh);
    const toArms = W2.map((row) => row.map((w, k) => w * a[k]));
    const scores = toArms.map((row, arm) => sum(row) + b2[arm]);
    const most = Math.max(...scores);
    const powers = scores.map((s) => Math.exp(s - most));
    const p = powers.map((v) => v / sum(powers));
    return { z, a, push: a.map((_, k) => toArms[1][k] - toArms[0][k]), p };
  };

  const share = (p, { sure }) => {
    if (p > sure) return "> 0.99";
    return p < 1 - sure ? "< 0.01" : text(p, 2);
  };

  // The part of a disc between its middle and the height tanh(z); the sine of the angle is tanh(z).
  const glass = ([x, y], z, { arc, radius }) => {
    const angle = 2 * Math.atan(Math.tanh(z / 2));
    const ways = [...arc.map((t) => angle * t), ...arc.map((t) => Math.PI - angle * (1 - t))];
    return ways.map((way) => [x + radius * Math.cos(way), y + radius * Math.sin(way)]);
  };

  const wire = ([x, y], push, { out, radius, under, push: unit }) => {
    const [to, sign] = out[push >= 0 ? 1 : 0];
    const half = unit * Math.abs(push);
    const [start, end] = [y + radius, sign - under];
    return [[x - half, start], [to - half, end], [to + half, end], [x + half, start]];
  };

  const compute = (values, live) => {
    const { z, push, p } = answer(values, live);
    const { neurons, bar: [left, right, low, high], dot, words } = live;
    const border = left + (right - left) * p[0];
    const wires = push.map((d, k) => wire(neurons[k], d, live));
    return {
      point: [dot.map(([u, v]) => [values.x1 + u, values.x2 + v])],
      full: z.map((v, k) => glass(neurons[k], v, live)),
      "to 0": wires.filter((_, k) => push[k] < 0),
      "to 1": wires.filter((_, k) => push[k] >= 0),
      "share 0": [[[left, low], [left, high], [border, high], [border, low]]],
      "share 1": [[[border, low], [border, high], [right, high], [right, low]]],
      "says 0": write(words.share, { arm: 0, p: share(p[0], live) }),
      "says 1": write(words.share, { arm: 1, p: share(p[1], live) }),
    };
  };

  const says = (values, live, fill) => {
    const { x1, x2 } = values;
    const { near, points, words } = live;
    const { a, p } = answer(values, live);
    const far = Math.sqrt(Math.min(...points.map(([u, v]) => (u - x1) ** 2 + (v - x2) ** 2)));
    const arm = p[1] > p[0] ? 1 : 0;
    const unsure = text(p[0], 2) === text(p[1], 2);
    const said = share(p[arm], live);
    const compared = said.startsWith(">") ? said : `= ${said}`;
    const listed = (test) =>
      a.flatMap((v, k) => (test(v) ? [k + 1] : [])).join(", ") || words.none;
    return fill(words.alt, {
      x1: text(x1, 1),
      x2: text(x2, 1),
      verdict: fill(words[unsure ? "border" : `arm ${arm}`], { p: compared }),
      far: text(far, 1),
      on: listed((v) => v > near),
      off: listed((v) => v < -near),
      between: listed((v) => Math.abs(v) <= near),
    });
  };

  const place = ({ x1, x2 }) => [[x1, x2]];
  const pulled = ([x1, x2]) => ({ x1, x2 });

  window.courseFigures = window.courseFigures || {};
  window.courseFigures["spiral-point"] = {
    compute, says, handles: [place], pulls: { 0: pulled },
  };
})();
