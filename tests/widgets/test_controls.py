"""The controls of explore: their values, their words, and clear errors."""

import numpy as np
import pytest

from course_lib.widgets import Choice, Pixels, Slider, Steps, explore
from course_lib.widgets.with_kernel import view
from tests.support.explored import TEXTS, line


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Slider(1, 0, step=1), "Slider(1, 0): low is 1, expected less than high."),
        (
            lambda: Slider(0, 1, step=0.3),
            "Slider(0, 1): step is 0.3, expected a positive number that divides 1.",
        ),
        (
            lambda: Slider(0, 1, step=-0.5),
            "Slider(0, 1): step is -0.5, expected a positive number that divides 1.",
        ),
        (
            lambda: Slider(0, 1, step=0.5, value=2),
            "Slider(0, 1): value is 2, expected 0 to 1 in steps of 0.5.",
        ),
        (
            lambda: Slider(0, 1, step=0.5, value=0.4),
            "Slider(0, 1): value is 0.4, expected 0 to 1 in steps of 0.5.",
        ),
        (lambda: Choice(["a"]), "Choice(a): 1 options, expected two or more, all different."),
        (
            lambda: Choice(["a", "b"], value="c"),
            "Choice(a, b): value is 'c', expected one of the options.",
        ),
        (
            lambda: Pixels([[0, 4], [1, 0]], levels=4),
            "Pixels: start has shape (2, 2), expected rows of whole numbers from 0 to 3.",
        ),
        (lambda: Pixels([[0, 0]], levels=4), "Pixels: start is empty or full, expected a picture."),
        (lambda: Steps(1), "Steps: 1 steps, expected two or more."),
        (lambda: Steps(3, value=3), "Steps: value is 3, expected 0 to 2."),
        (lambda: Steps(3, first=2), "Steps: first is 2, expected 0 or 1."),
    ],
)
def test_a_control_that_cannot_be_is_named(make, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole text is compared
        make()
    assert str(caught.value) == message


def test_slider_values_are_what_a_reader_would_write():
    slider = Slider(-0.3, 0.3, step=0.1, unit=" px")
    assert slider.values == (-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3)
    assert slider.texts[0] == "−0.3 px"
    assert slider.texts[3] == "0.0 px"
    assert slider.start == 0


def test_a_slider_says_a_number_as_the_sentence_does():
    slider = Slider(-2, 1, step=1, says=lambda power: f"{10**power:g}")
    assert slider.values == (-2, -1, 0, 1)
    assert slider.texts == ("0.01", "0.1", "1", "10")


def test_a_plain_list_is_a_choice(build):
    figure = explore(line, **TEXTS, kind=["up", "down"])
    assert isinstance(figure.controls["kind"], Choice)
    assert figure.default == {"kind": "up"}


def test_a_matrix_is_a_picture_to_paint(build):
    figure = explore(lambda x: line(), **TEXTS, live={}, x=np.array([[0, 2], [1, 0]]))
    assert figure.default == {"x": "0210"}
    assert figure.controls["x"].levels == 3


def test_a_choice_may_have_other_words_than_values():
    choice = Choice({"up": "upwards", "down": "downwards"}, value="down")
    assert choice.values == ("up", "down")
    assert choice.texts[choice.start] == "downwards"


def test_steps_play_at_their_own_pace(build):
    assert Steps(3).describe("at")["pace"] == 900
    assert Steps(3, pace=300).describe("at")["pace"] == 300


@pytest.mark.parametrize(
    ("texts", "columns"),
    [
        (["none", "input", "forget", "output"], 2),
        (["0", "1", "2", "3"], None),
        (["sigmoid", "tanh", "leaky ReLU"], None),
    ],
)
def test_four_long_options_stand_two_by_two(texts, columns):
    assert Choice(texts).describe("kind").get("columns") == columns


def test_steps_play_with_a_kernel():
    figure = explore(lambda at: line(at), **TEXTS, at=Steps(["one", "two", "three"]))
    picture, row, *_ = view(figure).children
    play, _ = row.children
    first = picture.value
    play.value = 2
    assert picture.value != first
    assert figure.picture(at=2) in picture.value
