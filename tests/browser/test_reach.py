"""Whoever has no mouse, a thumb, or no wish for motion: pages of each kind can be used.

By keyboard every control is reached and left again, and its focus is seen; on a touch screen it is
large enough; with less motion asked for, nothing moves by itself; what is wide scrolls.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.gates import SCROLLING
from tools.site.visits import Visit

KINDS = (
    "chapters/welcome.html",
    "chapters/1-fully-connected/activations.html",
    "chapters/1-fully-connected/backpropagation.html",
    "labs/01-dense.html",
    "labs/solutions/01-dense.html",
    "chapters/appendix/api-dense.html",
    "chapters/appendix/glossary.html",
    "chapters/appendix/benchmark.html",
    "search.html?q=neuron",
    "404.html",
)
FOCUS_CONTRAST = 3
# WCAG 2.2 asks for 24; a thumb is happier with 44.
LEAST_TARGET, THUMB = 24, 44

# What can be used: a group of radio buttons is one stop, what is folded away is none.
USABLE = """() => {
  const names = new Set();
  return [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")]
    .filter((e) => e.checkVisibility({ checkVisibilityCSS: true }) && !e.disabled
      && e.tabIndex >= 0 && !e.closest("[inert], dialog:not([open])"))
    .filter((e) => e.type !== "radio" || (!names.has(e.name) && names.add(e.name)));
}"""
# The element that has the focus now, with its ring: the colour of an outline or a shadow that it
# has not without the focus, and the colour behind it. A card draws the ring of its link, a choice
# that of its radio button. Chromium shows a ring of its own where a style sheet says nothing.
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const solid = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (colour) => {
    const [r, g, b] = solid(colour).map((v) => v / 255)
      .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = [];
  for (let up = e.parentElement; up; up = up.parentElement)
    behind.unshift(getComputedStyle(up).backgroundColor);
  const rings = () => [[e, null], [e, "::after"], [e.nextElementSibling, null]]
    .filter(([node]) => node && (node === e || e.type === "radio"))
    .flatMap(([node, part]) => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(node, part);
      const shadow = boxShadow.match(/^(?:rgba?|color)\\([^)]*\\)/);
      return [outlineStyle !== "none" && parseFloat(outlineWidth) >= 1 ? outlineColor : null,
              shadow && shadow[0]];
    });
  const seen = rings();
  e.blur();
  const plain = rings();
  e.focus({ preventScroll: true, focusVisible: true });
  const contrasts = seen.filter((ring, i) => ring && ring !== plain[i]).map((ring) => {
    const [low, high] = [light([...behind, ring]), light(behind)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  });
  return { name: e.outerHTML.slice(0, 100), contrast: Math.max(0, ...contrasts),
           index: window.usable.indexOf(e), box: e.getBoundingClientRect().toJSON() };
}"""
# The sizes of what a thumb touches; a link in a sentence may be as high as its line. The label of
# a radio button takes its touch.
TARGETS = """() => window.usable.filter((e) => !e.matches("[tabindex='0']"))
  .filter((e) => !(e.matches("a") && getComputedStyle(e).display === "inline"
    && e.closest("p, li, dt, dd, td, th, figcaption, h1, h2, h3, h4, h5, .admonition-title")
    && !e.closest("nav, .prev-next-area")))
  .map((e) => [e, (e.type === "radio" ? e.closest("label") : e).getBoundingClientRect()])
  .map(([e, box]) => [e.outerHTML.slice(0, 90), Math.round(box.width), Math.round(box.height)])"""
# How long anything on the page takes to change its looks, in seconds, and how it scrolls.
MOTION = """() => {
  const seconds = (text) => Math.max(...text.split(",").map(parseFloat));
  let most = 0;
  for (const e of document.querySelectorAll("*")) for (const part of [null, "::before", "::after"]) {
    const style = getComputedStyle(e, part);
    most = Math.max(most, seconds(style.transitionDuration), seconds(style.animationDuration));
  }
  const scrolls = [...document.querySelectorAll("*")]
    .filter((e) => getComputedStyle(e).scrollBehavior === "smooth").length;
  return [most, scrolls];
}"""  # noqa: E501


def walk(visit: Visit, key: str) -> list[dict[str, Any]]:
    """Press a key from the start of the page until the focus leaves it; return where it was."""
    page = visit.page
    count = page.evaluate(f"(window.usable = ({USABLE})()).length")
    page.evaluate("document.activeElement.blur()")
    stops = []
    # Some more than we know: the contents of a page unfold while the page is scrolled.
    for _ in range(2 * count):
        page.keyboard.press(key)
        stop = page.evaluate(FOCUSED)
        if stop is None:
            return stops
        stops.append(stop)
    pytest.fail(
        f"{key} is trapped: after {len(stops)} stops for {count} controls the focus is on "
        f"{stops[-1]['name']}"
    )


@pytest.mark.parametrize("path", KINDS)
def test_the_keyboard_reaches_every_control_and_shows_where_it_is(
    open_page: Callable[..., Visit], path: str
) -> None:
    visit = open_page(path, reduced_motion="reduce")
    if "?q=" in path:  # what it looks into is loaded
        visit.page.locator(".bd-search-container .found").first.wait_for()
    stops = walk(visit, "Tab")
    missed = visit.page.evaluate(
        "seen => usable.filter((e, i) => !seen.includes(i)).map((e) => e.outerHTML.slice(0, 100))",
        [stop["index"] for stop in stops],
    )

    assert stops
    assert missed == []
    assert [stop for stop in stops if stop["contrast"] < FOCUS_CONTRAST] == []
    assert [stop for stop in stops if stop["box"]["right"] <= 0 or stop["box"]["bottom"] <= 0] == []


def open_touched(open_page: Callable[..., Visit], path: str) -> Visit:
    """Open a page on a phone."""
    visit = open_page(path, width=360, height=740, has_touch=True, is_mobile=True)
    visit.page.evaluate(f"window.usable = ({USABLE})()")
    return visit


@pytest.mark.parametrize("path", KINDS)
def test_a_thumb_can_touch_every_control(open_page: Callable[..., Visit], path: str) -> None:
    targets = open_touched(open_page, path).page.evaluate(TARGETS)

    assert targets
    assert [target for target in targets if min(target[1:]) < LEAST_TARGET] == []
    controls = [target for target in targets if target[0].startswith(("<button", "<input"))]
    assert [control for control in controls if control[2] < THUMB] == []


def test_a_thumb_can_touch_every_line_of_the_contents(open_page: Callable[..., Visit]) -> None:
    page = open_touched(open_page, KINDS[0]).page
    page.locator(".primary-toggle").tap()
    page.locator("nav.bd-docs-nav summary").last.click()
    page.locator("nav.bd-docs-nav a").last.wait_for()
    heights = page.locator("nav.bd-docs-nav :is(a, summary):visible").evaluate_all(
        "all => all.map((e) => e.getBoundingClientRect().height)"
    )

    assert min(heights) >= THUMB


@pytest.mark.parametrize("path", KINDS)
def test_nothing_moves_for_who_asks_for_less_motion(
    open_page: Callable[..., Visit], path: str
) -> None:
    still = open_page(path, reduced_motion="reduce").page

    assert still.evaluate(MOTION) == [0, 0]
    assert still.evaluate("document.getAnimations().length") == 0


def test_motion_is_seen_where_it_is_not_refused(open_page: Callable[..., Visit]) -> None:
    page = open_page(KINDS[1], reduced_motion="no-preference").page

    assert page.evaluate(MOTION)[0] > 0.1


def test_no_figure_of_the_site_plays_by_itself(open_page: Callable[..., Visit]) -> None:
    page = open_page("chapters/1-fully-connected/backpropagation.html").page
    figure = page.locator("figure.explore:has([data-kind=steps])").first
    before = figure.locator("output").inner_text()
    page.wait_for_timeout(1200)

    assert figure.locator("output").inner_text() == before
    assert re.search(r"step \d+ of", before)


def test_what_is_wide_is_a_stop_with_a_name_and_scrolls_by_keyboard(
    open_page: Callable[..., Visit],
) -> None:
    page = open_page("labs/01-dense.html", width=320).page
    wide = page.evaluate(SCROLLING)
    equation = page.locator(".katex-display[tabindex='0']").first
    equation.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")

    assert any("katex-display" in html and name for html, _, name in wide)


@pytest.mark.parametrize(
    "path", ["labs/04-lstm.html", "labs/06-convolution.html", "chapters/notation.html"]
)
def test_a_name_in_a_table_is_not_broken_on_a_phone(
    open_page: Callable[..., Visit], path: str
) -> None:
    page = open_page(path, width=360, height=740).page
    names = page.locator("article table code .pre")
    assert names.count() > 5
    broken = "spans => spans.filter((s) => s.getClientRects().length > 1).map((s) => s.innerText)"
    assert names.evaluate_all(broken) == []
