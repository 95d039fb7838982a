"""Every page of the built site, in a real browser: light and dark, laptop and phone."""

import os
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.browser.gates import MOST_SHIFT, cramped, delays, faults
from tools.paths import ROOT, SITE
from tools.site.pages import page_names
from tools.site.visits import Visit

CHAPTERS = [f"{name}.html" for name in page_names(ROOT / "_toc.yml")]
PAGES = [*CHAPTERS, "search.html", "genindex.html", "404.html"]
# Of the pages that are made alike, the reference and the solutions, one each time and all in the
# wide sweep.
ALIKE = ("chapters/appendix/api-", "labs/solutions/")
FIRST = [next(path for path in PAGES if path.startswith(kind)) for kind in ALIKE]
SCREENS = {"phone": (360, 900), "laptop": (1280, 900)}
# A phone held sideways, and half of a small one: nothing may stick out there.
SMALL = ((640, 360), (320, 640))


def views() -> list[object]:
    """Return each page on a phone and on a laptop, one of them light and the other dark.

    One of the two is in each run, in turn, so what stands on all pages is seen in all four ways;
    the other is in the wide sweep.
    """
    chosen = []
    for i, path in enumerate(PAGES):
        for k, screen in enumerate(SCREENS):
            wide = i // 2 % 2 != k or (path.startswith(ALIKE) and path not in FIRST)
            scheme = ("light", "dark")[(i + k) % 2]
            marks = pytest.mark.wide if wide else ()
            chosen.append(pytest.param(path, screen, scheme, marks=marks))
    return chosen


def slow_phones() -> list[object]:
    """Return the pages, of which one of each folder is in each run, and all in the wide sweep."""
    folders = [path.rpartition("/")[0] for path in PAGES]
    return [
        pytest.param(path, marks=() if folders.index(folder) == i else pytest.mark.wide)
        for i, (path, folder) in enumerate(zip(PAGES, folders, strict=True))
    ]


TIMED = "TIME_PAGES" in os.environ
NOTEBOOKS = [path for path in CHAPTERS if (ROOT / path).with_suffix(".ipynb").is_file()]


@pytest.mark.parametrize(("path", "screen", "scheme"), views())
def test_page_has_no_fault(
    open_page: Callable[..., Visit], path: str, screen: str, scheme: str
) -> None:
    width, height = SCREENS[screen]
    visit = open_page(path, width=width, height=height, scheme=scheme)
    found = {screen: faults(visit)}
    for width, height in SMALL:
        visit.look(width, height)
        found[f"{width} x {height}"] = cramped(visit)

    assert {where: what for where, what in found.items() if what} == {}


@pytest.mark.parametrize("path", slow_phones())
def test_page_stands_still_on_a_slow_phone(open_page: Callable[..., Visit], path: str) -> None:
    """It is loaded once. The time is held by `make time-pages` alone, in the best of five loads."""
    visit = open_page(path, width=360, slow=True)
    for _ in range(4):
        if TIMED and delays(visit):
            visit = open_page(path, width=360, slow=True)

    assert visit.shift <= MOST_SHIFT
    assert not (TIMED and delays(visit))


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_page_follows_the_readers_colour_scheme(
    open_page: Callable[..., Visit], scheme: str, dark: bool
) -> None:
    page = open_page(CHAPTERS[0], scheme=scheme).page
    red = page.evaluate("parseInt(getComputedStyle(document.body).backgroundColor.slice(4))")

    assert (red < 128) == dark


def test_page_is_readable_without_scripts(open_page: Callable[..., Visit]) -> None:
    page = open_page(CHAPTERS[0], java_script_enabled=False).page

    assert page.locator("article h1").is_visible()
    assert page.locator("nav.bd-docs-nav a").first.is_visible()
    assert not page.locator(".theme-switch-button").is_visible()


def test_search_finds_a_word_of_a_page(open_page: Callable[..., Visit]) -> None:
    heading = open_page(CHAPTERS[1]).page.locator("article h1").inner_text().strip("#").strip()
    visit = open_page(f"search.html?q={heading.split()[0]}")
    found = visit.page.locator(".bd-search-container .found > a")
    found.first.wait_for()

    assert any(Path(CHAPTERS[1]).name in link.get_attribute("href") for link in found.all())
    assert visit.foreign == visit.failed == visit.errors == []


def test_search_is_reached_from_a_page(open_page: Callable[..., Visit]) -> None:
    page = open_page(CHAPTERS[0], width=360).page
    page.locator(".article-header-buttons .search-button").click()
    page.locator("#pst-search-dialog input").fill("neuron")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=neuron")


def test_phone_opens_the_contents(open_page: Callable[..., Visit]) -> None:
    page = open_page(CHAPTERS[0], width=360).page
    link = page.locator("nav.bd-docs-nav a").last

    assert not link.is_visible()
    page.locator(".primary-toggle").click()
    page.locator("nav.bd-docs-nav summary").last.click()
    assert link.is_visible()
    link.click()
    assert page.url.endswith(CHAPTERS[-1])


@pytest.mark.parametrize("path", NOTEBOOKS[:1])
def test_copy_button_copies_the_cell(open_page: Callable[..., Visit], path: str) -> None:
    page = open_page(path, permissions=["clipboard-read", "clipboard-write"]).page
    cell = page.locator("div.cell_input pre:visible").first
    cell.hover()
    cell.locator("xpath=..").locator(".copybtn").click()

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == cell.inner_text().strip()


def test_print_shows_the_article_alone(open_page: Callable[..., Visit]) -> None:
    page = open_page(CHAPTERS[0]).page
    page.emulate_media(media="print")

    assert page.locator("article h1").is_visible()
    for part in (".bd-sidebar-primary", ".bd-header-article", ".prev-next-footer"):
        assert not page.locator(part).first.is_visible()


@pytest.mark.parametrize("prefix", ["", "course/"])
def test_missing_address_shows_a_page_whose_links_work(
    open_page: Callable[..., Visit],
    serve_folder: Callable[[Path], str],
    tmp_path: Path,
    site: str,
    prefix: str,
) -> None:
    """At a server's root, and below the path of the published site."""
    shutil.copytree(SITE, tmp_path / prefix, dirs_exist_ok=True)
    shutil.copy(SITE / "404.html", tmp_path / "404.html")
    base = serve_folder(tmp_path)
    page = open_page(f"{base}{prefix}no/such/page.html").page

    assert page.title().startswith("Page not found")
    page.locator("nav.bd-docs-nav a", has_text="One neuron").wait_for(state="attached")
    page.locator("article a").click()
    page.wait_for_url(f"{base}{prefix}{CHAPTERS[0]}")


class Links(HTMLParser):
    """The links and the anchors of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        self.links += [values[name] for name in ("href", "src", "action") if name in values]
        if values.get("http-equiv", "").lower() == "refresh":
            self.links.append(values["content"].partition("url=")[2])


def test_every_link_inside_the_site_leads_somewhere(site: str) -> None:
    pages = {path: Links(path.read_text(encoding="utf-8")) for path in SITE.rglob("*.html")}
    dead = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file() or (
                parts.fragment
                and target in pages
                and unquote(parts.fragment) not in pages[target].anchors
            ):
                dead.append(f"{path.relative_to(SITE)}: {link}")

    assert len(pages) >= len(PAGES)
    assert dead == []


def test_site_holds_no_page_that_is_not_in_the_contents(site: str) -> None:
    built = {path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html")}

    assert built == {*PAGES, "index.html"}
