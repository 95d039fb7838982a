"""Sizes of windows: how many fit, and how far they see."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import Conv2D, MaxPool2D, Sequential, ShapeError, output_size, receptive_field
from course_lib.convolution.windows import per_axis


@given(st.integers(0, 12), st.integers(1, 5), st.integers(1, 4), st.integers(0, 3))
def test_output_size_counts_the_places_of_a_window(n, size, stride, padding):
    places = [at for at in range(0, n + 2 * padding, stride) if at + size <= n + 2 * padding]
    if places:
        assert output_size(n, size, stride, padding) == len(places)
    else:
        with pytest.raises(ShapeError):
            output_size(n, size, stride, padding)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((4, 7, 1, 1), "output_size: n is 4, with padding 6, expected at least 7"),
        ((4, 7), "output_size: n is 4, expected at least 7, the size of the window."),
        ((4, 0), "output_size: size is 0, expected a whole number of at least 1."),
        ((4, 2, 0), "output_size: stride is 0, expected a whole number of at least 1."),
        ((4, 2, 1, -1), "output_size: padding is -1, expected a whole number of at least 0."),
        ((4.0, 2), "output_size: n is 4.0, expected a whole number of at least 0."),
    ],
)
def test_output_size_says_what_does_not_fit(arguments, text):
    with pytest.raises(ValueError, match=re.escape(text)):
        output_size(*arguments)


def test_the_receptive_field_is_the_inputs_that_have_a_gradient():
    rng = np.random.default_rng(3)
    net = Sequential(
        Conv2D(1, 2, 3, rng), MaxPool2D(2), Conv2D(2, 2, 3, rng, stride=2), Conv2D(2, 1, 2, rng)
    )
    seen = np.zeros((1, 1, 40, 40), bool)
    for _ in range(20):  # one maximum passes to one pixel, so several pictures are needed
        y, cache = net.forward(rng.normal(size=seen.shape))
        dy = np.zeros_like(y)
        dy[0, 0, 1, 1] = 1
        dx, _ = net.backward(dy, cache)
        seen |= dx != 0
    rows = np.flatnonzero(seen.any(axis=(0, 1, 3)))
    field = receptive_field([(3, 1), (2, 2), (3, 2), (2, 1)])
    assert rows.max() - rows.min() + 1 == field == 12


@pytest.mark.parametrize(
    ("windows", "text"),
    [
        ([(3, 0)], "receptive_field: stride is 0, expected a whole number of at least 1."),
        ([(0, 1)], "receptive_field: size is 0, expected a whole number of at least 1."),
        ([3], "receptive_field: a window is 3, expected (size, stride)."),
    ],
)
def test_receptive_field_says_which_window_is_wrong(windows, text):
    with pytest.raises(ValueError, match=re.escape(text)):
        receptive_field(windows)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((3, 3, 3), "size is (3, 3, 3), expected one whole number or 2, one for each axis."),
        ((3, 0), "size (3, 0): an entry is 0, expected a whole number of at least 1."),
        (2.5, "size is 2.5, expected a whole number of at least 1."),
        ("33", "size is '33', expected a whole number of at least 1."),
        (True, "size is True, expected a whole number of at least 1."),
    ],
)
def test_a_size_is_one_number_or_one_for_each_axis(value, text):
    with pytest.raises(ValueError, match=re.escape(text)):
        per_axis("size", value, 2)
