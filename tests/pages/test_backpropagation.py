"""The numbers of the figure are the gradients of its loss."""

import re

import numpy as np
import pytest

from course_lib import Dense, numerical_gradient
from course_lib.figures.fully_connected import backpropagation as figure
from course_lib.fully_connected.activations import sigmoid


def loss(x):
    a1 = sigmoid(figure.W1 @ x)
    return 0.5 * float(((figure.W2 @ a1 - figure.TARGET) ** 2)[0])


def test_dx_is_the_slope_of_the_loss_at_the_input():
    n = figure.numbers()
    assert n.loss == loss(figure.X)
    eps = 1e-6
    slopes = [(loss(figure.X + eps * e) - loss(figure.X - eps * e)) / (2 * eps) for e in np.eye(2)]
    np.testing.assert_allclose(n.dx, slopes, atol=1e-9)


def test_each_step_is_the_chain_rule_on_the_step_before():
    n = figure.numbers()
    np.testing.assert_allclose(n.da1, figure.W2[0] * n.dz2)
    np.testing.assert_allclose(n.dz1, n.da1 * n.a1 * (1 - n.a1))
    np.testing.assert_allclose(n.dx, figure.W1.T @ n.dz1)


def test_the_words_of_a_step_hold_its_numbers():
    for step, name in enumerate(figure.STEPS):
        value = float(np.atleast_1d(getattr(figure.numbers(), name))[0])
        assert figure.text(value) in figure.passes_says(step)


def test_a_short_step_against_the_gradient_lowers_the_loss_and_a_long_one_raises_it():
    n = figure.numbers()
    dW1, dW2 = np.outer(n.dz1, n.x), np.outer(n.dz2, n.a1)

    def after(step):
        z = (figure.W2 - step * dW2) @ sigmoid((figure.W1 - step * dW1) @ figure.X)
        return 0.5 * float((z - figure.TARGET)[0] ** 2)

    assert after(0.1) < after(0.01) < n.loss < after(1)
    # For a very short step the loss falls as much as the gradient says.
    gradient = np.sum(dW1**2) + np.sum(dW2**2)
    np.testing.assert_allclose((n.loss - after(1e-6)) / 1e-6, gradient, rtol=1e-4)


def test_forks_add_for_a_weight_that_is_used_in_two_places():
    rng = np.random.default_rng(0)
    layer, a, dz = Dense(3, 3, rng), rng.normal(size=(4, 3)), rng.normal(size=(4, 3))

    def twice():
        return float(np.sum(dz * layer.forward(layer.forward(a)[0])[0]))

    middle, first = layer.forward(a)
    _, second = layer.forward(middle)
    dmiddle, above = layer.backward(dz, second)
    _, below = layer.backward(dmiddle, first)
    slope = numerical_gradient(twice, layer.params["W"])
    np.testing.assert_allclose(above["W"] + below["W"], slope, atol=1e-8)


def test_the_arithmetic_of_a_step_comes_to_its_numbers():
    n = figure.numbers()
    for step, name in enumerate(figure.STEPS):
        wanted = np.atleast_1d(getattr(n, name))
        for line, value in zip(figure.arithmetic(step), wanted, strict=True):
            *terms, result = re.split(" [=≈] ", line)[1:]
            assert result == figure.text(value)
            if "·" in line:
                assert eval(terms[0].translate({0xB7: "*", 0x2212: "-"})) == pytest.approx(
                    value, abs=5e-3
                )


def test_a_rounded_result_says_so():
    assert figure.arithmetic(1)[0] == "z₁ = 2 · 1 + (−1) · 2 = 0"
    assert figure.arithmetic(6)[0] == "da₁ = 0.462 · 4 ≈ 1.85"


def test_for_the_square_matrix_of_the_page_the_shapes_do_not_decide_where_the_transpose_stands():
    n = figure.numbers()
    wrong, right = figure.W1 @ n.dz1, figure.W1.T @ n.dz1
    assert wrong.shape == right.shape == n.dx.shape
    np.testing.assert_allclose(right, n.dx)
    assert np.abs(wrong - n.dx).max() > 0.3
