"""The figures of one neuron draw its equation, and its counts hold."""

import numpy as np
import pytest

from course_lib.datasets import mnist5k
from course_lib.experiments.fully_connected.neuron import answers, digit_neuron
from course_lib.figures.fully_connected import digit_neuron as picture
from course_lib.fully_connected.activations import sigmoid
from tests.support.figures import LIVE


def test_arrow_of_the_neuron_stands_across_its_line_and_is_w_long():
    parts = LIVE["neuron-line"](1.2, -0.7, 0.9)
    (line,), (arrow,) = parts["line"], parts["w"]
    np.testing.assert_allclose(line @ [1.2, -0.7] + 0.9, 0, atol=1e-12)
    np.testing.assert_allclose(arrow[1] - arrow[0], [1.2, -0.7])


@pytest.mark.parametrize("digit", range(10))
def test_a_neuron_finds_most_of_its_digit_and_few_of_the_others(digit):
    """Better than saying "no" always, which is right for 900 of 1,000 digits."""
    found = answers(digit)
    assert found.yes_right - found.yes_wrong > 35


def test_a_pixel_without_ink_in_training_has_no_weight():
    train, _ = mnist5k()
    empty = train.images.max(axis=0).ravel() == 0
    assert empty.any()
    assert not digit_neuron(0).w[empty].any()


def test_ink_in_the_middle_speaks_against_a_0_and_for_a_1():
    zero, one = (digit_neuron(digit).w.reshape(28, 28)[12:16, 12:16].mean() for digit in (0, 1))
    assert zero < 0 < one


@pytest.mark.parametrize("sought", [0, 1, 3])
def test_the_picture_of_a_neuron_adds_up_to_what_it_says(sought):
    neuron_weights = digit_neuron(sought).w.reshape(28, 28)
    _, test = mnist5k()
    for shown in range(10):
        x = test.images[list(test.labels).index(shown)]
        products, b, z = picture.digit_sum(shown, sought)
        np.testing.assert_array_equal(products, x * neuron_weights)
        assert z == pytest.approx(products.sum() + b)
        assert round(z - b, 1) + round(b, 1) == pytest.approx(round(z, 1))
        says = picture.weights_says(shown, sought)
        assert f"a = {sigmoid(np.array(z)):.3f}: {'yes' if z > 0 else 'no'}." in says
        assert says.endswith("right." if (z > 0) == (shown == sought) else "wrong.")


def test_no_digit_is_named():
    with pytest.raises(ValueError, match=r"digit_neuron: digit is 10, expected a whole number"):
        digit_neuron(10)


def test_the_middle_of_a_7_brings_most_of_what_the_neuron_of_0_adds_up_and_that_of_a_0_little():
    (zero, _, _), (seven, _, z) = (picture.digit_sum(shown, 0) for shown in (0, 7))
    middle = np.s_[10:18, 10:18]
    assert seven[middle].sum() < z / 2 < 0
    assert abs(zero[middle].sum()) < 0.1 * abs(seven[middle].sum())


@pytest.mark.parametrize("rate", [0.25, 3.0])
def test_from_zeros_a_rate_changes_no_answer_of_the_perceptron(rate):
    inputs, target = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), [0, 0, 0, 1]

    def learned(rate):
        w, b = np.zeros(2), 0.0
        for x, t in [*zip(inputs, target, strict=True)] * 6:
            error = t - int(w @ x + b > 0)
            w, b = w + rate * error * x, b + rate * error
        return np.array([*w, b])

    np.testing.assert_allclose(learned(rate), rate * learned(1.0))
