"""The landing page in a real browser: its cards in columns, and each of them one large link."""

from collections.abc import Callable

import pytest

from tests.support.figures import MOVING
from tools.paths import ROOT
from tools.site.contents import first_page, parts
from tools.site.minutes import minutes, shown
from tools.site.visits import Visit

PAGE = "chapters/welcome.html"
COLUMNS = "getComputedStyle(document.querySelector('.cards')).gridTemplateColumns.split(' ').length"
MOVED = """() => new Promise((done) => {
  let total = 0;
  const watch = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) total += entry.value;
  });
  watch.observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(total), 300);
})"""


SCREENS = [(360, 740), (1280, 768)]


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_the_first_screen_says_where_to_start(
    open_page: Callable[..., Visit], width: int, height: int
) -> None:
    page = open_page(PAGE, width=width, height=height).page
    ways = page.locator(".start a")
    texts = ["Start reading", "Try a lab", "For teachers", "Repository"]

    assert ways.all_inner_texts()[:4] == texts
    for way in ways.all():
        box = way.bounding_box()
        assert box["y"] + box["height"] <= height
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    assert any("courses_MLDS17" in str(way.get_attribute("href")) for way in ways.all())


def test_the_numbers_follow_from_the_contents(open_page: Callable[..., Visit]) -> None:
    chapters = [part for part in parts(ROOT / "_toc.yml") if part.number]
    pages = [ROOT / f"{name}.ipynb" for part in chapters for name in part.pages]
    facts = open_page(PAGE).page.locator(".facts b").all_inner_texts()

    assert int(facts[0]) == len(pages)
    assert int(facts[1]) == round(sum(shown(minutes(path)) for path in pages) / 60)
    assert int(facts[2]) == len(MOVING)
    assert int(facts[3]) == len(list((ROOT / "labs").glob("0*.ipynb")))


def test_the_map_has_each_page_once_and_fits_a_phone(open_page: Callable[..., Visit]) -> None:
    page = open_page(PAGE, width=360).page
    listed = page.locator(".map [data-page]").evaluate_all("all => all.map((e) => e.dataset.page)")

    assert listed == [name for part in parts(ROOT / "_toc.yml") for name in part.pages]
    for box in (card.bounding_box() for card in page.locator(".map__part").all()):
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


def test_the_title_names_the_book_once_and_says_what_it_is(open_page: Callable[..., Visit]) -> None:
    title = open_page(PAGE).page.title()

    assert title == "Basic Structures, Computed: the structures of deep learning, in NumPy"


def test_next_leads_to_the_first_page_of_the_first_chapter(open_page: Callable[..., Visit]) -> None:
    page = open_page(PAGE).page
    page.locator(".prev-next-area .right-next").click()
    page.wait_for_url(f"**/{first_page(parts(ROOT / '_toc.yml'))}.html")


@pytest.mark.parametrize(("width", "columns"), [(360, 1), (1280, 3)])
def test_cards_stand_in_columns(open_page: Callable[..., Visit], width: int, columns: int) -> None:
    page = open_page(PAGE, width=width).page
    sizes = page.locator(".cards-item svg").evaluate_all(
        "all => all.map(e => [e.getBoundingClientRect().width, e.getBoundingClientRect().height])"
    )

    assert page.evaluate(COLUMNS) == columns
    assert len(sizes) == 6
    for size in sizes:
        assert size == pytest.approx(sizes[0], abs=1)
        assert size[0] / size[1] == pytest.approx(200 / 112, rel=0.02)


def test_a_click_anywhere_on_a_card_follows_its_link(open_page: Callable[..., Visit]) -> None:
    page = open_page(PAGE, width=360).page
    page.locator(".cards-item").nth(2).click(position={"x": 20, "y": 20})
    page.wait_for_url("**/chapters/3-lstm/lstm.html")


def test_a_card_is_reached_by_keyboard_and_named_by_its_title(
    open_page: Callable[..., Visit],
) -> None:
    page = open_page(PAGE).page
    link = page.get_by_role("link", name="Fully connected", exact=True)
    link.focus()
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "Recurrent"


@pytest.mark.parametrize("width", [360, 1280])
def test_hardly_anything_moves_while_the_page_loads(
    open_page: Callable[..., Visit], width: int
) -> None:
    page = open_page(PAGE, width=width).page

    assert page.evaluate(MOVED) < 0.02


def test_the_slider_adds_neurons(open_page: Callable[..., Visit]) -> None:
    page = open_page(PAGE).page
    figure = page.locator("#welcome-spirals")
    before = figure.locator("svg").inner_html()
    figure.locator("input[type=range]").press("End")
    # The figure draws itself at the next frame of the screen, which a busy machine has late.
    figure.locator(".explore-says", has_text="12 hidden neurons").wait_for()

    assert figure.locator("svg").inner_html() != before
    assert "12 hidden neurons" in figure.locator(".explore-says").inner_text()
