"""Where the gradient of one output goes: the figure against the layers' own backward."""

import numpy as np
import pytest

from course_lib import AvgPool2D, Conv2D, MaxPool2D
from course_lib.figures.cnn.convolution_backwards import (
    DY,
    KERNEL,
    KINDS,
    PICTURES,
    gradient_back_says,
    part,
    so_far,
)


def built(kind):
    if kind == "convolution":
        layer = Conv2D(1, 1, 2, np.random.default_rng(0))
        layer.params["W"][0, 0] = KERNEL
        return layer
    return {"maximum": MaxPool2D, "average": AvgPool2D}[kind](2)


@pytest.mark.parametrize("kind", KINDS)
def test_the_parts_of_all_outputs_add_up_to_the_layers_gradients(kind):
    layer = built(kind)
    _, cache = layer.forward(PICTURES[kind][None, None])
    dx, gradients = layer.backward(DY[kind][None, None], cache)
    found = so_far(3, kind)
    np.testing.assert_allclose(found.dx, dx[0, 0])
    if kind == "convolution":
        np.testing.assert_allclose(found.dw, gradients["W"][0, 0])
    else:
        assert found.dw is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("output", range(4))
def test_an_output_reaches_its_window_alone_and_hands_on_what_it_has(output, kind):
    """In a pool of one winner, or of equal parts, no gradient is lost and none is added."""
    r, c = divmod(output, 2)
    step = 1 if kind == "convolution" else 2
    outside = np.ones_like(PICTURES[kind], bool)
    outside[step * r : step * r + 2, step * c : step * c + 2] = False
    dx = part(output, kind).dx
    assert not dx[outside].any()
    whole = DY[kind][r, c] * (KERNEL.sum() if kind == "convolution" else 1)
    assert dx.sum() == pytest.approx(whole)
    assert gradient_back_says(output, kind).count(" to (") == np.count_nonzero(dx)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("K", [2, 3])
def test_back_is_a_full_convolution_with_the_turned_kernel(seed, K):
    """Two sums over channels: over the filters for dx, and none for dw."""
    rng = np.random.default_rng(seed)
    layer = Conv2D(2, 3, K, rng)
    x = rng.normal(size=(1, 2, 6, 5))
    y, cache = layer.forward(x)
    dy = rng.normal(size=y.shape)
    dx, gradients = layer.backward(dy, cache)
    back = Conv2D(3, 2, K, rng, padding=K - 1)
    back.params["W"][:] = layer.params["W"].transpose(1, 0, 2, 3)[:, :, ::-1, ::-1]
    back.params["b"][:] = 0
    np.testing.assert_allclose(back.forward(dy)[0], dx)
    for f, m in np.ndindex(3, 2):
        kernel = Conv2D(1, 1, y.shape[2:], rng)
        kernel.params["W"][0, 0], kernel.params["b"][:] = dy[0, f], 0
        np.testing.assert_allclose(kernel.forward(x[:, m : m + 1])[0][0, 0], gradients["W"][f, m])


@pytest.mark.parametrize("stride", [2, 3])
def test_with_a_stride_zeros_stand_between_the_gradients(stride):
    rng = np.random.default_rng(0)
    layer, dense = Conv2D(1, 1, 3, rng, stride=stride), Conv2D(1, 1, 3, rng)
    dense.params["W"][:] = layer.params["W"]
    x = rng.normal(size=(1, 1, 9, 9))
    y, cache = layer.forward(x)
    dy = rng.normal(size=y.shape)
    spaced = np.zeros((1, 1, 7, 7))
    spaced[..., ::stride, ::stride] = dy
    dx, gradients = layer.backward(dy, cache)
    same_dx, same = dense.backward(spaced, dense.forward(x)[1])
    np.testing.assert_allclose(dx, same_dx)
    np.testing.assert_allclose(gradients["W"], same["W"])
