"""What no page may do, as one list of phrases for a page that was opened."""

from axe_playwright_python.sync_playwright import Axe

from tools.site.visits import Visit

MOST_BYTES = 600_000
MOST_REQUESTS = 25
# Under the slow-down of visits.py.
MOST_SECONDS = 1.5
MOST_SHIFT = 0.05

# Mathematics left as text, outside code; and equations that KaTeX did not write.
UNRENDERED = r"""() => {
  const found = [...document.querySelectorAll(".math")]
    .filter((math) => !math.querySelector(".katex"))
    .concat([...document.querySelectorAll(".katex-error")])
    .map((element) => element.textContent.slice(0, 60));
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (text.parentElement.closest("pre, code, script, style, noscript, .katex")) continue;
    if (/\$\S[^$\n]*\$|\\\(|\\\[|\\begin\{/.test(text.data)) found.push(text.data.slice(0, 60));
  }
  return found;
}"""
# How many pixels the page is wider than the window, and the parts that stick out of it. What
# scrolls or is cut off inside a part of its own does not count.
OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  return wide <= 0 ? [] : [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 3).map((element) => `${wide} px: ${element.outerHTML.slice(0, 80)}`)
    .concat(`${wide} px`);
}"""

# Parts that scroll sideways, with what a keyboard and a screen reader need to do it.
SCROLLING = """() => [...document.querySelectorAll("article *")]
  .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.checkVisibility()
    && ["auto", "scroll"].includes(getComputedStyle(e).overflowX))
  .map((e) => [e.outerHTML.slice(0, 80), e.tabIndex, e.getAttribute("aria-label") ?? ""])"""

# Most of axe's time goes into the contrast of each text with what lies behind it. Texts that have
# the same look, and stand in parts of the same look, have the same: the first of each is judged.
FIRST_OF_EACH_LOOK = """() => {
  const numbers = new Map(), looks = new Map();
  const asked = ["color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight",
    "textShadow", "filter", "mixBlendMode", "position", "zIndex", "display", "visibility"];
  for (const e of document.querySelectorAll("body, body *")) {
    const style = getComputedStyle(e);
    const parts = asked.map((name) => style[name]);
    const texts = [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const look = [looks.get(e.parentElement), e.localName, texts, ...parts].join();
    const known = numbers.has(look);
    e.toggleAttribute("data-alike", known);
    if (!known) numbers.set(look, numbers.size);
    looks.set(e, numbers.get(look));
  }
  axe.configure({ rules: [{ id: "color-contrast", selector: ":not([data-alike])" }] });
}"""


def faults(visit: Visit) -> list[str]:
    """Return what is wrong with a page that was opened, nothing if all is well."""
    found = [f"a request to another host: {url}" for url in visit.foreign]
    found += [f"a failed request: {url}" for url in visit.failed]
    found += [f"an error on the console: {text}" for text in visit.errors]
    found += [f"unrendered mathematics: {text}" for text in visit.page.evaluate(UNRENDERED)]
    found += [f"wider than the window: {what}" for what in visit.page.evaluate(OVERFLOW)]
    if visit.weight > MOST_BYTES:
        found.append(f"too heavy: {visit.weight / 1000:.0f} KB of {MOST_BYTES // 1000}")
    if len(visit.requests) > MOST_REQUESTS:
        found.append(f"too many requests: {len(visit.requests)} of {MOST_REQUESTS}")
    return found + barriers(visit)


def cramped(visit: Visit) -> list[str]:
    """Return what a small window does not hold, or cannot be scrolled by keyboard with a name."""
    page = visit.page
    found = [f"wider than the window: {what}" for what in page.evaluate(OVERFLOW)]
    return found + [
        f"scrolls, with no stop or no name: {html}"
        for html, stop, name in page.evaluate(SCROLLING)
        if stop != 0 or not name
    ]


def delays(visit: Visit) -> list[str]:
    """Return in what a page that was opened slowly is late, or moves under the reader's eyes."""
    found = []
    if visit.seconds > MOST_SECONDS:
        found.append(f"late: mathematics is read after {visit.seconds:.1f} s of {MOST_SECONDS}")
    if visit.shift > MOST_SHIFT:
        found.append(f"unsteady: parts moved by {visit.shift:.2f} of {MOST_SHIFT}")
    return found


def barriers(visit: Visit) -> list[str]:
    """Return what axe finds: parts that some readers cannot see or reach."""
    visit.page.evaluate(Axe().axe_script)
    visit.page.evaluate(FIRST_OF_EACH_LOOK)
    violations = visit.page.evaluate(
        "axe.run({ resultTypes: ['violations'] }).then((found) => found.violations)"
    )
    return [
        f"axe {violation['id']}: {node['html'][:120]} {node['failureSummary']}"
        for violation in violations
        for node in violation["nodes"]
    ]
