"""The figure of the accuracy shows what a test of n digits can tell."""

import numpy as np
import pytest

from course_lib.figures.fully_connected import accuracy


def test_four_times_as_many_digits_halve_the_lines_and_the_crosses_do_not_reach_q():
    (_, short, _), (share, reach, holds) = (accuracy._measured(n, 0.93) for n in (4000, 1000))
    assert short.mean() == pytest.approx(reach.mean() / 2, rel=0.05)
    for s, r, held in zip(share, reach, holds, strict=True):
        assert held == (s - r <= 0.93 <= s + r)
    dotted, circles, crosses = accuracy.intervals(1000, 0.93).axes[0].lines
    assert set(dotted.get_xdata()) == {0.93}
    np.testing.assert_array_equal(circles.get_xdata(), share[holds])
    np.testing.assert_array_equal(crosses.get_xdata(), share[~holds])


def test_words_under_the_tests_count_the_lines_that_reach_the_truth():
    _, _, holds = accuracy._measured(250, 0.99)
    assert f"the lines of {holds.sum()} tests reach the truth" in accuracy.intervals_says(250, 0.99)
