"""The controls of figures that move: each moves its picture, by mouse and by keyboard.

Most laws are those of the machinery: they hold on a page of a few figures, made here. That each
control moves its picture holds for every figure of the built site.
"""

import pytest

from course_lib.widgets import Choice, Slider, explore
from tests.browser.moving import (
    DATA,
    SHOWN,
    SLIDE,
    look,
    pages_with_figures,
    sequence,
    settle,
    write_page,
)
from tests.support.figures import MOVING


def frozen_demo():
    """A figure whose second control moves nothing: the tests must see that."""
    return explore(
        lambda at, kind: sequence(at),
        name="frozen-demo",
        caption="A broken figure.",
        alt="A line.",
        at=Slider(0, 3, step=1),
        kind=Choice(["up", "down"]),
    )


def still_controls(page):
    """Return the controls of the page that move no picture."""
    found = []
    for figure in page.locator("figure.explore").all():
        for data in figure.evaluate(DATA)["controls"]:
            name = figure.get_attribute("id")
            control = page.locator(
                f'[id="{name}--{data["name"]}"], [name="{name}--{data["name"]}"]'
            )
            seen = set()
            for i in {0, len(data["values"]) - 1, len(data["values"]) // 2}:
                if data["kind"] == "pixels":
                    control.locator("button").nth(i).evaluate("button => button.click()")
                elif data["kind"] == "choice":
                    control.nth(i).evaluate("input => input.click()")
                else:
                    control.evaluate(SLIDE, i)
                settle(page)
                seen.add(look(figure))
            if len(seen) < min(len(data["values"]), 2):
                found.append(f"{name}: {data['name']}")
            figure.locator(".explore-tool-reset").click()
            settle(page)
    return found


def test_every_control_moves_its_picture(open_page, workshop):
    visit = open_page(workshop, reduced_motion="reduce")
    assert visit.page.locator("figure.explore").count() == len(SHOWN) + 1
    assert still_controls(visit.page) == []
    assert visit.errors == []


def test_a_control_that_moves_nothing_is_found(open_page, tmp_path, serve_folder, monkeypatch):
    monkeypatch.setenv("COURSE_BUILD", "1")
    write_page(tmp_path, [frozen_demo().html()])
    page = open_page(serve_folder(tmp_path) + "figures.html").page
    assert still_controls(page) == ["frozen-demo: kind"]


@pytest.mark.wide
def test_every_control_of_the_built_site_moves_its_picture(open_page, site):
    pages = list(pages_with_figures())
    assert pages, "No built page has a figure that moves."
    for path in pages:
        visit = open_page(path, reduced_motion="reduce")
        figures = visit.page.locator("figure.explore")
        assert figures.locator(".explore-controls").count() == figures.count()
        assert still_controls(visit.page) == [], path
        assert visit.errors == [], path


def test_the_keyboard_moves_a_slider_and_a_choice(open_page, workshop):
    page = open_page(workshop).page
    figure = page.locator("#activations")
    slider = figure.get_by_label("z", exact=True)
    slider.focus()
    before = look(figure)
    page.keyboard.press("ArrowRight")
    settle(page)
    assert look(figure) != before
    control = MOVING["activations"]().controls["z"]
    following = control.start + 1
    assert slider.get_attribute("aria-valuetext") == control.texts[following]
    figure.get_by_role("radio", name="sigmoid", exact=True).focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert figure.get_by_role("radio", name="tanh", exact=True).is_checked()
    says = MOVING["activations"]().says(kind="tanh", z=control.values[following])
    assert figure.locator(".explore-says").inner_text() == says
    assert figure.locator("svg").get_attribute("aria-label") == says
    assert figure.locator(".explore-says").get_attribute("aria-live") == "polite"


def test_focus_is_visible(open_page, workshop):
    page = open_page(workshop).page
    for selector in ("#neuron-line input", "#steps-demo button", "#activations input[type=radio]"):
        page.locator(selector).first.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        outline = page.evaluate(
            """() => {
              const node = document.activeElement;
              const shown = node.type === "radio" ? node.nextElementSibling : node;
              return getComputedStyle(shown).outlineStyle;
            }"""
        )
        assert outline == "solid", selector


def test_steps_are_gone_through_one_by_one(open_page, workshop):
    page = open_page(workshop).page
    figure = page.locator("#steps-demo")
    says = figure.locator("output")
    assert says.inner_text() == "step 1 of 3: one"
    for button, text in (("Next", "2 of 3: two"), ("Next", "3 of 3: three"), ("Next", "3 of 3")):
        figure.get_by_role("button", name=button).click()
        assert text in says.inner_text()
    figure.get_by_role("button", name="Back").click()
    assert "2 of 3: two" in says.inner_text()
