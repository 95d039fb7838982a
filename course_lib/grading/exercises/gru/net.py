"""Lab 5, the last cell: a learner's GRU hears who speaks, and keeps a symbol over 20 steps."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.experiments.gru.erratum import SYMBOLS, first_symbol
from course_lib.experiments.recurrent.speakers import SPEAKERS, D, utterances
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.initializers import uniform
from course_lib.protocol import Array, Params, State
from course_lib.recurrent.gru import GRU
from course_lib.recurrent.over_time import LastStep
from course_lib.recurrent.recurrent import Recurrent
from course_lib.training.losses import SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import Adam
from course_lib.training.train import fit

HIDDEN, STEPS, UPDATES, BATCH = 16, 20, 400, 32
# As a bias it shuts a gate for good, and no sigmoid overflows.
SHUT = -500.0


class GRUCellOf:
    """A cell that computes with a learner's two functions.

    Parameters
    ----------
    n_in, n_hidden : int
        D and H.
    rng : numpy.random.Generator
        Draws W (3 H, D + H).
    forward : callable
        ``forward(x, h_prev, W, b) -> (h, r, z, h_new)``.
    backward : callable
        ``backward(dh, x, h_prev, r, z, h_new, W) -> (dx, dh_prev, dW, db)``.
    """

    def __init__(
        self,
        n_in: int,
        n_hidden: int,
        rng: np.random.Generator,
        forward: Callable[..., tuple[Array, ...]],
        backward: Callable[..., tuple[Array, ...]],
    ) -> None:
        self.n_in, self.n_hidden = n_in, n_hidden
        W = np.concatenate([uniform((n_hidden, n_in + n_hidden), rng) for _ in range(3)])
        self.params: Params = {"W": W, "b": np.zeros(3 * n_hidden)}
        self.functions = forward, backward

    def zero_state(self, n_batch: int) -> State:
        """Return the state before the first step, ``(h,)``."""
        return (np.zeros((n_batch, self.n_hidden)),)

    def forward(self, x: Array, state: State) -> tuple[State, tuple[Array, ...]]:
        """Take ``x`` (B, D) and ``(h_prev,)`` to ``(h,)``."""
        h, *gates = self.functions[0](x, *state, self.params["W"], self.params["b"])
        return (h,), (x, *state, *gates)

    def backward(
        self, dstate: State, cache: tuple[Array, ...]
    ) -> tuple[tuple[Array, State], Params]:
        """Return ``(dx, (dh_prev,))`` and the gradients of W and b."""
        dx, dh_prev, dW, db = self.functions[1](*dstate, *cache, self.params["W"])
        return (dx, (dh_prev,)), {"W": dW, "b": db}


def net_of(
    n_in: int, n_out: int, rng: np.random.Generator, *functions: Callable[..., Any]
) -> tuple[GRUCellOf, Sequential]:
    """Return a cell with 16 units, and the net around it that answers after the last step."""
    cell = GRUCellOf(n_in, HIDDEN, rng, *functions)
    return cell, Sequential(Recurrent(cell), LastStep(), Dense(HIDDEN, n_out, rng))


def utterances_right(*functions: Callable[..., Any]) -> float:
    """Train a net to name the speaker of an utterance; return the share of new ones it names."""
    (train, test), rng = utterances(), np.random.default_rng(0)
    _, net = net_of(D, SPEAKERS, rng, *functions)
    fit(
        net,
        SoftmaxCrossEntropy(),
        Adam(net.params, lr=1e-2),
        train.frames,
        train.speakers,
        rng=rng,
        epochs=20,
        batch_size=30,
        mask=train.mask,
        batch_axis=1,
        target_axis=0,
        mask_for="net",
        clip=1.0,
    )
    return accuracy(net.forward(test.frames, test.mask)[0], test.speakers)


def symbols_right(*functions: Callable[..., Any], slide: bool = False) -> float:
    """Train a net to name the first of 20 steps after the last; return the share of new ones.

    By the slide's formula h is the candidate: that is a GRU whose update gate is shut.
    """
    rng = np.random.default_rng(0)
    cell, net = net_of(SYMBOLS + 1, SYMBOLS, rng, *functions)
    if slide:
        cell.params["W"][HIDDEN : 2 * HIDDEN], cell.params["b"][HIDDEN : 2 * HIDDEN] = 0, SHUT
    xs, symbols = first_symbol(UPDATES * BATCH, STEPS, rng)
    fit(
        net,
        SoftmaxCrossEntropy(),
        Adam(net.params, lr=5e-3),
        xs,
        symbols,
        rng=rng,
        epochs=1,
        batch_size=BATCH,
        batch_axis=1,
        target_axis=0,
        clip=1.0,
    )
    new = first_symbol(500, STEPS, rng)
    return accuracy(net.forward(new.xs)[0], new.symbols)


def same_there_and_back(
    to_pytorch: Callable[[Params], Params], from_pytorch: Callable[[Params], Params]
) -> bool:
    """Tell whether a GRU gives the same after its weights went to PyTorch's layout and back."""
    rng = np.random.default_rng(0)
    old, new = (GRU(4, 6, rng, reset="after") for _ in range(2))
    for p in old.params.values():
        p[...] = rng.normal(size=p.shape)
    for name, p in from_pytorch(to_pytorch(old.params)).items():
        new.params[name][...] = p
    xs = rng.normal(size=(9, 2, 4))
    return bool(np.allclose(old.forward(xs)[0], new.forward(xs)[0]))
