"""The measurements of the page on activation functions, against what can be computed by hand."""

import numpy as np
import pytest

from course_lib.experiments.fully_connected import activations, learning_rates
from course_lib.figures.fully_connected.saturated_neurons import neurons_says
from course_lib.figures.fully_connected.zigzag import path_says
from course_lib.fully_connected.activations import sigmoid_derivative


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("scale", [0.1, 3**-0.5, 4, 64])
def test_no_gradient_grows_by_more_than_a_quarter_of_the_largest_stretch(scale):
    layer = activations.sigmoid_layer(scale, rng())
    assert 0 < layer.factor <= layer.limit
    assert layer.norm_out == pytest.approx(layer.factor * layer.norm_in)


def test_near_the_origin_usual_weights_leave_a_quarter_of_the_root_of_a_third():
    layer = activations.sigmoid_layer(3**-0.5, rng(), n=200, spread=0.01)
    assert layer.saturated == 0
    assert layer.factor == pytest.approx(0.25 * 3**-0.5, rel=0.01)


def test_large_weights_bring_the_factor_above_a_quarter_and_saturate_neurons():
    usual, large = (activations.sigmoid_layer(scale, rng()) for scale in (3**-0.5, 4))
    assert usual.factor < 0.25 < large.factor
    assert usual.saturated < 0.01 < 0.3 < large.saturated
    flat = sigmoid_derivative(large.z) < activations.SATURATED
    assert large.saturated == flat.mean()


@pytest.mark.parametrize(
    ("name", "mean", "variance"),
    [
        ("ReLU", (2 * np.pi) ** -0.5, 0.5 - 0.5 / np.pi),
        ("sigmoid", 0.5, None),
        ("tanh", 0.0, None),
    ],
)
def test_moments_agree_with_closed_forms_and_with_samples(name, mean, variance):
    m, v = activations.moments(name)
    assert m == pytest.approx(mean, abs=1e-6)
    sampled = activations.FUNCTIONS[name](rng().normal(size=400_000)).var()
    assert v == pytest.approx(sampled, rel=0.01)
    assert variance is None or v == pytest.approx(variance, abs=1e-6)


@pytest.mark.parametrize("n", [2, 64])
def test_the_closed_condition_number_is_that_of_the_matrix(n):
    m, v = 0.4, 0.3
    matrix = v * np.eye(n) + m * m
    assert activations.condition_number(m, v, n) == pytest.approx(np.linalg.cond(matrix))


@pytest.mark.parametrize("name", activations.FUNCTIONS)
def test_finite_samples_have_a_larger_condition_number_that_comes_down(name):
    closed = activations.condition_number(*activations.moments(name), 16)
    few, many = (
        activations.sampled_condition_number(name, rng(), n=16, samples=samples)
        for samples in (200, 100_000)
    )
    assert few > many > closed
    assert many == pytest.approx(closed, rel=0.1)


@pytest.mark.parametrize(("name", "share"), [("sigmoid", 1.0), ("ReLU", 1.0), ("tanh", 0.0)])
def test_one_example_gives_one_sign_where_no_activation_is_negative(name, share):
    assert activations.one_sign_share(name, 1, rng(), trials=100) == share


def test_a_batch_relieves_sigmoid_inputs_but_does_not_cure_them():
    two, many = (activations.one_sign_share("sigmoid", b, rng(), trials=400) for b in (2, 64))
    assert 0.2 < many < two < 0.8
    assert activations.one_sign_share("ReLU", 64, rng(), trials=400) < 0.05


@pytest.mark.parametrize("m", [0.0, 0.2, 0.5])
def test_a_step_at_the_best_rate_shortens_both_directions_alike(m):
    v = 0.1
    path = activations.descend(m, v, np.array([1.9, -0.5]), 5)
    kappa = activations.condition_number(m, v, 2)
    across, along = path @ np.array([[1, 1], [1, -1]]).T / np.sqrt(2), (kappa - 1) / (kappa + 1)
    np.testing.assert_allclose(across[1:, 0], -along * across[:-1, 0], atol=1e-12)
    np.testing.assert_allclose(across[1:, 1], along * across[:-1, 1], atol=1e-12)


def test_at_a_small_rate_tanh_is_ahead_of_sigmoid_and_a_larger_rate_helps_sigmoid():
    slow, fast = (learning_rates.train_digits("sigmoid", lr, 0) for lr in (0.1, 1.0))
    assert slow + 0.05 < fast
    assert slow + 0.05 < learning_rates.train_digits("tanh", 0.1, 0)


def test_large_first_weights_make_the_digits_harder():
    usual, large = (learning_rates.train_digits("tanh", 1.0, 0, scale=s) for s in (1, 30))
    assert large + 0.05 < usual


def test_the_figures_say_what_was_measured():
    assert "0 of 64 neurons" in neurons_says(1)
    assert "condition number 1.0. The first step" in path_says(0)
    assert "condition number 12.5" in path_says(0.5)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda: activations.sigmoid_layer(0, rng()),
            "sigmoid_layer: scale is 0, expected a positive number.",
        ),
        (
            lambda: activations.sigmoid_layer(1, rng(), spread=float("nan")),
            "sigmoid_layer: spread is nan, expected a positive number.",
        ),
        (
            lambda: activations.moments("relu"),
            "moments: activation is 'relu', expected one of 'sigmoid', 'tanh', 'ReLU'.",
        ),
        (
            lambda: activations.one_sign_share("tanh", 0, rng()),
            "one_sign_share: batch is 0, expected a whole number of at least 1.",
        ),
        (
            lambda: learning_rates.train_digits("step", 0.1, 0),
            "train_digits: activation is 'step', expected one of 'sigmoid', 'tanh', 'ReLU'.",
        ),
    ],
)
def test_a_wrong_argument_is_named(call, text):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        call()
    assert str(caught.value) == text
