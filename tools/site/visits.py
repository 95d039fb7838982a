"""One page in a browser: what it asks for while it loads, and when it can be read.

The tests hold the published pages to a budget with it, and ``bench_site.py`` compares them.
"""

import gzip
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response

from tools.browser import PATIENCE

# A phone of the middle class runs scripts about four times slower than a laptop.
SLOW_DOWN = 4
# How much slower the machine is now than it can be: a short piece of work, its mean time over its
# least. Other programs that want the processor make the mean longer; the least is without them.
CROWD = """() => {
  const times = [];
  for (let k = 0; k < 50; k++) {
    const start = performance.now();
    let sum = 0;
    for (let i = 0; i < 1e6; i++) sum += Math.sqrt(i);
    times.push(performance.now() - start + sum * 1e-30);
  }
  return times.reduce((a, b) => a + b) / times.length / Math.min(...times);
}"""
TEXT = ("text/", "javascript", "json", "svg", "xml")
# The page's own clock: since when all its mathematics has been set in fonts that have come, and how
# far its parts have moved without being touched. It looks at each frame, and also after the load:
# a font is asked for late, and may still change an equation that could be read.
WATCH = """(() => {
  window.pace = { readable: null, shift: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) pace.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  const look = () => {
    const ready = document.readyState !== "loading"
      && performance.getEntriesByName("first-contentful-paint").length
      && document.fonts.status === "loaded"
      && [...document.querySelectorAll(".math")].every((m) => m.querySelector(".katex, mjx-container"));
    pace.readable = ready ? pace.readable ?? performance.now() : null;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""  # noqa: E501


@dataclass
class Visit:
    """A page in the browser, and what was seen while it loaded."""

    page: Page
    base: str
    requests: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)
    # How much slower than four times the machine was, if other programs made it so.
    excess: float = 1

    @property
    def weight(self) -> int:
        """Return the bytes that came over the network, text compressed as a server does."""
        total = 0
        for answer in self.answers:
            body = answer.body()
            text = any(kind in answer.headers.get("content-type", "") for kind in TEXT)
            total += len(gzip.compress(body, 6)) if text else len(body)
        return total

    @property
    def seconds(self) -> float:
        """Return the time from the request for the page until its mathematics could be read."""
        return float(self.page.evaluate("pace.readable")) / 1000 / self.excess

    @property
    def shift(self) -> float:
        """Return how far the parts of the page moved by themselves, as browsers count it."""
        return float(self.page.evaluate("pace.shift"))

    def slow(self) -> None:
        """Make scripts and layout as slow as on a phone, and start the page's clock.

        On a machine with other work only what is missing is added: the page is as slow in all. On
        one that is even slower the time counts less.
        """
        crowd = self.page.evaluate(CROWD)
        self.excess = max(1, crowd / SLOW_DOWN)
        session = self.page.context.new_cdp_session(self.page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": max(1, SLOW_DOWN / crowd)})
        self.page.add_init_script(WATCH)

    def look(self, width: int, height: int) -> None:
        """Look at the page that is open in another window."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.evaluate("() => new Promise((f) => requestAnimationFrame(() => setTimeout(f)))")

    def settle(self) -> None:
        """Wait until the page stands still: it is loaded, and could be read for half a second."""
        self.page.wait_for_load_state("load")
        still = "pace.readable && performance.now() > pace.readable + 500"
        self.page.wait_for_function(still)

    def watch(self) -> None:
        """Note down all that the page asks for and complains of; wait for it with patience."""
        self.page.context.set_default_timeout(PATIENCE)

        def asked(url: str) -> None:
            parts = urlsplit(url)
            if parts.scheme in ("http", "https", "ws", "wss"):
                self.requests.append(url)
                if f"{parts.scheme}://{parts.netloc}/" != self.base:
                    self.foreign.append(url)

        def answered(answer: Response) -> None:
            if answer.status >= 400:
                self.failed.append(f"{answer.status} {answer.url}")
            elif answer.status == 200:
                self.answers.append(answer)

        self.page.on("request", lambda request: asked(request.url))
        self.page.on("websocket", lambda socket: asked(socket.url))
        self.page.on("requestfailed", lambda request: self.failed.append(request.url))
        self.page.on("response", answered)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )
