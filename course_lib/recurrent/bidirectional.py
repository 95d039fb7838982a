"""Bidirectional RNN: one layer reads forwards, one backwards, f3 merges them."""

from typing import Any, NamedTuple

import numpy as np

from course_lib.parts import Container, Place
from course_lib.protocol import Array, Layer, Mask, Params, read_only
from course_lib.recurrent.sequence import Grads, SequenceLayer, expect_cache, expect_tuple, hide
from course_lib.shapes import ShapeError, expect_floats, expect_layer, expect_name, expect_shape


class BidirectionalCache(NamedTuple):
    """What both layers and f3 must remember."""

    forward: Any
    backward: Any
    merge: Any  # the cache of f3, where it is a layer
    n_forward: int  # how many of [h, g] are h
    shape: tuple[int, ...]  # of ys
    state: tuple[Any, Any]  # each layer's state after its own last step
    mask: Mask | None
    state_given: bool


class Bidirectional(Container):
    """Two layers, two directions: y^t = f3(h^t, g^t), where g is computed from the end.

    Parameters
    ----------
    forward, backward : SequenceLayer
        The layer from the first step to the last, and the layer from the last to the first.
    merge : {"concatenate", "sum"} or Layer, optional
        f3. "concatenate": [h^t, g^t]. "sum": h^t + g^t. A layer, such as `Dense`, takes
        [h^t, g^t].

    Attributes
    ----------
    params : dict
        All params under dotted names: ``"forward.W"``, ``"backward.W"``, ``"merge.W"``; as in
        `Sequential`.

    Raises
    ------
    ValueError
        If ``merge`` is an unknown name, or another argument is not a layer. An error
        inside a layer is passed on with its place.

    Notes
    -----
    With a mask, each sequence is read backwards from its own last step: the steps of padding that
    come first leave the state as it is. The state is (state of forward, state of backward); the
    second is the one after step 0. None in it is the layer's own first state, and has the gradient
    None.
    At the last step the forward half has seen the whole sequence, the backward half that one step
    only. So behind this layer `LastStep` throws the backward half's reading away: take
    `MeanOverTime`, or the two last states, ``cache.state``.
    Source: lecture, part "Bidirectional RNN".

    Examples
    --------
    >>> from course_lib import RNN
    >>> rng = np.random.default_rng(0)
    >>> both = Bidirectional(RNN(3, 4, rng), RNN(3, 4, rng))
    >>> both.forward(np.ones((7, 5, 3)))[0].shape
    (7, 5, 8)
    """

    batch_axis = 1

    def __init__(
        self,
        forward: SequenceLayer,
        backward: SequenceLayer,
        merge: str | Layer = "concatenate",
    ) -> None:
        for name, layer in (("forward", forward), ("backward", backward)):
            expect_layer(f"Bidirectional: {name}", layer, "xs", "state", "mask")
        if isinstance(merge, str):
            expect_name("Bidirectional: merge", merge, ("concatenate", "sum"))
        else:
            expect_layer("Bidirectional: merge", merge, "both")
        self.layers, self.merge = (forward, backward), merge

    @property
    def parts(self) -> dict[str, Any]:
        """The layers "forward", "backward" and, where f3 is a layer, "merge"."""
        parts: dict[str, Any] = dict(zip(("forward", "backward"), self.layers, strict=True))
        return parts if isinstance(self.merge, str) else {**parts, "merge": self.merge}

    def forward(
        self, xs: Array, state: tuple[Any, Any] | None = None, mask: Mask | None = None
    ) -> tuple[Array, BidirectionalCache]:
        """Map ``xs`` (T, B, D) to ``ys`` (T, B, n); options as in `Recurrent.forward`.

        Raises
        ------
        ShapeError, ValueError
            If an array does not fit, or a layer changes the number of steps.
        """
        first, second = pair("Bidirectional.forward: state", state)
        forward, backward = self.layers
        with Place("Bidirectional"):
            hs, ahead = forward.forward(xs, first, mask)
            gs, back = backward.forward(xs[::-1], second, None if mask is None else mask[::-1])
            for layer, inner in ((forward, ahead), (backward, back)):
                expect_cache(type(layer).__name__, inner)
        for name, out in (("forward", hs), ("backward", gs)):
            if len(out) != len(xs):
                raise ShapeError(
                    f"Bidirectional.forward: the {name} layer makes {len(out)} steps of "
                    f"{len(xs)}, expected as many; write Pyramid(Bidirectional(...)), not the "
                    "other way round."
                )
        ys, merged = self._merge(hs, gs[::-1])
        cache = BidirectionalCache(
            ahead,
            back,
            merged,
            hs.shape[2],
            ys.shape,
            (ahead.state, back.state),
            mask,
            state is not None,
        )
        # A merging layer may have a bias, which would show in the padding.
        return read_only(hide(ys, mask)[...]), cache

    def backward(
        self, dys: Array, cache: BidirectionalCache, dstate: tuple[Any, Any] | None = None
    ) -> tuple[Array, Grads]:
        """Return ``dxs`` (T, B, D) and ``grads``; options as in `Recurrent.backward`.

        Raises
        ------
        ShapeError, ValueError
            If an array does not fit.
        """
        dtype = next(iter(self.params.values())).dtype
        expect_floats("Bidirectional.backward: dys", dys, cache.shape, dtype)
        dfirst, dsecond = pair("Bidirectional.backward: dstate", dstate)
        forward, backward = self.layers
        dhs, dgs, merge_grads = self._unmerge(hide(dys, cache.mask), cache)
        with Place("Bidirectional"):
            dxs, forward_grads = forward.backward(dhs, cache.forward, dfirst)
            dxs_turned, backward_grads = backward.backward(dgs[::-1], cache.backward, dsecond)
        grads: Grads = self.join(
            {"forward": forward_grads, "backward": backward_grads, "merge": merge_grads}
        )
        if cache.state_given:
            grads["state"] = (forward_grads.get("state"), backward_grads.get("state"))
        return dxs + dxs_turned[::-1], grads

    def _merge(self, hs: Array, gs: Array) -> tuple[Array, Any]:
        """Return f3(hs, gs) and its cache."""
        if self.merge == "sum":
            expect_shape("Bidirectional.forward: the backward layer's output", gs, hs.shape)
            return hs + gs, None
        both = np.concatenate([hs, gs], axis=2)
        if isinstance(self.merge, str):
            return both, None
        with Place("Bidirectional, merge"):
            return self.merge.forward(both)

    def _unmerge(self, dys: Array, cache: BidirectionalCache) -> tuple[Array, Array, Params]:
        """Return the gradients of hs and gs, and the grads of f3."""
        if self.merge == "sum":
            return dys, dys, {}
        dboth: Array = dys
        grads: Params = {}
        if not isinstance(self.merge, str):
            with Place("Bidirectional, merge"):
                dboth, grads = self.merge.backward(dys, cache.merge)
        return dboth[:, :, : cache.n_forward], dboth[:, :, cache.n_forward :], grads


def pair(name: str, state: tuple[Any, Any] | None) -> tuple[Any, Any]:
    """Return the states of the forward and the backward layer, (None, None) without any.

    Raises
    ------
    ValueError
        If ``state`` is neither None nor a tuple of two.

    Examples
    --------
    >>> pair("Bidirectional.forward: state", None)
    (None, None)
    """
    if state is None:
        return None, None
    expect_tuple(name, state, 2, "state")
    return state
