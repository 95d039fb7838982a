"""Laws of the experiments on depth, and of the figure of backpropagation."""

import numpy as np
import pytest

from course_lib import numerical_gradient, sigmoid
from course_lib.experiments.fully_connected.depth import (
    compare,
    deep_net,
    gradient_norms,
    learns,
    verdict,
)
from course_lib.figures.fully_connected import backpropagation


@pytest.mark.parametrize("depth", [2, 3, 7])
def test_a_deep_net_has_so_many_dense_layers(depth):
    net = deep_net(depth, "ReLU", np.random.default_rng(0), width=5)
    shapes = [p.shape for name, p in net.params.items() if name.endswith("W")]
    assert shapes == [(5, 196), *[(5, 5)] * (depth - 2), (10, 5)]


def test_each_activation_has_its_own_first_weights_unless_others_are_named():
    def spread(activation, init):
        net = deep_net(3, activation, np.random.default_rng(0), init=init)
        return net.params["2.W"].std() * 8  # times the root of 64 inputs

    assert spread("sigmoid", "") == pytest.approx(3**-0.5, rel=0.05)
    assert spread("tanh", "") == pytest.approx(1, rel=0.05)
    assert spread("ReLU", "") == pytest.approx(2**0.5, rel=0.05)
    assert spread("sigmoid", "he") == pytest.approx(2**0.5, rel=0.05)


def test_gradient_norms_are_those_of_the_layers():
    norms = gradient_norms(4, "tanh", n=50)
    assert norms.W.shape == norms.z.shape == (4,)
    assert (norms.W > 0).all()


@pytest.mark.parametrize(("activation", "factor"), [("sigmoid", 0.144), ("tanh", 1), ("ReLU", 1)])
def test_the_factor_per_layer_is_what_the_page_derives(activation, factor):
    dz = gradient_norms(20, activation, seed=5).z
    assert (dz[0] / dz[-1]) ** (1 / 19) == pytest.approx(factor, rel=0.06)


def test_a_shallow_net_learns_and_a_deep_net_of_sigmoids_guesses():
    assert learns(2, "ReLU", "SGD", 0.1, epochs=8) > 0.8
    assert learns(10, "sigmoid", "SGD", 1.0, epochs=2) < 0.2


def test_compare_has_a_row_for_each_depth_and_a_column_for_each_seed(monkeypatch):
    monkeypatch.setattr(
        "course_lib.experiments.fully_connected.depth.learns",
        lambda L, *run, seed: 10 * L + seed + len(run),
    )
    results = compare({"a": ("tanh", "SGD", 0.1)}, (2, 4), 2)
    np.testing.assert_array_equal(results["a"], [[23, 24], [43, 44]])


def test_verdict_needs_all_seeds():
    assert verdict(np.array([0.51, 0.9])) == "learns"
    assert verdict(np.array([0.1, 0.19])) == "guesses"
    assert verdict(np.array([0.1, 0.9])) == "mixed"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: deep_net(1, "tanh", np.random.default_rng(0)),
            "deep_net: depth is 1, expected a whole number of at least 2.",
        ),
        (
            lambda: deep_net(3, "softplus", np.random.default_rng(0)),
            "deep_net: activation is 'softplus', expected one of 'sigmoid', 'tanh', 'ReLU'.",
        ),
        (
            lambda: learns(2, "tanh", "RMSProp", 0.1),
            "learns: optimizer is 'RMSProp', expected one of 'SGD', 'Adam'.",
        ),
    ],
)
def test_a_wrong_name_or_size_is_a_clear_error(call, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        call()
    assert str(error.value) == message


def test_the_gradients_in_the_figure_are_slopes_of_its_loss():
    n, x = backpropagation.numbers(), backpropagation.X.copy()

    def loss():
        z2 = backpropagation.W2 @ sigmoid(backpropagation.W1 @ x)
        return float(0.5 * (z2[0] - backpropagation.TARGET) ** 2)

    np.testing.assert_allclose(numerical_gradient(loss, x), n.dx, atol=1e-8)
    assert n.loss == pytest.approx(loss())


def test_the_figure_shows_each_number_from_its_step_on():
    entries = [("z1", "z₁", 0.5), ("dx", "dx₁", -2.0)]
    shown = [
        [line for line, _ in backpropagation.known(step, entries)]
        for step in range(len(backpropagation.STEPS))
    ]
    assert shown == [[], *[["z₁ = 0.5"]] * 7, ["z₁ = 0.5", "dx₁ = −2"]]
