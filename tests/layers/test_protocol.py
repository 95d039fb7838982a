"""Laws that every layer keeps. The layers are listed in layers.py."""

import inspect
import re

import numpy as np
import pytest

import course_lib
from course_lib import ShapeError, check_gradients
from course_lib.protocol import Layer
from tests.support.layers import LAYERS, Case, draw_input

every_layer = pytest.mark.parametrize("case", LAYERS.values(), ids=LAYERS)
# Integer input has no slope and a dtype of its own: these laws stand in the layer's own test.
FLOAT_LAYERS = {name: case for name, case in LAYERS.items() if not case.n_classes}
every_float_layer = pytest.mark.parametrize("case", FLOAT_LAYERS.values(), ids=FLOAT_LAYERS)


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


def run(layer: Layer, x, rng):
    y, cache = layer.forward(x)
    dy = rng.normal(size=y.shape).astype(y.dtype)
    dx, grads = layer.backward(dy, cache)
    return y, dy, dx, grads


def test_every_public_layer_is_listed():
    listed = {type(case.make(np.random.default_rng(0), np.float64)) for case in LAYERS.values()}
    public = {
        value
        for value in vars(course_lib).values()
        if inspect.isclass(value)
        and {"forward", "backward"} <= set(dir(value))
        and not hasattr(value, "zero_state")
        and "target" not in inspect.signature(value.forward).parameters
    }
    assert public <= listed, f"not in tests/support/layers.py: {public - listed}"


@every_float_layer
def test_gradients_are_slopes(case: Case, rng):
    check_gradients(case.make(rng, np.float64), draw_input(case, rng), rng)


@every_layer
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_gradients_have_names_shapes_and_dtypes_of_params(case: Case, dtype, rng):
    layer, x = case.make(rng, dtype), draw_input(case, rng, dtype)
    y, _, dx, grads = run(layer, x, rng)
    assert y.dtype == dx.dtype == dtype
    assert dx.shape == x.shape
    assert list(grads) == list(layer.params)
    for name, value in layer.params.items():
        assert (grads[name].shape, grads[name].dtype) == (value.shape, dtype), name


@every_layer
def test_forward_and_backward_change_nothing(case: Case, rng):
    layer, x = case.make(rng, np.float64), draw_input(case, rng)
    for array in (x, *layer.params.values()):
        array.flags.writeable = False
    before = dict(vars(layer))
    y, cache = layer.forward(x)
    y2, cache2 = layer.forward(x)
    dy = rng.normal(size=y.shape)
    dy.flags.writeable = False
    dx, grads = layer.backward(dy, cache)
    layer.backward(2 * dy, cache2)
    dx_again, grads_again = layer.backward(dy, cache)
    np.testing.assert_array_equal(y, y2)
    np.testing.assert_array_equal(dx, dx_again)
    for name in grads:
        np.testing.assert_array_equal(grads[name], grads_again[name])
    assert vars(layer) == before


@every_layer
def test_backward_is_linear(case: Case, rng):
    layer, x = case.make(rng, np.float64), draw_input(case, rng)
    y, cache = layer.forward(x)
    p, q = rng.normal(size=(2, *y.shape))
    (dp, gp), (dq, gq) = layer.backward(p, cache), layer.backward(q, cache)
    dboth, gboth = layer.backward(2 * p - 3 * q, cache)
    np.testing.assert_allclose(dboth, 2 * dp - 3 * dq, atol=1e-12)
    for name in gboth:
        np.testing.assert_allclose(gboth[name], 2 * gp[name] - 3 * gq[name], atol=1e-12)


@every_layer
def test_rows_of_a_batch_do_not_mix(case: Case, rng):
    layer, x = case.make(rng, np.float64), draw_input(case, rng)
    y, dy, dx, grads = run(layer, x, rng)
    axis, parts = case.batch_axis, []
    out_axis = axis if case.out_batch_axis is None else case.out_batch_axis
    for b in range(x.shape[axis]):
        y_b, cache = layer.forward(np.take(x, [b], axis))
        np.testing.assert_allclose(y_b, np.take(y, [b], out_axis), atol=1e-12)
        dx_b, grads_b = layer.backward(np.take(dy, [b], out_axis), cache)
        np.testing.assert_allclose(dx_b, np.take(dx, [b], axis), atol=1e-12)
        parts.append(grads_b)
    for name in grads:
        np.testing.assert_allclose(sum(part[name] for part in parts), grads[name], atol=1e-12)


@every_layer
def test_memory_order_does_not_matter(case: Case, rng):
    layer, x = case.make(rng, np.float64), draw_input(case, rng)
    y, dy, dx, _ = run(layer, x, rng)
    y_f, cache = layer.forward(np.asfortranarray(x))
    dx_f, _ = layer.backward(np.asfortranarray(dy), cache)
    np.testing.assert_allclose(y_f, y, atol=1e-12)
    np.testing.assert_allclose(dx_f, dx, atol=1e-12)


@every_layer
def test_an_empty_batch_gives_empty_arrays_and_zero_gradients(case: Case, rng):
    layer = case.make(rng, np.float64)
    x = np.take(draw_input(case, rng), [], case.batch_axis)
    y, _, dx, grads = run(layer, x, rng)
    assert y.size == 0
    assert dx.shape == x.shape
    assert all(not grad.any() for grad in grads.values())


@every_float_layer
def test_huge_inputs_give_finite_numbers(case: Case, rng):
    layer, x = case.make(rng, np.float64), draw_input(case, rng)
    y, _, dx, grads = run(layer, 1e4 * np.sign(x), rng)
    assert all(np.isfinite(array).all() for array in (y, dx, *grads.values()))


@every_float_layer
@pytest.mark.parametrize("dtype", [np.float16, np.int64, object])
def test_other_dtypes_are_a_clear_error(case: Case, dtype, rng):
    layer, x = case.make(rng, np.float64), draw_input(case, rng).astype(dtype)
    with pytest.raises(ValueError, match=rf"\.forward: \w+ has dtype {np.dtype(dtype)}, expected"):
        layer.forward(x)


@every_layer
def test_a_list_is_a_clear_error(case: Case, rng):
    layer, x = case.make(rng, np.float64), draw_input(case, rng)
    with pytest.raises(ValueError, match=r"\.forward: \w+ has type list, expected a NumPy array"):
        layer.forward(x.tolist())


@every_layer
def test_mixed_dtypes_are_a_clear_error(case: Case, rng):
    layer, x = case.make(rng, np.float64), draw_input(case, rng)
    y, cache = layer.forward(x)
    with pytest.raises(ValueError, match=r"\.backward: \w+ has dtype float32, expected float64;"):
        layer.backward(y.astype(np.float32), cache)


@every_layer
def test_a_wrong_shape_in_backward_is_a_clear_error(case: Case, rng):
    layer, x = case.make(rng, np.float64), draw_input(case, rng)
    y, cache = layer.forward(x)
    wrong = np.zeros((*y.shape[:-1], y.shape[-1] + 1))
    have = re.escape(str(wrong.shape))
    with pytest.raises(ShapeError, match=rf"\.backward: \w+ has shape {have}, expected \("):
        layer.backward(wrong, cache)


@every_layer
def test_two_layers_of_one_seed_are_equal(case: Case):
    first, second = (case.make(np.random.default_rng(7), np.float64) for _ in range(2))
    for name, value in first.params.items():
        np.testing.assert_array_equal(value, second.params[name])
