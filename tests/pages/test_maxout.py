"""The fits of the maxout figure, against what is possible."""

import numpy as np
import pytest

from course_lib.figures.cnn.maxout import TARGETS, X, fitted, pieces_says


def least_squares_error(target):
    """The error of the best straight line."""
    design = np.stack([X, np.ones_like(X)], axis=1)
    residual = TARGETS[target] - design @ np.linalg.lstsq(design, TARGETS[target])[0]
    return np.sqrt(np.mean(residual**2))


@pytest.mark.parametrize("target", TARGETS)
def test_one_piece_is_the_best_straight_line(target):
    assert fitted(target, 1).error == pytest.approx(least_squares_error(target), rel=1e-3)


@pytest.mark.parametrize("target", ["|x|", "ReLU"])
def test_two_pieces_are_relu_and_the_absolute_value(target):
    fit = fitted(target, 2)
    np.testing.assert_allclose(fit.z.max(axis=0), TARGETS[target], atol=0.01)
    assert fit.used == 2


def test_a_parabola_gets_better_with_each_piece_and_a_wave_stops():
    parabola = [fitted("parabola", n).error for n in (1, 2, 3, 4)]
    assert parabola[1] == pytest.approx(parabola[0] / 4, rel=0.05)
    assert parabola[3] < parabola[2] < parabola[1]
    wave = [fitted("wave", n).error for n in (2, 5)]
    assert wave[1] == pytest.approx(wave[0], rel=0.02)


def test_the_largest_piece_is_convex():
    for target in TARGETS:
        a = fitted(target, 3).z.max(axis=0)
        assert (np.diff(a, 2) > -1e-12).all()


def test_the_words_count_the_pieces_that_are_used():
    used = fitted("ReLU", 5).used
    assert f"somewhere: {used}." in pieces_says(5, "ReLU")
    assert used < 5
