"""The addresses of the site: promised ones exist, and search engines are told the right ones."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
import yaml

from tools.paths import ROOT, SITE
from tools.site.address import published
from tools.site.pages import page_names

MANIFEST = yaml.safe_load((ROOT / "chapters" / "manifest.yml").read_text(encoding="utf-8"))
PAGES = page_names(ROOT / "_toc.yml")
# Their anchors are made: one for each public name of the library, each paper, each term.
MADE = {
    "chapters/appendix/bibliography",
    "chapters/appendix/glossary",
    *(page for page in PAGES if page.startswith("chapters/appendix/api")),
}
every_page = pytest.mark.parametrize("page", PAGES)


class Head(HTMLParser):
    """What a page's head says, its anchors, and the links in its article."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.anchors: set[str] = set()
        self.targets: list[str] = []
        self.inside = False
        self.feed((SITE / f"{page}.html").read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.inside |= tag == "article"
        self.anchors |= {values["id"]} if "id" in values else set()
        if tag == "meta" and "content" in values:
            self.meta[values.get("name") or values.get("property", "")] = values["content"]
        elif tag == "link":
            self.links[values["rel"]] = values["href"]
        elif tag == "a" and self.inside:
            self.targets.append(values.get("href", ""))

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "article"


@pytest.fixture(scope="module")
def heads(site: str) -> dict[str, Head]:
    return {page: Head(page) for page in PAGES}


def promised(page: str) -> set[str]:
    """Return the anchors that the manifest names for a page: its figures, and others."""
    entry = MANIFEST["pages"].get(page.removeprefix("chapters/")) or {}
    return {*entry.get("figures", []), *entry.get("anchors", [])}


@every_page
def test_promised_anchors_exist(heads: dict[str, Head], page: str) -> None:
    assert promised(page) - heads[page].anchors == set()


def test_every_promised_page_is_looked_at() -> None:
    assert {f"chapters/{slug}" for slug in MANIFEST["pages"]} <= set(PAGES)


def links_between_pages(heads: dict[str, Head]) -> Iterator[tuple[str, str, str]]:
    """Yield the page, the other page and the anchor of each link to a part of another page."""
    for page, head in heads.items():
        for target in head.targets:
            parts = urlsplit(target)
            if parts.path and parts.fragment and not parts.scheme:
                path = (SITE / page).parent / unquote(parts.path)
                other = path.resolve().relative_to(SITE.resolve()).with_suffix("").as_posix()
                yield page, other, unquote(parts.fragment)


def test_an_anchor_that_another_page_links_to_is_promised(heads: dict[str, Head]) -> None:
    links = [link for link in links_between_pages(heads) if link[1] not in MADE]
    assert len(links) > 20
    assert [link for link in links if link[2] not in promised(link[1])] == []


@every_page
def test_a_page_says_its_own_address(heads: dict[str, Head], page: str) -> None:
    address = f"{published()}{page}.html"
    assert heads[page].links["canonical"] == heads[page].meta["og:url"] == address


def test_the_card_of_a_page_is_a_file_of_the_site(heads: dict[str, Head]) -> None:
    cards = {head.meta["og:image"] for head in heads.values()}
    (card,) = (card.removeprefix(published()) for card in cards)
    assert (SITE / card).is_file()


def test_descriptions_say_what_a_page_is_about(heads: dict[str, Head]) -> None:
    said = {page: head.meta.get("description", "") for page, head in heads.items()}
    assert [page for page, words in said.items() if not 40 <= len(words) <= 160] == []
    assert [page for page, words in said.items() if words.startswith("Builds on")] == []
    lessons = [words for page, words in said.items() if "/solutions/" not in page]
    assert len(set(lessons)) == len(lessons)


def test_the_sitemap_has_each_page_once(site: str) -> None:
    root = ElementTree.parse(SITE / "sitemap.xml").getroot()
    assert sorted(place.text or "" for url in root for place in url) == sorted(
        f"{published()}{page}.html" for page in PAGES
    )


def test_titles_in_the_search_are_the_pages_headings(site: str) -> None:
    text = (SITE / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(re.fullmatch(r"Search\.setIndex\((.*)\)\s*", text, re.DOTALL)[1])
    titles = dict(zip(index["docnames"], index["titles"], strict=True))
    assert set(titles) == set(PAGES)
    assert len(set(titles.values())) == len(titles)
    assert not [title for title in titles.values() if len(title) > 70 or not title.strip()]


def test_the_source_of_the_addresses_is_one_setting(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text(
        "repository: {url: https://github.com/ann/book/, branch: next}\n", encoding="utf-8"
    )
    assert published(tmp_path) == "https://ann.github.io/book/"
