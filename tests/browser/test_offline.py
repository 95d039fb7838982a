"""The offline zip, unpacked and opened from its folder with the network off."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.gates import UNRENDERED
from tests.browser.running import FORBIDDEN
from tools.paths import ROOT, SITE
from tools.site.contents import first_page, parts
from tools.site.offline import pack, release_name
from tools.site.pages import page_names
from tools.site.visits import Visit

CHAPTERS = [f"{name}.html" for name in page_names(ROOT / "_toc.yml")]
PICTURES = "[...document.images].filter((i) => !i.complete || !i.naturalWidth).map((i) => i.src)"
COLOURS = "[document.documentElement.dataset.mode, document.documentElement.dataset.theme]"
# A link that carried the colours does not leave them in the address.
PLAIN = re.compile(r"/chapters/[^?]*[.]html(#.*)?$")
FONTS = "[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family)"


@pytest.fixture(scope="module")
def folder(site: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that a reader unpacks."""
    place = tmp_path_factory.mktemp("offline")
    archive = place / "some-book-1.2.zip"
    pack(SITE, archive)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(place)
    return place / "some-book-1.2"


@pytest.fixture
def open_file(open_page: Callable[..., Visit], folder: Path) -> Callable[..., Visit]:
    """Open a file of the folder as a double click does, without a network."""
    return lambda path, **options: open_page(f"{folder.as_uri()}/{path}", offline=True, **options)


def assert_quiet(visit: Visit) -> None:
    assert visit.requests == visit.failed == visit.errors == []


def choose_colours(page: Page, mode: str) -> None:
    """Press the button for colours until it stands at a mode."""
    for _ in range(3):  # auto, light, dark, in the theme's order
        if page.evaluate(COLOURS)[0] == mode:
            break
        page.locator(".theme-switch-button:visible").first.click()


@pytest.mark.parametrize("path", [*CHAPTERS, "genindex.html"])
def test_page_opens_from_the_folder(open_file: Callable[..., Visit], path: str) -> None:
    visit = open_file(path)

    assert visit.page.locator("article h1").first.is_visible()
    assert visit.page.evaluate(UNRENDERED) == []
    assert visit.page.evaluate(PICTURES) == []
    assert_quiet(visit)


def test_double_click_on_index_leads_to_the_first_page(
    open_file: Callable[..., Visit], folder: Path
) -> None:
    # The file sends the browser on at once, so another page is opened first.
    visit = open_file("genindex.html")
    visit.page.goto(f"{folder.as_uri()}/index.html")
    visit.page.wait_for_url(f"**/{CHAPTERS[0]}")
    visit.page.locator(".prev-next-area a").first.click()
    visit.page.wait_for_url(f"**/{first_page(parts(ROOT / '_toc.yml'))}.html")

    assert visit.page.locator("article h1").is_visible()
    assert_quiet(visit)


def test_mathematics_has_its_fonts(open_file: Callable[..., Visit]) -> None:
    page = open_file("chapters/notation.html").page

    assert page.locator("article .katex").count() > 10
    assert {"KaTeX_Main", "KaTeX_Math"} <= set(page.evaluate(FONTS))


def test_search_finds_a_term_and_says_what_it_means(open_file: Callable[..., Visit]) -> None:
    visit = open_file("search.html?q=pre-activation")
    found = visit.page.locator(".bd-search-container .found").first
    found.wait_for()

    assert "the weighted sum with bias" in found.inner_text()
    assert_quiet(visit)
    found.locator("a").first.click()
    visit.page.wait_for_url("**/chapters/**")


def test_search_is_reached_from_a_page(open_file: Callable[..., Visit]) -> None:
    visit = open_file(CHAPTERS[1], width=360)
    visit.page.locator(".article-header-buttons .search-button").click()
    visit.page.locator("#pst-search-dialog input").fill("neuron")
    visit.page.locator("#pst-search-dialog .found a").first.click()
    visit.page.wait_for_url("**/1-fully-connected/neuron.html")

    assert_quiet(visit)


def test_figure_moves_and_keeps_its_state_in_the_address(
    open_file: Callable[..., Visit],
) -> None:
    visit = open_file("chapters/1-fully-connected/neuron.html")
    figure = visit.page.locator("figure.explore").first
    before = figure.locator("svg").inner_html()
    figure.locator("input[type=range]").first.press("End")
    visit.page.wait_for_url("**/neuron.html#*")

    assert figure.locator("svg").inner_html() != before
    assert_quiet(visit)


@pytest.mark.parametrize("script", ["", FORBIDDEN], ids=["kept", "nothing is kept"])
def test_chosen_colours_stay_from_page_to_page(
    open_file: Callable[..., Visit], script: str
) -> None:
    # Pages in a folder may each have a store of their own, and then nothing that is kept helps.
    page = open_file(CHAPTERS[1], script=script).page
    for chosen in ("dark", "light", "dark"):
        choose_colours(page, chosen)
        page.locator(".prev-next-area a").last.click()
        page.wait_for_url(PLAIN)

        assert page.evaluate(COLOURS) == [chosen, chosen]


def test_search_takes_the_chosen_colours_along(open_file: Callable[..., Visit]) -> None:
    visit = open_file(CHAPTERS[1], script=FORBIDDEN)
    page = visit.page
    choose_colours(page, "dark")
    page.keyboard.press("Control+k")
    page.locator("#pst-search-dialog input").fill("neuron")
    page.locator("#pst-search-dialog input").press("Enter")
    page.wait_for_url("**/search.html?q=neuron")

    assert page.evaluate(COLOURS) == ["dark", "dark"]
    page.locator(".bd-search-container .found a").first.click()
    page.wait_for_url(PLAIN)
    assert page.evaluate(COLOURS) == ["dark", "dark"]
    assert visit.foreign == visit.errors == []


def test_cells_run_only_from_a_server_and_the_zip_says_how(
    open_file: Callable[..., Visit], folder: Path
) -> None:
    visit = open_file("labs/01-dense.html")

    assert visit.page.locator(".cell_input").count() > 0
    assert visit.page.locator(".run-tools, .run-whole").count() == 0
    assert "python -m http.server" in (folder / "README.txt").read_text(encoding="utf-8")
    assert_quiet(visit)


def test_the_same_site_gives_the_same_zip(site: str, tmp_path: Path) -> None:
    packed = [tmp_path / str(k) / "book.zip" for k in range(2)]
    for path in packed:
        path.parent.mkdir()
        pack(SITE, path)

    assert packed[0].read_bytes() == packed[1].read_bytes()


def test_name_has_the_title_and_the_version(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text('title: "One book, and: more"\n', encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "3.2.1"\n', encoding="utf-8")

    assert release_name(tmp_path) == "one-book-and-more-3.2.1"
