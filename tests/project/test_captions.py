"""A caption says how to read a picture. What it compares is held by a law of its page."""

import ast
import re
from pathlib import Path

import pytest

from tests.support.figures import CHAPTERS
from tools.notebooks import read
from tools.paths import ROOT

COMPARES = re.compile(
    r"\b(?:more|less|fewer|better|best|worse|worst|most|least|never|always|larger|"
    r"largest|smaller|smallest|faster|slower|wider|stronger|weaker|higher|lower|longer|shorter|"
    r"as \w+ as)\b",
    re.IGNORECASE,
)
# The sentences of captions that compare, and the law that holds each.
HELD = {
    "1 means as strong as at the end": (
        "through_time",
        "test_the_wave_is_the_gradient_of_the_rnn_layer",
    ),
    "Each net at its best rate": ("deep", "test_the_record_says_what_the_page_says"),
    "The filled bar is the best guess": (
        "frames",
        "test_the_words_of_the_figure_are_the_best_guess",
    ),
    "Each box is as wide as the part of the input that it joins": (
        "pyramidal",
        "test_a_box_is_as_wide_as_the_boxes_that_it_joins",
    ),
    "dotted, the best guess so far": (
        "adding_problem",
        "test_the_dotted_guess_is_one_then_a_half_more_than_seen_then_the_sum",
    ),
    "The wider a pipe of the cell, the larger its number": (
        "peephole",
        "test_a_wider_pipe_has_a_larger_number",
    ),
    "A stronger colour is a larger number": ("cldnn", "test_a_stronger_colour_is_a_larger_number"),
    "The largest error of a numerical slope of tanh at 20 points": (
        "gradient_checking",
        "test_the_error_of_each_formula_falls_as_taylors_series_says",
    ),
}


def captions(path: Path):
    """Return the captions of a page: what is written in them, not what is filled in."""
    for cell in read(path).cells:
        for node in ast.walk(ast.parse(cell.source)) if cell.cell_type == "code" else ():
            if isinstance(node, ast.keyword) and node.arg == "caption":
                words = (
                    part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)
                )
                yield "".join(map(str, words))


def sentences(caption: str) -> list[str]:
    return [part for part in re.split(r"[.;](?: |$)", caption) if part]


@pytest.mark.parametrize("path", sorted(CHAPTERS.rglob("*.ipynb")), ids=lambda path: path.stem)
def test_what_a_caption_compares_is_held_by_a_law(path):
    compared = [
        sentence
        for caption in captions(path)
        for sentence in sentences(caption)
        if COMPARES.search(sentence)
    ]
    assert [sentence for sentence in compared if sentence not in HELD] == []


@pytest.mark.parametrize("sentence", HELD)
def test_the_law_of_a_caption_is_there(sentence):
    page, law = HELD[sentence]
    tests = (ROOT / "tests" / "pages" / f"test_{page}.py").read_text(encoding="utf-8")
    assert f"def {law}(" in tests
