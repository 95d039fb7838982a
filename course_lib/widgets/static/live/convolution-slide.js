// The kernel that slides over numbers: the arithmetic of course_lib.figures.cnn.convolution, slide_parts and
// slide_says.
(() => {
  "use strict";

  const SIDE = 3;
  const WIDE = 5;
  const text = (value) => String(value).replace("-", "−");
  const square = (x, y, side) =>
    [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]];

  // The nine products at a place, as pairs (weight, pixel).
  const pairs = (place, weights, picture) => weights.map((weight, k) => {
    const [r, c] = [Math.floor(place / SIDE) + Math.floor(k / SIDE), place % SIDE + k % SIDE];
    return [weight, Number(picture[WIDE * r + c])];
  });

  const answer = (place, weights, picture) =>
    pairs(place, weights, picture).reduce((sum, [w, x]) => sum + w * x, 0);

  const terms = (place, weights, picture) => {
    const factor = (value) => (value < 0 ? `(${text(value)})` : text(value));
    const products = pairs(place, weights, picture).map(([w, x]) => `${factor(w)}·${factor(x)}`);
    return [0, 1, 2].map((row) => products.slice(SIDE * row, SIDE * row + SIDE).join(" + "));
  };

  const compute = ({ place, kernel, picture }, { kernels, map }) => {
    const weights = kernels[kernel];
    const [r, c] = [Math.floor(place / SIDE), place % SIDE];
    const parts = { window: [square(c, r, SIDE)], here: [square(map[0] + c, map[1] + r, 1)] };
    const digits = [...picture];
    for (const level of [1, 2, 3]) {
      parts[`ink ${level}`] = digits.flatMap((digit, k) =>
        (Number(digit) === level ? [square(k % WIDE, Math.floor(k / WIDE), 1)] : []));
    }
    digits.forEach((digit, k) => { parts[`pixel ${k}`] = digit; });
    weights.forEach((weight, k) => {
      parts[`weight ${k}`] = text(weight);
      parts[`answer ${k}`] = k <= place ? text(answer(k, weights, picture)) : " ";
    });
    terms(place, weights, picture).forEach((line, row) => { parts[`sum ${row}`] = line; });
    parts.value = text(answer(place, weights, picture));
    return parts;
  };

  const says = ({ place, kernel, picture }, { kernels, alt }, fill) => {
    const weights = kernels[kernel];
    return fill(alt, {
      r: Math.floor(place / SIDE), c: place % SIDE,
      sum: terms(place, weights, picture).join(" + "),
      value: text(answer(place, weights, picture)),
    });
  };

  const handles = [
    ({ place }) => [[place % SIDE + 1.5, Math.floor(place / SIDE) + 1.5]],
    ({ place }, { map }) => [[map[0] + place % SIDE + 0.5, map[1] + Math.floor(place / SIDE) + 0.5]],
  ];

  window.courseFigures = window.courseFigures || {};
  window.courseFigures["convolution-slide"] = { compute, says, handles };
})();
