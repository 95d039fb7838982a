"""The adding problem: two marks, one in each half, and the sum of the marked numbers."""

import numpy as np
import pytest

from course_lib import MeanSquaredError
from course_lib.datasets import ADDING_BASELINE, adding


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize(("n", "steps"), [(1, 2), (1, 3), (5, 7), (32, 100)])
def test_arrays_have_the_documented_shapes(n, steps):
    xs, targets = adding(n, steps, rng())
    assert xs.shape == (steps, n, 2)
    assert targets.shape == (n, 1)
    assert xs.dtype == targets.dtype == np.float64


@pytest.mark.parametrize("steps", [2, 3, 10, 11])
def test_one_mark_stands_in_each_half_and_can_stand_everywhere(steps):
    marks = adding(4000, steps, rng())[0][..., 1]
    half = steps // 2
    assert np.isin(marks, [0, 1]).all()
    np.testing.assert_array_equal(marks[:half].sum(axis=0), 1)
    np.testing.assert_array_equal(marks[half:].sum(axis=0), 1)
    # Each step of a half is marked about equally often.
    share = marks.mean(axis=1) * np.where(np.arange(steps) < half, half, steps - half)
    np.testing.assert_allclose(share, 1, atol=0.2)


def test_numbers_are_uniform_from_0_to_1():
    numbers = adding(500, 100, rng())[0][..., 0]
    assert numbers.min() >= 0
    assert numbers.max() < 1
    counts = np.histogram(numbers, bins=10, range=(0, 1))[0]
    np.testing.assert_allclose(counts / numbers.size, 0.1, atol=0.01)


def test_the_target_is_the_sum_of_the_two_marked_numbers():
    xs, targets = adding(200, 50, rng())
    for n in range(200):
        first, second = np.flatnonzero(xs[:, n, 1])
        assert targets[n, 0] == xs[first, n, 0] + xs[second, n, 0]


def test_the_baseline_is_the_variance_of_the_targets():
    # Exact: the variance of u + v is the integral of (u + v - 1)² over the unit square. Gauss's
    # rule with two points is exact for polynomials of degree 3.
    points = 0.5 + np.array([-1, 1]) / (2 * np.sqrt(3))
    exact = np.mean((points[:, None] + points - 1) ** 2)
    assert exact == pytest.approx(ADDING_BASELINE, rel=1e-14)
    # By sample: (u + v - 1)⁴ has mean 1/15, so the standard error is √((1/15 - 1/36) / n).
    targets = adding(100_000, 2, rng())[1]
    error, _ = MeanSquaredError().forward(np.ones_like(targets), targets)
    assert error == pytest.approx(ADDING_BASELINE, abs=4 * np.sqrt((1 / 15 - 1 / 36) / 100_000))


@pytest.mark.parametrize("guess", [0.9, 1.1])
def test_no_other_constant_answer_is_better_than_1(guess):
    targets = adding(100_000, 2, rng())[1]
    error = np.mean((targets - guess) ** 2)
    assert error == pytest.approx(ADDING_BASELINE + 0.01, abs=0.002)


def test_the_same_generator_gives_the_same_and_another_seed_something_else():
    first, again, other = (adding(4, 20, rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first[0], again[0])
    np.testing.assert_array_equal(first[1], again[1])
    assert (first[0][..., 0] != other[0][..., 0]).all()


def test_float32_has_the_same_draws_and_its_own_exact_sums():
    exact, single = adding(50, 30, rng()), adding(50, 30, rng(), dtype=np.float32)
    assert single[0].dtype == single[1].dtype == np.float32
    np.testing.assert_array_equal(single[0], exact[0].astype(np.float32))
    np.testing.assert_array_equal(
        single[1], (single[0][..., 0] * single[0][..., 1]).sum(0)[:, None]
    )


@pytest.mark.parametrize(
    ("n", "steps", "generator", "dtype", "message"),
    [
        (0, 9, rng(), float, "adding: n is 0, expected a whole number of at least 1."),
        (2, 1, rng(), float, "adding: steps is 1, expected a whole number of at least 2."),
        (2, 9.0, rng(), float, "adding: steps is 9.0, expected a whole number of at least 2."),
        (
            2,
            9,
            3,
            float,
            "adding: rng has type int, expected a numpy.random.Generator; make one with "
            "np.random.default_rng(0).",
        ),
        (2, 9, rng(), np.int64, "adding: dtype is int64, expected float32 or float64."),
    ],
)
def test_a_wrong_argument_is_named(n, steps, generator, dtype, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        adding(n, steps, generator, dtype=dtype)
    assert str(error.value) == message
