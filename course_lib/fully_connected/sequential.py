"""Layers one after the other, y = f_n(… f_2(f_1(x)))."""

from inspect import signature
from typing import Any, NamedTuple

from course_lib.masks import hide_padding
from course_lib.protocol import Array, Layer, Mask, Params
from course_lib.shapes import expect_layer


class SequentialCache(NamedTuple):
    """What the chain must remember."""

    layers: list[Any]  # a cache for each layer
    mask: Mask | None  # of the output, where forward was given a mask


class Sequential:
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
        layers' own arrays: change them in place, ``params["0.W"] -= step``.

    Raises
    ------
    ValueError
        If there is no layer, or an argument is none. An error inside a layer is passed on with the
        layer's number.

    Notes
    -----
    A chain carries no state from one call to the next. For a long sequence in pieces call its
    recurrent layer yourself, as the example of `Recurrent` does.
    Source: lecture, part "Fully Connected Structure".

    Examples
    --------
    >>> import numpy as np
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
        self.params: Params = {
            f"{i}.{name}": value
            for i, layer in enumerate(layers)
            for name, value in layer.params.items()
        }

    def forward(self, x: Array, mask: Mask | None = None) -> tuple[Array, SequentialCache]:
        """Pass ``x`` through all layers; the cache holds each layer's cache.

        Parameters
        ----------
        x : numpy.ndarray
            What the first layer takes.
        mask : numpy.ndarray of bool, optional
            (T, B), for sequences of different lengths: it goes to each layer that takes a mask. A
            layer that changes the number of steps says so with ``cache.mask``, and after one that
            leaves no steps (`LastStep`) there is no mask. Where it is False ``x`` may hold NaN.

        Raises
        ------
        ShapeError, ValueError
            If a layer does not take what the layer before gives, or no layer takes the mask.
        """
        if mask is not None and not any(self.takes_mask):
            raise ValueError("Sequential.forward: mask is given, expected None: no layer takes it.")
        if not self.takes_mask[0]:
            x = hide_padding(x, mask)
        caches = []
        for i, (layer, takes_mask) in enumerate(zip(self.layers, self.takes_mask, strict=True)):
            options = {"mask": mask} if takes_mask and mask is not None else {}
            try:
                x, cache = layer.forward(x, **options)
            except ValueError as error:
                raise type(error)(f"Sequential, layer {i}: {error}") from None
            if options:
                mask = getattr(cache, "mask", None)
            caches.append(cache)
        return x, SequentialCache(caches, mask)

    def backward(self, dy: Array, cache: SequentialCache) -> tuple[Array, Params]:
        """Pass ``dy`` back through all layers, last first.

        Raises
        ------
        ShapeError
            If ``dy`` is not shaped like the output of forward.
        """
        grads: Params = {}
        for i in reversed(range(len(self.layers))):
            dy, layer_grads = self.layers[i].backward(dy, cache.layers[i])
            grads.update({f"{i}.{name}": grad for name, grad in layer_grads.items()})
        return dy, {name: grads[name] for name in self.params}


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
