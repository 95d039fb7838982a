"""How a figure looks: fonts, colours, a saved and a printed picture, a page without scripts."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from tests.browser.moving import SHOWN, TOUCHING


@pytest.mark.parametrize("font", ["DejaVu Sans", "monospace", "serif", "sans-serif"])
def test_no_text_of_a_picture_touches_another_whichever_font(open_page, workshop, font):
    page = open_page(workshop).page
    page.add_style_tag(content=f"body {{ font-family: {font}; }}")
    assert page.locator("figure .explore-picture").evaluate_all(TOUCHING) == []


def test_text_and_lines_follow_the_colour_of_the_page(open_page, workshop):
    page = open_page(workshop).page
    colours = """([theme, ink]) => {
      document.documentElement.dataset.theme = theme;
      document.body.style.color = ink;
      const of = (selector, key) => getComputedStyle(document.querySelector(selector))[key];
      return [of("#activations text[fill=currentColor]", "fill"),
              of("#activations svg [stroke*=fig-blue]", "stroke")];
    }"""
    light = page.evaluate(colours, ["light", "rgb(1, 2, 3)"])
    dark = page.evaluate(colours, ["dark", "rgb(250, 251, 252)"])
    assert light == ["rgb(1, 2, 3)", "rgb(0, 98, 173)"]
    assert dark == ["rgb(250, 251, 252)", "rgb(106, 183, 255)"]


def test_ids_of_the_page_are_unique(open_page, workshop):
    page = open_page(workshop).page
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(node => node.id)")
    assert len(ids) == len(set(ids))


def test_axe_finds_no_fault(open_page, workshop):
    for scheme in ("light", "dark"):
        page = open_page(workshop).page
        page.evaluate(
            """(scheme) => {
              document.documentElement.dataset.theme = scheme;
              const [paper, ink] = scheme === "dark" ? ["#121212", "#ced6dd"] : ["#fff", "#222"];
              Object.assign(document.body.style, { background: paper, color: ink });
            }""",
            scheme,
        )
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], [n["html"][:90] for n in rule["nodes"][:2]]) for rule in found] == []


def test_the_picture_is_saved_as_it_stands(open_page, workshop):
    page = open_page(workshop).page
    with page.expect_download() as download:
        page.locator("#activations").get_by_role("button", name="Save the picture").click()
    assert download.value.suggested_filename == "activations.png"
    image = Image.open(download.value.path())
    assert image.size == (1200, 1290)
    pixels = np.asarray(image.convert("RGB")).reshape(-1, 3)
    assert (pixels == 255).all(axis=1).mean() > 0.5
    assert (np.abs(pixels.astype(int) - [0, 98, 173]).max(axis=1) < 8).any()


def test_without_scripts_the_default_picture_is_there_and_no_control(open_page, workshop):
    page = open_page(workshop, java_script_enabled=False).page
    for figure in page.locator("figure.explore").all():
        assert figure.locator("svg").is_visible()
        assert figure.locator("figcaption").is_visible()
        assert figure.get_by_text("This picture moves with JavaScript").is_visible()
        # No column is kept for controls that do not come.
        wide = figure.bounding_box()["width"]
        assert figure.locator("svg").bounding_box()["width"] > wide - 1
        assert figure.locator("button, input").count() == 0


def test_a_print_has_the_picture_and_no_controls(open_page, workshop):
    page = open_page(workshop).page
    page.emulate_media(media="print")
    assert page.locator(".explore-controls:visible").count() == 0
    assert page.locator("figure.explore svg:visible").count() == len(SHOWN) + 1
