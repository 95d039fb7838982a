"""The measurements of the page on activation functions, against what can be computed by hand."""

import numpy as np
import pytest

from course_lib.experiments.fully_connected import activations, learning_rates
from course_lib.experiments.recorded import at_rates_of_others, recorded
from course_lib.figures.fully_connected import activations as figure
from course_lib.figures.fully_connected.saturated_neurons import neurons_says, slopes
from course_lib.figures.fully_connected.zigzag import path_says
from course_lib.fully_connected.activations import sigmoid_derivative


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("scale", [0.1, 3**-0.5, 4, 64])
def test_no_gradient_grows_by_more_than_a_quarter_of_the_largest_stretch(scale):
    layer = activations.sigmoid_layer(scale, rng())
    assert 0 < layer.factor <= layer.limit
    assert layer.norm_out == pytest.approx(layer.factor * layer.norm_in)


@pytest.mark.parametrize("scale", [0.5, 4, 8])
def test_the_figure_multiplies_the_slopes_by_the_weights(scale):
    """What the picture writes as a product is about the measured factor."""
    layer = activations.sigmoid_layer(scale, np.random.default_rng(0))
    assert slopes(layer) == pytest.approx(np.sqrt((sigmoid_derivative(layer.z) ** 2).mean()))
    assert round(slopes(layer), 3) * scale == pytest.approx(layer.factor, abs=0.012)
    assert f"leave {slopes(layer):.3f} of the gradient's length" in neurons_says(scale)


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
def test_each_slope_is_that_of_its_function(name):
    z = np.array([-5.5, -1.3, -0.4, 0.2, 0.9, 3.7])
    up, down = (activations.FUNCTIONS[name](z + h) for h in (1e-6, -1e-6))
    np.testing.assert_allclose(activations.SLOPES[name](z), (up - down) / 2e-6, atol=1e-9)


@pytest.mark.parametrize("name", activations.FUNCTIONS)
def test_share_of_the_slopes_agrees_with_samples(name):
    sampled = (activations.SLOPES[name](4 * rng().normal(size=100_000)) ** 2).mean()
    assert activations.slope_left(name, 4.0) == pytest.approx(sampled, rel=0.03)


def test_slopes_of_relu_do_not_fade_and_those_of_sigmoid_and_tanh_do():
    for name in ("ReLU", "leaky ReLU"):
        assert activations.slope_left(name, 16) == pytest.approx(0.5, abs=1e-3)
    for name in ("sigmoid", "tanh"):
        assert activations.slope_left(name, 16) < 0.1 * activations.slope_left(name, 1)


@pytest.mark.parametrize(("name", "share"), [("sigmoid", 1.0), ("ReLU", 1.0), ("tanh", 0.0)])
def test_one_example_gives_one_sign_where_no_activation_is_negative(name, share):
    assert activations.one_sign_share(name, 1, rng(), trials=100) == share


def test_a_batch_relieves_sigmoid_inputs_but_does_not_cure_them():
    two, many = (activations.one_sign_share("sigmoid", b, rng(), trials=400) for b in (2, 64))
    assert 0.2 < many < two < 0.8
    assert activations.one_sign_share("ReLU", 64, rng(), trials=400) < 0.05


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "ReLU"])
def test_a_large_batch_comes_to_the_limit(name):
    share = activations.one_sign_share(name, 256, rng(), trials=1000)
    assert share == pytest.approx(activations.one_sign_limit(name), abs=0.05)


@pytest.mark.parametrize("m", [0.0, 0.2, 0.5])
def test_a_step_at_the_best_rate_shortens_both_directions_alike(m):
    v = 0.1
    path = activations.descend(m, v, np.array([1.9, -0.5]), 5)
    kappa = activations.condition_number(m, v, 2)
    across, along = path @ np.array([[1, 1], [1, -1]]).T / np.sqrt(2), (kappa - 1) / (kappa + 1)
    np.testing.assert_allclose(across[1:, 0], -along * across[:-1, 0], atol=1e-12)
    np.testing.assert_allclose(across[1:, 1], along * across[:-1, 1], atol=1e-12)


def accuracies():
    """Return by activation and scale (rates, seeds)."""
    record = recorded("activations")
    return {
        (name, scale): learning_rates.accuracies(record, name, scale)
        for name in ("sigmoid", "tanh", "ReLU")
        for scale in (1, learning_rates.LARGE)
    }


def test_no_best_rate_lies_at_an_end_of_the_list():
    for found in accuracies().values():
        assert 0 < found.mean(axis=1).argmax() < len(learning_rates.RATES) - 1


def test_what_the_page_says_of_the_learning_rates():
    found = accuracies()
    sigmoid, tanh, relu = (found[name, 1] for name in ("sigmoid", "tanh", "ReLU"))
    for rate in (0, 1):
        assert sigmoid[rate].max() < tanh[rate].min()
    best = [at_rates_of_others(runs) for runs in (sigmoid, tanh, relu)]
    assert abs(best[0].mean() - best[1].mean()) < max(best[0].std(ddof=1), best[1].std(ddof=1))
    assert 0.015 < best[2].mean() - max(best[0].mean(), best[1].mean()) < 0.025
    assert sigmoid.mean(axis=1).argmax() > tanh.mean(axis=1).argmax()
    third = learning_rates.RATES.index(3)
    assert sigmoid[third].min() > 0.8 > max(tanh[third].max(), relu[third].max())
    assert max(runs[-1].max() for runs in (sigmoid, tanh, relu)) < 0.3


def test_large_first_weights_cost_relu_most_and_the_sigmoid_least():
    found = accuracies()
    lost = {
        name: np.subtract(
            *(at_rates_of_others(found[name, s]).mean() for s in (1, learning_rates.LARGE))
        )
        for name in ("sigmoid", "tanh", "ReLU")
    }
    assert 0.02 < lost["sigmoid"] < lost["tanh"] - 0.02 < lost["ReLU"] - 0.04


@pytest.mark.parametrize(("name", "most"), [("GELU", 2**0.5), ("SiLU", 2.4)])
def test_slopes_of_gelu_and_silu_reach_from_below_0_to_above_1(name, most):
    """The slope at -z is 1 minus the slope at z, so one place gives both ends."""
    z = np.linspace(-6, 6, 12_001)
    slopes = activations.SLOPES[name](z)
    assert z[slopes.argmax()] == pytest.approx(most, abs=2e-3)
    assert slopes.max() + slopes.min() == pytest.approx(1)


def test_figure_of_the_activations_shades_where_the_slope_is_small_in_size():
    """GELU's slope is below 0 near z = -1.5, and not small there."""
    assert not figure.saturated("GELU", -1.5)
    assert figure.saturated("GELU", -4.5)
    assert figure.saturated("SiLU", -1.5)
    assert figure.saturated("leaky ReLU", -1.5)


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
            "moments: activation is 'relu', expected one of 'sigmoid', 'tanh', 'ReLU', "
            "'leaky ReLU', 'GELU', 'SiLU'.",
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
