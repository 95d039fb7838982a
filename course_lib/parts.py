"""Layers made of layers: their params, their gradients, and where an error came from.

The params of a part are kept by the part alone. A layer that holds others looks them up each time,
so an array may be changed in place or replaced, in the whole or in the part: forward, backward,
`fit`, `save` and the counts all see it.
"""

from collections.abc import ItemsView, Iterator, Mapping, MutableMapping, ValuesView
from types import TracebackType
from typing import Any

from course_lib.protocol import Array, Named
from course_lib.shapes import ShapeError, expect_floats


class ParamsOf:
    """The params of one part as the layer's own: ``params = ParamsOf("cell")`` in the class.

    Examples
    --------
    >>> import numpy as np
    >>> from course_lib import RNN
    >>> rnn = RNN(3, 4, np.random.default_rng(0))
    >>> rnn.params = {**rnn.params, "b": np.ones(4)}
    >>> rnn.cell.params["b"]
    array([1., 1., 1., 1.])
    """

    def __init__(self, part: str) -> None:
        self.part = part

    def __get__(self, layer: Any, owner: type) -> Any:
        """Return the part's params."""
        return self if layer is None else getattr(layer, self.part).params

    def __set__(self, layer: Any, params: Named) -> None:
        """Give the part other params."""
        getattr(layer, self.part).params = params


class JoinedParams(MutableMapping[str, Array]):
    """The params of several parts as one dict: ``"0.W"`` is the W of part ``"0"``.

    It holds no array itself, so it is always what the parts have now. An array put in goes to the
    part, and must have the shape and dtype of the old one. An array that is in several parts (tied
    weights) is here once, under its first name; the other names lead to it as well.

    Parameters
    ----------
    where : str
        Begins the message of an error.
    parts : dict
        A layer for each name.

    Examples
    --------
    >>> import numpy as np
    >>> from course_lib import Dense
    >>> dense = Dense(3, 2, np.random.default_rng(0))
    >>> params = JoinedParams("here", {"0": dense, "1": dense})
    >>> list(params)
    ['0.W', '0.b']
    >>> params["1.b"] = np.array([5.0, 6.0])
    >>> dense.params["b"]
    array([5., 6.])
    """

    def __init__(self, where: str, parts: Mapping[str, Any]) -> None:
        self.where, self.parts = where, parts

    def __getitem__(self, name: str) -> Array:
        part, _, rest = name.partition(".")
        try:
            array: Array = self.parts[part].params[rest]
        except KeyError:
            raise KeyError(name) from None
        return array

    def __setitem__(self, name: str, array: Array) -> None:
        if name not in self:
            raise ValueError(
                f"{self.where}: params has no {name!r}, expected one of "
                f"{', '.join(map(repr, self))}."
            )
        old = self[name]
        if array is old:  # so it is after ``params[name] -= step``
            return
        expect_floats(f"{self.where}: params[{name!r}]", array, old.shape, old.dtype)
        for part in self.parts.values():
            for own in [own for own, value in part.params.items() if value is old]:
                part.params[own] = array

    def __delitem__(self, name: str) -> None:
        raise ValueError(f"{self.where}: params[{name!r}] cannot be taken out, its layer needs it.")

    def __iter__(self) -> Iterator[str]:
        return iter(self.copy())

    def __len__(self) -> int:
        return len(self.copy())

    def __repr__(self) -> str:
        return repr(self.copy())

    def items(self) -> ItemsView[str, Array]:
        """Return the names and arrays as they are now: in one pass, for each step asks for them."""
        return self.copy().items()

    def values(self) -> ValuesView[Array]:
        """Return the arrays as they are now."""
        return self.copy().values()

    def copy(self) -> dict[str, Array]:
        """Return a plain dict of the same arrays, as the copy of a dict is."""
        names: dict[int, str] = {}
        arrays: dict[str, Array] = {}
        for part, layer in self.parts.items():
            for own, array in layer.params.items():
                name = f"{part}.{own}"
                if names.setdefault(id(array), name) is name:
                    arrays[name] = array
        return arrays


class Container:
    """Base of the layers that hold others: each one names its parts in ``parts``."""

    @property
    def parts(self) -> dict[str, Any]:
        """The layers inside, by the name that stands before the dot."""
        raise NotImplementedError

    @property
    def params(self) -> Named:
        """All params under dotted names; each is the array of its part, tied ones stand once."""
        return JoinedParams(type(self).__name__, self.parts)

    @params.setter
    def params(self, params: Named) -> None:
        where, own = type(self).__name__, self.params
        expect_names(f"{where}: params", params, tuple(own))
        for name, old in own.items():
            expect_floats(f"{where}: params[{name!r}]", params[name], old.shape, old.dtype)
        for name, array in dict(params).items():
            own[name] = array

    def join(self, grads: Mapping[str, Named]) -> dict[str, Any]:
        """Return the gradients of the parts, like ``params``: those of a tied array are added.

        Raises
        ------
        ValueError
            If a part gave no gradient for one of its params.
        """
        joined: dict[str, Any] = {}
        first: dict[int, str] = {}
        for part, layer in self.parts.items():
            for own, array in layer.params.items():
                if own not in grads[part]:
                    raise ValueError(
                        f"{type(self).__name__}.backward: {type(layer).__name__} gives no gradient "
                        f"of {own!r}, expected the names of its params."
                    )
                name = first.setdefault(id(array), f"{part}.{own}")
                grad = grads[part][own]
                joined[name] = joined[name] + grad if name in joined else grad
        return joined


def expect_names(where: str, arrays: Mapping[str, Any], names: tuple[str, ...]) -> None:
    """Check that the names are these, in any order.

    Raises
    ------
    ValueError
        If one is missing or too many.
    """
    expected = f"expected the names {', '.join(map(repr, names))}"
    for name in names:
        if name not in arrays:
            raise ValueError(f"{where}: {name!r} is missing, {expected}.")
    for name in arrays:
        if name not in names:
            raise ValueError(f"{where}: {name!r} is unknown, {expected}.")


class Place:
    """Lets an error out of a part with the part's place, its class and its traceback.

    The place stands in front of our own kind of message, and in a note of any other error: those
    have texts, and constructors, of their own.

    Examples
    --------
    >>> with Place("Sequential, layer 1"):
    ...     raise ShapeError("Dense.forward: a has shape (5, 7), expected (..., 3).")
    Traceback (most recent call last):
    course_lib.shapes.ShapeError: Sequential, layer 1: Dense.forward: a has shape (5, 7), \
expected (..., 3).
    """

    def __init__(self, where: str) -> None:
        self.where = where

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind in (ValueError, ShapeError) and error is not None and len(error.args) == 1:
            error.args = (f"{self.where}: {error}",)
        elif isinstance(error, Exception):
            error.add_note(f"in {self.where}")
