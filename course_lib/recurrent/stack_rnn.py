"""Stack RNN: a naive RNN with stacks that it pushes to, pops from, or leaves alone."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_lib.fully_connected.activations import sigmoid
from course_lib.initializers import Initializer, get_initializer, side_by_side
from course_lib.protocol import Array, Params, State, read_only
from course_lib.recurrent.recurrent import Recurrent
from course_lib.recurrent.sequence import Grads, enter_step, expect_state
from course_lib.shapes import expect_dtype, expect_rng, expect_size

EMPTY = -1.0


class StackRNNCellCache(NamedTuple):
    """What one step must remember; the actions and the stack are also what the figures draw."""

    xhs: Array  # (B, D + H + S k): x, h_prev and the tops of the stacks
    h: Array  # (B, H)
    actions: Array  # (B, S, 3): how much push, pop, nothing; they add to 1
    value: Array  # (B, S), what a push writes
    pushed: Array  # (B, S, N), the stack as a push would leave it
    popped: Array  # the same, for a pop
    stack: Array  # the same, as it was


class StackRNNCell:
    """One step of the stack RNN: push, pop, nothing, each to a degree.

    h = σ(W [x, h_prev, tops] + b) where tops are the top k places of each stack. Each stack then
    takes actions a = softmax(A h + a_0) and becomes
    a_push * pushed + a_pop * popped + a_nothing * stack; a push writes σ(V h + v_0) on top.

    Parameters
    ----------
    n_in, n_hidden : int
        D and H.
    rng : numpy.random.Generator
        Draws the first weights. All biases begin at 0.
    n_stacks : int, optional
        S, each with actions of its own.
    depth : int, optional
        N, the places of a stack. What is pushed below the last place is lost.
    n_top : int, optional
        k, how many places from the top the hidden layer sees.
    init : str or callable, optional
        How the weights are drawn. "orthogonal" draws the parts of W for x, h and the tops one by
        one.
    dtype : numpy dtype, optional
        float64 or float32.

    Raises
    ------
    ValueError
        If a size is not a positive whole number, ``n_top`` is above ``depth``, or an option is
        unknown.

    Notes
    -----
    The params: W (H, D + H + S k), b (H,); A (3 S, H), a_0 (3 S,), rows push, pop, nothing of the
    first stack, then of the next; V (S, H), v_0 (S,). An empty place holds -1, which no push
    writes. The gradient goes through the softmax: all three actions are done at once, each to a
    degree.
    Source: lecture, part "Stack RNN"; Joulin & Mikolov 2015, https://arxiv.org/abs/1503.01007.
    There the numbers written and the actions have no bias, and "nothing" is an extension.

    Examples
    --------
    >>> cell = StackRNNCell(3, 4, np.random.default_rng(0), depth=5)
    >>> (h, stack), cache = cell.forward(np.ones((2, 3)), cell.zero_state(2))
    >>> h.shape, stack.shape, np.allclose(cache.actions.sum(axis=2), 1)
    ((2, 4), (2, 1, 5), True)
    """

    def __init__(
        self,
        n_in: int,
        n_hidden: int,
        rng: np.random.Generator,
        *,
        n_stacks: int = 1,
        depth: int = 10,
        n_top: int = 2,
        init: str | Initializer = "uniform",
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        sizes = {
            "n_in": n_in,
            "n_hidden": n_hidden,
            "n_stacks": n_stacks,
            "depth": depth,
            "n_top": n_top,
        }
        for name, size in sizes.items():
            expect_size(f"StackRNNCell: {name}", size)
        if n_top > depth:
            raise ValueError(f"StackRNNCell: n_top is {n_top}, expected at most depth, {depth}.")
        expect_rng("StackRNNCell: rng", rng)
        expect_dtype("StackRNNCell: dtype", dtype)
        draw = get_initializer("StackRNNCell: init", init)
        self.n_in, self.n_hidden = n_in, n_hidden
        self.n_stacks, self.depth, self.n_top = n_stacks, depth, n_top
        self.params: Params = {
            "W": side_by_side(draw, n_hidden, (n_in, n_hidden, n_stacks * n_top), rng, dtype),
            "b": np.zeros(n_hidden, dtype),
            "A": draw((3 * n_stacks, n_hidden), rng, dtype),
            "a_0": np.zeros(3 * n_stacks, dtype),
            "V": draw((n_stacks, n_hidden), rng, dtype),
            "v_0": np.zeros(n_stacks, dtype),
        }

    def zero_state(self, n_batch: int) -> State:
        """Return ``h`` (B, H) of 0 and empty stacks (B, S, N)."""
        dtype = self.params["W"].dtype
        stack = np.full((n_batch, self.n_stacks, self.depth), EMPTY, dtype)
        return np.zeros((n_batch, self.n_hidden), dtype), stack

    def forward(self, x: Array, state: State) -> tuple[State, StackRNNCellCache]:
        """Take ``x`` (B, D) and the state ``(h_prev, stack)`` to the next state.

        Raises
        ------
        ShapeError, ValueError
            If an array does not fit.
        """
        enter_step("StackRNNCell", self, x, state)
        (h_prev, stack), p = state, self.params
        tops = stack[:, :, : self.n_top].reshape(len(x), self.n_stacks * self.n_top)
        xhs = np.concatenate([x, h_prev, tops], axis=1)
        h = sigmoid(xhs @ p["W"].T + p["b"])
        scores = (h @ p["A"].T + p["a_0"]).reshape(len(x), self.n_stacks, 3)
        with np.errstate(under="ignore"):  # an action that is not done at all
            actions = np.exp(scores - scores.max(axis=2, keepdims=True))
            actions /= actions.sum(axis=2, keepdims=True)
        value = sigmoid(h @ p["V"].T + p["v_0"])
        pushed = np.concatenate([value[:, :, np.newaxis], stack[:, :, :-1]], axis=2)
        popped = np.concatenate([stack[:, :, 1:], np.full_like(stack[:, :, :1], EMPTY)], axis=2)
        push, pop, nothing = np.moveaxis(actions[..., np.newaxis], 2, 0)
        after = push * pushed + pop * popped + nothing * stack
        cache = StackRNNCellCache(xhs, h, actions, value, pushed, popped, stack)
        return (read_only(h), read_only(after)), cache

    def backward(
        self, dstate: State, cache: StackRNNCellCache
    ) -> tuple[tuple[Array, State], Grads]:
        """Take the gradient of the next state to ``(dx, dstate)`` and ``grads``.

        Raises
        ------
        ShapeError, ValueError
            If ``dstate`` does not fit.
        """
        xhs, h, actions, value, pushed, popped, stack = cache
        expect_state("StackRNNCell.backward: dstate", dstate, (h, stack))
        (dh, dafter), p = dstate, self.params
        push, pop, nothing = np.moveaxis(actions[..., np.newaxis], 2, 0)
        dstack = nothing * dafter
        dstack[:, :, :-1] += (push * dafter)[:, :, 1:]
        dstack[:, :, 1:] += (pop * dafter)[:, :, :-1]
        dvalue = (push * dafter)[:, :, 0] * value * (1 - value)
        dactions = np.stack([(dafter * s).sum(axis=2) for s in (pushed, popped, stack)], axis=2)
        dscores = actions * (dactions - (actions * dactions).sum(axis=2, keepdims=True))
        dscores = dscores.reshape(len(h), 3 * self.n_stacks)
        dz = (dh + dscores @ p["A"] + dvalue @ p["V"]) * h * (1 - h)
        dx, dh_prev, dtops = np.split(dz @ p["W"], [self.n_in, self.n_in + self.n_hidden], axis=1)
        dstack[:, :, : self.n_top] += dtops.reshape(len(h), self.n_stacks, self.n_top)
        grads: Grads = {
            "W": dz.T @ xhs,
            "b": dz.sum(axis=0),
            "A": dscores.T @ h,
            "a_0": dscores.sum(axis=0),
            "V": dvalue.T @ h,
            "v_0": dvalue.sum(axis=0),
        }
        return (dx, (dh_prev, dstack)), grads


class StackRNN(Recurrent):
    """Stack RNN over a sequence: ``Recurrent(StackRNNCell(...))``.

    Parameters
    ----------
    n_in, n_hidden, rng, n_stacks, depth, n_top, init, dtype
        As for `StackRNNCell`.

    Notes
    -----
    ``cache.steps[t].actions`` is what was done at step t.
    Source: lecture, part "Stack RNN"; Joulin & Mikolov 2015, https://arxiv.org/abs/1503.01007.

    Examples
    --------
    >>> hs, cache = StackRNN(3, 4, np.random.default_rng(0)).forward(np.ones((7, 2, 3)))
    >>> hs.shape, cache.steps[0].actions.shape
    ((7, 2, 4), (2, 1, 3))
    """

    def __init__(
        self,
        n_in: int,
        n_hidden: int,
        rng: np.random.Generator,
        *,
        n_stacks: int = 1,
        depth: int = 10,
        n_top: int = 2,
        init: str | Initializer = "uniform",
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        super().__init__(
            StackRNNCell(
                n_in,
                n_hidden,
                rng,
                n_stacks=n_stacks,
                depth=depth,
                n_top=n_top,
                init=init,
                dtype=dtype,
            )
        )
