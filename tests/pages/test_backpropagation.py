"""The numbers of the figure are the gradients of its loss."""

import numpy as np

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
