"""Deep recurrent network: sequence layers one above the other."""

from typing import Any, NamedTuple

from course_lib.parts import Container, Place
from course_lib.protocol import Array, Mask
from course_lib.recurrent.sequence import Grads, SequenceLayer, expect_cache, expect_tuple
from course_lib.shapes import expect_layer


class StackCache(NamedTuple):
    """What the layers must remember."""

    layers: list[Any]  # the caches, first layer first
    state: tuple[Any, ...]  # the layers' states after the last step
    mask: Mask | None
    state_given: bool


class Stack(Container):
    """Deep recurrent network, hs^l = f^l(hs^{l-1}): itself a sequence layer.

    Parameters
    ----------
    *layers : SequenceLayer
        First layer first.

    Attributes
    ----------
    layers : tuple of SequenceLayer
        The layers.
    params : dict
        All params under dotted names, ``"0.W"`` for the W of the first layer; as in `Sequential`.

    Raises
    ------
    ValueError
        If there is no layer, or one is not a sequence layer. An error inside a layer is
        passed on with the layer's number.

    Notes
    -----
    The state is the tuple of the layers' states; None in it is the layer's own first state, and has
    the gradient None. The mask goes from each layer to the next, so
    that a `Pyramid` inside may shorten it.
    Source: lecture, part "Deep RNN".

    Examples
    --------
    >>> import numpy as np
    >>> from course_lib import RNN
    >>> rng = np.random.default_rng(0)
    >>> deep = Stack(RNN(3, 4, rng), RNN(4, 2, rng))
    >>> hs, cache = deep.forward(np.ones((7, 5, 3)))
    >>> hs.shape, [state[0].shape for state in cache.state]
    ((7, 5, 2), [(5, 4), (5, 2)])
    """

    batch_axis = 1

    def __init__(self, *layers: SequenceLayer) -> None:
        if not layers:
            raise ValueError("Stack: got no layer, expected at least one.")
        for i, layer in enumerate(layers):
            expect_layer(f"Stack: layer {i}", layer, "xs", "state", "mask")
        self.layers = layers

    @property
    def parts(self) -> dict[str, SequenceLayer]:
        """The layers, by their numbers."""
        return {str(i): layer for i, layer in enumerate(self.layers)}

    def forward(
        self, xs: Array, state: tuple[Any, ...] | None = None, mask: Mask | None = None
    ) -> tuple[Array, StackCache]:
        """Map ``xs`` (T, B, D) to the last layer's ``hs``; options as in `Recurrent.forward`.

        Raises
        ------
        ShapeError, ValueError
            If an array does not fit, or a layer does not take what the layer before gives.
        """
        states = self._per_layer("forward: state", state)
        caches: list[Any] = []
        for i, layer in enumerate(self.layers):
            with Place(f"Stack, layer {i}"):
                xs, cache = layer.forward(xs, states[i], mask)
                expect_cache(type(layer).__name__, cache)
            mask = cache.mask
            caches.append(cache)
        after = tuple(cache.state for cache in caches)
        return xs, StackCache(caches, after, mask, state is not None)

    def backward(
        self, dhs: Array, cache: StackCache, dstate: tuple[Any, ...] | None = None
    ) -> tuple[Array, Grads]:
        """Return ``dxs``, shaped like ``xs``, and ``grads``; options as in `Recurrent.backward`.

        Raises
        ------
        ShapeError, ValueError
            If an array does not fit.
        """
        dstates = self._per_layer("backward: dstate", dstate)
        grads: dict[str, Grads] = {}
        for i in reversed(range(len(self.layers))):
            with Place(f"Stack, layer {i}"):
                dhs, grads[str(i)] = self.layers[i].backward(dhs, cache.layers[i], dstates[i])
        joined: Grads = self.join(grads)
        if cache.state_given:
            joined["state"] = tuple(grads[part].get("state") for part in self.parts)
        return dhs, joined

    def _per_layer(self, name: str, state: tuple[Any, ...] | None) -> tuple[Any, ...]:
        """Return each layer's state, None where there is none."""
        if state is None:
            return (None,) * len(self.layers)
        expect_tuple(f"Stack.{name}", state, len(self.layers), "state")
        return state
