"""Laws of every figure: it draws at each end of its controls, the same each time, for any page."""

import gzip
import importlib
import inspect
import os
import pkgutil
import re
import subprocess
import sys
from dataclasses import replace
from itertools import combinations, pairwise, product
from pathlib import Path
from string import Formatter

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

import course_lib.figures
from course_lib.figures import style
from course_lib.figures.style import new_figure, styled
from course_lib.figures.words import WORDS, word
from course_lib.widgets import frames
from course_lib.widgets.page import STATIC
from tests.support.drawings import LARGER, SMALL, Drawings, digest, settings
from tests.support.figures import LIVE, MOVING, STILL
from tools.paths import ROOT

every_moving_figure = pytest.mark.parametrize("name", MOVING)
every_figure = pytest.mark.parametrize("name", [*MOVING, *STILL])
# What is left of the sign of a small number that was rounded.
MINUS_ZERO = re.compile(r"[-−]0(\.0+)?(?![.,\d])")


@pytest.fixture(autouse=True)
def build(monkeypatch):
    monkeypatch.setenv("COURSE_BUILD", "1")


@pytest.fixture(scope="session")
def drawn(tmp_path_factory):
    """Return the pictures of each figure by its name, shared by all processes of this run."""
    base = tmp_path_factory.getbasetemp()
    run = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = run / "drawings"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_BUILD", "1")
        yield Drawings(folder)


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


@every_moving_figure
def test_it_draws_at_the_least_default_and_greatest_value(drawn, name):
    figure = MOVING[name]()
    for values, picture in zip(settings(figure), drawn[name], strict=True):
        assert picture.values == values
        assert picture.shape[0] == style.WIDTH
        says = figure.says(**values)
        assert len(says) > 20
        assert "{" not in says


@every_moving_figure
def test_every_control_changes_picture_and_words(drawn, name):
    figure = MOVING[name]()
    ends = iter(drawn[name][1:])
    for key in figure.controls:
        least, greatest = next(ends), next(ends)
        assert least.pieces != greatest.pieces, key
        if callable(figure.alt):
            assert figure.says(**least.values) != figure.says(**greatest.values), key


@every_moving_figure
def test_with_a_kernel_it_is_a_widget_beside_its_default_picture(drawn, name, monkeypatch):
    monkeypatch.delenv("COURSE_BUILD")
    figure = MOVING[name]()
    # What it draws is the same as on the page, and was drawn for the other tests.
    still = replace(figure, draw=styled(lambda **values: new_figure()[0]))
    bundle = still._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/html"].count("<svg") == 1
    assert bundle["text/plain"] == f"{figure.caption} {figure.says(**figure.default)}"


def test_two_pages_of_frames_are_byte_identical():
    assert MOVING["zigzag-path"]().html() == MOVING["zigzag-path"]().html()


@pytest.mark.parametrize("name", LIVE)
def test_what_a_script_moves_keeps_the_budget_of_a_page(name):
    """One of frames is held to it by ``explore``, when the book is built."""
    assert len(gzip.compress(MOVING[name]().html().encode())) <= frames.MOST_BYTES


def assert_another_process_draws_the_same(drawn, n, names):
    """Compare the first ``n`` pictures of some figures."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.support.drawings", str(n), *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"COURSE_BUILD": "1", "PYTHONIOENCODING": "utf-8"},
    )
    assert run.returncode == 0, run.stderr
    *pictures, pyplot = run.stdout.splitlines()
    assert pictures == [
        " ".join([name, *(digest(picture.pieces) for picture in drawn[name][:n])]) for name in names
    ]
    assert pyplot == "False"


def test_a_render_in_another_process_is_byte_identical_and_loads_no_pyplot(drawn):
    assert_another_process_draws_the_same(drawn, 1, [*MOVING][::3])


@pytest.mark.wide
def test_every_render_in_another_process_is_byte_identical(drawn):
    assert_another_process_draws_the_same(drawn, 99, MOVING)


@every_figure
def test_drawing_leaves_matplotlib_as_it_was(drawn, name):
    assert all(picture.leaves_settings for picture in drawn[name])


def test_drawing_does_not_follow_the_settings_of_the_reader():
    figure = MOVING["activations"]()
    ours = figure.picture(**figure.default)
    with mpl.rc_context({"font.size": 30, "axes.grid": True, "savefig.bbox": "tight"}):
        assert figure.picture(**figure.default) == ours


# What no pointer reads out, and why.
UNREAD = {
    "bidirectional-net": ("axes 0: a curve", "wires"),
    "rnn-unrolled": ("axes 0: a curve", "wires"),
    "lstm-pieces": ("axes 0: a curve", "pipes"),
    "lstm-cell": ("axes 0: a curve", "pipes, with their numbers beside them"),
    "peephole-view": ("axes 0: a curve", "pipes, with their numbers below"),
    "gru-cell": ("axes 0: a curve", "pipes, with their numbers beside them"),
    "structure-choice": ("axes 0: a curve", "branches of a tree"),
    "shared-wires": ("axes 0: a curve", "a bracket below the wires"),
    "photograph-kernel": ("axes 1: a picture", "small photographs, to be pressed"),
}


@every_moving_figure
def test_every_curve_and_every_picture_of_numbers_is_read_out(drawn, name):
    """A pointer shows the value; the list above says where there is none to show."""
    found = {part for picture in drawn[name] for part in picture.unread}
    assert found == set(UNREAD.get(name, ())[:1])


@every_figure
def test_no_two_texts_touch(drawn, name):
    """In DejaVu Sans, wider than the fonts of a page; a page's narrower one touches less."""
    for picture in drawn[name]:
        boxes = [(w.says, Bbox.from_extents(w.box)) for w in picture.words if w.box]
        for (a, box_a), (b, box_b) in combinations(boxes, 2):
            inside = Bbox.intersection(box_a.padded(-1), box_b.padded(-1))
            assert inside is None, f"{a!r} and {b!r} overlap at {picture.values}"


# Where a ring may stand on a text, and why.
RINGED = {
    "relu-plane": "the reader moves its lines over the names of the parts",
}
RING = 8
"""Of a handle, as in explore.js, in the unit of the picture."""


def test_a_ring_is_as_large_as_the_script_draws_it():
    script = (STATIC / "explore.js").read_text(encoding="utf-8")
    assert f"const RING = {RING};" in script


@pytest.mark.parametrize("name", [name for name in MOVING if name not in RINGED])
def test_no_ring_is_drawn_over_a_text(drawn, name):
    for picture in drawn[name]:
        boxes = [(w.says, Bbox.from_extents(w.box).padded(-1)) for w in picture.words if w.box]
        for (x, y), (says, box) in product(picture.rings, boxes):
            near = np.clip((x, y), box.min, box.max)
            far = np.hypot(*(near - (x, y)))
            assert far >= RING, f"a ring over {says!r} at {picture.values}"


@every_figure
def test_no_text_leaves_the_picture(drawn, name):
    for picture in drawn[name]:
        left, low, right, high = picture.page
        for words in picture.words:
            for x0, y0, x1, y1 in filter(None, (words.box, words.phone)):
                assert left - 1 <= x0 <= x1 <= right + 1, f"{words.says!r} at {picture.values}"
                assert low - 1 <= y0 <= y1 <= high + 1, f"{words.says!r} at {picture.values}"


def test_a_phone_draws_small_text_as_large_as_the_law_above_takes_it():
    sheet = (STATIC / "explore.css").read_text(encoding="utf-8")
    rule = rf'text\[font-size="{SMALL:g}px"\],[^{{}}]*{{\s*font-size: {LARGER:g}px;'
    assert re.search(rule, sheet)


# Words that lines run through, and why.
CROSSED = {
    "relu-plane": "the reader moves its lines over the names of the parts",
}


@pytest.mark.parametrize("name", [name for name in [*MOVING, *STILL] if name not in CROSSED])
def test_no_line_runs_through_a_word(drawn, name):
    for picture in drawn[name]:
        crossed = [words.says for words in picture.words if words.crossed]
        assert crossed == [], f"at {picture.values}"


@every_figure
def test_no_number_is_minus_zero(drawn, name):
    for picture in drawn[name]:
        found = [words.says for words in picture.words if MINUS_ZERO.search(words.says)]
        assert found == [], f"at {picture.values}"


def test_a_rounded_number_drops_the_sign_of_zero():
    """What is written between the ends of a control too: with ``z`` in its format."""
    folder = Path(course_lib.figures.__file__).parent
    lines = [line for path in folder.rglob("*.py") for line in path.read_text("utf-8").splitlines()]
    written = [line for line in lines if re.search(r'[fg]}"\.replace\("-", "−"\)', line)]
    assert len(written) > 15
    assert [line for line in written if not re.search(r":z[^}]*(\{digits})?[^}]*}\"", line)] == []


@every_moving_figure
def test_only_a_handle_looks_like_a_ring(drawn, name):
    """A neuron, a state, a point: none is a thin hollow circle."""
    for picture in drawn[name]:
        assert picture.circles == [], f"at {picture.values}"


@every_figure
def test_text_is_at_least_ten_pixels_high_on_a_phone(drawn, name):
    phone = 320 / style.WIDTH
    for picture in drawn[name]:
        for words in picture.words:
            assert words.size * phone >= 10, f"{words.says!r} at {picture.values}"


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
    light, dark, forced, printed = css_palettes()
    assert light == printed == {k: v for k, v in style.PALETTE.items() if k != "ink"}
    assert dark.keys() == light.keys()
    assert forced == {k: v for k, v in dark.items() if k != "paper"}


def test_every_colour_is_readable_as_text_in_light_and_dark():
    light, dark, *_ = css_palettes()
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


def test_a_ring_is_only_what_a_reader_drags():
    """A mark around a point is a circle: "drag the ring" has one meaning."""
    for words in WORDS.values():
        found = {key for key, text in words.items() if re.search(r"\brings?\b", text)}
        assert found == {"handle", "handles"}


def test_unknown_word_is_a_clear_error():
    with pytest.raises(ValueError, match=r"word: 'gaet' is not in the dictionary; add it to"):
        word("gaet")


def test_unknown_language_is_a_clear_error(monkeypatch):
    monkeypatch.setenv("COURSE_LANGUAGE", "xx")
    with pytest.raises(ValueError, match=r"words: COURSE_LANGUAGE is 'xx', expected one of en"):
        word("play")
