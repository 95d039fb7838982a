// Where a kernel stands: the arithmetic of course_lib.figures.cnn.convolution_sizes, sizes_parts and
// sizes_says.
(() => {
  "use strict";

  const whole = (value, least) => Math.max(least, Math.floor(value + 0.5));
  const range = (from, to, step = 1) => {
    const found = [];
    for (let at = from; at < to; at += step) found.push(at);
    return found;
  };
  const square = (x, y, side = 1) =>
    [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]];
  const cross = (x, y) => [
    [[x + 0.25, y + 0.25], [x + 0.75, y + 0.75]],
    [[x + 0.25, y + 0.75], [x + 0.75, y + 0.25]],
  ];
  const cells = (side) => side.flatMap((y) => side.map((x) => [x, y]));

  const measure = ({ size, stride, padding, place }, N) => {
    const [k, s, p] = [whole(size, 1), whole(stride, 1), whole(padding, 0)];
    const n = Math.floor((N + 2 * p - k) / s) + 1;
    const at = (whole(place, 1) - 1) % (n * n);
    return { k, s, p, n, r: Math.floor(at / n), c: at % n };
  };

  const compute = (values, { n: N }) => {
    const { k, s, p, n, r, c } = measure(values, N);
    const starts = range(-p, s * n - p, s);
    const seen = new Set(starts.flatMap((start) => range(start, start + k)));
    const inside = (v) => v >= 0 && v < N;
    const pixels = cells(range(0, N));
    return {
      padding: cells(range(-p, N + p)).filter(([x, y]) => !inside(x) || !inside(y))
        .map(([x, y]) => square(x, y)),
      window: [square(s * c - p, s * r - p, k)],
      centres: cells(starts).map(([x, y]) => square(x + k / 2 - 0.12, y + k / 2 - 0.12, 0.24)),
      missed: pixels.filter(([x, y]) => !seen.has(x) || !seen.has(y))
        .flatMap(([x, y]) => cross(x, y)),
      map: cells(range(0, n)).map(([x, y]) => square(x, y)),
      here: [square(c, r)],
    };
  };

  const says = (values, live, fill) => {
    const { k, s, p, n, r, c } = measure(values, live.n);
    const [rows, columns] = [r, c].map((at) =>
      range(0, k).filter((i) => s * at - p + i >= 0 && s * at - p + i < live.n).length);
    const missed = compute(values, live).missed.length / 2;
    const [pixels, zeros] = [rows * columns, k * k - rows * columns];
    return fill(live.alt, { size: live.n, p, k, s, n, r, c, pixels, zeros, missed });
  };

  const middle = (values, live) => {
    const { k, s, p, r, c } = measure(values, live.n);
    return [[s * c - p + k / 2, s * r - p + k / 2]];
  };

  const cell = (values, live) => {
    const { r, c } = measure(values, live.n);
    return [[c + 0.5, r + 0.5]];
  };

  window.courseFigures = window.courseFigures || {};
  window.courseFigures["convolution-sizes"] = { compute, says, handles: [middle, cell] };
})();
