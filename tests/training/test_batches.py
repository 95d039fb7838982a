"""Laws of samples and their batches."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.training.batches import Samples


@given(st.integers(1, 30), st.integers(1, 40), st.integers(0, 99))
def test_batches_are_the_samples_in_the_order_given(n, size, seed):
    order = np.random.default_rng(seed).permutation(n)
    samples = Samples("here", np.arange(n) * 2.0, np.arange(n))
    batches = list(samples.split(size, order))
    assert [len(batch) for batch in batches[:-1]] == [size] * (len(batches) - 1)
    np.testing.assert_array_equal(np.concatenate([b.target for b in batches]), order)
    np.testing.assert_array_equal(np.concatenate([b.x for b in batches]), 2.0 * order)


@pytest.mark.parametrize(
    ("mask_for", "target_axis", "mask_axis"),
    [("loss", 1, 1), ("both", 1, 1), ("net", 0, 1), ("loss", 0, 0)],
)
def test_each_array_is_split_on_its_own_axis(mask_for, target_axis, mask_axis):
    xs, index = np.zeros((5, 5, 2)) + np.arange(5)[:, None], np.arange(5)
    target = np.broadcast_to(index if target_axis else index[:, None], (5, 5))
    mask = np.broadcast_to(index if mask_axis else index[:, None], (5, 5)) == 3
    samples = Samples("here", xs, target, mask, 1, target_axis, mask_for)
    (batch,) = samples.split(1, np.array([3]))
    assert len(batch) == 1
    np.testing.assert_array_equal(batch.x, xs[:, 3:4])
    np.testing.assert_array_equal(batch.target, 3)
    assert batch.mask.all()
    assert (batch.loss_mask is None) == (mask_for == "net")
    assert (batch.net_mask is None) == (mask_for == "loss")


def test_a_batch_is_a_copy():
    x = np.zeros((4, 2))
    next(Samples("here", x, x).split(4)).x[...] = 1
    assert not x.any()


def test_integer_inputs_pass():
    assert len(Samples("here", np.arange(6), np.arange(6))) == 6


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((np.zeros((3, 2)), np.zeros(4)), "here: target has 4 samples on axis 0, expected 3, as"),
        ((np.zeros((0, 2)), np.zeros(0)), "here: x has 0 samples on axis 0, expected at least 1."),
        ((np.array([1, np.inf]), np.zeros(2)), "here: x[1] is inf, expected a finite number."),
        ((np.zeros(2), None), "here: target has type NoneType, expected a NumPy array."),
        ((np.array(1.0), np.zeros(2)), "here: x has shape (), expected an axis 0 for the samples;"),
        ((np.zeros(2), np.zeros(2), None, -1), "here: x has shape (2,), expected an axis -1 for"),
    ],
)
def test_a_mistake_is_one_clear_sentence(arguments, text):
    with pytest.raises(ValueError, match=re.escape(text)):
        Samples("here", *arguments)
