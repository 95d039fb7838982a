// Python in a worker, which has no access to the page. What it answers is listed in worker.js.
const here = new URL(".", import.meta.url);

export class Python {
  constructor(hear) {
    this.hear = hear;
    this.worker = new Worker(new URL("worker.js", here), { type: "module" });
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = (event) => this.hear({ type: "broken", why: event.message ?? "worker.js" });
  }

  ask(message) {
    this.worker.postMessage(message);
  }

  // Without shared memory a running cell cannot be interrupted: the worker ends, its names with it.
  end() {
    this.hear = () => {};
    this.worker.terminate();
  }
}
