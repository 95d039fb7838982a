"""Laws of pools, beyond those of every layer."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.lib.stride_tricks import sliding_window_view

import course_lib
from course_lib import (
    AvgPool1D,
    AvgPool2D,
    AvgPoolMaps,
    GlobalAvgPool2D,
    L2Pool1D,
    L2Pool2D,
    L2PoolMaps,
    MaxPool1D,
    MaxPool2D,
    MaxPoolMaps,
    ShapeError,
)

ORACLES = Path(__file__).parent / "oracles" / "pooling.npz"
KINDS = {
    "Max": lambda a: a.max(axis=(-2, -1)),
    "Avg": lambda a: a.mean(axis=(-2, -1)),
    "L2": lambda a: np.sqrt((a**2).sum(axis=(-2, -1))),
}
WINDOWS = st.tuples(
    st.integers(1, 4), st.integers(1, 4), st.integers(1, 5), st.integers(1, 5), st.integers(0, 999)
)
every_form = pytest.mark.parametrize("form", ["1D", "2D", "Maps"])


def pool(kind, form, size, stride=None):
    return getattr(course_lib, f"{kind}Pool{form}")(size, stride=stride)


def picture(form, seed=0):
    shape = {"1D": (3, 2, 7), "2D": (3, 2, 7, 6), "Maps": (3, 6, 2, 3)}[form]
    return np.random.default_rng(seed).normal(size=shape)


@pytest.mark.parametrize("kind", KINDS)
@given(WINDOWS)
def test_a_pool_is_its_definition_in_every_window(kind, case):
    *size, s, t, seed = case
    x = np.random.default_rng(seed).normal(size=(2, 3, 5, 6))
    y, _ = pool(kind, "2D", tuple(size), (s, t)).forward(x)
    windows = sliding_window_view(x, tuple(size), axis=(2, 3))[:, :, ::s, ::t]
    np.testing.assert_allclose(y, KINDS[kind](windows), atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
@given(st.integers(1, 4), st.integers(1, 5))
def test_1d_and_across_maps_are_2d_along_one_axis(kind, size, stride):
    x = np.random.default_rng(size).normal(size=(2, 4, 5))
    y1, cache1 = pool(kind, "1D", size, stride).forward(x)
    y_maps, cache_maps = pool(kind, "Maps", size, stride).forward(x)
    for y, cache, form, two in (
        (y1, cache1, "1D", ((1, size), (1, stride))),
        (y_maps, cache_maps, "Maps", ((size, 1), (stride, 1))),
    ):
        layer = pool(kind, "2D", *two)
        y2, cache2 = layer.forward(x[:, None])
        np.testing.assert_allclose(y, y2[:, 0], atol=1e-12)
        dx, _ = pool(kind, form, size, stride).backward(y, cache)
        np.testing.assert_allclose(dx, layer.backward(y2, cache2)[0][:, 0], atol=1e-12)


@every_form
@given(st.integers(1, 3), st.integers(1, 3), st.integers(0, 99))
def test_maximum_and_average_pools_keep_the_sum_of_the_gradient(form, size, stride, seed):
    x = picture(form, seed)
    for kind in ("Max", "Avg"):
        layer = pool(kind, form, size, stride)
        y, cache = layer.forward(x)
        dy = np.random.default_rng(seed).normal(size=y.shape)
        dx, _ = layer.backward(dy, cache)
        np.testing.assert_allclose(dx.sum(), dy.sum(), atol=1e-12)


@every_form
def test_the_maximum_of_minus_x_is_minus_the_minimum(form):
    x = picture(form)
    x2 = {"1D": x[:, :, None], "2D": x, "Maps": x.reshape(3, 1, x.shape[1], -1)}[form]
    size = {"1D": (1, 2), "2D": (2, 2), "Maps": (2, 1)}[form]
    y, _ = pool("Max", form, 2).forward(-x)
    windows = sliding_window_view(x2, size, axis=(2, 3))[:, :, :: size[0], :: size[1]]
    np.testing.assert_array_equal(-y.ravel(), windows.min(axis=(-2, -1)).ravel())


def test_across_maps_the_place_stays_the_same():
    x = picture("Maps")
    y, _ = MaxPoolMaps(3).forward(x)
    np.testing.assert_array_equal(y, x.reshape(3, 2, 3, 2, 3).max(axis=2))
    shifted, _ = MaxPoolMaps(3).forward(np.roll(x, 1, axis=3))
    np.testing.assert_array_equal(shifted, np.roll(y, 1, axis=3))


def test_of_equal_entries_the_first_as_one_reads_gets_the_gradient():
    layer = MaxPool2D(2)
    for window, winner in (
        ([[5, 5], [5, 5]], (0, 0)),
        ([[1, 5], [5, 0]], (0, 1)),
        ([[1, 2], [5, 5]], (1, 0)),
        ([[1, 5], [1, 5]], (0, 1)),
        ([[0, 0], [0, 0]], (0, 0)),
    ):
        y, cache = layer.forward(np.array([[window]], float))
        dx, _ = layer.backward(np.full_like(y, 7.0), cache)
        want = np.zeros((2, 2))
        want[winner] = 7
        np.testing.assert_array_equal(dx[0, 0], want)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_gradient_goes_to_a_nan_as_the_largest(dtype):
    x = np.array([[[1, 2, np.nan, 3, 5, 6, np.inf, 8]]], dtype)
    for pool, want in (
        (MaxPool1D(4), [0, 0, 1, 0, 0, 0, 1, 0]),
        (MaxPool1D(3, stride=1), [0, 0, 3, 0, 0, 1, 2, 0]),
        (MaxPool1D(1, stride=2), [1, 0, 1, 0, 1, 0, 1, 0]),
    ):
        y, cache = pool.forward(x)
        dx, _ = pool.backward(np.ones_like(y), cache)
        np.testing.assert_array_equal(dx[0, 0], want)
    picture = np.arange(16, dtype=dtype).reshape(1, 1, 4, 4)
    picture[0, 0, 0, 2] = np.nan
    y, cache = MaxPool2D(2).forward(picture)
    dx, _ = MaxPool2D(2).backward(np.ones_like(y), cache)
    assert sorted(map(tuple, np.argwhere(dx[0, 0]))) == [(0, 2), (1, 1), (3, 1), (3, 3)]


@given(st.lists(st.integers(0, 2), min_size=3, max_size=8), st.integers(1, 3), st.integers(1, 3))
def test_with_ties_each_window_still_gives_its_gradient_once(values, size, stride):
    x = np.array([[values]], float)
    layer = MaxPool1D(size, stride=stride)
    y, cache = layer.forward(x)
    want = np.zeros_like(x)
    for w in range(y.shape[2]):
        window = x[0, 0, w * stride : w * stride + size]
        want[0, 0, w * stride + window.argmax()] += w + 1
    dx, _ = layer.backward(np.arange(1.0, y.shape[2] + 1)[None, None], cache)
    np.testing.assert_array_equal(dx, want)


@pytest.mark.parametrize("layer", [L2Pool1D(2), L2Pool2D(2), L2PoolMaps(2)], ids=["1D", "2D", "M"])
def test_the_gradient_of_an_l2_pool_is_zero_at_a_window_of_zeros(layer):
    x = np.zeros((1, 2, 2, 2)[: layer.last + 1])
    y, cache = layer.forward(x)
    dx, _ = layer.backward(np.ones_like(y), cache)
    assert not y.any()
    assert not dx.any()


def test_a_pool_of_one_entry_is_the_identity_or_its_size():
    x = picture("2D")
    np.testing.assert_array_equal(MaxPool2D(1).forward(x)[0], x)
    np.testing.assert_array_equal(AvgPool2D(1).forward(x)[0], x)
    np.testing.assert_allclose(L2Pool2D(1).forward(x)[0], np.abs(x))


def test_pixels_in_no_window_have_gradient_zero():
    for kind in KINDS:
        layer = pool(kind, "2D", (2, 1), (3, 2))
        y, cache = layer.forward(picture("2D"))
        assert y.shape == (3, 2, 2, 3)
        dx, _ = layer.backward(np.ones_like(y), cache)
        assert not dx[:, :, [2, 5, 6]].any()
        assert not dx[..., 1::2].any()


def test_the_global_average_is_an_average_pool_of_the_whole_map():
    x = picture("2D")
    y, cache = GlobalAvgPool2D().forward(x)
    layer = AvgPool2D((7, 6))
    y2, cache2 = layer.forward(x)
    np.testing.assert_allclose(y, y2[:, :, 0, 0])
    dx, _ = GlobalAvgPool2D().backward(y, cache)
    np.testing.assert_allclose(dx, layer.backward(y2, cache2)[0])


with np.load(ORACLES) as file:
    CASES = {}
    for key in file.files:
        CASES.setdefault(key.split(".")[0], {})[key.split(".")[1]] = file[key]


@pytest.mark.parametrize("case", CASES)
def test_forward_and_backward_are_those_of_pytorch(case):
    name, size, stride = case.split()
    layer, data = getattr(course_lib, name)(int(size), stride=int(stride)), CASES[case]
    y, cache = layer.forward(data["x"])
    np.testing.assert_allclose(y, data["y"], rtol=0, atol=1e-12)
    dx, _ = layer.backward(data["dy"], cache)
    np.testing.assert_allclose(dx, data["dx"], rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("make", "shape", "text"),
    [
        (
            lambda: MaxPool2D(3),
            (1, 1, 2, 5),
            "MaxPool2D.forward: x has shape (1, 1, 2, 5), expected at least 3 x 3 in axes 2 and "
            "3, the size of the window.",
        ),
        (lambda: AvgPool2D(2), (1, 4, 4), "AvgPool2D.forward: x has shape (1, 4, 4), expected (B,"),
        (lambda: AvgPool1D(3), (1, 1, 2), "AvgPool1D.forward: x has shape (1, 1, 2), expected at"),
        (
            lambda: AvgPoolMaps(5),
            (1, 4, 9),
            "AvgPoolMaps.forward: x has shape (1, 4, 9), expected at least 5 in axis 1, the size",
        ),
        (lambda: L2PoolMaps(2), (4,), "L2PoolMaps.forward: x has shape (4,), expected (B, C, ..."),
        (
            GlobalAvgPool2D,
            (2, 3, 0, 4),
            "GlobalAvgPool2D.forward: x has shape (2, 3, 0, 4), expected at least 1 x 1 in axes",
        ),
    ],
)
def test_a_window_that_does_not_fit_is_a_clear_error(make, shape, text):
    with pytest.raises(ShapeError, match=re.escape(text)):
        make().forward(np.zeros(shape))


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: MaxPool2D(0), "MaxPool2D: size is 0, expected a whole number of at least 1."),
        (lambda: L2Pool1D(2, stride=0), "L2Pool1D: stride is 0, expected a whole number of at"),
        (lambda: MaxPoolMaps((2, 2)), "MaxPoolMaps: size is (2, 2), expected one whole number or"),
    ],
)
def test_a_wrong_argument_is_a_clear_error(make, text):
    with pytest.raises(ValueError, match=re.escape(text)):
        make()


def test_the_output_shape_is_known_before_a_forward():
    layer = MaxPool2D(3, stride=2)
    assert layer.output_shape((5, 2, 7, 8)) == layer.forward(np.zeros((5, 2, 7, 8)))[0].shape
    with pytest.raises(
        ShapeError, match=r"MaxPool2D.output_shape: x has shape \(5, 2, 2, 8\), exp"
    ):
        layer.output_shape((5, 2, 2, 8))
