"""A picture as SVG: ids of its own, text as text, our colours, and dense pictures as WebP."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from course_lib.figures.style import new_figure, styled
from course_lib.widgets import explore, show, svg
from tests.support.explored import TEXTS, line
from tests.support.figures import MOVING


@styled
def noise(gain):
    fig, (ax,) = new_figure()
    data = np.random.default_rng(round(10 * gain)).normal(size=(60, 60))
    ax.imshow(data, interpolation="none", cmap="gray")
    return fig


def test_ids_are_the_figures_own_and_none_is_missing(build):
    draw = MOVING["activations"]().draw
    html = explore(draw, **TEXTS, kind=["tanh", "ReLU"], z=[0, 1]).html()
    ids = re.findall(r' id=\\?"([^"\\]+)', html)
    used = set(re.findall(r"(?:url\(|href=\\?\")#([\w-]+)", html))
    assert used
    assert used <= set(ids)
    assert all(name.startswith("demo") for name in ids)


def test_text_is_text_and_colours_follow_the_page(build):
    picture = MOVING["activations"]().picture(kind="tanh", z=0)
    assert ">flat</text>" in picture
    assert "font-family" not in picture
    assert 'stroke="var(--fig-blue, #0062ad)"' in picture
    assert 'fill="currentColor"' in picture
    assert "<style" not in picture


def test_dense_pictures_are_webp_of_their_own_pixels(build):
    picture = explore(noise, **TEXTS, gain=[0.5, 1]).picture(gain=0.5)
    (uri,) = re.findall(r'href="data:image/webp;base64,([^"]+)"', picture)
    image = Image.open(io.BytesIO(base64.b64decode(uri)))
    assert (image.format, image.size) == ("WEBP", (60, 60))


def test_webp_is_lossless_also_where_it_is_transparent():
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 4), dtype=np.uint8)
    png = io.BytesIO()
    Image.fromarray(pixels).save(png, format="PNG")
    uri = svg.webp("data:image/png;base64," + base64.b64encode(png.getvalue()).decode())
    again = Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2])))
    np.testing.assert_array_equal(np.asarray(again), pixels)


def test_a_colour_that_is_not_ours_is_an_error():
    @styled
    def draw():
        fig, (ax,) = new_figure()
        ax.plot([0, 1], color="red")
        return fig

    with pytest.raises(ValueError, match=r"picture\(demo\): colour #ff0000 is not one of the pale"):
        svg.pieces(draw(), svg.Ids("demo"))


def test_a_figure_without_the_style_is_told_what_it_lacks():
    with pytest.raises(ValueError, match="; a function without @styled draws in matplotlib's own"):
        svg.pieces(line.__wrapped__(), svg.Ids("demo"))


def test_a_text_of_two_lines_is_an_error():
    @styled
    def draw():
        fig, (ax,) = new_figure()
        ax.text(0, 0, "one\ntwo")
        return fig

    with pytest.raises(ValueError, match=r"picture\(demo\): the text 'one' has several lines"):
        svg.pieces(draw(), svg.Ids("demo"))


def test_two_pictures_of_a_page_share_no_id(build):
    pages = [show(line(gain), alt=f"A line, {gain}.")._repr_html_() for gain in (1, 2)]
    ids = [set(re.findall(r' id="([^"]+)"', page)) for page in pages]
    assert ids[0]
    assert not ids[0] & ids[1]
