"""The ways to run a page: a list that opens without a script, and leads where it says."""

from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe

from tools.paths import ROOT
from tools.site.visits import Visit

NOTEBOOK = "chapters/3-lstm/lstm.html"
SOURCE = "chapters/3-lstm/lstm.ipynb"
NAMES = ["Binder", "Colab", "On your own computer"]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scripts", [True, False])
def test_the_list_opens_and_closes(
    open_page: Callable[..., Visit], width: int, scripts: bool
) -> None:
    page = open_page(NOTEBOOK, width=width, java_script_enabled=scripts).page
    ways = page.locator("#run")

    assert not ways.is_visible()
    page.get_by_role("button", name="Run", exact=True).click()
    assert ways.locator("a").all_inner_texts() == NAMES
    assert ways.get_by_role("button", name="In this page").is_visible() == scripts
    box = ways.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.keyboard.press("Escape")
    assert not ways.is_visible()


def test_the_list_is_reached_by_keyboard(open_page: Callable[..., Visit]) -> None:
    page = open_page(NOTEBOOK).page
    page.get_by_role("button", name="Run", exact=True).focus()
    page.keyboard.press("Enter")
    for name in ["In this page", "Binder"]:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == name


def test_each_way_leads_to_this_page_in_its_place(open_page: Callable[..., Visit]) -> None:
    visit = open_page(NOTEBOOK)
    links = visit.page.locator("#run a")
    binder, colab, own = [link.get_attribute("href") for link in links.all()]

    assert binder.startswith("https://mybinder.org/v2/gh/")
    assert binder.endswith(f"/main?urlpath=lab/tree/{SOURCE}")
    assert colab.startswith("https://colab.research.google.com/github/")
    assert colab.endswith(f"/blob/colab/{SOURCE}")
    assert visit.foreign == []
    target = urljoin(visit.page.url, own)
    visit.page.get_by_role("button", name="Run", exact=True).click()
    visit.page.get_by_role("link", name=NAMES[2]).click()
    visit.page.wait_for_url(target)
    assert visit.page.locator("article h1").inner_text().startswith("Run the pages yourself")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_list_is_for_everybody(open_page: Callable[..., Visit], scheme: str) -> None:
    visit = open_page(NOTEBOOK, scheme=scheme)
    visit.page.get_by_role("button", name="Run", exact=True).click()

    assert Axe().run(visit.page).response["violations"] == []


def test_a_page_without_cells_offers_no_way_to_run_it(open_page: Callable[..., Visit]) -> None:
    page = open_page("chapters/notation.html").page

    assert page.locator("#run").count() == 0
    assert page.get_by_role("button", name="Run", exact=True).count() == 0


def test_the_notebook_can_be_downloaded(open_page: Callable[..., Visit]) -> None:
    page = open_page(NOTEBOOK).page
    file = page.locator(".article-header-buttons a[download]").get_attribute("href")

    assert (ROOT / SOURCE).is_file()
    assert page.request.get(urljoin(page.url, file)).json()["nbformat"] == 4
