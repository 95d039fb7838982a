"""Laws of all sequence layers: state, mask, time. The layers are those of layers.py."""

import re

import numpy as np
import pytest

from course_lib import (
    GRU,
    LSTM,
    RNN,
    LSTMCell,
    Pyramid,
    Recurrent,
    RNNCell,
    ShapeError,
    check_gradients,
    lengths_to_mask,
)
from tests.support.layers import Case, draw_input
from tests.support.sequences import (
    Plain,
    every_sequence_layer,
    leaves,
    like,
    normal,
    sequence_layers,
)

MASKS = {
    "no mask": None,
    "right padding": lengths_to_mask([5, 2], 5),
    "left padding": lengths_to_mask([5, 2], 5)[::-1],
    "holes": np.array([[1, 0], [0, 1], [1, 1], [0, 0], [1, 0]], bool),
    "a sequence of length 0": lengths_to_mask([0, 3], 5),
}


@pytest.fixture
def rng():
    return np.random.default_rng(2017)


def start(case: Case, rng, dtype=np.float64):
    """Return a layer, an input and a random first state."""
    layer, xs = case.make(rng, dtype), draw_input(case, rng, dtype)
    _, cache = layer.forward(xs)
    return layer, xs, like(cache.state, normal(rng))


@every_sequence_layer
@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_gradients_of_input_params_and_first_state_are_slopes(case, mask, rng):
    layer, xs, state = start(case, rng)
    check_gradients(Plain(layer, state, mask), xs, rng)


@every_sequence_layer
def test_each_sequence_of_a_padded_batch_is_as_if_alone(case, rng):
    layer, xs, state = start(case, rng)
    lengths = [3, 0]
    hs, cache = layer.forward(xs, state, lengths_to_mask(lengths, 5))
    dhs, dstate = rng.normal(size=hs.shape), like(cache.state, normal(rng))
    dxs, grads = layer.backward(dhs, cache, dstate)
    total = {name: np.zeros_like(value) for name, value in layer.params.items()}
    for b, n in enumerate(lengths):

        def pick(array, b=b):
            return array[b : b + 1]

        hs_b, cache_b = layer.forward(xs[:n, b : b + 1], like(state, pick))
        m = len(hs_b)
        np.testing.assert_allclose(hs[:m, b : b + 1], hs_b, atol=1e-12)
        assert not hs[m:, b].any()
        for ours, alone in zip(leaves(cache.state), leaves(cache_b.state), strict=True):
            np.testing.assert_allclose(pick(ours), alone, atol=1e-12)
        dxs_b, grads_b = layer.backward(dhs[:m, b : b + 1], cache_b, like(dstate, pick))
        np.testing.assert_allclose(dxs[:n, b : b + 1], dxs_b, atol=1e-12)
        assert not dxs[n:, b].any()
        for ours, alone in zip(leaves(grads["state"]), leaves(grads_b["state"]), strict=True):
            np.testing.assert_allclose(pick(ours), alone, atol=1e-12)
        for name in total:
            total[name] += grads_b[name]
    for name in total:
        np.testing.assert_allclose(grads[name], total[name], atol=1e-12)


# Which steps a pyramid joins depends on where the sequence begins.
@sequence_layers(without=("Pyramid",))
def test_padding_in_front_is_as_good_as_padding_behind(case, rng):
    layer, xs, state = start(case, rng)
    mask = lengths_to_mask([3, 3], 5)
    behind, cache = layer.forward(xs, state, mask)
    front, cache_front = layer.forward(np.roll(xs, 2, axis=0), state, mask[::-1])
    np.testing.assert_allclose(front[2:], behind[:3], atol=1e-12)
    for a, b in zip(leaves(cache.state), leaves(cache_front.state), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-12)


@every_sequence_layer
def test_what_stands_in_the_padding_does_not_matter(case, rng):
    layer, xs, state = start(case, rng)
    mask = MASKS["holes"]
    hs, cache = layer.forward(xs, state, mask)
    dhs = rng.normal(size=hs.shape)
    dxs, grads = layer.backward(dhs, cache)
    hs_nan, cache_nan = layer.forward(np.where(mask[..., None], xs, np.nan), state, mask)
    out_mask = cache_nan.mask
    dhs_nan = np.where(out_mask[..., None], dhs, np.nan)
    dxs_nan, grads_nan = layer.backward(dhs_nan, cache_nan)
    np.testing.assert_array_equal(hs, hs_nan)
    np.testing.assert_array_equal(dxs, dxs_nan)
    for name in layer.params:
        np.testing.assert_array_equal(grads[name], grads_nan[name])


@every_sequence_layer
def test_a_mask_of_all_steps_changes_nothing(case, rng):
    layer, xs, state = start(case, rng)
    hs, cache = layer.forward(xs, state)
    hs_all, cache_all = layer.forward(xs, state, np.ones(xs.shape[:2], bool))
    dhs = rng.normal(size=hs.shape)
    np.testing.assert_array_equal(hs, hs_all)
    np.testing.assert_allclose(
        layer.backward(dhs, cache)[0], layer.backward(dhs, cache_all)[0], atol=1e-15
    )


@every_sequence_layer
def test_an_empty_sequence_keeps_the_state(case, rng):
    layer, xs, state = start(case, rng)
    for mask in (None, np.ones((0, 2), bool)):
        hs, cache = layer.forward(xs[:0], state, mask)
        dstate = like(state, normal(rng))
        dxs, grads = layer.backward(np.zeros_like(hs), cache, dstate)
        assert (len(hs), dxs.shape) == (0, (0, 2, 3))
        assert not any(grads[name].any() for name in layer.params)
        for a, b in zip(leaves(state), leaves(cache.state), strict=True):
            np.testing.assert_array_equal(a, b)
        for a, b in zip(leaves(dstate), leaves(grads["state"]), strict=True):
            np.testing.assert_array_equal(a, b)


@sequence_layers(without=("Bidirectional",))
def test_a_sequence_can_be_cut_in_two(case, rng):
    layer, xs, state = start(case, rng)
    hs, cache = layer.forward(xs, state)
    first, cache_1 = layer.forward(xs[:2], state)
    second, cache_2 = layer.forward(xs[2:], cache_1.state)
    np.testing.assert_allclose(np.concatenate([first, second]), hs, atol=1e-12)
    dhs = rng.normal(size=hs.shape)
    dxs, grads = layer.backward(dhs, cache)
    dxs_2, grads_2 = layer.backward(dhs[len(first) :], cache_2)
    dxs_1, grads_1 = layer.backward(dhs[: len(first)], cache_1, grads_2["state"])
    np.testing.assert_allclose(np.concatenate([dxs_1, dxs_2]), dxs, atol=1e-12)
    for name in layer.params:
        np.testing.assert_allclose(grads_1[name] + grads_2[name], grads[name], atol=1e-12)


@sequence_layers(without=("Bidirectional",))
def test_the_future_does_not_reach_the_past(case, rng):
    layer, xs, state = start(case, rng)
    other = xs.copy()
    other[2:] += rng.normal(size=other[2:].shape)
    hs, hs_other = layer.forward(xs, state)[0], layer.forward(other, state)[0]
    before = 1 if isinstance(layer, Pyramid) else 2
    np.testing.assert_array_equal(hs[:before], hs_other[:before])
    assert (hs[before:] != hs_other[before:]).any()


@every_sequence_layer
def test_the_gradient_of_the_state_is_there_only_if_a_state_was_given(case, rng):
    layer, xs, state = start(case, rng)
    for given in (None, state):
        hs, cache = layer.forward(xs, given)
        _, grads = layer.backward(np.ones_like(hs), cache)
        assert list(grads) == [*layer.params, *([] if given is None else ["state"])]
    shapes = [array.shape for array in leaves(state)]
    assert [array.shape for array in leaves(grads["state"])] == shapes


@every_sequence_layer
def test_float32_stays_float32_with_state_and_mask(case, rng):
    layer, xs, state = start(case, rng, np.float32)
    hs, cache = layer.forward(xs, state, MASKS["holes"])
    dxs, grads = layer.backward(hs, cache, cache.state)
    arrays = [hs, dxs, *leaves(cache.state), *leaves(grads.pop("state")), *grads.values()]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


@every_sequence_layer
def test_given_arrays_are_not_changed(case, rng):
    layer, xs, state = start(case, rng)
    mask, dstate = MASKS["holes"].copy(), like(state, normal(rng))
    for array in (xs, mask, *leaves(state), *leaves(dstate), *layer.params.values()):
        array.flags.writeable = False
    hs, cache = layer.forward(xs, state, mask)
    once = layer.backward(hs, cache, dstate)
    again = layer.backward(hs, cache, dstate)
    np.testing.assert_array_equal(once[0], again[0])
    for a, b in zip(leaves(once[1]["state"]), leaves(again[1]["state"]), strict=True):
        np.testing.assert_array_equal(a, b)


@every_sequence_layer
def test_arrays_with_gaps_in_memory_are_taken(case, rng):
    layer, xs, state = start(case, rng)
    mask = MASKS["right padding"]

    def spread(array):
        return np.repeat(np.repeat(array, 2, axis=0), 2, axis=-1)[::2, ..., ::2]

    hs, _ = layer.forward(xs, state, mask)
    gaps, cache = layer.forward(spread(xs), like(state, spread), spread(mask))
    np.testing.assert_allclose(gaps, hs, atol=1e-12)
    dxs, _ = layer.backward(hs, cache, state)
    dxs_gaps, _ = layer.backward(spread(hs), cache, like(state, spread))
    np.testing.assert_allclose(dxs_gaps, dxs, atol=1e-12)


@every_sequence_layer
@pytest.mark.parametrize(("T", "B"), [(1, 1), (1, 2), (4, 1)])
def test_one_step_and_one_sequence_work(case, T, B, rng):
    layer = case.make(rng, np.float64)
    check_gradients(layer, rng.normal(size=(T, B, 3)), rng)


@every_sequence_layer
def test_wrong_masks_are_a_clear_error(case, rng):
    layer, xs, _ = start(case, rng)
    for mask, text in [
        (np.ones((5, 2)), "mask has dtype float64, expected bool; compare it, mask > 0."),
        (np.ones((2, 5), bool), "mask has shape (2, 5), expected (5, 2)."),
        ([[True]], "mask has type list, expected a NumPy array of bool."),
    ]:
        with pytest.raises(ValueError, match=re.escape(f".forward: {text}")):
            layer.forward(xs, None, mask)


CELL = RNNCell(3, 4, np.random.default_rng(0))
FAST_AND_SLOW = [
    Recurrent(CELL),
    RNN(3, 4, np.random.default_rng(0)),
    GRU(3, 4, np.random.default_rng(0)),
]


@pytest.mark.parametrize("layer", FAST_AND_SLOW, ids=lambda layer: type(layer).__name__)
def test_wrong_states_are_a_clear_error(layer):
    name, xs, hs = type(layer).__name__, np.zeros((5, 2, 3)), np.zeros((5, 2, 4))
    _, cache = layer.forward(xs)
    good, wrong = np.zeros((2, 4)), np.zeros((2, 3))
    for state, error, text in [
        (good, ValueError, "has type ndarray, expected a tuple of 1 array."),
        ((good, good), ValueError, "has 2 arrays, expected a tuple of 1 array."),
        ((wrong,), ShapeError, "[0] has shape (2, 3), expected (2, 4)."),
        (
            (good.astype(np.float32),),
            ValueError,
            "[0] has dtype float32, expected float64; convert it with {}[0].astype(np.float64).",
        ),
    ]:
        gap = "" if text.startswith("[") else " "
        for call, where, variable in [
            (lambda s=state: layer.forward(xs, s), "forward", "state"),
            (lambda s=state: layer.backward(hs, cache, s), "backward", "dstate"),
        ]:
            whole = f"{name}.{where}: {variable}{gap}{text.format(variable)}"
            with pytest.raises(error, match=f"^{re.escape(whole)}$"):
                call()


def test_the_sequence_must_have_three_axes():
    text = re.escape("Recurrent.forward: xs has shape (5, 3), expected (T, B, 3).")
    with pytest.raises(ShapeError, match=f"^{text}$"):
        Recurrent(CELL).forward(np.zeros((5, 3)))


def test_a_cell_with_a_learners_forward_runs_over_time(rng):
    calls = []

    def lstm_forward(self, x, state):
        calls.append(x)
        return LSTMCell.forward(self, x, state)

    class MyLSTM(LSTMCell):
        forward = lstm_forward

    xs = rng.normal(size=(5, 2, 3))
    hs, _ = Recurrent(MyLSTM(3, 4, np.random.default_rng(1))).forward(xs)
    expected, _ = LSTM(3, 4, np.random.default_rng(1)).forward(xs)
    assert len(calls) == 5
    np.testing.assert_allclose(hs, expected, atol=1e-12)


def test_lengths_become_a_mask():
    mask = lengths_to_mask(np.array([2, 0, 3]), 3)
    assert mask.dtype == bool
    assert mask.sum(axis=0).tolist() == [2, 0, 3]
    assert mask[0].tolist() == [True, False, True]


@pytest.mark.parametrize("lengths", [[4], [-1]])
def test_lengths_outside_the_batch_are_a_clear_error(lengths):
    n = lengths[0]
    text = re.escape(f"lengths_to_mask: lengths are from {n} to {n}, expected 0 to 3.")
    with pytest.raises(ValueError, match=text):
        lengths_to_mask(lengths, 3)


@pytest.mark.parametrize(
    ("lengths", "have"), [([1.5], "(1,) and dtype float64"), (np.int64(3), "() and dtype int64")]
)
def test_lengths_that_are_no_list_of_whole_numbers_are_a_clear_error(lengths, have):
    text = f"lengths_to_mask: lengths has shape {have}, expected (B,) and whole numbers."
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        lengths_to_mask(lengths, 3)


def test_a_number_of_steps_that_is_none_is_a_clear_error():
    text = "lengths_to_mask: n_steps is 2.5, expected a whole number of at least 0."
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        lengths_to_mask([1, 2], 2.5)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (RNN(3, 4, np.random.default_rng(0)), "RNN, expected a cell with zero_state."),
        (RNNCell, "type, expected a layer with forward(x, state)."),
    ],
)
def test_what_is_no_cell_is_a_clear_error(cell, text):
    with pytest.raises(ValueError, match=f"^Recurrent: cell has type {re.escape(text)}$"):
        Recurrent(cell)
