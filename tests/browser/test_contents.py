"""What stands around a page: the contents beside it, its place, its ticks and its foot."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tools.browser import PATIENCE
from tools.paths import ROOT
from tools.site.contents import first_page, parts
from tools.site.pages import page_names
from tools.site.visits import Visit

PAGES = page_names(ROOT / "_toc.yml")
BOOK = parts(ROOT / "_toc.yml")
FIRST = first_page(BOOK)
# Each chapter is one stop while it is folded. The open one adds its pages.
MOST_STOPS = 30
# The line of this page, and the part of the bar that can be seen.
SEEN = """() => {
  const line = document.querySelector("nav.bd-docs-nav [aria-current]").getBoundingClientRect();
  const bar = document.querySelector(".bd-sidebar-primary").getBoundingClientRect();
  return line.height > 0 && line.top >= Math.max(bar.top, 0)
    && line.bottom <= Math.min(bar.bottom, innerHeight);
}"""
OPEN = """[...document.querySelectorAll("nav.bd-docs-nav details[open] > summary")]
  .map((e) => e.innerText)"""
STOPS = """[...document.querySelectorAll(".bd-sidebar-primary :is(a, button, summary, input)")]
  .filter((e) => e.checkVisibility() && e.tabIndex >= 0).length"""


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Page]:
    """Return one page that goes through the book, as a reader does: a theme remembers a scroll."""
    context = browser.new_context(viewport={"width": 1280, "height": 768})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_the_line_of_the_page_is_in_view_and_other_chapters_are_folded(
    reader: Page, site: str, name: str
) -> None:
    reader.goto(f"{site}{name}.html")
    reader.wait_for_function(SEEN)

    opened = [part.caption for part in BOOK if part.place(FIRST if name == PAGES[0] else name)]
    assert reader.evaluate(OPEN) == opened
    assert reader.evaluate(STOPS) <= MOST_STOPS


@pytest.mark.parametrize("name", [FIRST, BOOK[-1].pages[-1]])
def test_the_line_of_the_page_is_in_view_when_a_phone_opens_the_contents(
    open_page: Callable[..., Visit], name: str
) -> None:
    page = open_page(f"{name}.html", width=360, height=560).page
    page.locator(".primary-toggle").click()
    page.wait_for_function(SEEN)


def test_without_a_script_a_folded_chapter_opens(open_page: Callable[..., Visit]) -> None:
    page = open_page(f"{FIRST}.html", java_script_enabled=False).page
    page.locator("nav.bd-docs-nav summary").last.click()

    assert page.locator("nav.bd-docs-nav a").last.is_visible()


@pytest.mark.parametrize("part", [part for part in BOOK if part.number], ids=lambda p: p.caption)
def test_a_page_says_its_chapter_its_place_and_its_time(
    open_page: Callable[..., Visit], part: Any
) -> None:
    page = open_page(f"{part.pages[-1]}.html").page
    said = page.locator(".place").inner_text()

    of = len(part.pages)
    assert f"Chapter {part.number}, page {of} of {of}" in said
    assert "min" in said


def test_what_was_read_has_a_tick_until_it_is_taken_back(open_page: Callable[..., Visit]) -> None:
    page = open_page(f"{FIRST}.html").page
    tick = page.locator(f"nav.bd-docs-nav [data-page='{FIRST}'] > .tick")

    assert tick.count() == 0
    page.locator(".mark-read").scroll_into_view_if_needed()
    tick.wait_for()
    assert page.locator(".mark-read").get_attribute("aria-pressed") == "true"
    page.goto(page.url.replace(f"{FIRST}.html", f"{PAGES[0]}.html"))
    page.locator(f".map [data-page='{FIRST}'] > .tick").wait_for()
    page.go_back()
    page.locator(".mark-read").click()
    assert tick.count() == 0
    page.reload()
    assert tick.count() == 0


def test_the_first_page_leads_back_to_where_the_reader_was(open_page: Callable[..., Visit]) -> None:
    page = open_page(f"{PAGES[0]}.html").page
    start = page.locator(".start__way--first")

    assert start.inner_text() == "Start reading"
    page.locator(".prev-next-area a").click()
    page.wait_for_url(f"**/{FIRST}.html")
    page.goto(page.url.replace(FIRST, BOOK[3].pages[0]))
    heading = page.locator("article h1").evaluate("(h1) => h1.firstChild.textContent")
    page.goto(page.url.replace(BOOK[3].pages[0], PAGES[0]))
    assert start.inner_text() == f"Continue: {heading}"
    start.click()
    page.wait_for_url(f"**/{BOOK[3].pages[0]}.html")


def test_the_foot_leads_to_the_source_and_to_a_filled_in_report(
    open_page: Callable[..., Visit],
) -> None:
    page = open_page(f"{FIRST}.html").page
    links = {
        link.inner_text(): link.get_attribute("href") for link in page.locator(".foot a").all()
    }

    path = links["Source"].partition("/blob/main/")[2]
    assert (ROOT / path).is_file()
    asked = parse_qs(urlsplit(links["Report an error on this page"]).query)
    assert asked["title"] == ["Error on the page “One neuron”"]
    assert f"/{FIRST}.html" in asked["body"][0]
    assert (ROOT / links["Licence"].partition("/blob/main/")[2]).is_file()
    page.get_by_role("button", name="Cite").click()
    assert "One neuron. In: Basic Structures, Computed." in page.locator("#cite").inner_text()
