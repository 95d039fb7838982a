"""Where no relation holds, it is told what a result does with other arguments, or its type."""

import numpy as np
import pytest

from course_lib.grading.checking.check import verdict
from course_lib.grading.checking.exercise import Exercise, axes
from course_lib.grading.checking.naming.probes import doubled
from course_lib.grading.checking.variants import Choice, Option, Variant, with_axes
from course_lib.grading.exercises.pooling import check
from tests.labs.test_relations import cases


def product(x, W, b):
    return x @ W.T


POOLING = {"pools": check.exercises["pools"]}
PRODUCT = Exercise(name="product", reference=product, cases=cases)
PROBED = {
    "becomes four times as large when x is doubled; the right one is doubled": (
        lambda x, W, b: np.sin(W[0, 0]) * x**2 @ np.cos(W.T)
    ),
    "does not go with x as it should: when x is doubled, the right one is doubled": (
        lambda x, W, b: np.sin(3 * x) @ W.T
    ),
    "changes with the last entry of b; the right one does not": (
        lambda x, W, b: x @ W.T + np.outer(np.sin(x.sum(1)), np.cos(b + b[-1]))
    ),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("says", PROBED)
def test_what_a_result_does_with_other_arguments_is_told(says, seed):
    found = verdict(PRODUCT, PROBED[says], rng=np.random.default_rng(seed))
    assert found.startswith(says), found


def test_what_is_supposed_of_an_argument_holds_for_the_parts_before_too():
    parts = Exercise(
        name="parts",
        reference=lambda x, y: (x * np.cos(y), y.sum(axis=0)),
        cases=lambda rng: [tuple(rng.normal(size=(2, n, 3))) for n in (3, 5, 4)],
        returns=("a", "b"),
    )
    firsts = lambda x, y: (x * np.cos(y), len(y) * y[0])  # noqa: E731
    found = verdict(parts, firsts, rng=np.random.default_rng(0))
    assert found == "b is not right; it is as if all rows of y were its first"
    other = lambda x, y: (np.sin(3 * x) * np.cos(y) ** 2, len(y) * y[0])  # noqa: E731
    found = verdict(parts, other, rng=np.random.default_rng(0))
    assert "rows of y" not in found
    assert found.startswith("a ")


def test_what_the_right_one_does_not_is_told_with_its_verb():
    one = np.array([1.0, 2.0])
    twice, four_times = (list(doubled("a", one, one, one + 1, n * one)) for n in (2, 4))
    assert twice == ["is doubled when a is doubled; the right one is not"]
    assert four_times == ["becomes four times as large when a is doubled; the right one does not"]


def summed(x):
    return x.sum(axis=(0, 2))


def maps(rng):
    return [(rng.normal(size=shape),) for shape in ((3, 3, 3), (4, 2, 5), (2, 3, 4))]


SUMMED = Exercise(name="summed", reference=summed, cases=maps, called=axes("map", "row", "column"))


def rows_of_the_first(x):
    return np.sin(x[0]).sum(axis=1) * np.exp(x[0]).max(axis=1)


def test_places_along_an_axis_are_called_as_the_exercise_calls_them():
    says = "does not change with the last map of x; the right one does"
    assert verdict(SUMMED, rows_of_the_first).startswith(says)


@pytest.mark.parametrize("forms", [{"pools": {"x": with_axes(1, 2, 0)}}, {}])
def test_where_a_student_has_other_axes_their_names_are_not_told(forms):
    variant = Variant("c0ffee", POOLING, [Choice("axes", (Option("one", forms),))], pools_alone)
    called = variant.exercises["pools"].called
    assert called == ({} if forms else POOLING["pools"].called)


def pools_alone(pools):
    """Stand for the training of a lab."""


def test_a_result_that_hears_too_little_names_no_axis():
    product = Exercise(name="outer", reference=lambda x: np.sin(x) @ x.T, cases=vectors)
    above = verdict(product, lambda x: np.triu(np.sin(3 * x) @ x.T))
    assert above.startswith("leaves some places as they are where x changes; they should")


def vectors(rng):
    return [(rng.normal(size=(n, 3)),) for n in (4, 3, 5)]


def test_a_result_with_chance_in_it_is_told_so():
    draws = np.random.default_rng(0)
    says = verdict(SUMMED, lambda x: summed(x) * draws.uniform())
    assert says == "is another number each time it is called with the same input"


def test_a_pattern_of_nearly_all_places_is_not_told():
    # The right numbers are above 0 but for one, which is 0 and right.
    sizes = Exercise(name="sizes", reference=lambda x: np.abs(x), cases=with_a_zero)
    assert "where" not in verdict(sizes, lambda x: np.abs(x) + np.sin(9 * x) ** 2)


def with_a_zero(rng):
    cases = maps(rng)
    cases[0][0][0, 0, 0] = 0
    return cases


def test_an_array_that_holds_no_fractions_is_told_so():
    says = verdict(SUMMED, lambda x: np.abs(9 * summed(x) ** 3).astype(np.uint8))
    assert says == "has dtype uint8, which holds no fractions: where does the array get its type?"
