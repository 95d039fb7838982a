"""The setting of a figure in the page's address: kept, brought back, copied; bad ones ignored."""

import pytest

from tests.browser.moving import DATA, look, pages_with_figures, settle
from tests.support.figures import MOVING


def test_a_link_to_this_setting_is_copied(open_page, workshop):
    page = open_page(workshop, permissions=["clipboard-read", "clipboard-write"]).page
    figure = page.locator("#dense-wires")
    figure.get_by_label("to i").press("Home")
    figure.get_by_role("button", name="Copy a link to this setting").click()
    figure.get_by_text("The link is copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == workshop + "#dense-wires?i=1&j=3"
    again = open_page(copied).page
    assert again.locator("#dense-wires .explore-says").inner_text() == MOVING["dense-wires"]().says(
        i=1, j=3
    )


def test_the_address_keeps_the_setting_and_brings_it_back(open_page, workshop):
    page = open_page(workshop).page
    figure = page.locator("#activations")
    figure.get_by_role("radio", name="ReLU", exact=True).evaluate("input => input.click()")
    figure.get_by_label("z", exact=True).press("Home")
    page.wait_for_function("location.hash === '#activations?kind=ReLU&z=-6'")
    wanted = look(figure)
    again = open_page(page.url).page
    settle(again)
    assert look(again.locator("#activations")) == wanted
    assert again.locator("#activations").evaluate(
        "node => { const box = node.getBoundingClientRect();"
        "return box.top < innerHeight && box.bottom > 0; }"
    )
    assert again.evaluate("history.length") <= 2


def test_the_address_works_on_a_page_of_the_site(open_page, site):
    path = next(pages_with_figures())
    figure = open_page(path).page.locator("figure.explore").first
    name, control = figure.get_attribute("id"), figure.evaluate(DATA)["controls"][0]
    visit = open_page(f"{path}#{name}?{control['name']}={control['values'][-1]}")
    settle(visit.page)
    again = visit.page.locator(f"#{name}")
    assert look(again) != look(figure)
    assert again.locator("svg").is_visible()
    assert visit.errors == []


def test_an_address_that_changes_moves_the_figure(open_page, workshop):
    page = open_page(workshop).page
    page.evaluate("location.hash = '#neuron-line?w1=-2&b=0.4'")
    settle(page)
    figure = MOVING["neuron-line"]()
    says = figure.says(**figure.default | {"w1": -2, "b": 0.4})
    page.locator("#neuron-line .explore-says").filter(has_text=says).wait_for()


@pytest.mark.parametrize(
    "query", ["z=99&kind=nothing", "z=", "z=1e999", "%E0%A4%A=1", "", "z=NaN&&=", "color=red"]
)
def test_bad_values_in_the_address_are_ignored(open_page, workshop, query):
    visit = open_page(f"{workshop}#activations?{query}")
    settle(visit.page)
    figure = visit.page.locator("#activations")
    z = MOVING["activations"]().controls["z"]
    text = z.texts[z.start]
    assert figure.get_by_role("radio", name="sigmoid", exact=True).is_checked()
    assert figure.get_by_label("z", exact=True).get_attribute("aria-valuetext") == text
    assert visit.errors == []


@pytest.mark.parametrize("picture", ["4" * 25, "0" * 24, "x" * 25, ""])
def test_no_picture_in_the_address_is_ignored(open_page, workshop, picture):
    visit = open_page(f"{workshop}#convolution-slide?picture={picture}")
    settle(visit.page)
    figure = MOVING["convolution-slide"]()
    says = visit.page.locator("#convolution-slide .explore-says").inner_text()
    assert says == figure.says(**figure.default)
    assert visit.errors == []


def test_good_values_beside_bad_ones_are_used(open_page, workshop):
    page = open_page(f"{workshop}#activations?z=99&kind=tanh").page
    assert page.locator("#activations").get_by_role("radio", name="tanh", exact=True).is_checked()


def test_ordinary_anchors_still_work(open_page, workshop):
    visit = open_page(f"{workshop}#part")
    assert visit.page.evaluate("location.hash") == "#part"
    assert visit.page.evaluate("document.querySelector(':target').id") == "part"
    assert visit.errors == []
