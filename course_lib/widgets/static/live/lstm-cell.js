// The LSTM cell: the arithmetic of course_lib.figures.lstm.lstm, cell_parts and cell_says.
(() => {
  "use strict";

  const text = (value) => (Math.floor(100 * value + 0.5) / 100).toFixed(2).replace("-", "−");

  const factor = (says) => (says.startsWith("−") ? `(${says})` : says);

  const box = (x0, x1, y0, y1) => [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]];

  const step = ({ z, zi, zf, zo, c_prev }) => {
    const [kept, fresh] = [zf * c_prev, zi * z];
    const c = kept + fresh;
    return { kept, fresh, c, squashed: Math.tanh(c), h: zo * Math.tanh(c) };
  };

  const compute = (values, { top, middle, bottom, left, right, forget, add, out, input, unit }) => {
    const { kept, fresh, c, squashed, h } = step(values);
    const { z, zi, zf, zo, c_prev } = values;
    const half = (value) => 0.5 * unit * Math.abs(value);
    const along = (value, x0, x1, y) => box(x0, x1, y - half(value), y + half(value));
    const upward = (value, x, y0, y1) => box(x - half(value), x + half(value), y0, y1);
    const flows = [
      [c_prev, along(c_prev, left, forget, top)],
      [kept, along(kept, forget, add, top)],
      [c, along(c, add, right, top)],
      [z, upward(z, add, bottom + 0.5, middle)],
      [fresh, upward(fresh, add, middle, top)],
      [squashed, upward(squashed, out, middle, top - 1.3)],
      [h, along(h, out, right, middle)],
    ];
    return {
      plus: flows.filter(([value]) => value >= 0).map(([, band]) => band),
      minus: flows.filter(([value]) => value < 0).map(([, band]) => band),
      gates: [
        upward(zf, forget, bottom + 0.5, top),
        upward(zi, input, bottom + 0.5, middle + half(zi)),
        along(zi, input, add, middle),
        upward(zo, out, bottom + 0.5, middle),
      ],
      "n kept": text(kept), "n new": text(fresh), "n c": text(c), "n h": text(h),
    };
  };

  const opening = (gate, { open, shut }) => (gate <= shut ? 0 : gate >= open ? 2 : 1);
  const fate = ({ zi, zf }, live) => live.fates[opening(zf, live)][opening(zi, live)];

  const says = (values, live, fill) => {
    const { c, h } = step(values);
    const { z, zi, zf, zo, c_prev } = values;
    const places = {};
    for (const [name, value] of Object.entries({ z, zi, zf, zo, before: c_prev, c, h })) {
      places[name] = factor(text(value));
    }
    Object.assign(places, { c: text(c), h: text(h) });
    places.verdict = live.words[fate(values, live)];
    places.hidden = live.words[zo <= live.shut ? "hidden" : "shown"];
    return fill(live.words.alt, places);
  };

  const handles = [
    ({ zf }, { forget, from, by }) => [[forget, from + by * zf]],
    ({ zi }, { input, from, by }) => [[input, from + by * zi]],
    ({ zo }, { out, from, by }) => [[out, from + by * zo]],
    ({ z }, { add, from, by }) => [[add, from + 0.5 * by * (z + 1)]],
    ({ c_prev }, { top, unit }) => [[1.4, top + 0.5 * unit * c_prev]],
  ];

  window.courseFigures = window.courseFigures || {};
  window.courseFigures["lstm-cell"] = { compute, says, handles };
})();
