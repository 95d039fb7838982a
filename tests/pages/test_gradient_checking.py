"""The page on gradient checking: orders of the two formulas, and where they fail."""

import numpy as np
import pytest

from course_lib.experiments.appendix.gradient_checking import FORMULAS, difference, step_error


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
