"""A mistake that no exercise lists is named where it has a simple relation to the right values."""

import numpy as np
import pytest

from course_lib import sigmoid
from course_lib.grading.checking.check import verdict
from course_lib.grading.checking.exercise import Exercise


def cases(rng):
    """Draw x (B, n), W (m, n), b (m,), irregular in every size."""
    shapes = [(3, 3, 3), (4, 2, 5), (2, 5, 3), (1, 2, 1), (2, 1, 2)]
    return [
        (rng.normal(size=(B, n)), rng.normal(size=(m, n)), rng.normal(size=m)) for B, n, m in shapes
    ]


def affine(x, W, b):
    return x @ W.T + b


def gated(x, W, b):
    """Return a gate, what it lets pass of tanh(z), and the loss, a mean over all entries."""
    gate = sigmoid(affine(x, W, b))
    passed = gate * np.tanh(affine(x, W, b))
    return gate, passed, float((passed**2).mean())


def over_time(x, W, b):
    """Return the sums of the steps so far, x (T, n)."""
    return np.cumsum(x, axis=0)


AFFINE = Exercise(name="affine", reference=affine, cases=cases)
SUMS = Exercise(name="sums", reference=over_time, cases=cases)
GATED = Exercise(name="gated", reference=gated, cases=cases, returns=("gate", "passed", "loss"))


def late(x, W, b):
    sums = np.cumsum(x, axis=0)
    return np.concatenate([np.zeros_like(sums[:1]), sums[:-1]])


def with_loss(loss):
    return lambda x, W, b: (*gated(x, W, b)[:2], loss(x, W, b))


def with_passed(passed):
    return lambda x, W, b: (gated(x, W, b)[0], passed(x, W, b), gated(x, W, b)[2])


ANSWERS = {
    "no bias": (AFFINE, lambda x, W, b: x @ W.T, "lacks b: it should be added"),
    "bias taken away": (AFFINE, lambda x, W, b: x @ W.T - b, "has b with the opposite sign"),
    "bias twice": (AFFINE, lambda x, W, b: x @ W.T + 2 * b, "has b once too often"),
    "transposed": (AFFINE, lambda x, W, b: affine(x, W, b).T, "is transposed"),
    "mean": (
        AFFINE,
        lambda x, W, b: affine(x, W, b) / len(x),
        "is too small: it is divided by the number of rows of x, as in a mean",
    ),
    "squashed": (
        AFFINE,
        lambda x, W, b: np.tanh(affine(x, W, b)),
        "is squashed by tanh once too often",
    ),
    "relu": (
        AFFINE,
        lambda x, W, b: np.maximum(affine(x, W, b), 0),
        "is cut off below 0: there is a ReLU too many",
    ),
    "summed": (AFFINE, lambda x, W, b: affine(x, W, b).sum(0), "is summed over its rows"),
    "only the first row": (
        AFFINE,
        lambda x, W, b: np.repeat(affine(x, W, b)[:1], len(x), 0),
        "has the same values in all its rows: those of the first",
    ),
    "float32": (
        AFFINE,
        lambda x, W, b: affine(x, W, b).round(6),
        "is right to about 6 digits alone: is something float32, or rounded?",
    ),
    "turned round": (SUMS, lambda x, W, b: np.cumsum(x, 0)[::-1], "has its rows in reverse order"),
    "one late": (SUMS, late, "is one row too late"),
    "nothing added up": (SUMS, lambda x, W, b: x.copy(), "is x as it was"),
    "swapped": (
        GATED,
        lambda x, W, b: gated(x, W, b)[::-1],
        "returns its values in another order, expected gate, passed, loss",
    ),
    "the gate itself": (
        GATED,
        with_passed(lambda x, W, b: gated(x, W, b)[0]),
        "passed holds gate",
    ),
    "no gate": (
        GATED,
        with_passed(lambda x, W, b: np.tanh(affine(x, W, b))),
        "passed lacks the factor gate",
    ),
    "a shut gate": (
        GATED,
        with_passed(lambda x, W, b: (1 - gated(x, W, b)[0]) * np.tanh(affine(x, W, b))),
        "passed has 1 - gate in the place of gate",
    ),
    "sum of the loss": (
        GATED,
        with_loss(lambda x, W, b: float((gated(x, W, b)[1] ** 2).sum())),
        "loss is too large: it is multiplied by the number of entries of gate",
    ),
    "half the loss": (
        GATED,
        with_loss(lambda x, W, b: gated(x, W, b)[2] / 2),
        "loss is half of what it should be",
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_mistake_that_is_not_listed_is_named(name):
    exercise, answer, says = ANSWERS[name]
    assert verdict(exercise, answer) == says


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", ANSWERS)
def test_it_is_named_for_other_numbers_too(name, seed):
    exercise, answer, says = ANSWERS[name]
    assert verdict(exercise, answer, rng=np.random.default_rng(seed)) == says


def last_row_wrong(x, W, b):
    y = affine(x, W, b)
    y[-1] += 0.3
    return y


def negatives_wrong(x, W, b):
    y = affine(x, W, b)
    return np.where(y < 0, 0.1 * np.sin(9 * y) + y, y)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (last_row_wrong, "only in its last row; for x"),
        (negatives_wrong, "only where it should be below 0; for x"),
    ],
)
def test_a_pattern_of_places_is_told(answer, says):
    assert says in verdict(AFFINE, answer)


def test_no_relation_is_told_that_holds_in_one_case_alone():
    """Here b is left out for the first case, and something else is wrong in the others."""

    def answer(x, W, b):
        return x @ W.T if x.shape == (3, 3) else affine(x, W, b) + np.sin(7 * affine(x, W, b))

    says = verdict(AFFINE, answer)
    assert says.startswith("differs")
    assert "lacks" not in says


def test_the_smallest_case_is_shown_with_the_learners_own_value():
    says = verdict(AFFINE, lambda x, W, b: affine(x, W, b) + np.sin(affine(x, W, b)))
    x, W, b = AFFINE.draw(np.random.default_rng(0), hidden=False)[3]
    right = affine(x, W, b)
    assert f"it gives [[{(right + np.sin(right)).item():.4f}]]" in says
    assert f"{right.item():.4f}" not in says


def test_a_wrong_answer_that_changes_its_input_is_told_so():
    def answer(x, W, b):
        b += 1
        return affine(x, W, b) + np.sin(7 * affine(x, W, b))

    assert verdict(AFFINE, answer).endswith("; it also changes its input b, leave that as it was")


def test_random_wrong_values_have_no_relation():
    rng = np.random.default_rng(1)
    for _ in range(20):
        a, c = rng.normal(size=2)
        says = verdict(
            AFFINE, lambda x, W, b, a=a, c=c: affine(x, W, b) + a * np.sin(c * affine(x, W, b))
        )
        assert says.startswith("differs; for x = "), says
