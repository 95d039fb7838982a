"""Say, in Markdown, how the built site differs from the published one, for who reads a change.

``python -m tools.site.preview [OLD]``, where OLD is another site, an address or a folder. Sphinx
writes the same page twice as the same bytes, so a page whose article differs has changed. An anchor
that the published site has is a promise: links lead to it. So what is gone is named first.
"""

import re
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from tools.paths import SITE
from tools.site.address import published
from tools.site.article import words

ARTICLE = re.compile(r"<article\b.*</article>", re.DOTALL)
# Sphinx counts the citations of the whole book, id1, id2: one more moves all that follow.
COUNTED = re.compile(r"(?<=[\"#])id\d+(?=\")")
# A new page of a chapter moves the places of the others.
PLACE = re.compile(r'<p class="place".*?</p>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
LOCATION = re.compile(r"<loc>([^<]+)</loc>")
# What may have an anchor; those inside a drawing are its own.
KINDS = ("section", "figure", "span", "div", "dt")
Read = Callable[[str], str]


class Anchors(HTMLParser):
    """The title of a page, and the anchors of its sections and figures."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title = ""
        self.anchors: set[str] = set()
        self.in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an anchor, or that a heading begins."""
        values = dict(attrs)
        anchor = values.get("id") or ""
        if tag in KINDS and anchor:
            self.anchors.add(anchor)
        self.in_title |= tag == "h1"
        # The sign behind a heading that links to it is not a part of the title.
        self.in_title &= tag != "a"

    def handle_endtag(self, tag: str) -> None:
        """Note that the heading ends."""
        self.in_title &= tag != "h1"

    def handle_data(self, data: str) -> None:
        """Keep the heading's words."""
        self.title += data if self.in_title else ""


@dataclass(frozen=True)
class Change:
    """One page that is not as it was: ``kind`` says how, ``gone`` which anchors it has lost."""

    page: str
    title: str
    kind: str
    gone: tuple[str, ...] = ()


def article(html: str) -> str:
    """Return what the page itself says, without the site around it."""
    found = ARTICLE.search(html)
    return PLACE.sub("", COUNTED.sub("", found.group())) if found else ""


def compare(page: str, old: str | None, new: str | None) -> Change | None:
    """Return how a page has changed, None if it has not; it is new or gone if one is None."""
    before, after = (Anchors(article(html or "")) for html in (old, new))
    gone = tuple(sorted(before.anchors - after.anchors)) if new is not None else ()
    title = (after.title or before.title).strip() or page
    if old is None or new is None:
        return Change(page, title, "new" if old is None else "gone")
    if article(old) == article(new):
        return None
    same_words = TAG.sub("", words(article(old))) == TAG.sub("", words(article(new)))
    return Change(page, title, "figures or code" if same_words else "text", gone)


def folder_reader(folder: Path) -> Read:
    """Return what reads a file of a folder."""
    return lambda name: (folder / name).read_text(encoding="utf-8")


def web_reader(base: str) -> Read:
    """Return what reads a file of a published site."""

    def read(name: str) -> str:
        with urllib.request.urlopen(base + name, timeout=30) as answer:
            return str(answer.read().decode("utf-8"))

    return read


def listed(read: Read) -> list[str]:
    """Return the pages in a site's sitemap, none if nothing is published there."""
    try:
        text = read("sitemap.xml")
    except (FileNotFoundError, urllib.error.HTTPError):
        return []
    base = published()
    return [address.removeprefix(base) for address in LOCATION.findall(text)]


def changes(old: Read, new: Read) -> list[Change]:
    """Return all pages that differ between two sites, those of the new one first."""
    before, after = listed(old), listed(new)
    both = [page for page in after if page in before]
    with ThreadPoolExecutor(8) as pool:
        old_pages = dict(zip(both, pool.map(old, both), strict=True))
    found = [compare(page, old_pages.get(page), new(page)) for page in after]
    found += [compare(page, old(page), None) for page in before if page not in after]
    return [change for change in found if change]


def cell(words: str) -> str:
    """Return words that stay in one cell of a table, and are only words.

    >>> cell("a | <b>")
    'a &#124; &lt;b&gt;'
    """
    signs = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "[": "&#91;", "`": "&#96;"}
    return "".join(signs.get(letter, letter) for letter in words)


def report(found: list[Change]) -> str:
    """Return the summary: what is gone, and a table of the pages."""
    lost = [(c.page, "") for c in found if c.kind == "gone"]
    lost += [(c.page, f"#{anchor}") for c in found for anchor in c.gone]
    lines = ["## Preview", ""]
    if lost:
        lines += [
            "**Addresses that would no longer exist.** Links from elsewhere lead to them:",
            "",
        ]
        lines += [f"- {cell(page + anchor)}" for page, anchor in lost] + [""]
    if not found:
        return "\n".join([*lines, "No page differs from the published site.", ""])
    lines += ["| Page | File | What changed |", "|:--|:--|:--|"]
    lines += [f"| {cell(c.title)} | {cell(c.page)} | {c.kind} |" for c in found]
    return "\n".join([*lines, ""])


def main() -> None:
    """Compare the built site with the one that is named, or with the published one."""
    if not (SITE / "index.html").is_file():
        sys.exit(
            "preview: the book is not built yet; run `make book` (or `python -m tools.build`)."
        )
    place = sys.argv[1] if len(sys.argv) > 1 else published()
    old = web_reader(place) if "://" in place else folder_reader(Path(place))
    try:
        print(report(changes(old, folder_reader(SITE))))
    except OSError as error:
        sys.exit(f"preview: {place} cannot be read ({error}).")


if __name__ == "__main__":
    main()
