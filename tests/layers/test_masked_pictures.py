"""Sequences of different lengths as pictures: a convolution sees each as if it were alone."""

import re

import numpy as np
import pytest

from course_lib import (
    GRU,
    RNN,
    AvgPool2D,
    Conv1D,
    Conv2D,
    GlobalAvgPool2D,
    ImageToSequence,
    LastStep,
    LocallyConnected2D,
    MaxPool1D,
    MaxPool2D,
    MaxPoolMaps,
    ReLU,
    SequenceToImage,
    Sequential,
    Sigmoid,
    check_gradients,
)

T = 7
LENGTHS = [4, 7, 1]
MASK = np.arange(T)[:, None] < LENGTHS


def signals(rng):
    inner = Sequential(Conv1D(4, 3, 5, rng, padding=2), Sigmoid())
    return Sequential(
        RNN(3, 4, rng),
        SequenceToImage(4),
        Conv1D(4, 4, 3, rng, padding=1),
        Sigmoid(),
        inner,
        MaxPool1D(1),
        ImageToSequence(),
        GRU(3, 2, rng),
        LastStep(),
    )


def pictures(rng):
    return Sequential(
        SequenceToImage(1, 3),
        Conv2D(1, 2, 3, rng, padding=1),
        Sigmoid(),
        MaxPool2D((2, 1)),
        Conv2D(2, 4, (1, 3), rng, padding=(0, 1)),
        MaxPoolMaps(2),
        ReLU(),
        ImageToSequence(),
        GRU(2, 2, rng),
    )


@pytest.mark.parametrize("make", [signals, pictures])
@pytest.mark.parametrize("padding", [0.0, 50.0, np.nan])
def test_each_sequence_is_as_it_is_alone(make, padding):
    rng = np.random.default_rng(11)
    net = make(rng)
    for p in net.params.values():
        p[...] = rng.normal(size=p.shape)
    xs = np.where(MASK[..., None], rng.normal(size=(T, len(LENGTHS), 3)), padding)
    ys, cache = net.forward(xs, MASK)
    dys = rng.normal(size=ys.shape)
    dxs, grads = net.backward(dys, cache)
    total = dict.fromkeys(grads, 0)
    for b, n in enumerate(LENGTHS):
        own = (slice(n), slice(b, b + 1)) if ys.ndim == 3 else slice(b, b + 1)
        alone, alone_cache = net.forward(xs[:n, b : b + 1])
        np.testing.assert_allclose(ys[own], alone, atol=1e-12)
        dx, part = net.backward(dys[own], alone_cache)
        np.testing.assert_allclose(dxs[:n, b : b + 1], dx, atol=1e-12)
        assert not dxs[n:, b].any()
        total = {name: total[name] + part[name] for name in total}
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, total[name], atol=1e-12)


class Masked:
    """A net with one mask at every call, as a plain layer."""

    def __init__(self, net):
        self.net, self.params, self.backward = net, net.params, net.backward

    def forward(self, xs):
        return self.net.forward(xs, MASK)


@pytest.mark.parametrize("make", [signals, pictures])
def test_the_gradients_under_a_mask_are_slopes(make):
    rng = np.random.default_rng(12)
    net = make(rng)
    check_gradients(Masked(net), rng.normal(size=(T, len(LENGTHS), 3)), rng)


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (
            lambda rng: Conv1D(4, 2, 3, rng),
            "Conv1D: under a mask the steps have size 3, stride 1 and padding 0, expected stride 1 "
            "and an odd size with padding (size - 1) / 2",
        ),
        (
            lambda rng: Conv1D(4, 2, 3, rng, stride=2, padding=1),
            "Conv1D: under a mask the steps have size 3, stride 2 and padding 1, expected stride 1",
        ),
        (
            lambda rng: Conv1D(4, 2, 3, rng, padding=1, padding_mode="reflect"),
            "Conv1D: under a mask padding_mode is 'reflect', expected 'zeros'",
        ),
        (
            lambda rng: MaxPool1D(2),
            "MaxPool1D: under a mask the steps have size 2 and stride 2, expected 1 and 1, so that "
            "as many steps come out; pool the rows alone, as MaxPool2D((2, 1)) does, and join "
            "steps with Pyramid.",
        ),
    ],
)
def test_a_layer_that_changes_the_steps_says_the_way_out(layer, text):
    rng = np.random.default_rng(0)
    net = Sequential(SequenceToImage(4), layer(rng))
    with pytest.raises(ValueError, match=f"^Sequential, layer 1: {re.escape(text)}"):
        net.forward(np.zeros((T, len(LENGTHS), 4)), MASK)


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (lambda rng: AvgPool2D(2), "AvgPool2D: under a mask the steps have size 2 and stride 2"),
        (lambda rng: GlobalAvgPool2D(), "GlobalAvgPool2D: under a mask it averages over all steps"),
        (
            lambda rng: LocallyConnected2D(2, 1, (2, T), (2, 3), rng),
            "LocallyConnected2D: under a mask the steps have size 3 and stride 1, expected 1 and 1",
        ),
    ],
)
def test_of_pictures_too(layer, text):
    rng = np.random.default_rng(0)
    net = Sequential(SequenceToImage(2, 2), layer(rng))
    with pytest.raises(ValueError, match=f"^Sequential, layer 1: {re.escape(text)}"):
        net.forward(np.zeros((T, len(LENGTHS), 4)), MASK)


def test_a_mask_for_pictures_that_are_no_sequences_is_a_clear_error():
    net = Sequential(Conv2D(1, 2, 3, np.random.default_rng(0)))
    text = "^Sequential.forward: mask is given, expected None: no layer takes it"
    with pytest.raises(ValueError, match=text):
        net.forward(np.zeros((2, 1, 5, 5)), np.ones((4, 2), bool))
