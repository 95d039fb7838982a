"""Counts of weights and products: the lecture's numbers, and formulas counted by hand."""

import re

import numpy as np
import pytest

from course_lib import (
    GRU,
    LSTM,
    RNN,
    Bidirectional,
    Conv1D,
    Conv2D,
    Dense,
    Embedding,
    Flatten,
    LastStep,
    LocallyConnected2D,
    Maxout,
    MaxPool2D,
    Pyramid,
    ReLU,
    Sequential,
    ShapeError,
    Stack,
    count_multiply_adds,
    count_parameters,
)
from tests.support.layers import LAYERS

T, B, D, H = 7, 3, 5, 4


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


def test_the_four_counts_of_the_lecture(rng):
    pictures = (1, 1, 100, 100)
    dense = Dense(100 * 100, 100, rng)
    local = LocallyConnected2D(1, 1, 100, 10, rng, stride=10)
    shared = Conv2D(1, 1, 10, rng, stride=10)
    hundred = Conv2D(1, 100, 10, rng, stride=10)
    weights = [layer.params["W"].size for layer in (dense, local, shared, hundred)]
    assert weights == [1_000_000, 10_000, 100, 100 * 100]
    parameters = [count_parameters(layer) for layer in (dense, local, shared, hundred)]
    assert parameters == [1_000_100, 10_100, 101, 10_100]
    # Sharing saves weights and no products: each of the 100 neurons still looks at 100 pixels.
    assert count_multiply_adds(dense, (1, 10_000)) == 1_000_000
    assert count_multiply_adds(local, pictures) == count_multiply_adds(shared, pictures) == 10_000
    assert count_multiply_adds(hundred, pictures) == 1_000_000


def test_a_gru_has_three_quarters_of_an_lstm(rng):
    lstm, gru = LSTM(D, H, rng), GRU(D, H, rng)
    assert count_parameters(lstm) == 4 * (H * (D + H) + H)
    assert 4 * count_parameters(gru) == 3 * count_parameters(lstm)
    shape = (T, 1, D)
    assert count_multiply_adds(lstm, shape) == T * 4 * H * (D + H)
    assert 4 * count_multiply_adds(gru, shape) == 3 * count_multiply_adds(lstm, shape)
    assert count_multiply_adds(RNN(D, H, rng), shape) == T * H * (D + H)


@pytest.mark.parametrize(
    ("make", "shape", "products"),
    [
        (lambda rng: Dense(3, 4, rng), (1, 3), 12),
        (lambda rng: Dense(3, 4, rng), (B, T, 3), B * T * 12),
        (lambda rng: Maxout(3, 4, 2, rng), (B, 3), B * 24),
        (lambda rng: Conv2D(2, 3, (3, 2), rng), (1, 2, 6, 5), 4 * 4 * 3 * 2 * 6),
        (lambda rng: Conv2D(2, 3, 3, rng, stride=2, padding=1), (B, 2, 6, 5), B * 9 * 3 * 2 * 9),
        (lambda rng: Conv1D(2, 3, 4, rng), (B, 2, 9), B * 6 * 3 * 2 * 4),
        (lambda rng: LocallyConnected2D(1, 2, 4, 2, rng), (B, 1, 4, 4), B * 9 * 2 * 4),
        (lambda rng: Embedding(9, 3, rng), (B, T), 0),
        (lambda rng: ReLU(), (B, 3), 0),
        (lambda rng: MaxPool2D(2), (B, 2, 4, 4), 0),
        (lambda rng: Stack(RNN(D, H, rng), RNN(H, 2, rng)), (T, B, D), T * B * (H * 9 + 2 * 6)),
        (
            lambda rng: Bidirectional(RNN(D, H, rng), RNN(D, H, rng)),
            (T, B, D),
            2 * T * B * H * (D + H),
        ),
        (lambda rng: Pyramid(RNN(2 * D, H, rng), 2), (T, B, D), 4 * B * H * (2 * D + H)),
        (
            lambda rng: Sequential(
                Conv2D(1, 2, 3, rng), ReLU(), MaxPool2D(2), Flatten(), Dense(18, 4, rng)
            ),
            (B, 1, 8, 8),
            B * (36 * 2 * 9 + 18 * 4),
        ),
        (
            lambda rng: Sequential(Embedding(9, D, rng), RNN(D, H, rng), LastStep()),
            (T, B),
            T * B * H * (D + H),
        ),
        (
            lambda rng: Sequential(Sequential(Embedding(9, D, rng), ReLU()), Dense(D, 2, rng)),
            (B, T),
            B * T * D * 2,
        ),
    ],
)
def test_products_are_those_counted_by_hand(make, shape, products, rng):
    assert count_multiply_adds(make(rng), shape) == products


@pytest.mark.parametrize("case", LAYERS.values(), ids=LAYERS)
def test_every_layer_can_be_counted_and_products_grow_with_the_batch(case, rng):
    layer = case.make(rng, np.float64)
    assert count_parameters(layer) == sum(a.size for a in layer.params.values())
    shape = list(case.shape)
    counts = []
    for n in (1, 2, 5):
        shape[case.batch_axis] = n
        counts.append(count_multiply_adds(layer, tuple(shape)))
    assert counts[1] == 2 * counts[0]
    assert counts[2] == 5 * counts[0]
    weighs = any(a.ndim > 1 for a in layer.params.values()) and not case.n_classes
    assert (counts[0] > 0) == weighs


def test_a_net_that_does_not_fit_together_says_what_does_not(rng):
    net = Sequential(Dense(3, 4, rng), ReLU(), Dense(5, 2, rng))
    text = "Dense.forward: a has shape (1, 4), expected (..., 5)."
    with pytest.raises(ShapeError, match=re.escape(text)):
        count_multiply_adds(net, (1, 3))


def test_a_shape_that_the_layer_does_not_take_is_a_clear_error(rng):
    text = "Conv2D.forward: x has shape (1, 1, 9, 9), expected (B, 3, rows, columns)."
    with pytest.raises(ShapeError, match=f"^{re.escape(text)}$"):
        count_multiply_adds(Conv2D(3, 2, 3, rng), (1, 1, 9, 9))
