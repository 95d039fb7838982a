"""Layers one after the other, y = f_n(… f_2(f_1(x)))."""

from typing import Any

from course_lib.protocol import Array, Layer, Params


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
        If there is no layer. An error inside a layer is passed on with the layer's number.

    Notes
    -----
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
        self.layers = layers
        self.params: Params = {
            f"{i}.{name}": value
            for i, layer in enumerate(layers)
            for name, value in layer.params.items()
        }

    def forward(self, x: Array) -> tuple[Array, list[Any]]:
        """Pass ``x`` through all layers; the cache is the list of the layers' caches.

        Raises
        ------
        ShapeError, ValueError
            If a layer does not take what the layer before gives.
        """
        caches = []
        for i, layer in enumerate(self.layers):
            try:
                x, cache = layer.forward(x)
            except ValueError as error:
                raise type(error)(f"Sequential, layer {i}: {error}") from None
            caches.append(cache)
        return x, caches

    def backward(self, dy: Array, caches: list[Any]) -> tuple[Array, Params]:
        """Pass ``dy`` back through all layers, last first.

        Raises
        ------
        ShapeError
            If ``dy`` is not shaped like the output of forward.
        """
        grads: Params = {}
        for i in reversed(range(len(self.layers))):
            dy, layer_grads = self.layers[i].backward(dy, caches[i])
            grads.update({f"{i}.{name}": grad for name, grad in layer_grads.items()})
        return dy, {name: grads[name] for name in self.params}
