import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import ShapeError, StackRNN, StackRNNCell

PUSH, POP, NOTHING = range(3)


@pytest.fixture
def rng():
    return np.random.default_rng(9)


def act(cell, action, x, state):
    """Take one step in which only one action is done."""
    cell.params["a_0"][:] = -1e4
    cell.params["a_0"][action::3] = 1e4
    state, cache = cell.forward(x, state)
    return state, cache


@settings(max_examples=60)
@given(st.lists(st.sampled_from([PUSH, POP, NOTHING]), max_size=12))
def test_with_one_action_at_a_time_it_is_a_stack(actions):
    rng = np.random.default_rng(len(actions))
    cell, depth = StackRNNCell(3, 4, rng, depth=5, n_stacks=2), 5
    state, expected = cell.zero_state(1), [[], []]
    for action in actions:
        state, cache = act(cell, action, rng.normal(size=(1, 3)), state)
        for s in range(2):
            if action == PUSH:
                expected[s] = [cache.value[0, s], *expected[s]][:depth]
            elif action == POP:
                expected[s] = expected[s][1:]
            padded = expected[s] + [-1.0] * (depth - len(expected[s]))
            np.testing.assert_allclose(state[1][0, s], padded, atol=1e-15)


def test_the_hidden_layer_sees_the_tops_alone(rng):
    cell = StackRNNCell(3, 4, rng, depth=5, n_top=2)
    x, h, stack = rng.normal(size=(1, 3)), rng.normal(size=(1, 4)), rng.normal(size=(1, 1, 5))
    (same, _), _ = cell.forward(x, (h, stack))
    below, top = stack.copy(), stack.copy()
    below[..., 2:] += 1
    top[..., 1] += 1
    np.testing.assert_array_equal(cell.forward(x, (h, below))[0][0], same)
    assert (cell.forward(x, (h, top))[0][0] != same).all()


def test_each_stack_has_actions_that_add_to_1(rng):
    _, cache = StackRNN(3, 4, rng, n_stacks=3).forward(1e4 * rng.normal(size=(5, 2, 3)))
    for step in cache.steps:
        assert step.actions.shape == (2, 3, 3)
        np.testing.assert_allclose(step.actions.sum(axis=2), 1)


def test_values_stay_between_the_empty_mark_and_1(rng):
    layer = StackRNN(3, 4, rng, depth=4)
    _, cache = layer.forward(10 * rng.normal(size=(60, 2, 3)))
    assert cache.state[1].min() >= -1
    assert cache.state[1].max() <= 1


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"depth": 0}, "StackRNNCell: depth is 0, expected a whole number of at least 1."),
        ({"n_stacks": 1.5}, "StackRNNCell: n_stacks is 1.5, expected a whole number"),
        ({"n_top": 4, "depth": 3}, "StackRNNCell: n_top is 4, expected at most depth, 3."),
        ({"init": "zero"}, "StackRNNCell: init is 'zero', expected one of"),
    ],
)
def test_wrong_options_are_a_clear_error(change, text, rng):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}"):
        StackRNN(3, 4, rng, **change)


def test_a_wrong_stack_is_a_clear_error(rng):
    cell = StackRNNCell(3, 4, rng, depth=5)
    h, _ = cell.zero_state(2)
    text = re.escape("StackRNNCell.forward: state[1] has shape (2, 5), expected (2, 1, 5).")
    with pytest.raises(ShapeError, match=f"^{text}$"):
        cell.forward(np.zeros((2, 3)), (h, np.zeros((2, 5))))
