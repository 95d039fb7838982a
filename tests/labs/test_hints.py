"""A check names the hint that is about the mistake, and there is one of that number."""

import re

import pytest

from course_lib.grading.checking.check import check, verdict
from course_lib.grading.checking.hints import HINTS, with_hint
from tests.labs.lab_tree import EXERCISES, LABS, released


def hints_of(lab):
    """Return how many hints each exercise of a lab has."""
    found, number = {}, 0
    for cell in released(lab).cells:
        hints = re.findall(r":::\{dropdown\} Hint (\d):", cell.source)
        if hints:
            number = max(map(int, hints))
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if cell.metadata.get("nbgrader", {}).get("solution"):
            found[name] = number
            number = 0
    return found


@pytest.mark.parametrize("lab", LABS)
def test_each_hint_that_may_be_named_is_in_the_notebook(lab):
    for name, many in hints_of(lab).items():
        assert many >= 1, name
        assert set(HINTS[name]) <= set(range(1, many + 1)), name


def test_every_exercise_has_its_hints_and_no_other():
    assert set(HINTS) == {exercise.name for _, exercise in EXERCISES}


def test_the_public_check_prints_the_hint_and_the_hidden_one_does_not(capsys):
    exercise = next(e for _, e in EXERCISES if e.name == "dense_forward")

    def no_bias(a, W, b):
        return a @ W.T

    check(exercise, no_bias)
    check(exercise, no_bias, hidden=True)
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"dense_forward: {verdict(exercise, no_bias)} (see hint 2)"
    assert "hint" not in second


def test_a_stub_and_an_unknown_exercise_have_no_hint():
    assert with_hint("sigmoid", "not written yet") == "not written yet"
    assert with_hint("another", "is transposed") == "is transposed"
