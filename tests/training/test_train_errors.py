"""What a training cannot work with is told in a sentence, and no param is changed."""

import re

import numpy as np
import pytest

from course_lib.fully_connected.activations import Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.recurrent.gru import GRU
from course_lib.training.losses import SoftmaxCrossEntropy
from course_lib.training.optim import SGD
from course_lib.training.train import evaluate, fit
from tests.support.training import CE, X, Y, copy_of


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


NAN = X.copy()
NAN[2, 1] = np.nan
ERRORS = [
    ((X[:0], Y[:0]), {}, "fit: x has 0 samples on axis 0, expected at least 1."),
    ((X, Y[:5]), {}, "fit: target has 5 samples on axis 0, expected 6, as many as x."),
    ((X, Y), {"mask": Y[:5] > 0}, "fit: mask has 5 samples on axis 0, expected 6, as many as x."),
    ((X.tolist(), Y), {}, "fit: x has type list, expected a NumPy array."),
    ((X, Y.tolist()), {}, "fit: target has type list, expected a NumPy array."),
    ((NAN, Y), {}, "fit: x[2, 1] is nan, expected a finite number."),
    ((X, Y), {"batch_axis": 2}, "fit: x has shape (6, 2), expected an axis 2 for the samples;"),
    ((X, Y), {"batch_axis": 1}, "fit: target has shape (6,), expected an axis 1 for the samples;"),
    ((X, Y), {"batch_size": 0}, "fit: batch_size is 0, expected a whole number of at least 1."),
    ((X, Y), {"epochs": -1}, "fit: epochs is -1, expected a whole number of at least 1."),
    ((X, Y), {"epochs": None}, "fit: epochs is None, expected a whole number of at least 1."),
    ((X, Y), {"epochs": 1.5}, "fit: epochs is 1.5, expected a whole number of at least 1."),
    ((X, Y), {"patience": 3}, "fit: patience is 3, expected validation data with it."),
    (
        (X, Y),
        {"patience": 0, "validation": (X, Y)},
        "fit: patience is 0, expected a whole number of at least 1.",
    ),
    ((X, Y), {"clip": 0}, "fit: clip is 0, expected a positive number."),
    ((X, Y), {"clip": "1"}, "fit: clip is '1', expected a positive number."),
    ((X, Y), {"rng": 0}, "fit: rng has type int, expected a numpy.random.Generator;"),
    ((X, Y), {"validation": X}, "fit: validation has type ndarray, expected a tuple (x, target)"),
    ((X, Y), {"validation": (X,)}, "fit: validation has type tuple, expected a tuple (x, target)"),
    ((X, Y), {"validation": (X, Y[1:])}, "fit: validation: target has 5 samples on axis 0, expect"),
    ((X, Y), {"mask_for": "all"}, "fit: mask_for is 'all', expected one of 'loss', 'net', 'both'."),
    (
        (X, Y),
        {"mask": Y == 0, "mask_for": "net"},
        "fit: mask_for is 'net', expected 'loss': Dense.forward takes no mask.",
    ),
    ((X, Y + 7), {}, "target[0] is 7, expected a class from 0 to 1."),
]


@pytest.mark.parametrize(("data", "options", "text"), ERRORS)
def test_a_mistake_is_one_clear_sentence(data, options, text, rng):
    net = Dense(2, 2, rng)
    before = copy_of(net.params)
    with pytest.raises(ValueError, match=re.escape(text)):
        fit(net, CE, SGD(net.params, 0.1), *data, **{"rng": rng} | options)
    for name, p in before.items():
        np.testing.assert_array_equal(net.params[name], p)


@pytest.mark.parametrize("wrapped", [False, True])
def test_sequences_on_the_wrong_axis_are_a_clear_error(wrapped, rng):
    layer = GRU(3, 2, rng)
    net = Sequential(Tanh(), layer) if wrapped else layer
    x, target = rng.normal(size=(6, 6, 3)), rng.integers(0, 2, (6, 6))
    for name, call in (
        ("fit", lambda: fit(net, SoftmaxCrossEntropy(), SGD(net.params, 0.1), x, target, rng=rng)),
        ("evaluate", lambda: evaluate(net, SoftmaxCrossEntropy(), x, target)),
    ):
        text = f"{name}: batch_axis is 0, expected 1: {type(net).__name__} takes sequences time fir"
        with pytest.raises(ValueError, match=f"^{re.escape(text)}"):
            call()
    evaluate(net, SoftmaxCrossEntropy(), x, target, batch_axis=1)


def test_an_optimizer_of_another_net_is_a_clear_error(rng):
    net, other = Dense(2, 2, rng), Dense(2, 2, rng)
    text = r"fit: optimizer\.params are not the arrays of net\.params, expected .* SGD\(net\.params"
    with pytest.raises(ValueError, match=text):
        fit(net, CE, SGD(other.params, 0.1), X, Y, rng=rng)


def test_a_backward_that_forgets_a_gradient_is_a_clear_error(rng):
    class Forgetful(Dense):
        def backward(self, dz, a):
            da, grads = super().backward(dz, a)
            return da, {"W": grads["W"]}

    net = Forgetful(2, 2, rng)
    with pytest.raises(ValueError, match=r"SGD\.step: 'b' is missing in grads, expected the names"):
        fit(net, CE, SGD(net.params, 0.1), X, Y, rng=rng)


def test_an_unknown_argument_is_an_error(rng):
    net = Dense(2, 2, rng)
    with pytest.raises(TypeError, match="epoch"):
        fit(net, CE, SGD(net.params, 0.1), X, Y, rng=rng, epoch=3)
