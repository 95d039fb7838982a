// The plane that a ReLU layer folds: the arithmetic of course_lib.figures.fully_connected.relu, fold
// and relu_plane_says.
(() => {
  "use strict";

  const UNITS = { both: [true, true], one: [true, false], two: [false, true], none: [false, false] };

  const CORNERS = [[-1, -1], [1, -1], [1, 1], [-1, 1]];

  const line = (w1, w2, b) => {
    const square = w1 * w1 + w2 * w2;
    if (square === 0) return [];
    const length = Math.sqrt(square);
    const [f1, f2] = [(-b * w1) / square, (-b * w2) / square];
    return [[-4, 4].map((s) => [f1 - (s * w2) / length, f2 + (s * w1) / length])];
  };

  const z = ([w1, w2, b], [x, y]) => w1 * x + w2 * y + b;

  const unitsOf = ({ w11, w12, w21, w22, b1, b2 }) => [[w11, w12, b1], [w21, w22, b2]];

  const moved = (p, units) => units.map((unit) => Math.max(0, z(unit, p)));

  const crossing = (p, q, unit) => {
    const [here, there] = [z(unit, p), z(unit, q)];
    const t = here / (here - there);
    return [p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])];
  };

  const sides = (way) => way.map((p, i) => [p, way[(i + 1) % way.length]]);

  const crosses = (way) => sides(way).map(([p, q]) => p[0] * q[1] - q[0] * p[1]);

  const area = (way) => Math.abs(crosses(way).reduce((sum, cross) => sum + cross, 0)) / 2;

  const middle = (way) => {
    const found = crosses(way);
    const twice = found.reduce((sum, cross) => sum + cross, 0);
    return [0, 1].map((axis) =>
      sides(way).reduce((sum, [p, q], i) => sum + (p[axis] + q[axis]) * found[i], 0) / (3 * twice));
  };

  const region = (name, units) => {
    let way = CORNERS;
    units.forEach((unit, i) => {
      const kept = [];
      for (const [p, q] of sides(way)) {
        const [here, there] = [z(unit, p) > 0, z(unit, q) > 0];
        if (here === UNITS[name][i]) kept.push(p);
        if (here !== there) kept.push(crossing(p, q, unit));
      }
      way = kept;
    });
    return area(way) > 1e-9 ? way : [];
  };

  const pressed = (name, here, units, thin) => {
    const goes = here.map((p) => moved(p, units));
    if (name === "both") return goes;
    if (name === "none") return [[0, 2 * thin], [2 * thin, 0], [0, -2 * thin], [-2 * thin, 0]];
    const along = goes.map((p) => p[name === "one" ? 0 : 1]);
    const [low, high] = [Math.min(...along), Math.max(...along)];
    if (name === "one") return [[low, -thin], [high, -thin], [high, thin], [low, thin]];
    return [[-thin, low], [-thin, high], [thin, high], [thin, low]];
  };

  const cut = (line, unit) => {
    if (!line.length) return [];
    const [p, q] = line;
    if (z(unit, p) > 0) return z(unit, q) > 0 ? line : [p, crossing(p, q, unit)];
    return z(unit, q) > 0 ? [crossing(p, q, unit), q] : [];
  };

  const compute = (values, { side, thin, room: [room, wide, high] }) => {
    const units = unitsOf(values);
    const named = [];
    const parts = {};
    for (const name of Object.keys(UNITS)) {
      const here = region(name, units);
      parts[`x ${name}`] = here.length ? [here] : [];
      parts[`a ${name}`] = here.length ? [pressed(name, here, units, thin)] : [];
      parts[`name ${name}`] = [];
      if (area(here) < room) continue;
      const [x, y] = middle(here);
      if (named.some(([u, v]) => Math.abs(x - u) < wide && Math.abs(y - v) < high)) continue;
      parts[`name ${name}`] = [[[x, y]]];
      named.push([x, y]);
    }
    const lines = [...side.map((v) => [[v, -1], [v, 1]]), ...side.map((v) => [[-1, v], [1, v]])];
    parts.sheet = lines.map((way) => cut(cut(way, units[0]), units[1])).filter((way) => way.length)
      .map((way) => way.map((p) => moved(p, units)));
    parts["unit 1"] = line(values.w11, values.w12, values.b1);
    parts["unit 2"] = line(values.w21, values.w22, values.b2);
    return parts;
  };

  const says = (values, { thin, reach, words }, fill) => {
    const units = unitsOf(values);
    const places = {};
    let out = false;
    for (const name of Object.keys(UNITS)) {
      const here = region(name, units);
      places[name] = Math.floor(25 * area(here) + 0.5);
      if (here.length) out ||= pressed(name, here, units, thin).flat().some((v) => v > reach);
    }
    return fill(words.alt, { ...places, verdict: out ? words.out : "" }).trim();
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
