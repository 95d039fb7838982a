"""Laws of the experiments on depth, and of the figure of backpropagation."""

import numpy as np
import pytest

from course_lib import count_parameters, numerical_gradient, sigmoid
from course_lib.experiments.fully_connected import deep_spirals
from course_lib.experiments.fully_connected.depth import (
    deep_net,
    factor,
    gradient_norms,
    learns,
    normal,
)
from course_lib.experiments.recorded import recorded
from course_lib.figures.fully_connected import backpropagation


@pytest.mark.parametrize("depth", [2, 3, 7])
def test_a_deep_net_has_so_many_dense_layers(depth):
    net = deep_net(depth, "ReLU", np.random.default_rng(0), width=5)
    shapes = [p.shape for name, p in net.params.items() if name.endswith("W")]
    assert shapes == [(5, 196), *[(5, 5)] * (depth - 2), (10, 5)]


@pytest.mark.parametrize("growth", [0.5, 1, 4])
def test_all_activations_start_from_the_same_numbers_which_the_growth_scales(growth):
    def weights(activation, growth):
        net = deep_net(3, activation, np.random.default_rng(0), init=normal(growth))
        return net.params["2.W"]

    np.testing.assert_array_equal(weights("sigmoid", growth), weights("ReLU", growth))
    np.testing.assert_allclose(weights("tanh", growth), growth * weights("tanh", 1))
    assert weights("tanh", growth).std() * 8 == pytest.approx(growth, rel=0.05)  # √64 inputs


def test_gradient_norms_are_those_of_the_layers():
    norms = gradient_norms(4, "tanh", n=50)
    assert norms.W.shape == norms.z.shape == (4,)
    assert (norms.W > 0).all()


@pytest.mark.parametrize(
    ("activation", "growth", "expected"),
    [
        ("sigmoid", 3**-0.5, 0.25 * 3**-0.5),
        ("tanh", 3**-0.5, 3**-0.5),
        ("ReLU", 3**-0.5, 6**-0.5),
        ("ReLU", 1, 2**-0.5),
        ("ReLU", 2**0.5, 1),
        ("ReLU", 4, 4 * 2**-0.5),
    ],
)
def test_the_factor_per_layer_is_what_the_page_derives(activation, growth, expected):
    assert factor(activation, growth, depth=20, seed=5) == pytest.approx(expected, rel=0.06)


def test_larger_first_weights_raise_the_sigmoids_factor_all_the_way_and_past_one():
    growths = (3**-0.5, 1, 2**0.5, 2, 4, 6, 8, 12)
    found = [factor("sigmoid", growth, seed=5) for growth in growths]
    assert found == sorted(found)
    assert all(value < growth / 4 * 1.05 for value, growth in zip(found, growths, strict=True))
    assert found[-2] < 1 < found[-1]


def test_a_shallow_net_learns_a_deep_net_of_sigmoids_guesses_and_an_overflow_counts_as_nothing():
    assert learns(2, "ReLU", "SGD", 0.1, epochs=8) > 0.8
    assert learns(10, "sigmoid", "SGD", 1.0, epochs=2) < 0.2
    assert learns(10, "ReLU", "SGD", 1.0, epochs=2, growth=4) == 0


def test_the_record_holds_what_the_page_says_of_it():
    record = recorded("depth")

    def mean(name):
        return record.best(name).mean()

    for optimizer, depth in (("SGD", 4), ("Adam", 10)):
        sigmoid, *others = (
            mean(f"{name}, {optimizer}, 1, {depth}") for name in ("sigmoid", "tanh", "ReLU")
        )
        assert sigmoid < 0.4 < 0.9 < min(others)
    assert mean("sigmoid, Adam, 1, 4") > 0.95
    assert record.best("sigmoid, Adam, 4, 10").min() > 0.9
    assert mean("sigmoid, SGD, 4, 10") < 0.4
    assert mean("tanh, Adam, 4, 10") < 0.7
    assert mean("tanh, SGD, 4, 10") < 0.2


def test_equally_large_nets_are_compared_on_the_spirals():
    rng = np.random.default_rng(0)
    counts = [count_parameters(deep_spirals.build(name, rng)) for name in deep_spirals.SETTINGS]
    assert max(counts) < 1.1 * min(counts)
    (x, _), (x_new, _) = (deep_spirals.points(50, seed) for seed in (0, 1))
    assert not np.isclose(x, x_new).any(), "the test points are new ones"


def test_with_tanh_two_layers_read_more_of_the_spirals_than_one_and_with_relu_no_more():
    record = recorded("depth")
    one, two, three = (record.best(f"spirals, tanh, {hidden}") for hidden in deep_spirals.WIDTHS)
    assert one.max() < min(two.min(), three.min())
    one, two, three = (record.best(f"spirals, ReLU, {hidden}") for hidden in deep_spirals.WIDTHS)
    assert one.mean() > max(two.mean(), three.mean())
    assert one.mean() - three.mean() < one.std(ddof=1) + three.std(ddof=1)


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


def test_two_layers_read_nearly_all_training_digits_in_every_setting():
    record = recorded("depth")
    means = [
        record.best(f"{name}, {optimizer}, {growth}, 2").mean()
        for name in ("sigmoid", "tanh", "ReLU")
        for optimizer in ("SGD", "Adam")
        for growth in ("1", "√2", "4")
    ]
    assert min(means) > 0.96


def test_of_the_first_weights_tried_ten_layers_learn_best_with_a_factor_near_one():
    record = recorded("depth")
    growths = {"1": 1.0, "√2": 2**0.5, "4": 4.0}
    for name in ("tanh", "ReLU"):
        away = {g: abs(np.log(factor(name, value))) for g, value in growths.items()}
        share = {g: record.best(f"{name}, SGD, {g}, 10").mean() for g in growths}
        assert max(share, key=share.get) == "√2"
        assert min(share, key=share.get) == max(away, key=away.get) == "4"
        assert away["√2"] < 0.15


def test_1023_bends_of_equal_height_take_1024_relus():
    """Each bend is twice the first slope, so no choice of 1,023 ReLUs at the bends gives it too."""
    x = np.linspace(0, 1, 2**12 + 1)
    y = x
    for _ in range(10):
        y = 2 * np.maximum(y, 0) - 4 * np.maximum(y - 0.5, 0)
    slopes = np.diff(y) * 2**12
    places = np.flatnonzero(np.diff(slopes)) + 1
    bends = np.diff(slopes)[places - 1]
    np.testing.assert_allclose(np.abs(bends), 2 * slopes[0])
    one_layer = slopes[0] * np.maximum(x, 0)
    for place, bend in zip(places, bends, strict=True):
        one_layer = one_layer + bend * np.maximum(x - x[place], 0)
    assert 1 + len(places) == 2**10
    np.testing.assert_allclose(one_layer, y, atol=1e-9)
