"""Laws of the gradient's length, and of clipping."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.training.clipping import clip_by_global_norm, global_norm

P = {"p": np.zeros(2)}


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


def draw(rng, dtype=np.float64):
    shapes = {"0.W": (3, 4), "0.b": (3,), "2.K": (2, 1, 3, 3)}
    return {name: rng.normal(size=shape).astype(dtype) for name, shape in shapes.items()}


@given(st.integers(0, 10**6), st.floats(1e-3, 1e3))
def test_clipping_keeps_the_direction_and_the_limit(seed, limit):
    grads = draw(np.random.default_rng(seed))
    before = {name: g.copy() for name, g in grads.items()}
    clipped, norm = clip_by_global_norm(grads, limit)
    flat = np.concatenate([g.ravel() for g in grads.values()])
    flat_clipped = np.concatenate([g.ravel() for g in clipped.values()])
    assert list(clipped) == list(grads)
    assert norm == pytest.approx(np.linalg.norm(flat), rel=1e-12)
    np.testing.assert_allclose(flat_clipped, flat * min(1, limit / norm), rtol=1e-12)
    for name, g in grads.items():
        np.testing.assert_array_equal(g, before[name])


@pytest.mark.parametrize(("limit", "expected"), [(4.9, 4.9), (5.0, 5.0), (5.1, 5.0)])
def test_only_a_gradient_longer_than_the_limit_is_shortened(limit, expected):
    clipped, norm = clip_by_global_norm({"p": np.array([3.0]), "q": np.array([4.0])}, limit)
    assert norm == 5.0
    assert global_norm(clipped) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("limit", [0.1, np.float64(0.1), np.float32(0.1)])
def test_clipping_keeps_float32_and_shapes(limit, rng):
    clipped, _ = clip_by_global_norm(draw(rng, np.float32), limit)
    assert {g.dtype for g in clipped.values()} == {np.dtype(np.float32)}
    assert {name: g.shape for name, g in clipped.items()} == {
        n: g.shape for n, g in draw(rng).items()
    }


def test_a_gradient_of_zeros_is_not_divided_by_its_norm():
    clipped, norm = clip_by_global_norm({"p": np.zeros(3)}, 1.0)
    assert norm == 0
    np.testing.assert_array_equal(clipped["p"], 0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("scale", [1e-30, 1e-10, 1.0, 1e10, 1e30])
def test_the_norm_of_tiny_and_of_exploded_gradients_is_right(dtype, scale):
    grads = {
        "p": np.array([3, 0], dtype) * dtype(scale),
        "q": np.array([[-4]], dtype) * dtype(scale),
    }
    assert global_norm(grads) == pytest.approx(5 * scale, rel=1e-6)
    clipped, _ = clip_by_global_norm(grads, 1e-32)
    assert global_norm(clipped) == pytest.approx(1e-32, rel=1e-5)


def test_the_norm_of_nothing_is_zero():
    assert global_norm({}) == 0
    assert global_norm({"p": np.zeros((0, 3))}) == 0


ERRORS = [
    (
        lambda: clip_by_global_norm(P, 0),
        "clip_by_global_norm: limit is 0, expected a positive number.",
    ),
    (
        lambda: clip_by_global_norm(np.zeros(2), 1),
        "global_norm: grads has type ndarray, expected the dict that backward returns",
    ),
    (
        lambda: clip_by_global_norm({**P, "0.state": (np.zeros(2),)}, 1),
        "global_norm: grads['0.state'] has type tuple, expected a NumPy array",
    ),
    (
        lambda: clip_by_global_norm({"W": np.zeros(2), "b": np.array([0, np.nan])}, 1),
        "clip_by_global_norm: grads['b'] holds nan, expected finite numbers;",
    ),
    (
        lambda: clip_by_global_norm({"W": np.array([1.0, -np.inf])}, 1),
        "clip_by_global_norm: grads['W'] holds -inf, expected finite numbers;",
    ),
    (
        lambda: clip_by_global_norm({"W": np.full(4, 1.7e308)}, 1),
        "clip_by_global_norm: the norm is inf, expected a finite number.",
    ),
]


@pytest.mark.parametrize(("call", "text"), ERRORS)
def test_a_mistake_is_one_clear_sentence(call, text):
    with pytest.raises(ValueError, match=re.escape(text)):
        call()
