"""The one rule for padding, in every layer that takes a mask: what stands there does not matter."""

import numpy as np
import pytest

from course_lib import (
    GRU,
    LSTM,
    RNN,
    Bidirectional,
    Dense,
    Flatten,
    LastStep,
    MeanOverTime,
    Pyramid,
    ReLU,
    Sequential,
    Stack,
    Tanh,
)
from course_lib.masks import hide_padding
from tests.support.sequences import SEQUENCES, leaves, like, normal

CHAINS = {
    "a dense layer before an LSTM": lambda rng, dtype: Sequential(
        Dense(3, 4, rng, dtype=dtype), LSTM(4, 2, rng, dtype=dtype)
    ),
    "two dense layers before a GRU, and one behind": lambda rng, dtype: Sequential(
        Dense(3, 4, rng, dtype=dtype),
        ReLU(),
        Dense(4, 3, rng, dtype=dtype),
        GRU(3, 2, rng, dtype=dtype),
        Dense(2, 2, rng, dtype=dtype),
    ),
    "a chain in a chain": lambda rng, dtype: Sequential(
        Sequential(Tanh(), Dense(3, 4, rng, dtype=dtype)),
        Sequential(Dense(4, 2, rng, dtype=dtype), RNN(2, 3, rng, dtype=dtype)),
    ),
    "a chain with a mask first": lambda rng, dtype: Sequential(
        Sequential(Dense(3, 2, rng, dtype=dtype), RNN(2, 3, rng, dtype=dtype)), Tanh()
    ),
    "both directions, then the mean": lambda rng, dtype: Sequential(
        Dense(3, 2, rng, dtype=dtype),
        Bidirectional(RNN(2, 3, rng, dtype=dtype), LSTM(2, 2, rng, dtype=dtype)),
        MeanOverTime(),
    ),
    "a pyramid, then the last step": lambda rng, dtype: Sequential(
        Dense(3, 2, rng, dtype=dtype),
        Stack(RNN(2, 3, rng, dtype=dtype), Pyramid(GRU(6, 2, rng, dtype=dtype))),
        LastStep(),
        Dense(2, 4, rng, dtype=dtype),
    ),
    "the last step alone": lambda rng, dtype: Sequential(Dense(3, 2, rng, dtype=dtype), LastStep()),
}
LAYERS = {name: case.make for name, case in SEQUENCES.items()} | {
    "LastStep": lambda rng, dtype: LastStep(),
    "MeanOverTime": lambda rng, dtype: MeanOverTime(),
}
WITH_MASK = LAYERS | CHAINS
every_layer = pytest.mark.parametrize("make", WITH_MASK.values(), ids=WITH_MASK)
# Padding at the end, at the start, in the middle, at both sides; and a sequence of padding alone.
MASK = np.array(
    [[1, 0, 1, 0, 0], [1, 0, 0, 1, 0], [1, 1, 0, 1, 0], [0, 1, 1, 0, 0], [0, 1, 1, 0, 0]], bool
)


def both_ways(layer, xs, mask, seed):
    """Return everything that forward and backward give, as a list of arrays."""
    y, cache = layer.forward(xs, mask=mask)
    dy = normal(np.random.default_rng(seed))(y)
    dxs, grads = layer.backward(dy, cache)
    return [y, dxs, *grads.values()]


@every_layer
@pytest.mark.parametrize("padding", [np.nan, np.inf, -np.inf, 3.0])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_what_stands_behind_a_mask_changes_nothing(make, padding, dtype):
    layer = make(np.random.default_rng(4), dtype)
    xs = np.random.default_rng(5).normal(size=(*MASK.shape, 3)).astype(dtype)
    padded, zeros = xs.copy(), xs.copy()
    padded[~MASK], zeros[~MASK] = padding, 0
    with np.errstate(all="raise", under="ignore"):
        found, expected = (both_ways(layer, x, MASK, 6) for x in (padded, zeros))
    for ours, want in zip(found, expected, strict=True):
        assert np.isfinite(ours).all()
        np.testing.assert_array_equal(ours, want)
    assert not found[1][~MASK].any()  # dxs


@every_layer
def test_a_padded_sequence_is_what_it_is_alone(make):
    layer = make(np.random.default_rng(7), np.float64)
    xs, n = np.random.default_rng(8).normal(size=(6, 2, 3)), 4  # even: a pyramid joins two steps
    mask = np.arange(6)[:, None] < np.array([n, 6])
    padded = xs.copy()
    padded[n:, 0] = np.nan
    y, cache = layer.forward(padded, mask=mask)
    alone, cache_alone = layer.forward(xs[:n, :1], mask=mask[:n, :1])
    dy = np.zeros_like(y)
    if y.ndim == 2:
        dy[:1] = dy_alone = normal(np.random.default_rng(9))(alone)
        np.testing.assert_allclose(y[:1], alone, rtol=1e-12)
    else:
        dy[: len(alone), :1] = dy_alone = normal(np.random.default_rng(9))(alone)
        np.testing.assert_allclose(y[: len(alone), :1], alone, rtol=1e-12)
    dxs, grads = layer.backward(dy, cache)
    dxs_alone, grads_alone = layer.backward(dy_alone, cache_alone)
    np.testing.assert_allclose(dxs[:n, :1], dxs_alone, rtol=1e-11, atol=1e-15)
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, grads_alone[name], rtol=1e-11, atol=1e-14)


def test_only_what_a_mask_fits_is_hidden():
    mask = np.array([[True, False]])
    for x in (np.ones((1, 2), int), np.full((2, 1, 3), np.nan), [[np.nan]], np.ones(1)):
        assert hide_padding(x, mask) is x
    x = np.full((1, 2, 2, 3), np.nan)
    assert hide_padding(x, None) is x
    assert hide_padding(x, mask.astype(int)) is x
    hidden = hide_padding(x, mask)
    assert np.isnan(hidden[0, 0]).all()
    assert not hidden[0, 1].any()


def test_a_mask_that_does_not_fit_is_a_clear_error_of_the_layer_that_takes_it():
    rng = np.random.default_rng(0)
    chain = Sequential(Dense(3, 2, rng), LSTM(2, 2, rng))
    text = r"Sequential, layer 1: LSTM\.forward: mask has shape \(3, 4\), expected \(4, 3\)\."
    with pytest.raises(ValueError, match=text):
        chain.forward(np.ones((4, 3, 3)), mask=np.ones((3, 4), bool))
    with pytest.raises(ValueError, match=r"no layer takes it"):
        Sequential(Flatten()).forward(np.ones((4, 3, 3)), mask=np.ones((4, 3), bool))


@pytest.mark.parametrize("name", SEQUENCES)
def test_a_state_goes_past_padding_of_nan(name):
    layer = SEQUENCES[name].make(np.random.default_rng(1), np.float64)
    xs = np.full((5, 2, 3), np.nan)
    _, cache = layer.forward(np.zeros((5, 2, 3)))
    state = like(cache.state, normal(np.random.default_rng(2)))
    _, cache = layer.forward(xs, state, np.zeros((5, 2), bool))
    for before, after in zip(leaves(state), leaves(cache.state), strict=True):
        np.testing.assert_array_equal(before, after)
