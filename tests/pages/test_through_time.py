"""Laws of the page on backpropagation through time by hand: its figure and its remedies."""

import numpy as np
import pytest

from course_lib import RNN
from course_lib.figures.recurrent import through_time


@pytest.mark.parametrize("w", [0.2, 1.0, 1.5, 2.0])
@pytest.mark.parametrize("x", [0.01, 1.0])
def test_the_wave_is_the_gradient_of_the_rnn_layer(w, x):
    rnn = RNN(1, 1, np.random.default_rng(0))
    rnn.params["W"][:] = [[1.0, w]]
    xs = np.zeros((through_time.STEPS, 1, 1))
    xs[0] = x
    hs, cache = rnn.forward(xs)
    np.testing.assert_allclose(through_time.states(w, x)[1:], hs.ravel())
    dhs = np.zeros_like(hs)
    dhs[-1] = 1
    dxs, _ = rnn.backward(dhs, cache)
    # The input has the weight 1, so its gradient is that of the pre-activation.
    dz = through_time.wave(w, x) * (1 - hs.ravel() ** 2)
    np.testing.assert_allclose(dz, dxs.ravel(), rtol=1e-9)


def test_the_wave_shrinks_below_one_and_grows_above_it_only_while_states_are_small():
    for w in (0.2, 0.5, 0.9):
        for x in (0.01, 1.0):
            assert (np.diff(through_time.wave(w, x)) > 0).all()
    assert (np.diff(through_time.wave(1.5, 0.01)) < 0).all()
    assert through_time.wave(1.5, 1.0)[0] < 0.01


def test_near_zero_the_wave_is_a_power_of_w():
    steps_back = np.arange(through_time.STEPS)[::-1]
    np.testing.assert_allclose(through_time.wave(1.3, 1e-6), 1.3**steps_back)


def test_words_say_what_has_arrived_and_whether_it_has_grown():
    said = through_time.chain_says(1.5, 0.01)
    assert "With w = 1.5 and x = 0.01" in said
    assert said.endswith("16 at step 1. It grows on the way back.")
    assert through_time.chain_says(0.5, 1).endswith("It shrinks on the way back.")
