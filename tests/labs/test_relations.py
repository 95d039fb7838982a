"""A mistake that no exercise lists is named where it has a simple relation to the right values."""

import numpy as np
import pytest

from course_lib import sigmoid
from course_lib.grading.checking.check import verdict
from course_lib.grading.checking.exercise import Exercise, Wrong


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
    "no bias": (
        AFFINE,
        lambda x, W, b: x @ W.T,
        "is smaller by b, which is left out or taken away",
    ),
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
        "is cut off below 0, as by a ReLU",
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

# A wrong last step: AFFINE and SUMS are changed by each of these functions of the right value.
CHANGED = {
    "is cut off above 0: what is positive is 0": lambda y: np.minimum(y, 0),
    "is cut off below -1 and above 1": lambda y: np.clip(y, -1, 1),
    "holds its signs alone: 1, 0 and -1": np.sign,
    "is the third power of what it should be": lambda y: y**3,
    "is the square of what it should be, with its sign": lambda y: y * np.abs(y),
    "is divided by its own length": lambda y: y / np.linalg.norm(y),
    "is divided by its own sum": lambda y: y / y.sum(),
    "has lost its mean": lambda y: y - y.mean(),
    "has lost the mean of its columns": lambda y: y - y.mean(axis=1, keepdims=True),
    "is divided by its own length, over its columns": (
        lambda y: y / np.linalg.norm(y, axis=1, keepdims=True)
    ),
    "is sorted along its rows": lambda y: np.sort(y, axis=0),
    "grows with the row: it is multiplied by its number": (
        lambda y: y * np.arange(1, len(y) + 1)[:, None]
    ),
    "is added up from the last row to the first": lambda y: np.cumsum(y[::-1], axis=0)[::-1],
    "lacks what the row before has: it is the difference": (
        lambda y: np.diff(y, axis=0, prepend=0)
    ),
    "is 0 in its last row": lambda y: np.concatenate([y[:-1], 0 * y[-1:]]),
    "is 0 but in its first row": lambda y: np.concatenate([y[:1], 0 * y[1:]]),
    "lacks its last row": lambda y: y[:-1],
    "has its first row twice": lambda y: np.concatenate([y[:1], y]),
    "has a row of zeros too many, as the last": lambda y: np.concatenate([y, 0 * y[:1]]),
}


@pytest.mark.parametrize("says", CHANGED)
@pytest.mark.parametrize("seed", range(3))
def test_a_wrong_last_step_is_named(says, seed):
    def answer(x, W, b):
        return CHANGED[says](affine(x, W, b))

    assert verdict(AFFINE, answer, rng=np.random.default_rng(seed)) == says


@pytest.mark.parametrize("name", ANSWERS)
def test_a_mistake_that_is_not_listed_is_named(name):
    exercise, answer, says = ANSWERS[name]
    assert verdict(exercise, answer) == says


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", ANSWERS)
def test_it_is_named_for_other_numbers_too(name, seed):
    exercise, answer, says = ANSWERS[name]
    assert verdict(exercise, answer, rng=np.random.default_rng(seed)) == says


TWO = {
    "is smaller by b, which is left out or taken away, and then it has the opposite sign": (
        lambda x, W, b: -(x @ W.T)
    ),
    "has b with the opposite sign, and then it is squashed by tanh": (
        lambda x, W, b: np.tanh(x @ W.T - b)
    ),
    "is smaller by b, which is left out or taken away, and then it is halved": lambda x, W, b: (
        x @ W.T / 2
    ),
    "is smaller by b, which is left out or taken away, and then it is transposed": lambda x, W, b: (
        (x @ W.T).T
    ),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("says", TWO)
def test_two_mistakes_at_once_are_named(says, seed):
    found = verdict(AFFINE, TWO[says], rng=np.random.default_rng(seed))
    assert found == f"is wrong in two ways: it {says}"


def test_large_numbers_do_not_lack_a_squash():
    def large(x, W, b):
        return 1e4 * (2 + np.sin(affine(x, W, b)))

    says = verdict(AFFINE, lambda x, W, b: large(x, W, b) ** 2)
    assert "two ways" not in says
    assert "is 1" not in says


def by_row(x, W, b):
    """Multiply each row by a number of its own."""
    return affine(x, W, b) * np.cos(np.arange(len(x)))[:, None]


MADE_OF = {
    "is right but for a factor, which is always the same number": (
        lambda x, W, b: 1.37 * affine(x, W, b)
    ),
    "is right but for a number that is added to all its entries": (
        lambda x, W, b: affine(x, W, b) + x[0, 0]
    ),
    "is right but for a factor: one for all its entries, and another in each case": (
        lambda x, W, b: affine(x, W, b) * x[0, 0]
    ),
    "is right but for a factor: each row has one for all its entries": by_row,
    "has the opposite sign in some places: each row has one for all its entries": (
        lambda x, W, b: affine(x, W, b) * np.where(np.arange(len(x)) % 2, 1, -1)[:, None]
    ),
    "is right but for a term: each column has one for all its entries": (
        lambda x, W, b: affine(x, W, b) + np.cos(b)
    ),
    "is a mix of the right one and b": lambda x, W, b: 0.3 * affine(x, W, b) + 0.7 * b,
    "is cut off above a limit, where it should not be": (
        lambda x, W, b: np.minimum(affine(x, W, b), 0.31)
    ),
    "keeps the order of the right numbers, but not their sizes": (
        lambda x, W, b: affine(x, W, b) ** 3 + np.sinh(affine(x, W, b))
    ),
    "is nearly right: no number is off by more than a hundredth of the largest": (
        lambda x, W, b: affine(x, W, b) + 1e-2 * np.tanh(affine(x, W, b) / 4)
    ),
    "has a factor too many that is made of b": (
        lambda x, W, b: affine(x, W, b) * (0.3 + 0.1 * b - b**2)
    ),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("says", MADE_OF)
def test_what_a_result_is_made_of_is_told(says, seed):
    found = verdict(AFFINE, MADE_OF[says], rng=np.random.default_rng(seed))
    assert found.startswith(says), found


def test_a_result_that_is_0_in_some_cases_alone_is_told():
    answer = lambda x, W, b: affine(x, W, b) * (len(b) != 3)  # noqa: E731
    found = verdict(AFFINE, answer, rng=np.random.default_rng(0))
    assert found.startswith("is 0 everywhere in some cases, and else right; for x"), found


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

    assert verdict(AFFINE, answer).startswith("is wrong, and it changes its input b on the way")


def test_a_named_mistake_that_changes_its_input_is_told_of_it_alone():
    # What it looks like may come of the input that it writes into: here no term is left out.
    def answer(x, W, b):
        b -= b
        return affine(x, W, b)

    says = "is wrong, and it changes its input b on the way: work with a copy, and look again"
    assert verdict(AFFINE, answer) == says


def test_a_foreseen_mistake_that_changes_its_input_is_told_of_both():
    wrong = Wrong("has no bias", lambda x, W, b: x @ W.T)
    exercise = Exercise(name="affine", reference=affine, cases=cases, wrong=(wrong,))

    def answer(x, W, b):
        b -= b
        return affine(x, W, b)

    says = "has no bias; it also changes its input b, leave that as it was"
    assert verdict(exercise, answer) == says


def test_a_factor_for_each_case_is_not_told_of_one_number_in_all_places():
    """Where all entries of a case are one number, any other number is that times a factor."""

    def filled(x, W, b):
        return np.full(len(b) + 2, b.sum())

    exercise = Exercise(name="filled", reference=filled, cases=cases)
    says = verdict(exercise, lambda x, W, b: np.full(len(b) + 2, np.sin(5 * b.sum())))
    assert says.startswith("has a wrong number in the right places")


def test_a_part_of_an_argument_is_called_as_the_exercise_calls_it():
    def second(pair):
        return pair[1] + 0.0

    def draw(rng):
        return [(tuple(rng.normal(size=(2, 3, n))),) for n in (2, 3)]

    exercise = Exercise(
        name="second", reference=second, cases=draw, called={"pair[0]": "x", "pair[1]": "y"}
    )
    assert verdict(exercise, lambda pair: pair[1] + pair[0]) == "has x once too often"


def test_a_wrong_shape_says_more_than_where_the_first_case_differs():
    assert "has shape (2, 4), expected (4, 5)" in verdict(
        AFFINE, lambda x, W, b: np.sin(x.T) + b[0]
    )


def test_random_wrong_values_have_no_relation():
    rng = np.random.default_rng(1)
    for _ in range(20):
        a, c = rng.normal(size=2)
        says = verdict(
            AFFINE,
            lambda x, W, b, a=a, c=c: affine(x, W, b) + (5 + a) * np.sin(100 * c * affine(x, W, b)),
        )
        assert says.startswith("differs; for x = "), says


def test_a_foreseen_infinity_alone_is_not_told_of_another_mistake():
    def both(x):
        return x, x**2

    def draw(rng):
        return [(np.array([1.0, 2.0, 0.0]),)]

    def infinite(x):
        with np.errstate(all="ignore"):
            return x / x * x, x**2 + 1

    listed = Wrong("divides by x before all", infinite)
    exercise = Exercise(
        name="both", reference=both, cases=draw, returns=("a", "b"), wrong=(listed,)
    )
    assert verdict(exercise, infinite) == "a divides by x before all"
    other = verdict(exercise, lambda x: (infinite(x)[0], x**2 - 1))
    assert other == "b is too small by 1"
