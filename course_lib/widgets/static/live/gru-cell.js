// The GRU cell: the arithmetic of course_lib.figures.gru.cell, cell_parts and cell_says.
(() => {
  "use strict";

  const NUMBERS = ["h_prev", "x", "r", "z", "rest", "reset", "sum", "new", "kept", "added", "h"];

  const text = (value) => (Math.floor(100 * value + 0.5) / 100).toFixed(2).replace("-", "−");
  const number = (value) => (Number.isNaN(value) ? "?" : text(Number(value.toFixed(9))));

  const step = ({ h_prev, x, r, z, wire }) => {
    const reset = r * h_prev;
    const fresh = Math.tanh(x + reset);
    const right = wire === "right";
    const h = right ? z * h_prev + (1 - z) * fresh : z >= 1 ? NaN : fresh;
    return {
      h_prev, x, r, z, rest: 1 - z, reset, sum: x + reset, new: fresh,
      kept: z * (right ? h_prev : h), added: (1 - z) * fresh, h,
    };
  };

  const box = (x0, x1, y0, y1) => [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]];

  const compute = (values, { unit, rows, columns, from, words }) => {
    const v = step(values);
    const right = values.wire === "right";
    const { loop, top, gate, mid } = rows;
    const { left, branch, reset, back, sum, keep, minus, tanh, add, out } = columns;
    const half = (value) => 0.5 * unit * Math.abs(value);
    const along = (value, x0, x1, y) => box(x0, x1, y - half(value), y + half(value));
    const upward = (value, x, y0, y1) => box(x - half(value), x + half(value), y0, y1);
    const flows = [
      [v.h_prev, along(v.h_prev, left, right ? keep : branch, top)],
      [v.h_prev, upward(v.h_prev, branch, mid, top)],
      [v.h_prev, along(v.h_prev, branch, reset, mid)],
      [v.reset, along(v.reset, reset, sum, mid)],
      [v.x, upward(v.x, sum, from.x, mid)],
      [v.sum, along(v.sum, sum, tanh, mid)],
      [v.new, along(v.new, tanh, add, mid)],
      [v.new, upward(v.new, add, mid, gate)],
      [v.added, upward(v.added, add, gate, top)],
    ];
    if (!Number.isNaN(v.h)) {
      flows.push([v.kept, along(v.kept, keep, add, top)], [v.h, along(v.h, add, columns.right, top)]);
      if (!right) {
        flows.push(
          [v.h, upward(v.h, out, top, loop)], [v.h, along(v.h, back, out, loop)],
          [v.h, upward(v.h, back, top, loop)], [v.h, along(v.h, back, keep, top)],
        );
      }
    }
    const parts = {
      plus: flows.filter(([value]) => value >= 0).map(([, band]) => band),
      minus: flows.filter(([value]) => value < 0).map(([, band]) => band),
      gates: [
        upward(v.r, reset, mid, from.r),
        upward(v.z, keep, from.z, top),
        along(v.z, keep, minus, gate),
        along(v.rest, minus, add, gate),
      ],
      straight: right ? [[[branch, top], [keep, top]]] : [],
      loop: right ? [] : [[[out, top], [out, loop], [back, loop], [back, top], [keep, top]]],
    };
    for (const key of NUMBERS) parts[key] = number(v[key]);
    const factor = (says) => (says.startsWith("−") ? `(${says})` : says);
    const fed = factor(number(right ? v.h_prev : v.h));
    const places = { ...parts, fed, new: factor(parts.new) };
    parts.equation = words[right ? "equation" : "slide equation"]
      .replace(/\{(\w+)\}/g, (_, key) => places[key]);
    return parts;
  };

  const says = (values, { words }, fill) => {
    const v = step(values);
    const places = Object.fromEntries(NUMBERS.map((key) => [key, number(v[key])]));
    if (values.wire === "right") return fill(words.alt, places);
    return fill(words[values.z >= 1 ? "slide none" : "slide alt"], places);
  };

  const handles = [
    ({ h_prev }, { rows }) => [[0.6, rows.top + 0.5 * h_prev]],
    ({ x }, { columns }) => [[columns.sum, 1.12 + 0.3 * x]],
    ({ r }, { columns }) => [[columns.reset, 2.7 + 1.35 * r]],
    ({ z }, { columns }) => [[columns.keep, 3.55 + 1.6 * z]],
  ];

  window.courseFigures = window.courseFigures || {};
  window.courseFigures["gru-cell"] = { compute, says, handles };
})();
