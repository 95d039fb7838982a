"""The contract that every layer, cell and loss keeps.

``y, cache = layer.forward(x)`` and ``dx, grads = layer.backward(dy, cache)``.

A gradient has the name and the shape of what it belongs to: ``dx`` is like ``x``, ``grads`` is
like ``layer.params``. Forward and backward change nothing on ``self``, so a cell of a notebook can
be run twice, and one layer used at T time steps is T caches.

Shapes: B batch, T time steps, D input features, H hidden units, ``...`` any leading axes.
Gradients are in nats per unit of the array when the loss is in nats.
"""

from typing import Any, NamedTuple, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.floating[Any]]
Integers: TypeAlias = npt.NDArray[np.integer[Any]]
Mask: TypeAlias = npt.NDArray[np.bool_]
Params: TypeAlias = dict[str, Array]
State: TypeAlias = tuple[Array, ...]


class Like(NamedTuple):
    """What must be remembered of an array whose entries do not matter."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]


class Layer(Protocol):
    """Anything with params, forward and backward: y = f(x)."""

    params: Params

    def forward(self, x: Array, /) -> tuple[Array, Any]:
        """Return y and the cache: what backward must remember."""

    def backward(self, dy: Array, cache: Any, /) -> tuple[Array, Params]:
        """Return dx, shaped like x, and grads, named and shaped like params."""


class Cell(Protocol):
    """One time step: state = f(x, state). ``state[0]`` is the output h."""

    params: Params
    n_in: int

    def zero_state(self, n_batch: int, /) -> State:
        """Return the state before the first step."""

    def forward(self, x: Array, state: State, /) -> tuple[State, Any]:
        """Return the next state and the cache."""

    def backward(self, dstate: State, cache: Any, /) -> tuple[tuple[Array, State], Params]:
        """Return (dx, the gradient of the state before the step) and grads."""


class Loss(Protocol):
    """A layer whose output is one number, the mean over the targets that the mask keeps."""

    def forward(self, scores: Array, target: Any, /, mask: Mask | None = None) -> tuple[float, Any]:
        """Return the loss and the cache."""

    def backward(self, dloss: float, cache: Any, /) -> tuple[Array, Params]:
        """Return the gradient of the scores, and no grads: a loss has no params."""
