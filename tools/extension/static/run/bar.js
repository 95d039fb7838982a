// One bar at the foot of the window: what Python does, Stop, and what can be done with the page.
import { button, fill, make } from "./dom.js";

export class Bar {
  constructor(words, acts) {
    this.words = words;
    // Told to a screen reader: each phase, not each megabyte.
    this.status = make("p", { class: "run-status", role: "status" });
    this.says = make("p", { class: "run-says" });
    this.meter = make("progress", { "aria-label": words.progress, max: "1" });
    this.stop = button("run-button run-stop", words.stop, acts.stop);
    const more = acts.more.map(([text, act]) =>
      (typeof act === "string" ? make("a", { class: "run-button", href: act }, text) : button("run-button", text, act)));
    this.more = make("details", { class: "run-more" },
      make("summary", { class: "run-button" }, words.more), make("div", { class: "run-acts" }, ...more));
    // What was chosen closes the list, as a click beside it and Escape do.
    const fold = () => { this.more.open = false; };
    this.more.addEventListener("click", (event) => event.target.matches("button") && fold());
    addEventListener("click", (event) => this.more.contains(event.target) || fold());
    this.more.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      fold();
      this.more.firstChild.focus();
    });
    const close = button("run-close", "", () => this.show(false));
    close.setAttribute("aria-label", words.close);
    close.title = words.close;
    this.node = make("section", { class: "run-bar", "aria-label": words.bar },
      this.status, this.says, this.meter, this.stop, this.more, close);
    this.busy(false);
    document.querySelector("article").append(this.node);
  }

  show(is = true) {
    this.node.hidden = !is;
    document.documentElement.classList.toggle("run-open", is);
  }

  busy(is) {
    this.node.toggleAttribute("data-busy", is);
    this.stop.hidden = this.meter.hidden = !is;
    this.meter.removeAttribute("value");
    this.more.hidden = is;
  }

  say(key, places = {}) {
    this.says.textContent = fill(this.words[key], places);
    this.status.textContent = this.says.textContent;
    this.node.dataset.says = key;
  }

  // A number that runs: seen, and not told each time.
  count(key, places, part) {
    const first = this.node.dataset.says !== key;
    this.says.textContent = fill(this.words[key], places);
    if (first) this.status.textContent = this.says.textContent;
    this.node.dataset.says = key;
    if (part === null) this.meter.removeAttribute("value");
    else this.meter.value = part;
  }
}
