"""Lab 4: the broken function of the page, mended line by line, and the layer of the last cell."""

import re
from itertools import combinations

import numpy as np
import pytest

from course_lib.fully_connected.activations import sigmoid
from course_lib.grading.checking.check import verdict
from course_lib.grading.exercises.lstm.mended import MENDED_LSTM, MISTAKES
from course_lib.grading.exercises.lstm.net import Answers, LSTMOf
from course_lib.recurrent.lstm import LSTM
from course_lib.training.gradcheck import check_gradients
from tests.labs.lab_tree import functions_of, source

# What a learner changes for each mistake.
MENDS = {
    "the input": ("[h, x]", "[x, h]"),
    "the gates": ("z, zf, zi, zo", "z, zi, zf, zo"),
    "z": (
        "        c *= zf",
        "        z = 2 * sigmoid(2 * np.log(z / (1 - z))) - 1\n        c *= zf",
    ),
    "the output": (
        "        h = zo * np.tanh(c)\n        c *= zf\n        c += zi * z\n",
        "        c *= zf\n        c += zi * z\n        h = zo * np.tanh(c)\n",
    ),
}
IN_PLACE = ("        c *= zf\n        c += zi * z\n", "        c = zf * c + zi * z\n")


def broken(*mended):
    """Return the page's broken function after some mends."""
    (text,) = [c.source for c in source("04-lstm").cells if c.id.endswith("mended_lstm-text")]
    code = re.search(r"```python\n(def broken_lstm.*?)```", text, re.DOTALL)[1]
    for place in ("the input", "the gates", "the output", "z"):
        if place in mended:
            assert MENDS[place][0] in code
            code = code.replace(*MENDS[place])
    if "c0" in mended:
        assert IN_PLACE[0] in code
        code = code.replace(*IN_PLACE)
    names = {"np": np, "sigmoid": sigmoid}
    exec(code, names)
    return names["broken_lstm"]


@pytest.mark.parametrize("n", range(4))
def test_a_half_mended_function_hears_what_is_done_and_not_what_is_to_do(n):
    for done in combinations(MISTAKES, n):
        said = {verdict(MENDED_LSTM, broken(*done, *more)) for more in ((), ("c0",))}
        assert len(said) == 1
        (said,) = said
        if n == 0:
            assert said.startswith("still has all four mistakes")
        elif n == 3:
            (left,) = set(MISTAKES) - set(done)
            assert said.endswith(MISTAKES[left])
        else:
            assert said.endswith("mended: " + " and ".join(done))


def test_the_fifth_mistake_is_seen_when_the_others_are_mended():
    said = verdict(MENDED_LSTM, broken(*MISTAKES))
    assert said == "is right, but changes its input c0; leave it as it was"
    assert verdict(MENDED_LSTM, broken(*MISTAKES, "c0")) == "ok"


def test_a_layer_of_right_functions_is_the_librarys():
    rng = np.random.default_rng(0)
    solved = functions_of(source("04-lstm"))
    made = LSTMOf(3, 4, rng, Answers(*(solved[name] for name in Answers._fields)))
    xs, dhs = rng.normal(size=(5, 2, 3)), rng.normal(size=(5, 2, 4))
    assert max(check_gradients(made, xs, rng).values()) < 1e-7
    ours = LSTM(3, 4, rng)
    for name, param in made.params.items():
        ours.params[name][...] = param
    hs, cache = made.forward(xs)
    expected, expected_cache = ours.forward(xs)
    np.testing.assert_allclose(hs, expected, atol=1e-13)
    dxs, grads = made.backward(dhs, cache)
    expected, expected_grads = ours.backward(dhs, expected_cache)
    np.testing.assert_allclose(dxs, expected, atol=1e-13)
    for name in grads:
        np.testing.assert_allclose(grads[name], expected_grads[name], atol=1e-13)


def test_the_first_biases_leave_the_share_that_was_asked():
    b = functions_of(source("04-lstm"))["first_bias"](2, 30, 0.4)
    cell = LSTM(1, 2, np.random.default_rng(0)).cell
    cell.params["W"][:] = 0
    cell.params["b"][:] = b
    state = (np.zeros((1, 2)), np.array([[3.0, -5.0]]))
    for _ in range(30):
        state, _ = cell.forward(np.ones((1, 1)), state)
    np.testing.assert_allclose(state[1], [[1.2, -2.0]], rtol=1e-12)
