"""The room of a figure: on a phone, beside its controls, on the screen as a whole."""

import pytest

from tests.browser.moving import TOUCHING, pages_with_figures, settle

SMALL_TEXTS = """texts => texts.filter((text) => text.textContent.trim()).map((text) => {
  const { a, b } = text.getScreenCTM();
  return [text.textContent, parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b)];
}).filter(([, size]) => size < 12.9)"""


CUT_OFF = """pictures => pictures.flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].filter((text) => {
    const { left, right } = text.getBoundingClientRect();
    return text.textContent.trim() && !text.closest("[clip-path], [data-part]")
      && (left < frame.left - 2 || right > frame.right + 2);
  }).map((text) => text.textContent);
})"""


ROOM = """figure => {
  const box = (node) => node.getBoundingClientRect();
  const picture = box(figure.querySelector(".explore-picture"));
  const panel = box(figure.querySelector(".explore-controls"));
  const sliders = [...figure.querySelectorAll("input[type=range]")].map((input) => {
    const words = input.parentElement.querySelector("label, output");
    return [box(input).width, box(input).top - box(words).bottom];
  });
  return { beside: panel.left >= picture.right, below: panel.top >= picture.bottom, sliders,
    height: box(figure).height, both: picture.height + panel.height };
}"""


def small_texts(page):
    """Return the texts of pictures that are less than 13 pixels high."""
    return page.locator("figure svg text").evaluate_all(SMALL_TEXTS)


def test_on_a_phone_everything_fits_and_a_thumb_can_touch_it(open_page, workshop):
    page = open_page(workshop, width=360, height=700).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for node in page.locator(".explore button, .explore input[type=range], .explore-option").all():
        box = node.bounding_box()
        assert box["height"] >= 44
        assert box["width"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
    assert small_texts(page) == []


def cramped_figures(page, width, height):
    """Return what is wrong with the room of the figures of a page."""
    found = []
    for figure in page.locator("figure.explore").all():
        name, room = figure.get_attribute("id"), figure.evaluate(ROOM)
        if not room["beside" if width >= 1000 else "below"]:
            found.append(f"{name}: where its controls are")
        found += [f"{name}: a slider of {wide} px" for wide, _ in room["sliders"] if wide < 219.9]
        found += [f"{name}: a label not above" for _, gap in room["sliders"] if gap < -4]
        # The bar at the top of a page has 56 pixels on a phone and 48 elsewhere.
        free = height - (48 if width >= 1000 else 56)
        tall = room["height"] if width >= 1000 else room["both"]
        if tall > free:
            found.append(f"{name}: {tall:.0f} px of {free}")
    return found


@pytest.mark.parametrize(("width", "height"), [(360, 740), (768, 1024), (1000, 768), (1920, 1080)])
def test_controls_have_room_and_the_figure_fits_the_screen(open_page, workshop, width, height):
    page = open_page(workshop, width=width, height=height).page
    assert cramped_figures(page, width, height) == []


@pytest.mark.parametrize("half", [0, 1])
def test_on_the_site_every_figure_fits_the_screen_and_a_phone_shows_its_words(
    open_page, site, half
):
    """As high as 13 pixels, in a font as wide as those of phones, none on another or cut off."""
    pages = list(pages_with_figures())[half::2]
    assert pages, "No built page has a figure that moves."
    for path in pages:
        page = open_page(path, width=1366, height=768).page
        assert cramped_figures(page, 1366, 768) == [], path
        page.set_viewport_size({"width": 360, "height": 740})
        settle(page)
        assert cramped_figures(page, 360, 740) == [], path
        page.add_style_tag(content="body { font-family: 'Liberation Sans' !important; }")
        pictures = page.locator("figure.explore .explore-picture")
        assert small_texts(page) == [], path
        assert pictures.evaluate_all(TOUCHING) == [], path
        assert pictures.evaluate_all(CUT_OFF) == [], path
        page.close()


def picture_over(page, name):
    """Return whether the picture is in view above the last slider, when that one has the focus."""
    slider = page.locator(f"#{name} input[type=range]").last
    slider.evaluate("input => { input.focus(); input.scrollIntoView({ block: 'end' }); }")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    picture = page.locator(f"#{name} .explore-picture").bounding_box()
    under = slider.bounding_box()
    return picture["y"] >= 0 and picture["y"] + picture["height"] <= under["y"] + 1


def test_on_a_phone_the_picture_stays_in_view_while_its_controls_are_used(open_page, workshop):
    page = open_page(workshop, width=360, height=740).page
    assert picture_over(page, "relu-plane")
    assert picture_over(page, "neuron-line")


def test_on_the_site_too_the_picture_stays_in_view(open_page, site):
    page = open_page("chapters/1-fully-connected/relu.html", width=360, height=740).page
    assert picture_over(page, "relu-plane")
