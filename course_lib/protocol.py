"""The contract that every layer, cell and loss keeps.

``y, cache = layer.forward(x)`` and ``dx, grads = layer.backward(dy, cache)``.

A gradient has the name and the shape of what it belongs to: ``dx`` is like ``x``, ``grads`` is
like ``layer.params``. Forward and backward change nothing on ``self``, so a cell of a notebook can
be run twice, and one layer used at T time steps is T caches.

Shapes: B batch, T time steps, D input features, H hidden units, ``...`` any leading axes.
Gradients are in nats per unit of the array when the loss is in nats.

Params are the layer's own arrays. Change them in place, ``params["W"][...] = W``, or replace them,
``params["W"] = W``: a net that holds the layer sees both, and so do `fit`, `save` and the counts.

What forward returns is read-only, because a cache may hold the same memory, and the gradients would
be those of the changed numbers. Write ``y = 2 * y``, not ``y *= 2``, or change ``y.copy()``. The
input may be in the cache too: leave it as it is until backward is done.

A layer with ``rows_apart = True`` takes each row by itself, so it does not matter on which axis the
batch is; one with ``batch_axis = 1`` takes sequences, time first. `fit` looks at both.
"""

from collections.abc import MutableMapping
from types import FunctionType
from typing import Any, NamedTuple, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.floating[Any]]
Integers: TypeAlias = npt.NDArray[np.integer[Any]]
Mask: TypeAlias = npt.NDArray[np.bool_]
Params: TypeAlias = dict[str, Array]
Named: TypeAlias = MutableMapping[str, Array]  # what reads like a dict of params
State: TypeAlias = tuple[Array, ...]


class Like(NamedTuple):
    """What must be remembered of an array whose entries do not matter."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]


class Layer(Protocol):
    """Anything with params, forward and backward: y = f(x)."""

    @property
    def params(self) -> Named:
        """The named arrays that training changes."""

    def forward(self, x: Array, /) -> tuple[Array, Any]:
        """Return y and the cache: what backward must remember."""

    def backward(self, dy: Array, cache: Any, /) -> tuple[Array, Params]:
        """Return dx, shaped like x, and grads, named and shaped like params."""


class Cell(Protocol):
    """One time step: state = f(x, state). ``state[0]`` is the output h."""

    n_in: int

    @property
    def params(self) -> Named:
        """The named arrays that training changes."""

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


def read_only(y: Array) -> Array:
    """Make an array of one's own read-only and return it: the last act of a forward.

    Examples
    --------
    >>> y = read_only(np.array([1.0, 2.0]))
    >>> y *= 2
    Traceback (most recent call last):
    ValueError: output array is read-only
    """
    y.setflags(write=False)
    return y


class NamedCalls:
    """Base of a family of layers: Python's errors about a call name the layer that was called.

    Python names the class in which a method was written, ``Pool.__init__() got an unexpected
    argument``. So each layer of the family gets the inherited methods under its own name.

    Examples
    --------
    >>> from course_lib import MaxPool2D
    >>> MaxPool2D(2, padding=1)
    Traceback (most recent call last):
    TypeError: MaxPool2D.__init__() got an unexpected keyword argument 'padding'
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name in ("__init__", "forward", "backward"):
            method = getattr(cls, name, None)
            if name in vars(cls) or not isinstance(method, FunctionType):
                continue
            code, closure = method.__code__, method.__closure__
            own = FunctionType(code, method.__globals__, name, method.__defaults__, closure)
            own.__kwdefaults__, own.__annotations__ = method.__kwdefaults__, method.__annotations__
            own.__doc__, own.__module__ = method.__doc__, method.__module__
            own.__qualname__ = f"{cls.__qualname__}.{name}"
            setattr(cls, name, own)
