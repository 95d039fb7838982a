"""One cell at every time step: the readable loop over time, and back."""

from typing import Any, NamedTuple

import numpy as np

from course_lib.parts import ParamsOf
from course_lib.protocol import Array, Cell, Mask, NamedCalls, State, read_only
from course_lib.recurrent.sequence import Grads, enter_backward, enter_forward, hide
from course_lib.shapes import expect_layer


class RecurrentCache(NamedTuple):
    """What backpropagation through time must remember."""

    steps: list[Any]  # the caches of the T steps
    state: State  # after the last step
    mask: Mask | None
    state_given: bool


class Recurrent(NamedCalls):
    """The same cell at every time step: ``xs`` (T, B, D) to ``hs`` (T, B, H).

    Parameters
    ----------
    cell : Cell
        One step, such as `RNNCell`, `LSTMCell`, `GRUCell` or your own.

    Attributes
    ----------
    cell : Cell
        The cell; ``params`` is the cell's own.

    Raises
    ------
    ValueError
        If ``cell`` is not a cell.

    Notes
    -----
    `RNN`, `LSTM` and `GRU` give the same numbers faster. This loop takes any cell.
    Source: lecture, part "Recurrent Structure". Truncated backpropagation through time: Williams &
    Peng 1990, https://doi.org/10.1162/neco.1990.2.4.490.

    Examples
    --------
    >>> from course_lib import RNNCell
    >>> rng = np.random.default_rng(0)
    >>> hs, cache = Recurrent(RNNCell(3, 4, rng)).forward(rng.normal(size=(7, 2, 3)))
    >>> hs.shape, np.array_equal(hs[-1], cache.state[0])
    ((7, 2, 4), True)

    A long sequence in pieces, truncated backpropagation through time: the state goes on from piece
    to piece, the gradient does not. The optimiser leaves out ``grads["state"]``, which would go
    back to the piece before.

    >>> from course_lib import Adam, MeanSquaredError, clip_by_global_norm
    >>> layer, criterion = Recurrent(RNNCell(3, 4, rng)), MeanSquaredError()
    >>> optimizer = Adam(layer.params, lr=0.01)
    >>> xs, target = rng.normal(size=(100, 2, 3)), np.zeros((100, 2, 4))
    >>> state = layer.cell.zero_state(2)
    >>> for start in range(0, 100, 20):
    ...     piece = slice(start, start + 20)
    ...     hs, cache = layer.forward(xs[piece], state)
    ...     loss, loss_cache = criterion.forward(hs, target[piece])
    ...     dhs, _ = criterion.backward(1.0, loss_cache)
    ...     _, grads = layer.backward(dhs, cache)
    ...     optimizer.step(clip_by_global_norm(grads, 1.0)[0])
    ...     state = cache.state
    """

    params = ParamsOf("cell")
    batch_axis = 1

    def __init__(self, cell: Cell) -> None:
        expect_layer("Recurrent: cell", cell, "x", "state")
        if not hasattr(cell, "zero_state"):
            raise ValueError(
                f"Recurrent: cell has type {type(cell).__name__}, expected a cell with zero_state."
            )
        self.cell = cell

    def forward(
        self, xs: Array, state: State | None = None, mask: Mask | None = None
    ) -> tuple[Array, RecurrentCache]:
        """Run the cell over ``xs`` (T, B, D).

        Parameters
        ----------
        xs : numpy.ndarray
            (T, B, D), time first.
        state : tuple of numpy.ndarray, optional
            The state before the first step. Without it, the cell's zero state.
        mask : numpy.ndarray of bool, optional
            (T, B). Where it is False the state is kept and the output is 0.

        Returns
        -------
        hs : numpy.ndarray
            (T, B, H).
        cache : RecurrentCache
            ``cache.state`` is the state after the last step.

        Raises
        ------
        ShapeError, ValueError
            If an array does not fit.
        """
        xs, now = enter_forward("Recurrent", self.cell, xs, state, mask)
        hs = np.zeros((len(xs), *now[0].shape), now[0].dtype)
        steps = []
        for t, x in enumerate(xs):
            after, step = self.cell.forward(x, now)
            now = after if mask is None else choose(mask[t], after, now)
            hs[t] = now[0]
            steps.append(step)
        last = tuple(read_only(array.view()) for array in now)
        return read_only(hide(hs, mask)), RecurrentCache(steps, last, mask, state is not None)

    def backward(
        self, dhs: Array, cache: RecurrentCache, dstate: State | None = None
    ) -> tuple[Array, Grads]:
        """Backpropagate through time: the shared params collect T gradients.

        Parameters
        ----------
        dhs : numpy.ndarray
            (T, B, H).
        cache : RecurrentCache
            From forward.
        dstate : tuple of numpy.ndarray, optional
            The gradient of ``cache.state``. Without it, zero.

        Returns
        -------
        dxs : numpy.ndarray
            (T, B, D).
        grads : dict
            Like ``params``; and ``"state"``, if forward was given a state.

        Raises
        ------
        ShapeError, ValueError
            If an array does not fit.
        """
        steps, mask = cache.steps, cache.mask
        dhs, dnow = enter_backward("Recurrent", dhs, len(steps), cache, dstate)
        dxs = np.zeros((*dhs.shape[:2], self.cell.n_in), dhs.dtype)
        grads: Grads = {name: np.zeros_like(value) for name, value in self.params.items()}
        for t in reversed(range(len(steps))):
            zero = tuple(np.zeros_like(array) for array in dnow)
            dafter = (dnow[0] + dhs[t], *dnow[1:])
            # Where masked, the gradient goes past the cell to the state that was kept.
            through = dafter if mask is None else choose(mask[t], dafter, zero)
            past = zero if mask is None else choose(mask[t], zero, dafter)
            (dxs[t], dbefore), step = self.cell.backward(through, steps[t])
            dnow = tuple(a + b for a, b in zip(dbefore, past, strict=True))
            for name, grad in step.items():
                grads[name] += grad
        if cache.state_given:
            grads["state"] = dnow
        return dxs, grads


def choose(mask: Mask, yes: State, no: State) -> State:
    """Return, for each row of the batch, the arrays of ``yes`` or of ``no``."""
    return tuple(
        np.where(mask.reshape(-1, *[1] * (a.ndim - 1)), a, b) for a, b in zip(yes, no, strict=True)
    )
