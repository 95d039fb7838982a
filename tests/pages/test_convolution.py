"""The figures of convolution, and kernels found by gradient descent."""

import numpy as np
import pytest

from course_lib import Conv2D, output_size
from course_lib.experiments.cnn.cnn_or_dense import shifted
from course_lib.experiments.cnn.convolution import KERNELS, filtered, grey, picture
from course_lib.figures.cnn import convolution as figure
from course_lib.figures.cnn.convolution_sizes import N, sizes_parts, sizes_says


@pytest.mark.parametrize("kernel", figure.SLIDING)
def test_the_sum_written_out_is_the_number_in_the_map(kernel):
    for place in range(9):
        written = " + ".join(figure.terms(place, kernel)).replace("−", "-").replace("·", "*")
        value = eval(written)  # whole numbers, + and * only
        assert value == figure.answers(kernel).ravel()[place]
        assert figure.slide_says(place, kernel).endswith(f"= {value}.".replace("-", "−"))


@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("padding", [0, 2])
def test_the_figure_of_sizes_shows_what_the_layer_does(size, stride, padding):
    """A kernel of ones counts its pixels; its gradient says which pixels no window meets."""
    layer = Conv2D(1, 1, size, np.random.default_rng(0), stride=stride, padding=padding)
    layer.params["W"][:] = 1
    x = np.ones((1, 1, N, N))
    y, cache = layer.forward(x)
    dx, _ = layer.backward(np.ones_like(y), cache)
    n = output_size(N, size, stride, padding)
    for place in (1, n * n // 2 + 1, n * n):
        parts = sizes_parts(size, stride, padding, place)
        assert len(parts["map"]) == len(parts["centres"]) == n * n
        assert len(parts["missed"]) == 2 * (dx == 0).sum()
        seen = int(y.ravel()[place - 1])
        says = sizes_says(size, stride, padding, place)
        assert f"sees {seen} pixels and {size**2 - seen} zeros" in says
        column, row = parts["here"][0][0]
        corner = parts["window"][0][0]
        np.testing.assert_array_equal(corner, [stride * column - padding, stride * row - padding])
        assert row * n + column == place - 1


def test_after_the_last_place_comes_the_first():
    first, again = sizes_parts(5, 1, 0, 1), sizes_parts(5, 1, 0, 10)
    np.testing.assert_array_equal(first["window"], again["window"])


@pytest.mark.parametrize(
    ("kernel", "total"), [("identity", 1), ("blur", 1), ("edges x", 0), ("edges y", 0)]
)
def test_an_even_grey_is_multiplied_by_the_sum_of_the_kernel(kernel, total):
    assert KERNELS[kernel].sum() == pytest.approx(total)
    assert figure.signed(kernel) == (total == 0)


def test_edge_kernels_answer_to_one_direction_each():
    steps = np.diff(grey("china"), axis=1)
    right_left = filtered("china", "edges x")[1:-1, 1:-1]
    by_hand = steps[:, :-1] + steps[:, 1:]  # x[c + 1] - x[c - 1]
    # In another order of the sum a 0 may be a rounding away from 0.
    right = by_hand[:-2] + by_hand[1:-1] + by_hand[2:]
    np.testing.assert_allclose(right_left, right, atol=1e-14)
    turned = filtered("china", "edges y")[1:-1, 1:-1]
    by_hand = grey("china")[2:] - grey("china")[:-2]
    right = by_hand[:, :-2] + by_hand[:, 1:-1] + by_hand[:, 2:]
    np.testing.assert_allclose(turned, right, atol=1e-14)


def test_a_photograph_is_shown_in_its_own_greys():
    np.testing.assert_allclose(
        figure.shown("china", "identity"), grey("china"), atol=0.5 / (figure.SHADES - 1) + 1e-9
    )


@pytest.mark.parametrize("kind", ["photograph", "noise"])
def test_a_picture_to_learn_from_has_mean_zero_and_variance_one(kind):
    x = picture(kind)
    assert x.shape == (80, 120)
    assert x.mean() == pytest.approx(0, abs=1e-12)
    assert x.var() == pytest.approx(1)


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_a_shift_by_the_stride_moves_the_map_by_one_place(stride):
    """With stride 1 all but the last column, where the picture was cut off."""
    layer = Conv2D(1, 1, 3, np.random.default_rng(0), stride=stride, padding=1)
    x = grey("china")[None, None, :60, :120]
    before, after = (layer.forward(shifted(x, 0, pixels))[0] for pixels in (0, stride))
    same = np.isclose(after[..., 1:], before[..., :-1]).all(axis=(0, 1, 2))
    assert same[:-1].all()
    assert same[-1] == (stride > 1)


def test_a_shift_by_half_a_place_gives_other_answers():
    layer = Conv2D(1, 1, 3, np.random.default_rng(0), stride=2, padding=1)
    before, after = (layer.forward(shifted(grey("china")[None, None], 0, p))[0] for p in (0, 1))
    for k in (0, 1, 2):
        assert np.isclose(after[..., k:], before[..., : before.shape[3] - k]).mean() < 0.01


@pytest.mark.parametrize(("K", "d"), [(3, 2), (3, 4), (2, 3)])
def test_a_dilated_kernel_is_a_larger_one_with_zeros(K, d):
    rng = np.random.default_rng(0)
    wide = Conv2D(1, 1, (K - 1) * d + 1, rng)
    wide.params["W"][:] = 0
    wide.params["W"][..., ::d, ::d] = w = rng.normal(size=(K, K))
    x = rng.normal(size=(1, 1, 12, 12))
    y, _ = wide.forward(x)
    for r, c in np.ndindex(y.shape[2:]):
        seen = x[0, 0, r : r + (K - 1) * d + 1 : d, c : c + (K - 1) * d + 1 : d]
        assert y[0, 0, r, c] == pytest.approx(np.sum(w * seen))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: filtered("china", "sobel"), "filtered: kernel is 'sobel', expected one of "),
        (lambda: picture("text"), "picture: kind is 'text', expected one of 'photograph', 'noise'"),
    ],
)
def test_a_wrong_name_is_a_clear_error(call, message):
    with pytest.raises(ValueError, match=message):
        call()
