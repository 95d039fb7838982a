"""Every grader of every lab: right answers pass, wrong ones lose and are named."""

import doctest
import re

import numpy as np
import pytest

from course_lib.grading.checking.check import PUBLIC_SEED, check, verdict
from course_lib.grading.inside.fixtures import Fixture
from tests.labs.lab_tree import (
    EXERCISES,
    LABS,
    RIGHT,
    WRONG,
    exercises_of,
    functions_of,
    released,
    source,
)

SEEDS = range(20)
# Of the hidden check of a wrong answer; there are hundreds, and the wide sweep takes all seeds.
FEW = SEEDS[:1]
every_exercise = pytest.mark.parametrize(
    ("lab", "exercise"), EXERCISES, ids=[f"{lab}-{e.name}" for lab, e in EXERCISES]
)
every_lab = pytest.mark.parametrize("lab", LABS)


def verdicts(exercise, function, seeds=SEEDS):
    """Return the public verdict and those of the hidden check with 20 seeds, or with others."""
    hidden = [
        verdict(exercise, function, hidden=True, rng=np.random.default_rng(seed)) for seed in seeds
    ]
    return [verdict(exercise, function), *hidden]


@every_exercise
def test_the_solution_scores_full_with_every_seed(lab, exercise):
    function = functions_of(source(lab))[exercise.name]
    assert set(verdicts(exercise, function)) == {"ok"}


@every_exercise
def test_the_untouched_stub_scores_nothing(lab, exercise, capsys):
    stub = functions_of(released(lab))[exercise.name]
    assert set(verdicts(exercise, stub)) == {"not written yet"}
    check(exercise, stub)
    assert capsys.readouterr().out == f"{exercise.name}: not written yet\n"


every_wrong_answer = pytest.mark.parametrize(
    ("lab", "exercise", "wrong"), WRONG, ids=[f"{e.name}-{w.says[:40]}" for _, e, w in WRONG]
)


@every_wrong_answer
def test_a_wrong_answer_loses_and_is_named(lab, exercise, wrong):
    for said in verdicts(exercise, wrong.function, FEW):
        assert wrong.says in said


@pytest.mark.wide
@every_wrong_answer
def test_a_wrong_answer_loses_and_is_named_with_every_seed(lab, exercise, wrong):
    for said in verdicts(exercise, wrong.function):
        assert wrong.says in said


@pytest.mark.parametrize(
    ("lab", "exercise", "answer"), RIGHT, ids=[answer.__name__ for _, _, answer in RIGHT]
)
def test_another_right_answer_passes(lab, exercise, answer):
    assert set(verdicts(exercise, answer)) == {"ok"}


@every_exercise
def test_there_are_enough_right_and_wrong_answers(lab, exercise):
    assert len([1 for _, other, _ in RIGHT if other is exercise]) >= 3
    assert len(exercise.wrong) >= 4


@every_exercise
def test_a_sentence_names_the_mistake_and_prints_no_value(lab, exercise):
    for says in [w.says for w in exercise.wrong] + [law.says for law in exercise.laws]:
        assert re.match("[a-z]", says), says
        assert not says.endswith("."), says
        assert len(says) <= 100, says
        assert not re.search(r"\d\.\d|—", says), says


def numbers(drawn):
    """Return all numbers of some cases, also those in a dict or in a function that comes in."""
    if isinstance(drawn, Fixture):
        drawn = drawn.args
    if isinstance(drawn, dict):
        drawn = drawn.values()
    if isinstance(drawn, np.ndarray | float | int):
        return [np.asarray(drawn).tobytes()]
    return [number for part in drawn for number in numbers(part)]


@every_exercise
def test_the_public_cases_are_always_the_same_and_the_hidden_ones_never(lab, exercise):
    def first(seed):
        return repr(exercise.draw(np.random.default_rng(seed), hidden=False))

    def data(seed):
        return numbers(exercise.draw(np.random.default_rng(seed), hidden=True))

    assert first(PUBLIC_SEED) == first(PUBLIC_SEED)
    assert data(1) != data(2)


@pytest.mark.parametrize(
    ("name", "says", "n"),
    [("gradient_fits", "twenty-five gradients", 25), ("memory_gate", "fourteen formulas", 14)],
)
def test_a_lab_says_how_many_its_check_hands_out(name, says, n):
    lab, exercise = next((lab, exercise) for lab, exercise in EXERCISES if exercise.name == name)
    assert any(f"The check hands you {says} " in cell.source for cell in source(lab).cells)
    assert len(exercise.draw(np.random.default_rng(PUBLIC_SEED), hidden=False)) == n


@every_lab
def test_a_lab_asks_for_all_its_exercises_in_their_order(lab):
    cells = [c.metadata["nbgrader"] for c in source(lab).cells if "nbgrader" in c.metadata]
    assert [c["grade_id"] for c in cells if c["solution"]] == list(exercises_of(lab))
    assert 3 <= len(exercises_of(lab)) <= 5


@every_lab
def test_the_examples_in_the_docstrings_are_true(lab):
    functions = functions_of(source(lab))
    runner = doctest.DocTestRunner()
    for name in exercises_of(lab):
        example = doctest.DocTestParser().get_doctest(
            functions[name].__doc__, functions, name, lab, 0
        )
        assert example.examples, f"{name} has no worked example"
        assert runner.run(example).failed == 0
