"""Lab 3, the last cell: a learner's functions become layers over time, trained on real speech."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from course_lib.experiments.recurrent.speakers import SPEAKERS, D, utterances
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.initializers import xavier
from course_lib.protocol import Array, Layer, Named, Params
from course_lib.training.losses import SoftmaxCrossEntropy
from course_lib.training.optim import Adam
from course_lib.training.train import fit

FRAMES = 7
"""As many frames has every utterance, so none is padded."""


class Answers(NamedTuple):
    """A learner's five functions."""

    rnn_step: Callable[..., Array]
    through_time: Callable[..., Array]
    bptt: Callable[..., tuple[Array, ...]]
    clip: Callable[[Params, float], Params]
    both_directions: Callable[..., Array]


class ForwardOf:
    """A naive RNN that computes with a learner's functions: xs (T, B, D) to hs (T, B, H).

    Parameters
    ----------
    n_in, n_hidden : int
        D and H.
    rng : numpy.random.Generator
        Draws W_h (H, H) and W_i (H, D).
    answers : Answers
        The functions.
    """

    def __init__(
        self, n_in: int, n_hidden: int, rng: np.random.Generator, answers: Answers
    ) -> None:
        H = n_hidden
        self.params: Params = {
            "W_h": xavier((H, H), rng),
            "W_i": xavier((H, n_in), rng),
            "b": np.zeros(H),
        }
        self.answers = answers

    def step(self, h: Array, x: Array) -> Array:
        """Return the state after a step."""
        return self.answers.rnn_step(h, x, *self.params.values())

    def first(self, xs: Array) -> Array:
        """Return the state before the first step, (B, H)."""
        return np.zeros((xs.shape[1], len(self.params["b"])))

    def forward(self, xs: Array) -> tuple[Array, tuple[Array, Array]]:
        """Return hs (T, B, H)."""
        hs = self.answers.through_time(self.step, self.first(xs), xs)
        return hs, (xs, hs)

    def backward(self, dhs: Array, cache: tuple[Array, Array]) -> tuple[Array, Params]:
        """Return dxs (T, B, D) and the gradients of the params."""
        xs, hs = cache
        W_h, W_i, _ = self.params.values()
        _, dxs, *grads = self.answers.bptt(dhs, hs, self.first(xs), xs, W_h, W_i)
        return dxs, dict(zip(self.params, grads, strict=True))


class BothOf:
    """Two of them, one for each direction, side by side: xs (T, B, D) to ys (T, B, 2 H)."""

    def __init__(
        self, n_in: int, n_hidden: int, rng: np.random.Generator, answers: Answers
    ) -> None:
        self.answers, self.n_hidden = answers, n_hidden
        self.ways = [ForwardOf(n_in, n_hidden, rng, answers) for _ in range(2)]
        self.params: Params = self.named([way.params for way in self.ways])

    def named(self, both: list[Params]) -> Params:
        """Return the arrays of both directions in one dict."""
        return {f"{i}.{name}": p for i, params in enumerate(both) for name, p in params.items()}

    def forward(self, xs: Array) -> tuple[Array, tuple[Array, Array]]:
        """Return ys, the states of both directions side by side."""
        one, two = self.ways
        side_by_side = partial(np.concatenate, axis=-1)
        ys = self.answers.both_directions(
            one.step, two.step, lambda h, g: side_by_side([h, g]), one.first(xs), two.first(xs), xs
        )
        return ys, (xs, ys)

    def backward(self, dys: Array, cache: tuple[Array, Array]) -> tuple[Array, Params]:
        """Return dxs (T, B, D) and the gradients of the params."""
        (xs, ys), H, (one, two) = cache, self.n_hidden, self.ways
        dxs, grads_one = one.backward(dys[..., :H], (xs, ys[..., :H]))
        turned, grads_two = two.backward(dys[::-1, :, H:], (xs[::-1], ys[::-1, :, H:]))
        return dxs + turned[::-1], self.named([grads_one, grads_two])


class ClippedBy:
    """Adam that gets each gradient through a learner's ``clip(grads, limit)``."""

    def __init__(
        self, params: Named, lr: float, clip: Callable[[Params, float], Params], limit: float
    ) -> None:
        self.adam, self.clip, self.limit = Adam(params, lr), clip, limit
        self.params, self.lr = params, lr

    def step(self, grads: Params) -> None:
        """Change the params once."""
        self.adam.step(self.clip(grads, self.limit))


def frames_right(layer: Layer, n_out: int, rng: np.random.Generator, answers: Answers) -> Any:
    """Train a layer to name the speaker at each frame; return the share of right test frames.

    Returns
    -------
    numpy.ndarray
        (7,), for the first frame, the second, and so on.
    """
    train, test = utterances()
    net = Sequential(layer, Dense(n_out, SPEAKERS, rng))
    target = np.repeat(train.speakers[None], FRAMES, axis=0)
    fit(
        net,
        SoftmaxCrossEntropy(),
        ClippedBy(net.params, 3e-3, answers.clip, 1.0),
        train.frames[:FRAMES],
        target,
        rng=rng,
        epochs=40,
        batch_size=30,
        batch_axis=1,
    )
    scores, _ = net.forward(test.frames[:FRAMES])
    return (scores.argmax(axis=2) == test.speakers).mean(axis=1)


def names_speakers(answers: Answers, seed: int = 0) -> dict[str, Any]:
    """Train a net with one direction and one with two; return what `frames_right` does of both."""
    shares = {}
    for name, layer, n, width in (
        ("one direction", ForwardOf, 48, 48),
        ("two directions", BothOf, 32, 64),
    ):
        rng = np.random.default_rng(seed)
        shares[name] = frames_right(layer(D, n, rng, answers), width, rng, answers)
    return shares
