"""Lab 4, the last cell: a learner's functions become an LSTM that meets the adding problem."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from course_lib.experiments.lstm.adding_problem import Trained, train_adding
from course_lib.initializers import xavier
from course_lib.protocol import Array, Params
from course_lib.training.progress import progress_bar

STEPS, HIDDEN, LEFT, MOST = 50, 16, 0.5, 1500


class Answers(NamedTuple):
    """A learner's four functions."""

    lstm_step: Callable[..., tuple[Array, ...]]
    lstm_step_backward: Callable[..., tuple[Array, ...]]
    first_bias: Callable[[int, int, float], Array]
    mended_lstm: Callable[..., Array]


class LSTMOf:
    """An LSTM that computes with a learner's functions: xs (T, B, D) to hs (T, B, H).

    Parameters
    ----------
    n_in, n_hidden : int
        D and H.
    rng : numpy.random.Generator
        Draws W (4 H, D + H).
    answers : Answers
        The functions.
    dtype : numpy dtype, optional
        float64 or float32.
    """

    def __init__(
        self,
        n_in: int,
        n_hidden: int,
        rng: np.random.Generator,
        answers: Answers,
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        W = [xavier((n_hidden, n_in + n_hidden), rng, dtype) for _ in range(4)]
        b = np.asarray(answers.first_bias(n_hidden, STEPS, LEFT), dtype)
        self.params: Params = {"W": np.concatenate(W), "b": b}
        self.answers = answers

    def first(self, xs: Array) -> Array:
        """Return h or c before the first step, (B, H)."""
        W = self.params["W"]
        return np.zeros((xs.shape[1], len(W) // 4), W.dtype)

    def forward(self, xs: Array) -> tuple[Array, Array]:
        """Return hs (T, B, H)."""
        zeros = self.first(xs)
        hs = self.answers.mended_lstm(xs, zeros, zeros.copy(), *self.params.values())
        return np.asarray(hs, zeros.dtype), xs

    def backward(self, dhs: Array, xs: Array) -> tuple[Array, Params]:
        """Return dxs (T, B, D) and the gradients of W and b; the steps are computed once more."""
        W, b = self.params.values()
        h, c, steps = self.first(xs), self.first(xs), []
        for x in xs:
            *gates, c_next, h_next = self.answers.lstm_step(x, h, c, W, b)
            steps.append((x, h, c, W, tuple(gates), c_next))
            h, c = h_next, c_next
        dh, dc, dxs = np.zeros_like(h), np.zeros_like(c), np.empty_like(xs)
        grads = {name: np.zeros_like(p) for name, p in self.params.items()}
        for t in reversed(range(len(xs))):
            back = self.answers.lstm_step_backward(dhs[t] + dh, dc, *steps[t])
            dxs[t], dh, dc, dW, db = back
            grads["W"] += dW
            grads["b"] += db
        return dxs, grads


def solve(answers: Answers, seed: int = 0) -> dict[str, Trained]:
    """Train two nets on the adding problem, each until it is solved, or for MOST updates.

    The first begins with the learner's biases, the second with all biases 0.
    """
    shut = answers._replace(first_bias=lambda n_hidden, steps, left: np.zeros(4 * n_hidden))
    return {"With your first biases": adds(answers, seed), "With all biases 0": adds(shut, seed)}


def adds(answers: Answers, seed: int) -> Trained:
    """Train one net whose LSTM is the learner's, behind a progress bar."""
    bar = progress_bar("lab.train", None, MOST)

    class Counted(LSTMOf):
        """The learner's LSTM; each update goes back through it once."""

        def backward(self, dhs: Array, xs: Array) -> tuple[Array, Params]:
            bar.update()
            return super().backward(dhs, xs)

    def layer(n_in: int, n_hidden: int, rng: np.random.Generator, **options: Any) -> LSTMOf:
        return Counted(n_in, n_hidden, rng, answers, options["dtype"])

    try:
        return train_adding(layer, seed, steps=STEPS, n_hidden=HIDDEN, most=MOST)
    finally:
        bar.close()
