"""Layers one after the other, y = f_n(… f_2(f_1(x)))."""

from inspect import signature
from typing import Any, NamedTuple

import numpy as np

from course_lib.masks import hide_padding
from course_lib.parts import Container, Place
from course_lib.protocol import Array, Layer, Mask, Params
from course_lib.shapes import ShapeError, expect_layer


class SequentialCache(NamedTuple):
    """What the chain must remember."""

    layers: list[Any]  # a cache for each layer
    mask: Mask | None  # of the output, where forward was given a mask
    held: list[Mask | None]  # where the input of a layer over pictures was held at 0


class Sequential(Container):
    """A chain of layers, y = f_n(… f_2(f_1(x))): itself a layer.

    Parameters
    ----------
    *layers : Layer
        In the order in which the data passes them.

    Attributes
    ----------
    layers : tuple of Layer
        The layers.
    params : dict
        All params under dotted names, ``"0.W"`` for the W of the first layer. They are the
        layers' own arrays: changed in place or replaced, here or in the layer, both see it. A
        layer that stands in the chain twice has its params here once, under its first number, and
        their gradients are the sums over its places.

    Raises
    ------
    ValueError
        If there is no layer, or an argument is none. An error inside a layer, of whatever class,
        is passed on with the layer's number.

    Notes
    -----
    A chain carries no state from one call to the next. For a long sequence in pieces call its
    recurrent layer yourself, as the example of `Recurrent` does.
    Source: lecture, part "Fully Connected Structure".

    Examples
    --------
    >>> from course_lib import Dense, ReLU
    >>> rng = np.random.default_rng(0)
    >>> net = Sequential(Dense(3, 4, rng), ReLU(), Dense(4, 2, rng))
    >>> list(net.params)
    ['0.W', '0.b', '2.W', '2.b']
    >>> scores, cache = net.forward(np.ones((5, 3)))
    >>> scores.shape
    (5, 2)
    """

    def __init__(self, *layers: Layer) -> None:
        if not layers:
            raise ValueError("Sequential: there are 0 layers, expected at least 1.")
        for i, layer in enumerate(layers):
            expect_layer(f"Sequential: layer {i}", layer, "x")
        self.layers = layers
        self.takes_mask = [takes_mask(layer) for layer in layers]

    @property
    def parts(self) -> dict[str, Layer]:
        """The layers, by their numbers."""
        return {str(i): layer for i, layer in enumerate(self.layers)}

    @property
    def batch_axis(self) -> int | None:
        """1 if the first layer that looks at steps takes them first, xs (T, B, D), else None."""
        for layer in self.layers:
            if not getattr(layer, "rows_apart", False):
                axis: int | None = getattr(layer, "batch_axis", None)
                return axis
        return None

    def forward(self, x: Array, mask: Mask | None = None) -> tuple[Array, SequentialCache]:
        """Pass ``x`` through all layers; the cache holds each layer's cache.

        Parameters
        ----------
        x : numpy.ndarray
            What the first layer takes.
        mask : numpy.ndarray of bool, optional
            (T, B), for sequences of different lengths: it goes to each layer that takes a mask. A
            layer that changes the number of steps says so with ``cache.mask``, and after one whose
            output has no steps, (B, D), there is no mask. A convolution of pictures (B, C, ..., T)
            or a pool reads 0 where the mask is False, as if the sequence stood alone in its
            padding; one that would change the number of steps is an error. Where it is False
            ``x`` may hold NaN.

        Raises
        ------
        ShapeError, ValueError
            If a layer does not take what the layer before gives, no layer takes the mask, or a
            layer loses it.
        """
        given, used = mask is not None, False
        if not self.takes_mask[0] and not over_steps(self.layers[0], x, mask):
            x = hide_padding(x, mask)
        caches, held = [], []
        for i, (layer, takes_mask) in enumerate(zip(self.layers, self.takes_mask, strict=True)):
            with Place(f"Sequential, layer {i}"):
                hold = mask if given and over_steps(layer, x, mask) else None
                if hold is not None and not isinstance(layer, Sequential):
                    layer.expect_steps_kept()  # type: ignore[attr-defined]
                    x, cache = layer.forward(hide_steps(x, hold))
                elif mask is not None and (takes_mask or hold is not None):
                    x, cache = layer.forward(x, mask=mask)  # type: ignore[call-arg]
                    mask = mask_after(type(layer).__name__, cache, x, mask)
                else:
                    x, cache = layer.forward(x)
            used |= given and (takes_mask or hold is not None)
            held.append(None if isinstance(layer, Sequential) else hold)
            caches.append(cache)
        if given and not used:
            raise ValueError("Sequential.forward: mask is given, expected None: no layer takes it.")
        return x, SequentialCache(caches, mask, held)

    def backward(self, dy: Array, cache: SequentialCache) -> tuple[Array, Params]:
        """Pass ``dy`` back through all layers, last first.

        Raises
        ------
        ShapeError
            If ``dy`` is not shaped like the output of forward.
        """
        grads: dict[str, Params] = {}
        for i in reversed(range(len(self.layers))):
            with Place(f"Sequential, layer {i}"):
                dy, grads[str(i)] = self.layers[i].backward(dy, cache.layers[i])
                dy = hide_steps(dy, cache.held[i])
        return dy, self.join(grads)


def takes_mask(layer: Layer) -> bool:
    """Tell whether a layer, or one inside a chain, takes a mask.

    Examples
    --------
    >>> from course_lib import LastStep, Tanh
    >>> takes_mask(LastStep()), takes_mask(Sequential(LastStep())), takes_mask(Sequential(Tanh()))
    (True, True, False)
    """
    if isinstance(layer, Sequential):
        return any(layer.takes_mask)
    return "mask" in signature(layer.forward).parameters


def over_steps(layer: Any, x: Array, mask: Mask | None) -> bool:
    """Tell whether a layer reads pictures ``x`` (B, C, ..., T) whose steps the mask (T, B) has.

    Examples
    --------
    >>> from course_lib import MaxPool1D
    >>> x, mask = np.zeros((2, 3, 5)), np.ones((5, 2), bool)
    >>> over_steps(MaxPool1D(1), x, mask), over_steps(MaxPool1D(1), x, None)
    (True, False)
    """
    if not isinstance(mask, np.ndarray) or mask.dtype != np.bool_:
        return False
    if not isinstance(x, np.ndarray) or x.ndim < 3 or (x.shape[-1], x.shape[0]) != mask.shape:
        return False
    if isinstance(layer, Sequential):
        return any(over_steps(part, x, mask) for part in layer.layers)
    return hasattr(layer, "expect_steps_kept")


def hide_steps(x: Array, mask: Mask | None) -> Array:
    """Return pictures ``x`` (B, C, ..., T) with 0 where the mask (T, B) is False.

    Examples
    --------
    >>> hide_steps(np.ones((1, 1, 2)), np.array([[True], [False]]))
    array([[[1., 0.]]])
    """
    if mask is None:
        return x
    shown = mask.T.reshape(len(x), *[1] * (x.ndim - 2), x.shape[-1])
    return np.where(shown, x, np.zeros((), x.dtype))


def mask_after(layer: str, cache: Any, y: Array, mask: Mask) -> Mask | None:
    """Return the mask of what a layer made of a masked sequence; None where no steps are left.

    Raises
    ------
    ShapeError
        If ``y`` has other steps than the mask, and the cache does not say which count.

    Examples
    --------
    >>> mask = np.array([[True], [False]])
    >>> mask_after("Gate", (), np.ones((2, 1, 3)), mask) is mask
    True
    >>> mask_after("Halve", (), np.ones((1, 1, 3)), mask)
    Traceback (most recent call last):
    course_lib.shapes.ShapeError: Halve.forward: y has shape (1, 1, 3), expected (2, 1, ...) like \
the mask, or a cache with the mask of y, cache.mask.
    """
    if y.ndim < 3:
        return None
    if hasattr(cache, "mask"):
        after: Mask | None = cache.mask
        return after
    if mask.shape not in (y.shape[:2], (y.shape[-1], y.shape[0])):
        raise ShapeError(
            f"{layer}.forward: y has shape {y.shape}, expected ({mask.shape[0]}, {mask.shape[1]}, "
            "...) like the mask, or a cache with the mask of y, cache.mask."
        )
    return mask
