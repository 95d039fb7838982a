// Figures that move with no kernel: controls and handles over frames drawn at build time, or, where
// a figure has a script of its own (static/live/NAME.js), over numbers. No dependency, no request.
(() => {
  "use strict";

  const SPEEDS = [[0.5, "½×"], [1, "1×"], [2, "2×"]];
  const QUIET_MS = 250; // Wait this long before the address and the spoken text follow.
  const GLIDE_MS = 200; // From one state to the next.
  // In the unit of the picture, of which a phone shows 0.9 and a desktop about 1.1 pixels.
  const RING = 8; // A handle's ring,
  const THUMB = 25; // what a finger takes for it,
  const NEAR = 14; // and how near a pointer is on a line.
  const READ = 30; // A curve that is nearer to the pointer than this is read out.
  const SHARP = 3; // A saved picture has so many pixels for one of the screen.
  const SVG = "http://www.w3.org/2000/svg";
  const scripts = (window.courseFigures = window.courseFigures || {});
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  const dress = (node, attributes, children) => {
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };
  const make = (tag, attributes = {}, ...children) =>
    dress(document.createElement(tag), attributes, children);
  const draw = (tag, attributes = {}, ...children) =>
    dress(document.createElementNS(SVG, tag), attributes, children);

  // Fill the places of a sentence: fill("slope {s}", {s: "0.1"}).
  const fill = (text, places) => text.replace(/\{(\w+)\}/g, (_, key) => places[key]);

  const clamp = (i, n) => Math.max(0, Math.min(n - 1, i));
  const apart = ([x, y], [u, v]) => Math.hypot(x - u, y - v);
  const mix = (a, b, t) => a + (b - a) * t;

  // ---- a way of lines: x and y of its points in turn

  const path = (way) => "M" + pairs(way).map((point) => point.map((v) => v.toFixed(1)).join(" ")).join("L");
  const pairs = (way) => way.flatMap((x, i) => (i % 2 ? [] : [[x, way[i + 1]]]));

  // The point of a way that is nearest to (x, y), with its distance.
  const nearestOn = (way, [x, y]) => {
    let best = { far: Infinity };
    const points = pairs(way);
    points.forEach(([x1, y1], i) => {
      const [x0, y0] = points[Math.max(0, i - 1)];
      const [dx, dy] = [x1 - x0, y1 - y0];
      const long = dx * dx + dy * dy;
      const t = long ? Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / long)) : 0;
      const at = [x0 + t * dx, y0 + t * dy];
      const far = Math.hypot(at[0] - x, at[1] - y);
      if (far < best.far) best = { far, at };
    });
    return best;
  };

  const inside = ([left, top, wide, high], [x, y], room = 0) =>
    x >= left - room && x <= left + wide + room && y >= top - room && y <= top + high + room;

  // ---- from one state to the next: marks of the same form glide, all others change at once

  const PLACES = /( (?:d|x|y|width|height|transform)=")([^"]*)/g;
  const NUMBER = /-?\d+(?:\.\d+)?/g;

  // What a mark is, apart from where it is; and the numbers of where.
  const takeApart = (piece) => {
    const numbers = [];
    const form = piece
      .replace(PLACES, (_, name, value) =>
        name + value.replace(NUMBER, (number) => numbers.push(Number(number)) && "#"))
      .replace(/>[^<]+</g, (text) => text.replace(/[\d.−+]+/g, "#"));
    return [form, numbers];
  };

  const putTogether = (piece, numbers) => {
    let k = 0;
    return piece.replace(PLACES, (_, name, value) =>
      name + value.replace(NUMBER, () => +numbers[k++].toFixed(2)));
  };

  // For each new mark that glides: its index, and how it looks at t from 0 to 1.
  const glides = (before, after) => {
    const [old, next] = [new Set(before), new Set(after)];
    const gone = new Map();
    for (const piece of before) {
      if (next.has(piece)) continue;
      const [form, numbers] = takeApart(piece);
      gone.set(form, [...(gone.get(form) ?? []), numbers]);
    }
    return after.flatMap((piece, i) => {
      if (old.has(piece)) return [];
      const [form, numbers] = takeApart(piece);
      const from = gone.get(form)?.shift();
      if (from?.length !== numbers.length) return [];
      return [[i, (t) => putTogether(piece, numbers.map((n, k) => mix(from[k], n, t)))]];
    });
  };

  class Figure {
    constructor(node) {
      this.node = node;
      this.name = node.id;
      this.svg = node.querySelector("svg");
      this.panel = node.querySelector(".explore-controls");
      this.says = node.querySelector(".explore-says");
      this.leads = node.querySelector(".explore-leads");
      this.data = JSON.parse(node.querySelector('script[type="application/json"]').textContent);
      this.words = this.data.words;
      this.controls = this.data.controls;
      this.state = this.controls.map((control) => control.start);
      this.marks = draw("g", {}, ...this.svg.childNodes);
      this.svg.append(this.marks);
      this.show = this.data.live ? this.liveShow() : this.frameShow();
      this.build();
      this.buildHandles();
      this.refresh.forEach((refresh) => refresh());
    }

    get values() {
      return this.valuesAt(this.state);
    }

    valuesAt(state) {
      return Object.fromEntries(this.controls.map((c, k) => [c.name, c.values[state[k]]]));
    }

    frameAt(state) {
      return this.controls.reduce((n, c, i) => n * c.values.length + state[i], 0);
    }

    // ---- the picture: each way to show it returns how it looks on the way, t from 0 to 1

    frameShow() {
      const { pieces, frames, says } = this.data;
      let before = frames[this.frameAt(this.state)].map((i) => pieces[i]);
      return () => {
        const k = this.frameAt(this.state);
        const after = frames[k].map((i) => pieces[i]);
        const moving = glides(before, after);
        if (before.length === after.length) {
          after.forEach((piece, i) => {
            if (piece !== before[i]) this.marks.children[i].outerHTML = piece;
          });
        } else this.marks.innerHTML = after.join("");
        before = after;
        const look = (t) => moving.forEach(([i, at]) => {
          this.marks.children[i].outerHTML = t < 1 ? at(t) : after[i];
        });
        return [says[k], moving.length ? look : () => {}];
      };
    }

    liveShow() {
      const { live, scales } = this.data;
      const script = scripts[this.name];
      const place = ([x, y], [x0, dx, y0, dy]) => [x0 + dx * x, y0 + dy * y];
      const line = (points, scale) => path(points.flatMap((p) => place(p, scale)));
      const marks = {};
      const parts = script.compute(this.values, live);
      for (const [name, scale] of Object.entries(scales)) {
        const group = this.svg.querySelector(`[data-part="${name}"]`);
        const mark = group.querySelector("text") || group.querySelector("path");
        marks[name] = { mark, scale };
        if (mark.tagName === "text" && typeof parts[name] !== "string") {
          const [x, y] = place(parts[name][0][0], scale);
          marks[name].shift = [mark.getAttribute("x") - x, mark.getAttribute("y") - y];
        }
      }
      const look = (values) => {
        const parts = script.compute(values, live);
        for (const [name, { mark, scale, shift }] of Object.entries(marks)) {
          if (typeof parts[name] === "string") {
            mark.textContent = parts[name];
            continue;
          }
          if (!shift) {
            mark.setAttribute("d", parts[name].map((points) => line(points, scale)).join(""));
            continue;
          }
          mark.style.display = parts[name].length ? "" : "none";
          if (!parts[name].length) continue;
          const [x, y] = place(parts[name][0][0], scale);
          mark.setAttribute("x", (x + shift[0]).toFixed(1));
          mark.setAttribute("y", (y + shift[1]).toFixed(1));
        }
      };
      let before = this.values;
      return () => {
        const [from, to] = [before, this.values];
        before = to;
        const between = (t) => Object.fromEntries(this.controls.map(({ name, kind }) =>
          [name, kind === "slider" ? mix(from[name], to[name], t) : to[name]]));
        return [script.says(to, live, fill), (t) => look(t < 1 ? between(t) : to)];
      };
    }

    draw() {
      if (this.waiting) return;
      this.waiting = requestAnimationFrame(() => {
        this.waiting = 0;
        this.finish?.();
        const [text, look] = this.show();
        this.svg.setAttribute("aria-label", text);
        if (this.says) this.says.textContent = text;
        this.leads?.replaceChildren(...this.links().flatMap(([href, words]) =>
          [make("a", { href }, words), " "]));
        this.glide(look, this.handlesMove());
      });
    }

    // Address and words of the pages that this state leads to.
    links() {
      const { live, leads } = this.data;
      if (!live) return leads[this.frameAt(this.state)];
      return scripts[this.name].leads(this.values, live).map(([to, words]) => [`${to}.html`, words]);
    }

    // Move from the last state to this one, unless the reader's hand or wish says: at once.
    glide(...looks) {
      const at = (t) => {
        looks.forEach((look) => look(t));
        this.curves = null;
      };
      const end = () => {
        cancelAnimationFrame(this.gliding);
        this.finish = null;
        delete this.node.dataset.gliding;
        at(1);
      };
      if (still.matches || this.held || !this.smooth) return end();
      let start;
      const tick = (now) => {
        const t = (now - (start ??= now)) / GLIDE_MS;
        if (t >= 1) return end();
        at(t * t * (3 - 2 * t));
        this.gliding = requestAnimationFrame(tick);
      };
      this.node.dataset.gliding = "";
      this.finish = end;
      this.gliding = requestAnimationFrame(tick);
      at(0);
    }

    // ---- the controls

    build() {
      this.refresh = this.controls.map((control, k) => {
        const [row, refresh] = this[control.kind](control, k, `${this.name}--${control.name}`);
        row.dataset.kind = control.kind;
        if (control.columns) row.style.setProperty("--columns", control.columns);
        row.toggleAttribute("data-short", !!control.short);
        row.dataset.control = k;
        this.panel.append(row);
        return refresh;
      });
      this.panel.append(this.tools());
      if (this.says) this.says.setAttribute("aria-live", "polite");
      this.node.addEventListener("keydown", (event) => this.key(event));
    }

    range(control, k, id) {
      const input = make("input", {
        type: "range", id, min: 0, max: control.values.length - 1, step: 1,
      });
      input.addEventListener("input", () => this.set(k, Number(input.value)));
      const output = make("output", { for: id });
      const refresh = () => {
        const text = control.texts[this.state[k]];
        input.value = this.state[k];
        input.setAttribute("aria-valuetext", text);
        output.textContent = text;
      };
      return [input, output, refresh];
    }

    slider(control, k, id) {
      const [input, output, refresh] = this.range(control, k, id);
      const label = make("label", { for: id }, control.label);
      return [make("div", { class: "explore-control" }, label, output, input), refresh];
    }

    choice(control, k, id) {
      const inputs = control.values.map((value, i) => {
        const input = make("input", { type: "radio", name: id, value });
        input.addEventListener("change", () => this.set(k, i));
        return input;
      });
      const options = inputs.map((input, i) =>
        make("label", { class: "explore-option" }, input, make("span", {}, control.texts[i])));
      const legend = make("legend", {}, control.label);
      const bar = make("div", { class: "explore-bar" }, ...options);
      const row = make("fieldset", { class: "explore-control" }, legend, bar);
      return [row, () => { inputs[this.state[k]].checked = true; }];
    }

    steps(control, k, id) {
      const { back, next, play, pause, speed } = this.words;
      const last = control.values.length - 1;
      const [input, output, refresh] = this.range(control, k, id);
      input.setAttribute("aria-label", control.label);
      const button = (text, act) => {
        const node = make("button", { type: "button" }, text);
        node.addEventListener("click", act);
        return node;
      };
      const stop = () => {
        clearInterval(this.timer);
        this.timer = 0;
        player.textContent = play;
        if (this.says) this.says.setAttribute("aria-live", "polite");
      };
      const run = () => {
        clearInterval(this.timer);
        this.timer = setInterval(() => {
          if (this.state[k] < last) this.set(k, this.state[k] + 1);
          if (this.state[k] === last) stop();
        }, control.pace / SPEEDS[chosen][0]);
      };
      const walk = (by) => () => {
        stop();
        this.set(k, clamp(this.state[k] + by, last + 1));
      };
      const player = button(play, () => {
        if (this.timer) return stop();
        if (this.state[k] === last) this.set(k, 0);
        player.textContent = pause;
        if (this.says) this.says.setAttribute("aria-live", "off");
        run();
      });
      let chosen = 1;
      const pace = button("", () => {
        chosen = (chosen + 1) % SPEEDS.length;
        name();
        if (this.timer) run();
      });
      const name = () => {
        pace.textContent = SPEEDS[chosen][1];
        pace.setAttribute("aria-label", fill(speed, { speed: SPEEDS[chosen][1] }));
      };
      name();
      this.halt = stop;
      input.addEventListener("input", stop);
      const bar = make("div", { class: "explore-bar" },
        button(back, walk(-1)), player, button(next, walk(1)), pace);
      const row = make("div", { class: "explore-control", role: "group" }, output, input, bar);
      row.setAttribute("aria-label", control.label);
      return [row, refresh];
    }

    pixels(control, k, id) {
      if (control.pad) return this.pad(control, k, id);
      const [rows, columns] = control.shape;
      const grid = make("div", { class: "explore-pixels", role: "group", "aria-label": control.label });
      grid.style.setProperty("--columns", columns);
      const cells = Array.from({ length: rows * columns }, (_, i) => {
        const cell = make("button", { type: "button", tabindex: i ? -1 : 0 });
        cell.addEventListener("click", () => this.paint(k, [i], this.ink(k, i)));
        return cell;
      });
      grid.id = id;
      grid.append(...cells);
      grid.addEventListener("keydown", (event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
        const at = cells.indexOf(event.target);
        if (!by || !cells[at + by]) return;
        event.preventDefault();
        event.stopPropagation();
        cells[at].tabIndex = -1;
        cells[at + by].tabIndex = 0;
        cells[at + by].focus();
      });
      const refresh = () => cells.forEach((cell, i) => {
        const value = control.values[this.state[k]][i];
        const place = { row: Math.floor(i / columns), column: i % columns, value };
        cell.textContent = value;
        cell.setAttribute("aria-label", fill(this.words.pixel, place));
      });
      const label = make("span", { class: "explore-label" }, control.label);
      const bar = make("div", { class: "explore-bar" }, ...this.wholes(control, k));
      return [make("div", { class: "explore-control" }, label, grid, bar), refresh];
    }

    // The buttons that change a picture as a whole.
    wholes(control, k) {
      return [["clear", 0], ["restore", control.start]].map(([name, i]) => {
        const node = make("button", { type: "button" }, this.words[name]);
        node.addEventListener("click", () => this.set(k, i));
        return node;
      });
    }

    // A picture of many cells: one button has a cursor, which the arrow keys move over the picture.
    pad(control, k, id) {
      const [rows, columns] = control.shape;
      const { brush, pad } = this.words;
      let [row, column] = [Math.floor(rows / 2), Math.floor(columns / 2)];
      const status = make("span", { class: "explore-label explore-cell", role: "status" });
      const refresh = () => {
        const value = control.values[this.state[k]][row * columns + column];
        status.textContent = document.activeElement === painter ? fill(pad, { row, column, value }) : "";
        if (!this.cursor) return;
        const [left, top, wide, high] = this.data.paint.box;
        const size = { width: wide / columns, height: high / rows };
        dress(this.cursor, { ...size, x: left + column * size.width, y: top + row * size.height }, []);
      };
      const painter = make("button", { type: "button" }, brush);
      painter.addEventListener("click", () => {
        const at = row * columns + column;
        this.paint(k, [at], this.ink(k, at));
      });
      painter.addEventListener("keydown", (event) => {
        const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
        if (!by) return;
        event.preventDefault();
        event.stopPropagation();
        [row, column] = [clamp(row + by[0], rows), clamp(column + by[1], columns)];
        refresh();
      });
      // Where the cursor is, is shown and said only to who uses it.
      for (const [type, display] of [["focus", "inline"], ["blur", ""]]) {
        painter.addEventListener(type, () => {
          this.cursor.style.display = display;
          refresh();
        });
      }
      const bar = make("div", { class: "explore-bar", id }, painter, ...this.wholes(control, k));
      const label = make("span", { class: "explore-label" }, control.label);
      const group = make("div", { class: "explore-control", role: "group", "aria-label": control.label },
        label, bar, status);
      return [group, refresh];
    }

    // The value that a press gives to a cell: the next one.
    ink(k, i) {
      const { values, levels } = this.controls[k];
      return (Number(values[this.state[k]][i]) + 1) % levels;
    }

    paint(k, cells, value) {
      const control = this.controls[k];
      const painted = [...control.values[this.state[k]]];
      for (const i of cells) painted[i] = value;
      this.set(k, pictureIn(control, painted.join("")));
    }

    // The cells under a stroke: a hand is faster than its events.
    cellsOn(from, to) {
      const { paint: { box: [, , wide], turns } } = this.data;
      const steps = Math.ceil(2 * apart(from, to) * this.controls[turns].shape[1] / wide) || 1;
      const cells = Array.from({ length: steps + 1 }, (_, i) =>
        this.cellAt(from.map((v, axis) => mix(v, to[axis], i / steps))));
      return [...new Set(cells)].filter((cell) => cell !== null);
    }

    // The cell of the painted picture under a point, if there is one.
    cellAt(point) {
      const { paint } = this.data;
      if (!paint || !inside(paint.box, point)) return null;
      const [left, top, wide, high] = paint.box;
      const [rows, columns] = this.controls[paint.turns].shape;
      const row = clamp(Math.floor((point[1] - top) / high * rows), rows);
      return row * columns + clamp(Math.floor((point[0] - left) / wide * columns), columns);
    }

    // ---- what helps: the first setting again, a link to this one, the picture, the full screen

    tools() {
      const status = make("span", { class: "explore-status", role: "status" });
      const tool = (name, act) => {
        const node = make("button", {
          type: "button", class: `explore-tool explore-tool-${name}`,
          title: this.words[name], "aria-label": this.words[name],
        });
        node.addEventListener("click", act);
        return node;
      };
      const buttons = [
        tool("reset", () => this.move(this.controls.map((c) => c.start))),
        tool("link", async () => {
          await copy(location.href.split("#")[0] + this.address());
          status.textContent = this.words.copied;
        }),
        tool("picture", () => savePicture(this.svg, this.name)),
      ];
      if (document.fullscreenEnabled) {
        buttons.push(tool("screen", () =>
          document.fullscreenElement ? document.exitFullscreen() : this.node.requestFullscreen()));
      }
      return make("div", { class: "explore-tools" }, ...buttons, status);
    }

    // On the full screen the arrow keys move the first two controls, the steps before all others.
    key(event) {
      const turn = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowDown: [1, -1], ArrowUp: [1, 1] }[event.key];
      if (!turn || document.fullscreenElement !== this.node || event.target.matches("input")) return;
      event.preventDefault();
      const order = this.controls.map((_, k) => k);
      order.sort((a, b) => (this.controls[b].kind === "steps") - (this.controls[a].kind === "steps"));
      const k = order[Math.min(turn[0], order.length - 1)];
      this.halt?.();
      this.set(k, clamp(this.state[k] + turn[1], this.controls[k].values.length));
    }

    // ---- the handles

    buildHandles() {
      const layer = draw("g", { class: "explore-handles", "aria-hidden": "true" });
      this.handles = (this.data.handles ?? []).map((handle, n) => {
        const ring = draw("g", { class: "explore-handle" },
          draw("circle", { class: "explore-thumb", r: THUMB }),
          draw("circle", { class: "explore-rim", r: RING }),
          draw("circle", { class: "explore-ring", r: RING }));
        // Where the browser does not know `touch-action` inside a picture.
        ring.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
        const track = draw("path", { class: "explore-rail" });
        layer.append(track, ring);
        const rows = handle.turns.map((k) => this.panel.querySelector(`[data-control="${k}"]`));
        rows.forEach((row) => row.toggleAttribute("data-ring", true));
        ring.append(draw("title", {}, handle.turns.map((k) => this.controls[k].label).join(", ")));
        return { ...handle, n, ring, track };
      });
      if (this.data.paint) {
        const [x, y, width, height] = this.data.paint.box;
        const canvas = draw("rect", { class: "explore-canvas", x, y, width, height });
        canvas.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
        this.cursor = draw("rect", { class: "explore-cursor" });
        layer.prepend(canvas, this.cursor);
      }
      this.dot = draw("circle", { class: "explore-dot", r: 4 });
      this.reading = draw("text", { class: "explore-reading" });
      layer.append(this.dot, this.reading);
      this.svg.append(layer);
      this.held = this.brush = null;
      this.places = this.handles.map((handle) => this.way(handle, this.state));
      this.handlesMove()(1);
      this.svg.addEventListener("pointerdown", (event) => this.take(event));
      this.svg.addEventListener("pointermove", (event) => this.follow(event));
      for (const end of ["pointerup", "pointercancel"]) {
        this.svg.addEventListener(end, () => this.release());
      }
      this.svg.addEventListener("pointerleave", () => this.read(null));
      this.svg.addEventListener("click", (event) => this.tap(event));
      // The ring of a control that has the focus stands out.
      const near = ({ type, target }) => {
        const row = target.closest("[data-control]");
        for (const { turns, ring } of this.handles) {
          ring.toggleAttribute("data-near", type === "focusin" && turns.includes(Number(row?.dataset.control)));
        }
      };
      for (const type of ["focusin", "focusout"]) this.panel.addEventListener(type, near);
      if (this.handles.length) {
        const hint = make("p", { class: "explore-hint" });
        hint.textContent = this.words[this.handles.length > 1 ? "handles" : "handle"];
        this.panel.prepend(hint);
      }
    }

    // Where a handle stands in a state.
    way(handle, state) {
      if (!this.data.live) return handle.at[this.frameAt(state)];
      const [x0, dx, y0, dy] = handle.scale;
      const points = scripts[this.name].handles[handle.n](this.valuesAt(state), this.data.live);
      return points.flatMap(([x, y]) => [x0 + dx * x, y0 + dy * y]);
    }

    handlesMove() {
      const before = this.places;
      this.places = this.handles.map((handle) => this.way(handle, this.state));
      for (const handle of this.handles) {
        if (handle.rail) handle.track.setAttribute("d", path(this.rail(handle)));
      }
      return (t) => this.handles.forEach(({ ring }, n) => {
        const [from, to] = [before[n], this.places[n]].map((way) => this.ringOf(this.handles[n], way));
        const [x, y] = from.map((v, i) => mix(v, to[i], t).toFixed(1));
        ring.setAttribute("transform", `translate(${x} ${y})`);
      });
    }

    // All places of a handle with one control, in turn.
    rail(handle) {
      const [k] = handle.turns;
      return this.controls[k].values.flatMap((_, i) =>
        this.way(handle, this.state.map((old, j) => (j === k ? i : old))).slice(0, 2));
    }

    // Where its ring is drawn: beside its place, if it would hide a word there.
    ringOf({ aside }, [x, y]) {
      return [x + aside[0], y + aside[1]];
    }

    point({ clientX, clientY }) {
      const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(this.svg.getScreenCTM().inverse());
      return [x, y];
    }

    // Every setting of the controls that a handle turns.
    settings(handle) {
      return handle.turns.reduce((found, k) =>
        found.flatMap((state) => this.controls[k].values.map((_, i) =>
          state.map((old, j) => (j === k ? i : old)))), [this.state]);
    }

    // The setting whose place is nearest to a point; of two as near, the one nearest to now.
    pulled(handle, point) {
      const { live } = this.data;
      const pull = live && scripts[this.name].pulls?.[handle.n];
      if (pull) {
        const [x0, dx, y0, dy] = handle.scale;
        const wanted = pull([(point[0] - x0) / dx, (point[1] - y0) / dy], this.values, live);
        return this.controls.map(({ name, values }, k) => {
          if (!(name in wanted)) return this.state[k];
          const far = values.map((value) => Math.abs(value - wanted[name]));
          return far.indexOf(Math.min(...far));
        });
      }
      let [best, least] = [this.state, Infinity];
      for (const state of this.settings(handle)) {
        const change = state.reduce((sum, i, k) =>
          sum + Math.abs(i - this.state[k]) / this.controls[k].values.length, 0);
        const far = nearestOn(this.way(handle, state), point).far + 1e-3 * change;
        if (far < least) [best, least] = [state, far];
      }
      return best;
    }

    // The handle that a pointer is on: a ring, then a line, then the one that comes when called.
    handleAt(point, finger) {
      const near = (measure, most) => {
        const [found] = this.handles
          .map((handle, n) => [handle, measure(this.places[n], handle)])
          .filter(([, far]) => far <= most)
          .sort(([, a], [, b]) => a - b);
        return found?.[0];
      };
      const ring = near((way, handle) => apart(this.ringOf(handle, way), point), finger ? THUMB : NEAR);
      return ring ?? (finger ? null : near((way) => nearestOn(way, point).far, NEAR) ?? this.called(point));
    }

    called(point) {
      const far = (handle) => Math.min(...this.settings(handle)
        .map((state) => nearestOn(this.way(handle, state), point).far));
      const found = this.handles.filter(({ jump, box }) => jump && inside(box, point, RING));
      if (found.length < 2) return found[0]; // Where it could stand is looked up only to compare.
      return found.map((handle) => [handle, far(handle)]).sort(([, a], [, b]) => a - b)[0][0];
    }

    take(event) {
      if (event.button || !event.isPrimary) return;
      this.taken = false;
      const point = this.point(event);
      const finger = event.pointerType === "touch";
      const cell = this.cellAt(point);
      const handle = this.handleAt(point, finger || cell !== null);
      if (!handle && cell !== null) {
        event.preventDefault();
        this.svg.setPointerCapture(event.pointerId);
        this.taken = true;
        this.brush = this.ink(this.data.paint.turns, cell);
        this.stroke = point;
        return this.paint(this.data.paint.turns, [cell], this.brush);
      }
      if (!handle) return; // A finger beside the rings scrolls; if it only taps, a click comes.
      event.preventDefault();
      this.svg.setPointerCapture(event.pointerId);
      this.halt?.();
      this.taken = true;
      this.held = handle;
      handle.ring.toggleAttribute("data-held", true);
      const row = this.panel.querySelector(`[data-control="${handle.turns[0]}"]`);
      (row.querySelector("input:checked, [tabindex='0']") ?? row.querySelector("input"))
        ?.focus({ preventScroll: true });
      this.read(null);
      // A ring that is taken at its edge does not jump to the pointer.
      const near = apart(this.ringOf(handle, this.places[handle.n]), point) <= THUMB;
      this.grip = near ? point.map((v, i) => this.places[handle.n][i] - v) : [0, 0];
      if (!near) this.follow(event);
    }

    follow(event) {
      const point = this.point(event);
      const cell = this.cellAt(point);
      if (this.brush !== null) {
        const cells = this.cellsOn(this.stroke, point);
        this.stroke = point;
        if (cells.length) this.paint(this.data.paint.turns, cells, this.brush);
        return;
      }
      if (!this.held) {
        if (event.pointerType !== "touch") this.read(point);
        this.svg.toggleAttribute("data-over", cell !== null || !!this.handleAt(point, false));
        return;
      }
      this.move(this.pulled(this.held, point.map((v, i) => v + this.grip[i])), { smooth: false });
    }

    release() {
      this.held?.ring.removeAttribute("data-held");
      this.held = this.brush = null;
    }

    tap(event) {
      if (this.taken) return;
      const point = this.point(event);
      const handle = this.called(point);
      if (handle) this.move(this.pulled(handle, point));
      this.read(point);
    }

    // ---- the read-out: the value of the curve or of the cell under the pointer

    readings() {
      const { readings, reads } = this.data;
      return reads ? reads[this.frameAt(this.state)].map((i) => readings[i]) : readings;
    }

    read(point) {
      const found = point && this.valueAt(point);
      this.dot.style.display = this.reading.style.display = found ? "" : "none";
      if (!found) return;
      const { at: [x, y], text } = found;
      const { width } = this.svg.viewBox.baseVal;
      this.dot.setAttribute("transform", `translate(${x} ${y})`);
      this.reading.setAttribute("text-anchor", x > 0.6 * width ? "end" : "start");
      this.reading.setAttribute("x", x + (x > 0.6 * width ? -8 : 8));
      this.reading.setAttribute("y", y < 24 ? y + 20 : y - 8);
      this.reading.textContent = text;
    }

    valueAt(point) {
      for (const reading of this.readings()) {
        if (reading.cells && inside(reading.cells, point)) {
          const [left, top, wide, high] = reading.cells;
          const { values } = reading;
          const row = clamp(Math.floor((point[1] - top) / high * values.length), values.length);
          const column = clamp(Math.floor((point[0] - left) / wide * values[0].length), values[0].length);
          const at = [left + (column + 0.5) * wide / values[0].length, top + (row + 0.5) * high / values.length];
          const name = reading.name ? `${reading.name} = ` : "";
          return { at, text: name + number(values[row][column]) };
        }
        if (reading.box && inside(reading.box, point, 4)) {
          const near = this.waysIn(reading.box).map((way) => nearestOn(way, point))
            .filter(({ at }) => inside(reading.box, at, 1))
            .sort((a, b) => a.far - b.far)[0];
          if (!near || near.far > READ) continue;
          const text = ["x", "y"].flatMap((axis, i) => (reading[axis]
            ? [(reading.names[i] ? `${reading.names[i]} = ` : "") + onAxis(reading[axis], near.at[i])] : []));
          return { at: near.at, text: text.join(", ") };
        }
      }
      return null;
    }

    // The curves and the marks of data that are drawn in a box.
    waysIn(box) {
      this.curves ??= [...this.marks.querySelectorAll("path, use")].flatMap((node) => {
        if (node.closest("defs")) return [];
        if (node.localName === "use") {
          const mark = document.getElementById(node.getAttribute("href").slice(1))?.getAttribute("d") ?? "";
          // A tick of an axis is one short line.
          if (mark.match(NUMBER).length <= 4) return [];
          return [[Number(node.getAttribute("x")), Number(node.getAttribute("y"))]];
        }
        if (!node.getAttribute("stroke") || node.getAttribute("fill") !== "none") return [];
        return node.getAttribute("d").split("M").filter((line) => line.trim() && !/[QCz]/.test(line))
          .map((line) => line.match(NUMBER).map(Number)).filter((way) => way.length > 4);
      });
      return this.curves.filter((way) => pairs(way).some((point) => inside(box, point, 1)));
    }

    // ---- the state, here and in the address: #name?gain=2&kind=tanh

    address() {
      return `#${this.name}?${new URLSearchParams(this.values)}`;
    }

    set(k, i) {
      this.move(this.state.map((old, j) => (j === k ? i : old)));
    }

    move(state, { keep = true, smooth = true } = {}) {
      this.state = state;
      this.smooth = smooth;
      this.refresh.forEach((refresh) => refresh());
      this.read(null);
      this.draw();
      if (!keep) return;
      clearTimeout(this.later);
      this.later = setTimeout(() => history.replaceState(history.state, "", this.address()), QUIET_MS);
    }

    readAddress(query) {
      const state = this.controls.map((control, k) => {
        const text = query.get(control.name);
        if (control.kind === "pixels") return isPicture(control, text) ? pictureIn(control, text) : this.state[k];
        const i = text === null ? -1 : control.values.findIndex((value) =>
          typeof value === "number" && text.trim() ? Math.abs(value - text) < 1e-9 : value === text);
        return i < 0 ? this.state[k] : i;
      });
      this.move(state, { keep: false, smooth: false });
    }
  }

  // ---- a picture as a text of digits

  const isPicture = ({ shape: [rows, columns], levels }, text) =>
    text?.length === rows * columns && [...text].every((digit) => digit >= "0" && digit < String(levels));

  // The index of a picture among the values of its control; a new one is added.
  const pictureIn = ({ values, texts }, text) => {
    if (!values.includes(text)) {
      values.push(text);
      texts.push(text);
    }
    return values.indexOf(text);
  };

  // ---- numbers as a reader writes them

  const number = (value) => String(value).replace("-", "−");

  // The value at a place of an axis: [place of low, place of high, low, high, whether logarithmic].
  const onAxis = ([from, to, low, high, log], place) => {
    const t = (place - from) / (to - from);
    if (log) return number(Number((low * (high / low) ** t).toPrecision(2)));
    // As many digits as a pixel can tell.
    const digits = Math.max(0, Math.ceil(-Math.log10(Math.abs((high - low) / (to - from)))));
    return number(mix(low, high, t).toFixed(Math.min(digits, 6)).replace(/^-(0\.?0*)$/, "$1"));
  };

  // ---- what leaves the page

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch { // A page that was opened as a file has no such right.
      const box = make("textarea", {}, text);
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
  };

  const savePicture = async (svg, name) => {
    const twin = svg.cloneNode(true);
    twin.querySelector(".explore-handles").remove();
    const [from, to] = [svg, twin].map((root) => [root, ...root.querySelectorAll("*")]);
    const looks = ["fill", "stroke", "stroke-width", "paint-order", "font-family", "font-size", "font-weight", "color"];
    to.forEach((node, i) => {
      const style = getComputedStyle(from[i]);
      for (const look of looks) node.style.setProperty(look, style.getPropertyValue(look));
    });
    const { width, height } = svg.viewBox.baseVal;
    dress(twin, { xmlns: SVG, width: SHARP * width, height: SHARP * height }, []);
    const image = new Image();
    image.src = "data:image/svg+xml," + encodeURIComponent(new XMLSerializer().serializeToString(twin));
    await image.decode();
    const canvas = make("canvas", { width: SHARP * width, height: SHARP * height });
    const brush = canvas.getContext("2d");
    brush.fillStyle = getComputedStyle(svg).getPropertyValue("--fig-paper").trim() || "#fff";
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(image, 0, 0);
    make("a", { href: canvas.toDataURL("image/png"), download: `${name}.png` }).click();
  };

  const figures = new Map();

  const readAddress = () => {
    const [name, query] = location.hash.slice(1).split("?", 2);
    if (query === undefined || !figures.has(name)) return;
    const figure = figures.get(name);
    figure.readAddress(new URLSearchParams(query));
    figure.node.scrollIntoView({ block: "nearest" });
  };

  const start = () => {
    for (const [name, { node }] of figures) if (!node.isConnected) figures.delete(name);
    for (const node of document.querySelectorAll("figure.explore[id]")) {
      if (!figures.has(node.id)) figures.set(node.id, new Figure(node));
    }
    readAddress();
  };

  // A figure's own script may come after this one, so wait for the whole page.
  if (document.readyState === "complete") start();
  else {
    document.addEventListener("DOMContentLoaded", start);
    window.addEventListener("load", start, { once: true });
  }
  window.addEventListener("hashchange", readAddress);
  // A cell that runs in the page has drawn new ones.
  window.addEventListener("coursechange", start);
})();
