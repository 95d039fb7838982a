"""The landing page in a real browser: its cards in columns, and each of them one large link."""

from collections.abc import Callable

import pytest

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
