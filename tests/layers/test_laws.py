"""Laws against silent wrong results: what a user changes or hands in leaves the gradients right."""

import numpy as np
import pytest

from course_lib import (
    LSTM,
    Dense,
    Flatten,
    GRUCell,
    ImageToSequence,
    LSTMCell,
    RNNCell,
    SequenceToImage,
    StackRNNCell,
    identity,
)
from tests.support.layers import LAYERS, Case, draw_input
from tests.support.sequences import leaves

every_layer = pytest.mark.parametrize("case", LAYERS.values(), ids=LAYERS)


@pytest.fixture
def rng():
    return np.random.default_rng(7301)


def try_to_change(array):
    """Write into an array as a user does, if it lets us."""
    if array.flags.writeable:
        array *= 2
        array += 1


@every_layer
def test_a_changed_output_leaves_the_gradients(case: Case, rng):
    layer, x = case.make(rng, np.float64), draw_input(case, rng)
    kept = x.copy()
    y, cache = layer.forward(x)
    dy = rng.normal(size=y.shape)
    want_dx, want = layer.backward(dy, cache)
    y, cache = layer.forward(x)
    for array in (y, *leaves(getattr(cache, "state", ()))):
        try_to_change(array)
    dx, grads = layer.backward(dy, cache)
    np.testing.assert_array_equal(x, kept)
    np.testing.assert_array_equal(dx, want_dx)
    for name in want:
        np.testing.assert_array_equal(grads[name], want[name])


@pytest.mark.parametrize("cell", [RNNCell, LSTMCell, GRUCell, StackRNNCell])
def test_a_changed_state_of_a_cell_leaves_the_gradients(cell, rng):
    cell = cell(3, 4, rng)
    x, first = rng.normal(size=(2, 5, 3)), cell.zero_state(5)
    gradients = []
    for change in (lambda array: None, try_to_change):
        state, cache = cell.forward(x[0], first)
        later, later_cache = cell.forward(x[1], state)
        for array in (*state, *later):
            change(array)
        dstate = tuple(np.ones_like(array) for array in first)
        for one in (cache, later_cache):
            (dx, before), grads = cell.backward(dstate, one)
            gradients.append([dx, *before, *grads.values()])
    for plain, changed in zip(gradients[:2], gradients[2:], strict=True):
        for a, b in zip(plain, changed, strict=True):
            np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [(Flatten(), (3, 4)), (ImageToSequence(), (3, 2, 1)), (SequenceToImage(2), (1, 3, 2))],
)
def test_a_changed_output_leaves_an_input_that_it_is_a_view_of(layer, shape, rng):
    x = rng.normal(size=shape)
    kept = x.copy()
    try_to_change(layer.forward(x)[0])
    np.testing.assert_array_equal(x, kept)


def test_the_identity_of_a_number_is_another_array():
    z = np.array([1.0, 2.0])
    identity(z)[...] = 0
    np.testing.assert_array_equal(z, [1, 2])


@every_layer
def test_matrices_and_masked_arrays_are_refused(case: Case, rng):
    layer, x = case.make(rng, np.float64), draw_input(case, rng)
    kinds = [np.ma.masked_array(x)] + ([x.view(np.matrix)] if x.ndim == 2 else [])
    for other in kinds:
        text = rf"\.forward: \w+ has type {type(other).__name__}, expected a plain NumPy array"
        with pytest.raises(ValueError, match=text):
            layer.forward(other)


def test_an_array_in_a_file_is_taken(rng, tmp_path):
    np.save(tmp_path / "x.npy", rng.normal(size=(5, 3)))
    x = np.load(tmp_path / "x.npy", mmap_mode="r")
    layer = Dense(3, 2, rng)
    np.testing.assert_array_equal(layer.forward(x)[0], layer.forward(np.array(x))[0])


def test_calls_that_do_not_fit_name_the_layer():
    for name, case in LAYERS.items():
        layer = case.make(np.random.default_rng(0), np.float64)
        for call in (type(layer).__init__, type(layer).forward, type(layer).backward):
            assert call.__qualname__.split(".")[0] == type(layer).__name__, name
    with pytest.raises(TypeError, match=r"^LSTMCell\.__init__\(\)"):
        LSTMCell(3)
    with pytest.raises(TypeError, match=r"^LSTM\.forward\(\)"):
        LSTM(3, 4, np.random.default_rng(0)).forward()
