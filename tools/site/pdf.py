"""Print the built site as one PDF: its pages in the order of the contents, numbered and linked.

Run it with the environment's Python after a build: ``.venv/bin/python -m tools.site.pdf``. A
headless Chromium prints each page from its file, and `tools.site.bind` joins them.
"""

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag, urljoin

import yaml
from playwright.sync_api import Page, sync_playwright
from pypdf import PdfReader

from tools.browser import ARGUMENTS, PATIENCE, find_browser
from tools.paths import ROOT, SITE
from tools.site.address import published
from tools.site.bind import Book, Line, first_heading
from tools.site.offline import release_name

# The site's print style is for any paper; the book has sheets of A4, with numbers.
SHEET = """
@page { size: A4; margin: 18mm 18mm 20mm; @bottom-center { content: %s; font: 9pt sans-serif; } }
html { counter-reset: page %d; }
"""
FRONT = """<!DOCTYPE html><html lang="en"><title>{title}</title><style>
body {{ margin: 0; font: 10.5pt/1.5 system-ui, sans-serif; }}
header {{ padding-top: 80mm; }}
h1 {{ font-size: 28pt; line-height: 1.2; margin: 0 0 6mm; }}
nav {{ break-before: page; }}
h2 {{ font-size: 18pt; margin: 0 0 4mm; }}
ul {{ list-style: none; margin: 0; padding: 0; }}
nav a {{ display: flex; justify-content: space-between; gap: 1em; }}
a {{ color: inherit; text-decoration: none; }}
.part {{ font-weight: 600; margin-top: 4mm; break-after: avoid; }}
.depth-2 {{ padding-left: 2em; }}
</style>
<header><h1>{title}</h1><p>{author}<br>Version {version}</p>
<p>On paper the figures stand still. They move at <a href="{address}">{address}</a>.</p></header>
<nav><h2>Contents</h2><ul>{lines}</ul></nav></html>"""
# Chromium gives a name to each place that a link of the same page leads to.
ADD_LINKS = """places => document.body.append(...places.map((place) => {
  const link = document.createElement("a");
  link.href = "#" + place;
  link.hidden = true;
  return link;
}))"""


def contents(toc: Path, base: str) -> Iterator[Line]:
    """Yield the lines of a table of contents: the first page, then the parts with their pages."""

    def page(depth: int, name: str) -> Line:
        return Line(depth, "", urljoin(base, quote(re.sub(r"\.(md|ipynb)$", "", name)) + ".html"))

    book = yaml.safe_load(toc.read_text(encoding="utf-8"))
    yield page(0, book["root"])
    for part in book["parts"]:
        yield Line(0, part["caption"])
        for chapter in part["chapters"]:
            yield page(1, chapter["file"])
            for section in chapter.get("sections", ()):
                yield page(2, section["file"])


def linked_places(pages: dict[str, str]) -> dict[str, set[str]]:
    """Return the places in each page that links lead to; ``pages`` has the HTML by address.

    >>> linked_places({"file:///a.html": '<a href="b.html#x">', "file:///b.html": ""})
    {'file:///a.html': set(), 'file:///b.html': {'x'}}
    """
    places: dict[str, set[str]] = {address: set() for address in pages}
    for address, html in pages.items():
        for link in re.findall(r'href="([^"]*#[^"]+)"', html):
            target, fragment = urldefrag(urljoin(address, link))
            if target in places:
                places[target].add(unquote(fragment))
    return places


def print_sheets(page: Page, first: int | None = None) -> PdfReader:
    """Print what the browser shows, its sheets numbered from ``first``, or not numbered."""
    numbers = ("none", 0) if first is None else ("counter(page)", first - 1)
    page.add_style_tag(content=SHEET % numbers)
    data = page.pdf(prefer_css_page_size=True, print_background=True, outline=True, tagged=True)
    return PdfReader(io.BytesIO(data))


def print_lines(page: Page, lines: list[Line]) -> list[Line]:
    """Print the pages of the contents one after the other."""
    paths = {line.address: unquote(line.address).removeprefix("file://") for line in lines}
    html = {at: Path(path).read_text(encoding="utf-8") for at, path in paths.items() if at}
    places = linked_places(html)
    number = 1
    printed = []
    for line in lines:
        if line.address:
            page.goto(line.address)
            page.evaluate("document.fonts.ready.then(() => true)")
            page.evaluate(ADD_LINKS, sorted(quote(place) for place in places[line.address]))
            sheets = print_sheets(page, number)
            line = replace(line, title=first_heading(sheets), number=number, sheets=sheets)
            number += len(sheets.pages)
        printed.append(line)
    return printed


def front_html(book: dict[str, str], lines: list[Line]) -> str:
    """Return the title's sheet and the contents; ``book`` has the words that stand on the title."""
    items = []
    for line in lines:
        title = f"<span>{escape(line.title)}</span>"
        if line.address:
            link = f'<a href="{escape(line.address)}">{title}<span>{line.number}</span></a>'
            items.append(f'<li class="depth-{line.depth}">{link}</li>')
        else:
            items.append(f'<li class="part">{title}</li>')
    words = {name: escape(word) for name, word in book.items()}
    return FRONT.format(lines="\n".join(items), **words)


def make(site: Path, toc: Path, book: dict[str, str], target: Path) -> None:
    """Print a site as one PDF."""
    base = f"{site.resolve().as_uri()}/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(ARGUMENTS))
        page = browser.new_page(color_scheme="light")
        page.set_default_timeout(PATIENCE)
        lines = print_lines(page, list(contents(toc, base)))
        page.goto("about:blank")
        page.set_content(front_html(book, lines))
        front = print_sheets(page)
        browser.close()
    writer = Book(front, lines, base, book["address"]).writer
    writer.add_metadata({"/Title": book["title"], "/Author": book["author"]})
    writer.compress_identical_objects()
    writer.write(target)


def main() -> None:
    """Print the built site and say where the book is."""
    if not (SITE / "index.html").is_file():
        sys.exit("pdf: the book is not built yet; run `make pdf`, which builds it first.")
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    name = release_name()
    target = SITE.parent / f"{name}.pdf"
    words = {"version": name.rsplit("-", 1)[1], "address": published()}
    book = {"title": config["title"], "author": config["author"], **words}
    make(SITE, ROOT / "_toc.yml", book, target)
    sheets = len(PdfReader(target).pages)
    print(f"pdf: {target} ({sheets} sheets, {target.stat().st_size / 1e6:.1f} MB)")


if __name__ == "__main__":
    main()
