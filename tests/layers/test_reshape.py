"""Laws of the layers that only reshape, beyond those of every layer."""

import re

import numpy as np
import pytest

from course_lib import (
    LSTM,
    Conv1D,
    Conv2D,
    Dense,
    Flatten,
    ImageToSequence,
    LastStep,
    MaxPool2D,
    ReLU,
    SequenceToImage,
    Sequential,
    ShapeError,
    check_gradients,
)


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


def test_flatten_keeps_the_order_of_the_numbers():
    x = np.arange(24.0).reshape(2, 3, 2, 2)
    np.testing.assert_array_equal(Flatten().forward(x)[0], np.arange(24.0).reshape(2, 12))
    np.testing.assert_array_equal(Flatten().forward(np.ones(3))[0], np.ones((3, 1)))


def test_step_t_is_column_t_of_the_picture(rng):
    x = rng.normal(size=(2, 3, 4, 5))
    xs, _ = ImageToSequence().forward(x)
    assert xs.shape == (5, 2, 12)
    for t in range(5):
        np.testing.assert_array_equal(xs[t], x[..., t].reshape(2, 12))


@pytest.mark.parametrize(("shape", "back"), [((2, 3, 4, 5), (3, 4)), ((2, 3, 5), (3,))])
def test_a_picture_as_a_sequence_and_back_is_the_picture(shape, back, rng):
    x = rng.normal(size=shape)
    xs, _ = ImageToSequence().forward(x)
    np.testing.assert_array_equal(SequenceToImage(*back).forward(xs)[0], x)


def test_a_cldnn_has_the_right_gradients(rng):
    net = Sequential(
        Conv2D(1, 2, 3, rng, padding=1),
        ReLU(),
        MaxPool2D((2, 1)),
        ImageToSequence(),
        LSTM(4, 3, rng),
        LastStep(),
        Dense(3, 2, rng),
    )
    net.params["0.b"][...] = 3  # far from the kink of ReLU
    check_gradients(net, rng.normal(size=(2, 1, 4, 5)), rng)


def test_a_sequence_passes_a_1d_convolution_and_goes_on_as_a_sequence(rng):
    net = Sequential(SequenceToImage(3), Conv1D(3, 4, 3, rng, padding=1), ImageToSequence())
    xs = rng.normal(size=(7, 2, 3))
    assert net.forward(xs)[0].shape == (7, 2, 4)
    check_gradients(net, xs, rng)


def test_errors_say_what_does_not_fit():
    for call, text in (
        (lambda: Flatten().forward(np.zeros(())), "Flatten.forward: x has shape (), expected (B,"),
        (
            lambda: ImageToSequence().forward(np.zeros((5, 2))),
            "ImageToSequence.forward: x has shape (5, 2), expected (..., B, C, T).",
        ),
        (
            lambda: SequenceToImage(2, 3).forward(np.zeros((5, 2, 7))),
            "SequenceToImage.forward: xs has shape (5, 2, 7), expected (T, B, 6).",
        ),
    ):
        with pytest.raises(ShapeError, match=re.escape(text)):
            call()
    with pytest.raises(ValueError, match=r"SequenceToImage: rows is 0, expected a whole number"):
        SequenceToImage(2, 0)
