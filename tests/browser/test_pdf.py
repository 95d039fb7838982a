"""Print: a chapter by the reader's browser, and a small book by the tool that joins pages."""

import io
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader
from pypdf.generic import NullObject

from tools.site.pdf import make
from tools.site.visits import Visit

DARK = "chapters/1-fully-connected/neuron.html"
LOOK = """() => {
  const dark = (part, property) => {
    const colour = getComputedStyle(document.querySelector(part))[property];
    return parseInt(colour.match(/\\d+/)[0]) < 128;
  };
  return {
    theme: document.documentElement.dataset.theme,
    paper: dark("body", "backgroundColor") ? "dark" : "light",
    code: dark("div.cell_input pre", "backgroundColor") ? "dark" : "light",
    words: dark("article p", "color") ? "dark" : "light",
    answers: [...document.querySelectorAll("article details")].map((d) => d.open),
  };
}"""
# The words of each answer up to its first equation.
FIRST_WORDS = "all => all.map((e) => e.querySelector('p').firstChild.textContent.trim())"
ADDRESS = "https://example.org/book/"
WORDS = {"title": "A <small> book", "author": "Some people", "version": "1.2", "address": ADDRESS}
TALL = '<p style="break-before: page">More of it.</p>'
PAGES = {
    "start.html": '<h1>Start</h1><p><a href="in/one.html">first</a> and <a href="#end">end</a></p>'
    f'{TALL}<h2 id="end">The end of the start</h2>',
    "in/one.html": '<h1>One</h1><h2 id="end">Here too</h2><p><a href="#end">end</a> of this page, '
    '<a href="two.html#deep">deep</a>, <a href="two.html#figure?gain=2">moved</a>, '
    '<a href="../search.html">search</a>, <a href="https://example.com/x">away</a></p>',
    "in/two.html": f'<h1>Two</h1>{TALL}<h2 id="other">Other</h2>{TALL}<h2 id="deep">Deep</h2>',
}
TOC = """root: start
parts:
  - caption: The part
    chapters:
      - file: in/one
        sections:
          - file: in/two
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    """Return a book of three pages and six sheets, after two sheets of title and contents."""
    site = tmp_path_factory.mktemp("site")
    (site / "in").mkdir()
    for name, body in PAGES.items():
        html = f'<!DOCTYPE html><html lang="en"><title>{name}</title>{body}</html>'
        (site / name).write_text(html, encoding="utf-8")
    (site / "_toc.yml").write_text(TOC, encoding="utf-8")
    # In a thread of its own: Playwright allows one browser of this kind in each.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(make, site, site / "_toc.yml", WORDS, site / "book.pdf").result()
    return PdfReader(io.BytesIO((site / "book.pdf").read_bytes()))


def flat(book: PdfReader, outline: Any, depth: int = 0) -> list[tuple[int, str, int]]:
    """Return the bookmarks as their depths, titles and sheets."""
    marks = []
    for item in outline:
        if isinstance(item, list):
            marks += flat(book, item, depth + 1)
        else:
            marks.append((depth, item.title, book.get_destination_page_number(item)))
    return marks


def plain(text: str) -> str:
    """Return words with one blank between them, and no ligatures."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def on_paper(page: Page) -> str:
    """Return the words of a page when it is printed."""
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    return plain(" ".join(sheet.extract_text() for sheet in sheets))


def links(book: PdfReader, sheet: int) -> list[object]:
    """Return what a sheet's links lead to: an address, or another sheet and a height on it."""
    found: list[object] = []
    for annotation in book.pages[sheet].get("/Annots", ()):
        link = annotation.get_object()
        if "/Dest" in link:
            target, _, _, top, _ = link["/Dest"]
            height = None if isinstance(top, NullObject) else float(top)
            found.append((book.get_page_number(target.get_object()), height))
        else:
            found.append(link["/A"]["/URI"])
    return found


def test_sheets_are_numbered_through_the_book(book: PdfReader) -> None:
    numbers = [sheet.extract_text().split() for sheet in book.pages]

    assert len(numbers) == 8
    assert [words[0] if words[0].isdigit() else words[-1] for words in numbers[2:]] == list(
        "123456"
    )
    assert book.page_labels == ["i", "ii", *"123456"]


def test_contents_have_the_titles_and_their_numbers(book: PdfReader) -> None:
    words = book.pages[1].extract_text().split()

    assert " ".join(words) == "Contents Start 1 The part One 3 Two 4"


def test_title_has_the_words_of_the_book(book: PdfReader) -> None:
    text = book.pages[0].extract_text()

    assert all(word in text for word in WORDS.values())
    assert book.metadata is not None
    assert (book.metadata.title, book.metadata.author) == (WORDS["title"], WORDS["author"])


def test_bookmarks_are_the_contents_with_the_headings(book: PdfReader) -> None:
    assert flat(book, book.outline) == [
        (0, "Start", 2),
        (1, "The end of the start", 3),
        (0, "The part", 4),
        (1, "One", 4),
        (2, "Here too", 4),
        (2, "Two", 5),
        (3, "Other", 6),
        (3, "Deep", 7),
    ]


def test_links_lead_to_sheets_where_the_book_has_the_place(book: PdfReader) -> None:
    assert links(book, 0) == [ADDRESS]
    assert [target for target, _ in links(book, 1)] == [2, 4, 5]
    (first, end) = links(book, 2)
    assert first == (4, None)
    assert end[0] == 3
    (here, deep, *others) = links(book, 4)
    assert here[0] == 4  # two pages have a place of this name
    assert deep[0] == 7
    assert here[1] > 700  # in points from the lower edge: near the top of the sheet
    assert others == [
        f"{ADDRESS}in/two.html#figure?gain=2",
        f"{ADDRESS}search.html",
        "https://example.com/x",
    ]


def test_dark_page_is_printed_light_with_its_answers_open(open_page: Callable[..., Visit]) -> None:
    page = open_page(DARK, scheme="dark").page
    before = page.evaluate(LOOK)
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    paper = page.evaluate(LOOK)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen", color_scheme="dark")

    assert before["theme"] == before["paper"] == before["code"] == "dark"
    assert before["words"] == "light"
    assert before["answers"]
    assert not any(before["answers"])
    assert paper["theme"] == paper["paper"] == paper["code"] == "light"
    assert paper["words"] == "dark"
    assert all(paper["answers"])
    assert page.evaluate(LOOK) == before


def test_paper_has_the_article_and_nothing_else(open_page: Callable[..., Visit]) -> None:
    page = open_page(DARK).page
    answers = page.locator("article details:not(.hide) > div").evaluate_all(FIRST_WORDS)
    text = on_paper(page)

    assert page.locator("article h1").inner_text().strip("# \n") in text
    assert answers
    assert [words for words in answers if plain(words) not in text] == []
    for control in ("Search", "Show code cell source", "On this page", "Previous", "explore("):
        assert control not in text


def test_paper_has_the_code_of_a_solution(open_page: Callable[..., Visit]) -> None:
    page = open_page("labs/solutions/01-dense.html").page
    folded = page.locator("article details.hide:not(.cell:has(figure, img) *) pre")
    lines = [code.strip().split("\n")[0] for code in folded.all_text_contents()]
    text = on_paper(page)

    assert lines
    assert [line for line in lines if plain(line) not in text] == []


@pytest.mark.parametrize("path", [DARK, "chapters/notation.html", "chapters/appendix/api.html"])
def test_nothing_is_wider_than_a_sheet(open_page: Callable[..., Visit], path: str) -> None:
    page = open_page(path, width=658).page  # A4 without its margins, in CSS pixels
    page.emulate_media(media="print")
    wide = page.evaluate(
        """() => [...document.querySelectorAll("article *")]
          .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest("svg"))
          .map((e) => e.outerHTML.slice(0, 80))"""
    )

    assert wide == []
