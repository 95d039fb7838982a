"""Each small change of a solution is caught by the visible check, and told by what it is as if."""

import json
import re

import numpy as np
import pytest

from course_lib.grading.checking.catalogue import FILE, as_if, catalogue, fingerprint
from course_lib.grading.checking.check import judge
from tools.labs.make import SOURCE
from tools.labs.mutants import exercises, is_todays, mutants, short, solved

SOURCES = sorted(SOURCE.glob("*.ipynb"))
every_lab = pytest.mark.parametrize("source", SOURCES, ids=lambda p: p.stem)


@every_lab
def test_the_catalogue_is_that_of_todays_solutions(source):
    found = json.loads(FILE.read_text(encoding="utf-8"))
    assert is_todays(source, found), "run `python -m tools.labs.mutants`"
    assert set(exercises(source)) <= set(found["exercises"])


def test_a_changed_solution_or_case_makes_the_catalogue_stale():
    found = json.loads(FILE.read_text(encoding="utf-8"))
    stem = SOURCES[0].stem
    assert not is_todays(SOURCES[0], found | {"keys": found["keys"] | {stem: "other"}})
    moved = {"sigmoid": {"": ["3", [0.0, 0.0]]}}
    assert not is_todays(SOURCES[0], found | {"rights": found["rights"] | moved})


def test_no_two_labs_have_an_exercise_of_the_same_name():
    names = [name for source in SOURCES for name in exercises(source)]
    assert len(names) == len(set(names))


def test_a_sentence_names_variables_and_holds_no_code():
    told = {
        entry[-1]
        for parts in catalogue().values()
        for shapes in parts.values()
        for entries in shapes.values()
        for entry in entries
    }
    assert len(told) > 100
    for says in told:
        assert re.fullmatch(r"as if [\w ,:*+-]+", says), says
        assert not re.search(r"\d{2}|\*\*|np|[()\[\]]", says), says


def public_verdict(exercise, mutant):
    function = short(mutant.function)
    function.__name__ = exercise.name
    return judge(exercise, function)


def some(source, n):
    """Return changed solutions of each exercise of a lab, evenly chosen, at most n of each."""
    names, trees = solved(source)
    for name, exercise in exercises(source).items():
        made = list(mutants(trees[name], names))
        for mutant in made[:: -(-len(made) // n)]:
            yield exercise, mutant


def is_caught(exercise, mutant, seeds):
    """Tell whether the visible check finds a change wherever the hidden one does."""
    if not public_verdict(exercise, mutant).passed:
        return True
    function = short(mutant.function)
    draws = [judge(exercise, function, hidden=True, rng=np.random.default_rng(s)) for s in seeds]
    return all(verdict.passed for verdict in draws)


@every_lab
def test_a_changed_solution_is_caught_by_the_visible_check(source):
    for exercise, mutant in some(source, 6):
        assert is_caught(exercise, mutant, range(2)), f"{exercise.name}: {mutant.says}"


@pytest.mark.wide
@every_lab
def test_every_changed_solution_is_caught_with_twenty_seeds(source):
    missed = [
        f"{exercise.name}: {mutant.says}"
        for exercise, mutant in some(source, 10_000)
        if not is_caught(exercise, mutant, range(20))
    ]
    assert missed == []


@every_lab
def test_a_changed_solution_is_told_and_not_only_where_it_differs(source):
    for exercise, mutant in some(source, 6):
        verdict = public_verdict(exercise, mutant)
        # A change may be an error, a wrong shape, or the same function.
        if not verdict.passed:
            assert "differs" not in verdict.says, f"{exercise.name}, {mutant.says}: {verdict.says}"


def test_no_number_of_a_result_can_be_read_out_of_its_print():
    """Two sums of six numbers: many other six numbers have the same."""
    values = [np.arange(6.0).reshape(2, 3), np.ones(4)]
    made = fingerprint(values)
    assert made.shapes == "2x3 4"
    assert len(made.sums) == 2
    assert not set(made.sums) & {float(n) for n in range(6)}


def test_a_result_without_numbers_has_no_print():
    assert fingerprint([np.array(["a"])]) is None
    assert fingerprint(["raised ValueError"]) is None
    assert as_if("sigmoid", "", [np.array([np.inf])]) == ""
    assert as_if("no such exercise", "", [np.ones(2)]) == ""
