"""The page on gradient checking: orders of the two formulas, and where they fail."""

import numpy as np
import pytest

from course_lib import LSTM, check_gradients, numerical_gradient
from course_lib.experiments.appendix.gradient_checking import FORMULAS, difference, step_error
from course_lib.training.gradcheck import GradientError, compare_gradients


def test_the_error_of_each_formula_falls_as_taylors_series_says():
    x = np.linspace(0.5, 1.5, 20)
    t = np.tanh(x)
    second, third = -2 * t * (1 - t**2), (1 - t**2) * (6 * t**2 - 2)
    expected = {"one-sided": 0.5 * 1e-3 * second, "central": 1e-6 * third / 6}
    for formula in FORMULAS:
        error = difference(x, 1e-3, formula) - (1 - t**2)
        np.testing.assert_allclose(error, expected[formula], rtol=0, atol=1e-6 * 0.5)
        assert step_error(1e-3, formula) == pytest.approx(np.abs(expected[formula]).max(), rel=0.01)


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_dtype_is_that_of_the_input(formula):
    x = np.ones(3, np.float32)
    assert difference(x, 0.01, formula).dtype == np.float32
    assert step_error(1e-12, formula, "float32") > 0.1, "a step below the rounding gives no slope"


def test_an_unknown_formula_is_a_clear_error():
    with pytest.raises(ValueError, match="formula is 'both', expected one of 'one-sided', 'cen"):
        difference(np.ones(1), 0.1, "both")


def test_the_best_step_is_where_the_page_derives_it():
    """One-sided near the root of u, central near its cube root: within the factor 10 of a grid."""
    u = np.finfo(np.float64).eps / 2
    grid = 10.0 ** np.arange(-14, 0, 0.25)
    for formula, root in (("one-sided", 1 / 2), ("central", 1 / 3)):
        best = grid[np.argmin([step_error(step, formula) for step in grid])]
        assert 0.1 < best / u**root < 10


class FirstStepTwice(LSTM):
    """Its backward is wrong in one step: the first."""

    def backward(self, dhs, cache):
        dxs, grads = super().backward(dhs, cache)
        dxs = dxs.copy()
        dxs[0] *= 2
        return dxs, grads


def of_the_last_step(steps):
    """Return dxs and the slopes of a loss that sees the last of some steps alone."""
    rng = np.random.default_rng(0)
    lstm, xs = FirstStepTwice(3, 4, rng), rng.normal(size=(steps, 2, 3))
    hs, cache = lstm.forward(xs)
    dhs = np.zeros_like(hs)
    dhs[-1] = rng.normal(size=hs[-1].shape)
    slopes = numerical_gradient(lambda: float((dhs * lstm.forward(xs)[0]).sum()), xs)
    return lstm.backward(dhs, cache)[0], slopes


def test_a_wrong_entry_hides_among_large_ones_and_not_among_its_like():
    assert compare_gradients("dxs", *of_the_last_step(30)) < 1e-6
    with pytest.raises(GradientError, match=r"^dxs\[0"):
        compare_gradients("dxs", *of_the_last_step(3))


def test_a_loss_in_which_every_step_counts_finds_it_at_any_length():
    rng = np.random.default_rng(0)
    with pytest.raises(GradientError, match=r"^dx\[0"):
        check_gradients(FirstStepTwice(3, 4, rng), rng.normal(size=(30, 2, 3)), rng)
