"""Laws of convolutions, beyond those of every layer."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from course_lib import (
    Conv1D,
    Conv2D,
    ShapeError,
    conv2d_reference,
    conv2d_reference_backward,
    convolution_matrix,
)

ORACLES = Path(__file__).parent / "oracles" / "conv.npz"


def pair(least, most):
    return st.tuples(st.integers(least, most), st.integers(least, most))


OPTIONS = st.fixed_dictionaries(
    {
        "stride": st.one_of(st.just((1, 1)), pair(1, 3)),
        "padding": pair(0, 3),
        "padding_mode": st.sampled_from(["zeros", "reflect"]),
    }
)


def assume_fit(size, picture, options):
    """Leave out what is a clear error."""
    if options["padding_mode"] == "reflect":
        assume(all(p < n for p, n in zip(options["padding"], picture, strict=True)))
    padded = [n + 2 * p for n, p in zip(picture, options["padding"], strict=True)]
    assume(all(k <= n for k, n in zip(size, padded, strict=True)))


def draw(c_in, c_out, size, picture, batch, options, seed, dtype=np.float64):
    """Return a layer with random weights and biases, and pictures for it."""
    rng = np.random.default_rng(seed)
    layer = Conv2D(c_in, c_out, size, rng, dtype=dtype, **options)
    layer.params["b"][...] = rng.normal(size=c_out)
    return layer, rng.normal(size=(batch, c_in, *picture)).astype(dtype), rng


def close(a, b, dtype):
    scale = max(1.0, float(np.abs(b).max(initial=0)))
    np.testing.assert_allclose(a, b, rtol=0, atol=scale * (1e-12 if dtype == np.float64 else 1e-5))
    assert a.dtype == dtype


@given(
    st.integers(1, 5),
    st.integers(1, 5),
    pair(1, 4),
    pair(1, 9),
    st.integers(0, 4),
    OPTIONS,
    st.integers(0, 999),
    st.sampled_from([np.float32, np.float64]),
)
def test_the_fast_form_equals_the_reference(
    c_in, c_out, size, picture, batch, options, seed, dtype
):
    assume_fit(size, picture, options)
    layer, x, rng = draw(c_in, c_out, size, picture, batch, options, seed, dtype)
    W, b = layer.params["W"], layer.params["b"]
    y, cache = layer.forward(x)
    close(y, conv2d_reference(x, W, b, **options), dtype)
    dy = rng.normal(size=y.shape).astype(dtype)
    dx, grads = layer.backward(dy, cache)
    for ours, reference in zip(
        (dx, grads["W"], grads["b"]),
        conv2d_reference_backward(dy, x, W, **options),
        strict=True,
    ):
        close(ours, reference, dtype)


@pytest.mark.parametrize("c_in", [1, 6])
@pytest.mark.parametrize("padding", [0, 2, 4])
def test_many_blocks_of_pictures_equal_the_reference(c_in, padding, monkeypatch):
    # Three pictures fit a block, so ten are three blocks and a smaller one.
    monkeypatch.setattr("course_lib.convolution.columns.NARROW", 0)
    options = {"stride": (1, 1), "padding": (padding, padding), "padding_mode": "zeros"}
    layer, x, rng = draw(c_in, 2, (3, 3), (6, 5), 10, options, 0)
    entries = {1: 9 * 1 + 2, 6: 3 * 6 + 3 * 2}[c_in]
    area = (6 + 2 * padding) * (5 + 2 * padding)
    monkeypatch.setattr("course_lib.convolution.columns.BLOCK_BYTES", 3 * 8 * entries * area)
    y, cache = layer.forward(x)
    dy = rng.normal(size=y.shape)
    dx, grads = layer.backward(dy, cache)
    W, b = layer.params["W"], layer.params["b"]
    close(y, conv2d_reference(x, W, b, **options), np.float64)
    want = conv2d_reference_backward(dy, x, W, **options)
    for ours, reference in zip((dx, grads["W"], grads["b"]), want, strict=True):
        close(ours, reference, np.float64)


def test_the_reference_is_the_sum_of_the_definition():
    rng = np.random.default_rng(1)
    x, W, b = rng.normal(size=(2, 3, 5, 6)), rng.normal(size=(4, 3, 2, 3)), rng.normal(size=4)
    y = conv2d_reference(x, W, b, stride=(2, 1))
    assert y.shape == (2, 4, 2, 4)
    for n, f, r, c in np.ndindex(y.shape):
        total = sum(
            W[f, k, i, j] * x[n, k, 2 * r + i, c + j] for k, i, j in np.ndindex(W.shape[1:])
        )
        assert y[n, f, r, c] == pytest.approx(total + b[f])


@given(pair(1, 3), pair(3, 6), OPTIONS, st.integers(0, 999))
def test_a_convolution_is_a_matrix_with_zeros_and_the_same_entries_again(
    size, picture, options, seed
):
    assume_fit(size, picture, options)
    layer, x, _ = draw(2, 3, size, picture, 2, options, seed)
    W = layer.params["W"]
    layer.params["b"][...] = 0
    A = convolution_matrix(W, picture, **options)
    y, _ = layer.forward(x)
    np.testing.assert_allclose(x.reshape(2, -1) @ A.T, y.reshape(2, -1), atol=1e-12)
    if options["padding_mode"] == "zeros":
        assert set(A[A != 0]) <= set(W.ravel())


@given(st.integers(0, 3), st.integers(0, 3), st.integers(0, 999))
def test_a_shift_of_the_picture_shifts_the_convolution(down, right, seed):
    rng = np.random.default_rng(seed)
    layer = Conv2D(2, 3, (3, 2), rng)
    x = np.zeros((1, 2, 16, 16))
    x[:, :, 4:9, 4:9] = rng.normal(size=(1, 2, 5, 5))
    y, _ = layer.forward(x)
    shifted, _ = layer.forward(np.roll(x, (down, right), axis=(2, 3)))
    np.testing.assert_allclose(shifted, np.roll(y, (down, right), axis=(2, 3)), atol=1e-12)


@given(
    st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.sampled_from(["zeros", "reflect"])
)
def test_conv1d_is_conv2d_on_pictures_of_one_row(size, stride, padding, mode):
    rng = np.random.default_rng(size)
    signal = Conv1D(2, 3, size, rng, stride=stride, padding=padding, padding_mode=mode)
    picture = Conv2D(
        2, 3, (1, size), rng, stride=(1, stride), padding=(0, padding), padding_mode=mode
    )
    picture.params["W"][...] = signal.params["W"][:, :, None]
    x = rng.normal(size=(2, 2, 7))
    y, cache = signal.forward(x)
    y2, cache2 = picture.forward(x[:, :, None])
    np.testing.assert_allclose(y, y2[:, :, 0], atol=1e-12)
    dy = rng.normal(size=y.shape)
    dx, grads = signal.backward(dy, cache)
    dx2, grads2 = picture.backward(dy[:, :, None], cache2)
    np.testing.assert_allclose(dx, dx2[:, :, 0], atol=1e-12)
    np.testing.assert_allclose(grads["W"], grads2["W"][:, :, 0], atol=1e-12)


def test_reflect_padding_is_that_of_numpy():
    rng = np.random.default_rng(2)
    layer = Conv2D(1, 1, 1, rng, padding=(3, 2), padding_mode="reflect")
    layer.params["W"][...] = 1
    x = rng.normal(size=(2, 1, 4, 5))
    want = np.pad(x, [(0, 0), (0, 0), (3, 3), (2, 2)], mode="reflect")
    np.testing.assert_array_equal(layer.forward(x)[0], want)


@pytest.mark.parametrize(
    ("shape", "size", "padding", "stride"),
    [
        ((1, 1, 0, 5), (3, 3), (2, 2), (1, 1)),
        ((2, 3, 0, 4), (2, 3), (1, 0), (1, 2)),
        ((2, 2, 3, 0), (2, 2), (1, 1), (2, 1)),
        ((2, 2, 0, 0), (1, 4), (1, 2), (1, 1)),
    ],
)
def test_pictures_without_pixels_have_the_bias_in_their_padding(shape, size, padding, stride):
    options = {"stride": stride, "padding": padding}
    layer = Conv2D(shape[1], 3, size, np.random.default_rng(4), **options)
    layer.params["b"][...] = [3, -5, 7]
    x, (W, b) = np.zeros(shape), layer.params.values()
    y, cache = layer.forward(x)
    np.testing.assert_array_equal(y, conv2d_reference(x, W, b, **options))
    np.testing.assert_array_equal(y, np.broadcast_to(b[:, None, None], y.shape))
    dx, grads = layer.backward(np.ones_like(y), cache)
    assert dx.shape == shape
    assert not grads["W"].any()
    np.testing.assert_array_equal(grads["b"], np.full(3, y[:, 0].size))


def test_what_the_stride_leaves_over_has_gradient_zero():
    layer = Conv2D(1, 1, 2, np.random.default_rng(0), stride=2)
    y, cache = layer.forward(np.ones((1, 1, 5, 5)))
    assert y.shape == (1, 1, 2, 2)
    dx, _ = layer.backward(np.ones_like(y), cache)
    assert not dx[..., 4, :].any()
    assert not dx[..., 4].any()
    assert dx[..., :4, :4].all()


def test_the_cache_is_the_input_and_no_columns():
    x = np.ones((2, 1, 6, 6))
    _, cache = Conv2D(1, 1, 3, np.random.default_rng(0)).forward(x)
    assert cache is x


def test_a_view_of_a_larger_picture_is_taken_as_it_is():
    rng = np.random.default_rng(0)
    layer = Conv2D(2, 3, 3, rng, padding=1)
    x = rng.normal(size=(9, 2, 12, 12))[::2, :, 1:-1:2, ::-1]
    x.flags.writeable = False
    np.testing.assert_array_equal(layer.forward(x)[0], layer.forward(x.copy())[0])


@pytest.mark.parametrize("name", ["plain", "padded", "strided", "reflect", "signal"])
def test_forward_and_backward_are_those_of_pytorch(name):
    with np.load(ORACLES) as file:
        data = {key.split(".")[1]: file[key] for key in file.files if key.startswith(f"{name}.")}
    stride, padding = (tuple(map(int, data[key])) for key in ("stride", "padding"))
    kind, c_out, c_in = (Conv1D if name == "signal" else Conv2D), *data["W"].shape[:2]
    layer = kind(
        c_in,
        c_out,
        data["W"].shape[2:],
        np.random.default_rng(0),
        stride=stride,
        padding=padding,
        padding_mode="reflect" if name == "reflect" else "zeros",
    )
    for key in ("W", "b"):
        layer.params[key][...] = data[key]
    y, cache = layer.forward(data["x"])
    dx, grads = layer.backward(data["dy"], cache)
    for key, value in {"y": y, "dx": dx, "dW": grads["W"], "db": grads["b"]}.items():
        np.testing.assert_allclose(value, data[key], rtol=0, atol=1e-10, err_msg=key)


@pytest.mark.parametrize(
    ("arguments", "options", "text"),
    [
        ((0, 1, 3), {}, "Conv2D: c_in is 0, expected a whole number of at least 1."),
        ((1, 1.5, 3), {}, "Conv2D: c_out is 1.5, expected a whole number of at least 1."),
        ((1, 1, 0), {}, "Conv2D: size is 0, expected a whole number of at least 1."),
        ((1, 1, (3, 3, 3)), {}, "Conv2D: size is (3, 3, 3), expected one whole number or 2"),
        ((1, 1, 3), {"stride": 0}, "Conv2D: stride is 0, expected a whole number of at least 1."),
        ((1, 1, 3), {"padding": -1}, "Conv2D: padding is -1, expected a whole number of at least"),
        (
            (1, 1, 3),
            {"padding_mode": "same"},
            "Conv2D: padding_mode is 'same', expected one of 'zeros', 'reflect'.",
        ),
        ((1, 1, 3), {"init": "glorot"}, "Conv2D: init is 'glorot', expected one of 'uniform'"),
        ((1, 1, 3), {"dtype": np.float16}, "Conv2D: dtype is float16, expected float32 or"),
    ],
)
def test_a_wrong_argument_is_a_clear_error(arguments, options, text):
    with pytest.raises(ValueError, match=re.escape(text)):
        Conv2D(*arguments, np.random.default_rng(0), **options)


@pytest.mark.parametrize(
    ("options", "shape", "text"),
    [
        ({}, (8, 3, 28, 28), "Conv2D.forward: x has shape (8, 3, 28, 28), expected (B, 2, rows,"),
        ({}, (2, 28, 28), "Conv2D.forward: x has shape (2, 28, 28), expected (B, 2, rows, col"),
        (
            {},
            (8, 2, 4, 28),
            "Conv2D.forward: x has shape (8, 2, 4, 28), expected at least 5 x 5 in axes 2 and 3, "
            "the size of the window.",
        ),
        (
            {"padding": (0, 1)},
            (8, 2, 4, 28),
            "Conv2D.forward: x has shape (8, 2, 4, 28), with padding 4 x 30, expected at least "
            "5 x 5 in axes 2 and 3, the size of the window.",
        ),
        (
            {"padding": 3, "padding_mode": "reflect"},
            (8, 2, 3, 9),
            "Conv2D.forward: x has shape (8, 2, 3, 9), expected at least 4 x 4 in axes 2 and 3; "
            "a reflection of 3 x 3 pixels needs one more than that.",
        ),
    ],
)
def test_a_picture_that_does_not_fit_is_a_clear_error(options, shape, text):
    layer = Conv2D(2, 1, 5, np.random.default_rng(0), **options)
    with pytest.raises(ShapeError, match=re.escape(text)):
        layer.forward(np.zeros(shape))


def test_a_signal_that_does_not_fit_is_a_clear_error():
    layer = Conv1D(2, 1, 5, np.random.default_rng(0))
    text = "Conv1D.forward: x has shape (1, 2, 3), expected at least 5 in axis 2, the size of"
    with pytest.raises(ShapeError, match=re.escape(text)):
        layer.forward(np.zeros((1, 2, 3)))
    text = "Conv1D.forward: x has shape (1, 3, 9), expected (B, 2, steps)."
    with pytest.raises(ShapeError, match=re.escape(text)):
        layer.forward(np.zeros((1, 3, 9)))


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"W": np.zeros((1, 1, 3))}, "conv2d_reference: W has shape (1, 1, 3), expected (F, C, r"),
        ({"x": np.zeros((1, 2, 4, 4))}, "conv2d_reference: x has shape (1, 2, 4, 4), expected (B,"),
        ({"b": np.zeros(2)}, "conv2d_reference: b has shape (2,), expected (1,)."),
        ({"stride": 0}, "conv2d_reference: stride is 0, expected a whole number of at least 1."),
        ({"padding_mode": "same"}, "conv2d_reference: padding_mode is 'same', expected one of"),
        ({"x": np.zeros((1, 1, 2, 4))}, "conv2d_reference: x has shape (1, 1, 2, 4), expected at"),
    ],
)
def test_the_reference_says_what_does_not_fit(change, text):
    arguments = {"x": np.zeros((1, 1, 4, 4)), "W": np.zeros((1, 1, 3, 3)), "b": np.zeros(1)}
    with pytest.raises(ValueError, match=re.escape(text)):
        conv2d_reference(**(arguments | change))


def test_the_output_shape_is_known_before_a_forward():
    layer = Conv2D(2, 3, 3, np.random.default_rng(0), stride=2, padding=1)
    assert layer.output_shape((5, 2, 7, 8)) == layer.forward(np.zeros((5, 2, 7, 8)))[0].shape
    with pytest.raises(ShapeError, match=r"Conv2D.output_shape: x has shape \(5, 2, 0, 8\), with"):
        layer.output_shape((5, 2, 0, 8))
