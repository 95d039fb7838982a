"""The checks at the door: what passes, and the exact text of each error."""

import math
import re

import numpy as np
import pytest

from course_lib import Tanh
from course_lib.shapes import (
    ShapeError,
    expect_dtype,
    expect_floats,
    expect_layer,
    expect_name,
    expect_number,
    expect_rng,
    expect_shape,
    expect_size,
    shape_text,
)


@pytest.mark.parametrize(
    ("have", "want"),
    [
        ((5, 3), (5, 3)),
        ((5, 3), ("B", 3)),
        ((5, 3), (..., 3)),
        ((3,), (..., 3)),
        ((7, 5, 3), (..., "B", 3)),
        ((), ()),
        ((), (...,)),
        ((2, 3), (...,)),
        ((0, 3), ("B", 3)),
    ],
)
def test_a_shape_that_fits_passes(have, want):
    expect_shape("here: a", np.zeros(have), want)


@pytest.mark.parametrize(
    ("have", "want", "text"),
    [
        ((5, 7), (..., 3), "here: a has shape (5, 7), expected (..., 3)."),
        ((5,), ("B", 3), "here: a has shape (5,), expected (B, 3)."),
        ((5, 3, 1), ("B", 3), "here: a has shape (5, 3, 1), expected (B, 3)."),
        ((), (..., 3), "here: a has shape (), expected (..., 3)."),
        ((3,), (..., "B", 3), "here: a has shape (3,), expected (..., B, 3)."),
        ((5,), (3,), "here: a has shape (5,), expected (3,)."),
        ((5,), (), "here: a has shape (5,), expected ()."),
    ],
)
def test_a_shape_that_does_not_fit_is_named_with_the_expected_one(have, want, text):
    with pytest.raises(ShapeError) as caught:
        expect_shape("here: a", np.zeros(have), want)
    assert str(caught.value) == text


def test_a_shape_error_is_a_value_error():
    assert issubclass(ShapeError, ValueError)


@pytest.mark.parametrize(
    ("shape", "text"),
    [((), "()"), ((3,), "(3,)"), (("T", "B", 3), "(T, B, 3)"), ((...,), "(...,)")],
)
def test_shapes_are_written_as_in_the_docstrings(shape, text):
    assert shape_text(shape) == text


TEXTS = [
    (
        lambda: expect_floats("f: a", [1.0], (..., 3)),
        "f: a has type list, expected a NumPy array of shape (..., 3).",
    ),
    (
        lambda: expect_floats("f: a", np.zeros(3, np.float16), (3,)),
        "f: a has dtype float16, expected float32 or float64; convert it with "
        "a.astype(np.float64).",
    ),
    (
        lambda: expect_floats("f: a", np.zeros(3), (3,), np.float32),
        "f: a has dtype float64, expected float32; convert it with a.astype(np.float32).",
    ),
    (lambda: expect_floats("f: a", np.zeros(3), (4,)), "f: a has shape (3,), expected (4,)."),
    (lambda: expect_size("f: n", -1), "f: n is -1, expected a whole number of at least 1."),
    (lambda: expect_size("f: n", 2.0), "f: n is 2.0, expected a whole number of at least 1."),
    (lambda: expect_size("f: n", True), "f: n is True, expected a whole number of at least 1."),
    (lambda: expect_size("f: n", "3"), "f: n is '3', expected a whole number of at least 1."),
    (lambda: expect_size("f: n", None), "f: n is None, expected a whole number of at least 1."),
    (lambda: expect_size("f: n", -1, 0), "f: n is -1, expected a whole number of at least 0."),
    (lambda: expect_dtype("f: d", np.float16), "f: d is float16, expected float32 or float64."),
    (lambda: expect_dtype("f: d", "int32"), "f: d is int32, expected float32 or float64."),
    (lambda: expect_dtype("f: d", object), "f: d is object, expected float32 or float64."),
    (
        lambda: expect_dtype("f: d", "float23"),
        "f: d is 'float23', expected float32 or float64.",
    ),
    (
        lambda: expect_rng("f: rng", 7),
        "f: rng has type int, expected a numpy.random.Generator; make one with "
        "np.random.default_rng(0).",
    ),
    (
        lambda: expect_rng("f: rng", np.random.RandomState(0)),
        "f: rng has type RandomState, expected a numpy.random.Generator; make one with "
        "np.random.default_rng(0).",
    ),
    (lambda: expect_number("f: n", "3", "a number"), "f: n is '3', expected a number."),
    (lambda: expect_number("f: n", True, "a number"), "f: n is True, expected a number."),
    (lambda: expect_number("f: n", math.nan, "a number"), "f: n is nan, expected a number."),
    (
        lambda: expect_number("f: n", 2, "below 1", lambda n: n < 1),
        "f: n is 2, expected below 1.",
    ),
    (
        lambda: expect_layer("f: layer", Tanh, "x"),
        "f: layer has type type, expected a layer with forward(x).",
    ),
    (
        lambda: expect_layer("f: layer", Tanh(), "xs", "state"),
        "f: layer has type Tanh, expected a layer with forward(xs, state).",
    ),
    (lambda: expect_name("f: n", "c", ("a", "b")), "f: n is 'c', expected one of 'a', 'b'."),
    (lambda: expect_name("f: n", None, ("a", "b")), "f: n is None, expected one of 'a', 'b'."),
]


@pytest.mark.parametrize(("call", "text"), TEXTS)
def test_a_mistake_is_exactly_this_sentence(call, text):
    with pytest.raises(ValueError, match=re.escape(text)) as caught:
        call()
    assert str(caught.value) == text


def test_what_fits_passes():
    expect_floats("f: a", np.zeros((2, 3), np.float32), (..., 3), np.float32)
    expect_size("f: n", np.int64(3))
    expect_size("f: n", 0, 0)
    expect_dtype("f: d", "float32")
    expect_rng("f: rng", np.random.default_rng(0))
    expect_name("f: n", "a", ("a", "b"))
    expect_number("f: n", np.float32(0.5), "a number")
    expect_layer("f: layer", Tanh(), "x")
