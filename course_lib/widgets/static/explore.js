// Figures that move with no kernel: controls over frames drawn at build time, or, where a figure
// has a script of its own (static/live/NAME.js), over numbers. No dependency, no request.
(() => {
  "use strict";

  const STEP_MS = 900; // A step of a sequence that plays.
  const QUIET_MS = 250; // Wait this long before the address and the spoken text follow.
  const scripts = (window.courseFigures = window.courseFigures || {});

  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };

  // Fill the places of a sentence: fill("slope {s}", {s: "0.1"}).
  const fill = (text, places) => text.replace(/\{(\w+)\}/g, (_, key) => places[key]);

  const clamp = (i, n) => Math.max(0, Math.min(n - 1, i));

  class Figure {
    constructor(node) {
      this.node = node;
      this.name = node.id;
      this.svg = node.querySelector("svg");
      this.says = node.querySelector(".explore-says");
      this.data = JSON.parse(node.querySelector('script[type="application/json"]').textContent);
      this.controls = this.data.controls;
      this.state = this.controls.map((control) => control.start);
      this.show = this.data.live ? this.liveShow() : this.frameShow();
      this.build();
    }

    get values() {
      return Object.fromEntries(this.controls.map((c, k) => [c.name, c.values[this.state[k]]]));
    }

    // ---- the picture

    frameShow() {
      const { pieces, frames, says } = this.data;
      return () => {
        const k = this.controls.reduce((n, c, i) => n * c.values.length + this.state[i], 0);
        this.svg.innerHTML = frames[k].map((i) => pieces[i]).join("");
        return says[k];
      };
    }

    liveShow() {
      const { live, scales } = this.data;
      const script = scripts[this.name];
      const place = ([x, y], [x0, dx, y0, dy]) => [x0 + dx * x, y0 + dy * y];
      const draw = (line, scale) =>
        "M" + line.map((p) => place(p, scale).map((v) => v.toFixed(1)).join(" ")).join("L");
      const marks = {};
      const parts = script.compute(this.values, live);
      for (const [name, scale] of Object.entries(scales)) {
        const group = this.svg.querySelector(`[data-part="${name}"]`);
        const mark = group.querySelector("text") || group.querySelector("path");
        marks[name] = { mark, scale };
        if (mark.tagName === "text") {
          const [x, y] = place(parts[name][0][0], scale);
          marks[name].shift = [mark.getAttribute("x") - x, mark.getAttribute("y") - y];
        }
      }
      return () => {
        const values = this.values;
        const parts = script.compute(values, live);
        for (const [name, { mark, scale, shift }] of Object.entries(marks)) {
          if (!shift) {
            mark.setAttribute("d", parts[name].map((line) => draw(line, scale)).join(""));
            continue;
          }
          mark.style.display = parts[name].length ? "" : "none";
          if (!parts[name].length) continue;
          const [x, y] = place(parts[name][0][0], scale);
          mark.setAttribute("x", (x + shift[0]).toFixed(1));
          mark.setAttribute("y", (y + shift[1]).toFixed(1));
        }
        return script.says(values, live, fill);
      };
    }

    draw() {
      if (this.waiting) return;
      this.waiting = requestAnimationFrame(() => {
        this.waiting = 0;
        const text = this.show();
        this.svg.setAttribute("aria-label", text);
        if (this.says) this.says.textContent = text;
      });
    }

    // ---- the controls

    build() {
      const panel = make("div", { class: "explore-controls" });
      this.refresh = this.controls.map((control, k) => {
        const [row, refresh] = this[control.kind](control, k, `${this.name}--${control.name}`);
        row.dataset.kind = control.kind;
        panel.append(row);
        return refresh;
      });
      const reset = make("button", { type: "button", class: "explore-reset" });
      reset.textContent = this.data.words.reset;
      reset.addEventListener("click", () => this.move(this.controls.map((c) => c.start)));
      panel.append(reset);
      if (this.says) this.says.setAttribute("aria-live", "polite");
      this.svg.after(panel);
      this.refresh.forEach((refresh) => refresh());
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
      return [make("div", { class: "explore-control" }, label, input, output), refresh];
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
      const row = make("fieldset", { class: "explore-control" }, legend, ...options);
      return [row, () => { inputs[this.state[k]].checked = true; }];
    }

    steps(control, k, id) {
      const { back, next, play, pause } = this.data.words;
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
      const walk = (by) => () => {
        stop();
        this.set(k, clamp(this.state[k] + by, last + 1));
      };
      const player = button(play, () => {
        if (this.timer) return stop();
        if (this.state[k] === last) this.set(k, 0);
        player.textContent = pause;
        if (this.says) this.says.setAttribute("aria-live", "off");
        this.timer = setInterval(() => {
          if (this.state[k] < last) this.set(k, this.state[k] + 1);
          if (this.state[k] === last) stop();
        }, STEP_MS);
      });
      input.addEventListener("input", stop);
      const row = make("div", { class: "explore-control", role: "group" },
        button(back, walk(-1)), player, button(next, walk(1)), input, output);
      row.setAttribute("aria-label", control.label);
      return [row, refresh];
    }

    // ---- the state, here and in the address: #name?gain=2&kind=tanh

    set(k, i) {
      this.move(this.state.map((old, j) => (j === k ? i : old)));
    }

    move(state, keep = true) {
      this.state = state;
      this.refresh.forEach((refresh) => refresh());
      this.draw();
      if (!keep) return;
      clearTimeout(this.later);
      this.later = setTimeout(() => {
        const query = new URLSearchParams(this.values);
        history.replaceState(history.state, "", `#${this.name}?${query}`);
      }, QUIET_MS);
    }

    read(query) {
      const state = this.controls.map((control, k) => {
        const text = query.get(control.name);
        const i = text === null ? -1 : control.values.findIndex((value) =>
          typeof value === "number" && text.trim() ? Math.abs(value - text) < 1e-9 : value === text);
        return i < 0 ? this.state[k] : i;
      });
      this.move(state, false);
    }
  }

  const figures = new Map();

  const readAddress = () => {
    const [name, query] = location.hash.slice(1).split("?", 2);
    if (query === undefined || !figures.has(name)) return;
    const figure = figures.get(name);
    figure.read(new URLSearchParams(query));
    figure.node.scrollIntoView({ block: "nearest" });
  };

  const start = () => {
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
})();
