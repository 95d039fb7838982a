"""Laws of every figure: it draws at each end of its controls, the same each time, for any page."""

import gzip
import importlib
import inspect
import os
import pkgutil
import re
import subprocess
import sys
from functools import cache
from itertools import combinations, pairwise
from string import Formatter

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

import course_lib.figures
from course_lib.figures import style
from course_lib.figures.words import WORDS, word
from course_lib.widgets import frames, svg
from course_lib.widgets.page import STATIC
from tests.support.figures import LIVE, MOVING, STILL
from tools.paths import ROOT


@pytest.fixture(autouse=True)
def build(monkeypatch):
    monkeypatch.setenv("COURSE_BUILD", "1")


def settings(figure):
    """The default, and each control at its least and its greatest value."""
    yield figure.default
    for name, control in figure.controls.items():
        for value in (control.values[0], control.values[-1]):
            yield figure.default | {name: value}


@cache
def all_drawings():
    moving = {name: make() for name, make in MOVING.items()}
    found = [(name, fig.draw(**values)) for name, fig in moving.items() for values in settings(fig)]
    return found + [(name, draw()) for name, draw in STILL.items()]


def public_drawings():
    for info in pkgutil.walk_packages(course_lib.figures.__path__, "course_lib.figures."):
        module = importlib.import_module(info.name)
        for name, item in vars(module).items():
            here = getattr(item, "__module__", "") == module.__name__
            if here and hasattr(item, "__wrapped__") and not name.startswith("_"):
                returns = inspect.signature(item).return_annotation
                if returns is Figure:
                    yield item


def test_every_drawing_function_is_in_the_list():
    listed = {make().draw for make in MOVING.values()}
    # One that takes data is listed as a partial.
    listed |= {getattr(draw, "func", draw) for draw in STILL.values()}
    missing = [f"{f.__module__}.{f.__name__}" for f in public_drawings() if f not in listed]
    assert missing == []


@pytest.mark.parametrize("name", MOVING)
def test_it_draws_at_the_least_default_and_greatest_value(name):
    figure = MOVING[name]()
    for values in settings(figure):
        fig = figure.draw(**values)
        assert isinstance(fig, Figure)
        assert svg.shape(fig)[0] == style.WIDTH
        says = figure.says(**values)
        assert len(says) > 20
        assert "{" not in says


@pytest.mark.parametrize("name", MOVING)
def test_every_control_changes_picture_and_words(name):
    figure = MOVING[name]()
    for key, control in figure.controls.items():
        ends = [figure.default | {key: value} for value in (control.values[0], control.values[-1])]
        pictures = [svg.pieces(figure.draw(**values), svg.Ids(name)) for values in ends]
        assert pictures[0] != pictures[1], key
        if callable(figure.alt):
            assert figure.says(**ends[0]) != figure.says(**ends[1]), key


@pytest.mark.parametrize("name", MOVING)
def test_two_renders_are_byte_identical(name):
    one, two = MOVING[name](), MOVING[name]()
    for values in settings(one):
        assert one.picture(**values) == two.picture(**values)


def test_two_pages_of_frames_are_byte_identical():
    assert MOVING["zigzag-path"]().html() == MOVING["zigzag-path"]().html()


@pytest.mark.parametrize("name", LIVE)
def test_what_a_script_moves_keeps_the_budget_of_a_page(name):
    """One of frames is held to it by ``explore``, when the book is built."""
    assert len(gzip.compress(MOVING[name]().html().encode())) <= frames.MOST_BYTES


def in_another_process(code):
    run = subprocess.run(
        [sys.executable, "-c", "from tests.support.figures import MOVING\n" + code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_a_render_in_another_process_is_byte_identical():
    printed = in_another_process("print(MOVING['activations']().picture(kind='tanh', z=1.5))")
    assert printed.strip() == MOVING["activations"]().picture(kind="tanh", z=1.5)


def test_drawing_leaves_matplotlib_as_it_was():
    before = dict(mpl.rcParams)
    for make in MOVING.values():
        figure = make()
        figure.draw(**figure.default)
    for draw in STILL.values():
        draw()
    assert dict(mpl.rcParams) == before


def test_drawing_does_not_follow_the_settings_of_the_reader():
    figure = MOVING["activations"]()
    ours = figure.picture(**figure.default)
    with mpl.rc_context({"font.size": 30, "axes.grid": True, "savefig.bbox": "tight"}):
        assert figure.picture(**figure.default) == ours


def test_drawing_does_not_load_pyplot():
    code = "for figure in (make() for make in MOVING.values()): figure.picture(**figure.default)\n"
    code += "import sys; print('matplotlib.pyplot' in sys.modules)"
    assert in_another_process(code).strip() == "False"


def test_no_two_texts_touch():
    """In DejaVu Sans, wider than the fonts of a page; a page's narrower one touches less."""
    for name, fig in all_drawings():
        fig.draw_without_rendering()
        texts = [t for t in fig.findobj(mpl.text.Text) if t.get_visible() and t.get_text().strip()]
        boxes = [(t.get_text(), t.get_window_extent()) for t in texts if on_page(t, fig)]
        for (a, box_a), (b, box_b) in combinations(boxes, 2):
            inside = mpl.transforms.Bbox.intersection(box_a.padded(-1), box_b.padded(-1))
            assert inside is None, f"{name}: {a!r} and {b!r} overlap"


def test_no_text_leaves_the_picture():
    for name, fig in all_drawings():
        fig.draw_without_rendering()
        for text in fig.findobj(mpl.text.Text):
            if text.get_text().strip() and text.get_visible() and on_page(text, fig):
                box, page = text.get_window_extent(), fig.bbox.padded(1)
                assert page.x0 <= box.x0, f"{name}: {text.get_text()!r}"
                assert box.x1 <= page.x1, f"{name}: {text.get_text()!r}"
                assert page.y0 <= box.y0, f"{name}: {text.get_text()!r}"
                assert box.y1 <= page.y1, f"{name}: {text.get_text()!r}"


def on_page(text, fig):
    """Whether the text is drawn: ticks out of the limits, and clipped texts, are not."""
    if text.get_clip_on():
        return False
    for ax in fig.axes:
        for axis, limits in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if text in (tick.label1, tick.label2):
                    low, high = sorted(limits)
                    return low - 1e-9 <= tick.get_loc() <= high + 1e-9
    return True


def test_text_is_at_least_ten_pixels_high_on_a_phone():
    phone = 320 / style.WIDTH
    for name, fig in all_drawings():
        for text in fig.findobj(mpl.text.Text):
            if text.get_text().strip():
                assert text.get_fontsize() * phone >= 10, f"{name}: {text.get_text()!r}"


@pytest.mark.parametrize("name", LIVE)
def test_what_a_script_moves_is_in_the_default_picture(name):
    figure = MOVING[name]()
    picture = figure.picture(**figure.default)
    assert set(LIVE[name](**figure.default)) == set(re.findall(r'data-part="([^"]+)"', picture))


# ---- the palette


def css_palettes():
    sheet = (STATIC / "explore.css").read_text(encoding="utf-8")
    blocks = re.findall(r"([^{}]+)\{([^{}]*--fig-blue:[^{}]*)\}", sheet)
    return [dict(re.findall(r"--fig-(\w+): (#\w{6})", body)) for _, body in blocks]


def luminance(colour):
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_light_palette_of_the_page_is_the_palette_of_python():
    light, dark, printed = css_palettes()
    assert light == printed == {k: v for k, v in style.PALETTE.items() if k != "ink"}
    assert dark.keys() == light.keys()


def test_every_colour_is_readable_as_text_in_light_and_dark():
    light, dark, _ = css_palettes()
    for palette in (light, dark):
        for name, colour in palette.items():
            if name != "paper":
                assert contrast(colour, palette["paper"]) >= 4.5, name


def test_colours_differ_for_colour_blind_readers():
    """Two hues are as far apart as to be told from each other without red or green cones."""
    deutan = np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]])
    protan = np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]])
    for palette in css_palettes()[:2]:
        hues = [palette[name] for name in ("blue", "orange", "green", "purple")]
        for seen in (deutan, protan, np.eye(3)):
            points = [
                seen @ np.array([int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)]) for c in hues
            ]
            assert min(np.linalg.norm(a - b) for a, b in combinations(points, 2)) > 0.12


def test_lines_of_the_default_cycle_differ_in_more_than_colour():
    styles = [entry["linestyle"] for entry in style.RC["axes.prop_cycle"]]
    assert len(set(styles)) == len(styles)


# ---- words


def test_every_language_has_the_same_words_with_the_same_places():
    def places(text):
        return {field for _, field, _, _ in Formatter().parse(text) if field}

    for one, other in pairwise(WORDS.values()):
        assert one.keys() == other.keys()
        assert all(places(one[key]) == places(other[key]) for key in one)
    assert all(text.strip() for words in WORDS.values() for text in words.values())


def test_unknown_word_is_a_clear_error():
    with pytest.raises(ValueError, match=r"word: 'gaet' is not in the dictionary; add it to"):
        word("gaet")


def test_unknown_language_is_a_clear_error(monkeypatch):
    monkeypatch.setenv("COURSE_LANGUAGE", "xx")
    with pytest.raises(ValueError, match=r"words: COURSE_LANGUAGE is 'xx', expected one of en"):
        word("play")
