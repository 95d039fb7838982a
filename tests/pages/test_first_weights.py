"""The page on first weights: equal neurons stay equal, and the variance decides the size."""

import numpy as np
import pytest

from course_lib import SGD, Adam, Dense, ReLU, Sequential, Sigmoid, Tanh
from course_lib.experiments.fully_connected.first_weights import (
    NARROWER,
    RULES,
    ZIGZAG,
    by_rule,
    sizes,
    train,
)
from course_lib.experiments.recorded import recorded
from course_lib.figures.fully_connected import first_weights as figure

BENDS = (Sigmoid, Tanh, ReLU)


def net_of(value, bend):
    rng = np.random.default_rng(0)
    net = Sequential(Dense(3, 4, rng), bend(), Dense(4, 2, rng))
    net.params["0.W"][:] = net.params["2.W"][:] = value
    return net


def gradients(net, rng):
    y, cache = net.forward(rng.normal(size=(6, 3)))
    return net.backward(y - rng.normal(size=y.shape), cache)[1]


@pytest.mark.parametrize("optimizer", [SGD, Adam])
@pytest.mark.parametrize("bend", BENDS)
@pytest.mark.parametrize("value", [0.0, 0.5])
def test_equal_neurons_stay_equal_with_any_function_and_optimiser(value, bend, optimizer):
    net, rng = net_of(value, bend), np.random.default_rng(1)
    step = optimizer(net.params, 0.1)
    for _ in range(20):
        step.step(gradients(net, rng))
    W1, W2 = net.params["0.W"], net.params["2.W"]
    np.testing.assert_allclose(W1, np.broadcast_to(W1[0], W1.shape), atol=1e-9)
    np.testing.assert_allclose(W2, np.broadcast_to(W2[:, :1], W2.shape), atol=1e-9)


@pytest.mark.parametrize("bend", BENDS)
def test_with_zeros_the_last_bias_alone_has_a_gradient_but_for_the_sigmoid(bend):
    grads = gradients(net_of(0.0, bend), np.random.default_rng(1))
    moving = {name for name, grad in grads.items() if np.abs(grad).max() > 0}
    assert moving == ({"2.b", "2.W"} if bend is Sigmoid else {"2.b"})


@pytest.mark.parametrize("rule", RULES)
def test_one_layer_multiplies_the_mean_squares_as_the_page_derives(rule):
    v = RULES[rule](400, 100)
    found = [sizes((400, 100), rule, seed=seed) for seed in range(3)]
    assert np.mean([f.forward[1] ** 2 for f in found]) == pytest.approx(400 * v, rel=0.05)
    assert np.mean([f.backward[0] ** 2 for f in found]) == pytest.approx(100 * v, rel=0.05)


def test_relu_leaves_half_of_the_mean_square_both_ways():
    plain, cut = (sizes((300, 300), "1/n_in", bend) for bend in ("none", "ReLU"))
    assert cut.forward[1] ** 2 == pytest.approx(plain.forward[1] ** 2 / 2, rel=0.05)
    assert cut.backward[0] ** 2 == pytest.approx(plain.backward[0] ** 2 / 2, rel=0.05)


def test_over_many_layers_one_condition_is_enough_and_the_compromise_is_not():
    for rule in ("1/n_in", "1/n_out"):
        found = sizes(ZIGZAG, rule)
        assert [found.forward[-1], found.backward[0]] == pytest.approx([1, 1], abs=0.15)
    between = sizes(ZIGZAG, "2/(n_in+n_out)")
    assert [between.forward[-1], between.backward[0]] == pytest.approx([0.41, 0.41], abs=0.06)


def test_a_net_of_equal_first_weights_ends_with_one_neuron_and_a_random_one_with_all():
    equal, random = (
        train("tanh", start, 0.3, 0, epochs=2).params["0.W"] for start in ("all 0.1", "random")
    )
    np.testing.assert_allclose(equal, np.broadcast_to(equal[0], equal.shape), atol=1e-6)
    assert len(np.unique(random.round(3), axis=0)) == len(random)


def test_the_record_holds_what_the_page_says_of_it():
    record = recorded("first-weights")
    for bend in ("sigmoid", "tanh", "ReLU"):
        means = {s: record.best(f"{bend}, {s}").mean() for s in ("all 0.1", "random", "one neuron")}
        assert means["random"] > 0.9
        assert max(means["all 0.1"], means["one neuron"]) < 0.35
    for bend in ("tanh", "ReLU"):
        assert record.best(f"{bend}, zeros") == pytest.approx(0.1, abs=0.01)


def test_the_figure_says_what_is_left_at_both_ends():
    found = sizes(NARROWER, "1/n_in")
    assert f"{found.backward[0]:.2g}" in figure.by_layer_says("1/n_in")
    assert figure.by_layer_says("1/n_in", "ReLU") != figure.by_layer_says("2/n_in", "ReLU")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: by_rule("1/n"), r"^by_rule: rule is '1/n', expected one of '1/\(3·n_in\)', "),
        (lambda: sizes((4, 4), "1/n_in", "cos"), "^sizes: bend is 'cos', expected one of 'none'"),
        (lambda: sizes((4,), "1/n_in"), "^sizes: layers is 0, expected"),
        (lambda: train("none", "zeros", 0.1, 0), "^train: bend is 'none', expected one of 'tanh'"),
        (lambda: train("tanh", "ones", 0.1, 0), "^train: start is 'ones', expected one of 'zeros"),
    ],
)
def test_a_wrong_name_or_size_is_a_clear_error(call, message):
    with pytest.raises(ValueError, match=message):
        call()
