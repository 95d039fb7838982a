"""Params in PyTorch's names and layout, as NumPy arrays, and back. PyTorch is not imported.

PyTorch differs from the lecture's letters in four ways:

* the part of W for the input and the part for h are two arrays, ``weight_ih`` and ``weight_hh``;
* every gate has two biases, whose sum is ours: ``bias_ih`` gets b, and ``bias_hh`` gets 0, apart
  from the one of the GRU that the reset gate multiplies, our ``b_h``;
* the gates of the LSTM stand in the order zi, zf, z, zo;
* a deep or bidirectional network is one module, whose layers have the endings ``_l0``, ``_l1``
  and ``_reverse``.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from course_lib.convolution.conv import Conv1D, Conv2D
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.params.weights import assign, expect_names
from course_lib.protocol import Array, Params
from course_lib.recurrent.bidirectional import Bidirectional
from course_lib.recurrent.gru import GRU
from course_lib.recurrent.lstm import LSTM
from course_lib.recurrent.lstm_options import GATES
from course_lib.recurrent.rnn import RNN
from course_lib.recurrent.stack import Stack
from course_lib.shapes import expect_floats

# Layers whose W and b have PyTorch's layout already; only the names differ.
SAME_LAYOUT = (Dense, Conv1D, Conv2D)
TORCH_ORDER = [GATES.index(gate) for gate in ("zi", "zf", "z", "zo")]


def to_torch(layer: Any) -> Params:
    """Return the params of a layer as PyTorch's ``state_dict`` has them.

    Parameters
    ----------
    layer : Dense, Conv1D, Conv2D, RNN, LSTM, GRU, Bidirectional, Stack or Sequential
        Stack and Bidirectional of recurrent layers become PyTorch's one module. In a Sequential
        each layer has its number in front, as in ``torch.nn.Sequential``.

    Returns
    -------
    dict of str to numpy.ndarray
        New arrays. ``{k: torch.from_numpy(v) for k, v in ...}`` is what ``load_state_dict`` takes.

    Raises
    ------
    ValueError
        If PyTorch has no such layer: a GRU that resets before the product, an LSTM with options,
        a merge other than "concatenate".

    Examples
    --------
    >>> from course_lib import RNN
    >>> arrays = to_torch(RNN(3, 4, np.random.default_rng(0)))
    >>> {name: array.shape for name, array in arrays.items()}
    {'weight_ih_l0': (4, 3), 'weight_hh_l0': (4, 4), 'bias_ih_l0': (4,), 'bias_hh_l0': (4,)}
    """
    if isinstance(layer, Sequential):
        return {
            f"{i}.{name}": array
            for i, part in enumerate(layer.layers)
            if part.params
            for name, array in to_torch(part).items()
        }
    if isinstance(layer, SAME_LAYOUT):
        return {"weight": layer.params["W"].copy(), "bias": layer.params["b"].copy()}
    return {
        f"{name}_{ending}": array
        for ending, part in recurrent_parts(layer).items()
        for name, array in part_to_torch(part).items()
    }


def from_torch(layer: Any, arrays: Mapping[str, Array]) -> None:
    """Copy the arrays of a PyTorch ``state_dict`` into a layer: all of them or none.

    Parameters
    ----------
    layer : Dense, Conv1D, Conv2D, RNN, LSTM, GRU, Bidirectional, Stack or Sequential
        Has the sizes and the dtype of the arrays.
    arrays : mapping of str to numpy.ndarray
        ``{k: v.numpy() for k, v in module.state_dict().items()}``.

    Raises
    ------
    ShapeError, ValueError
        If PyTorch has no such layer, a name is missing or too many, or an array has another shape
        or dtype. Then the layer stays as it was.

    Examples
    --------
    >>> from course_lib import LSTM
    >>> first, second = (LSTM(3, 4, np.random.default_rng(seed)) for seed in (0, 1))
    >>> from_torch(second, to_torch(first))
    >>> np.array_equal(first.params["W"], second.params["W"])
    True
    """
    like = to_torch(layer)
    expect_names("from_torch", arrays, tuple(like))
    for name, array in like.items():
        expect_floats(f"from_torch: {name}", arrays[name], array.shape, array.dtype)
    assign("from_torch", layer, ours(layer, arrays))


def ours(layer: Any, arrays: Mapping[str, Array]) -> Params:
    """Return the arrays of a ``state_dict`` in our names and layout."""
    if isinstance(layer, Sequential):
        params: Params = {}
        for i, part in enumerate(layer.layers):
            if not part.params:
                continue
            start = f"{i}."
            inner = {k.removeprefix(start): v for k, v in arrays.items() if k.startswith(start)}
            params.update({start + name: array for name, array in ours(part, inner).items()})
        return params
    if isinstance(layer, SAME_LAYOUT):
        return {"W": arrays["weight"], "b": arrays["bias"]}
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    values: list[Array] = []
    for ending, part in recurrent_parts(layer).items():
        here = {name: arrays[f"{name}_{ending}"] for name in names}
        values += part_from_torch(part, here).values()
    return dict(zip(layer.params, values, strict=True))


def recurrent_parts(layer: Any) -> dict[str, RNN | LSTM | GRU]:
    """Return the recurrent layers inside ``layer`` by PyTorch's endings, all of one kind."""
    levels = layer.layers if isinstance(layer, Stack) else (layer,)
    parts: dict[str, Any] = {}
    for i, level in enumerate(levels):
        if isinstance(level, Bidirectional):
            if level.merge != "concatenate":
                raise ValueError(
                    "to_torch: merge is not 'concatenate', expected it: PyTorch has no other."
                )
            parts[f"l{i}"], parts[f"l{i}_reverse"] = level.layers
        else:
            parts[f"l{i}"] = level
    for part in parts.values():
        if not isinstance(part, RNN | LSTM | GRU):
            raise ValueError(
                f"to_torch: {type(part).__name__} has no counterpart in PyTorch, expected Dense, "
                "Conv1D, Conv2D, RNN, LSTM, GRU, or a Bidirectional, Stack or Sequential of them."
            )
    kinds = sorted({type(part).__name__ for part in parts.values()})
    if len(kinds) > 1:
        raise ValueError(f"to_torch: got {' and '.join(kinds)}, expected one kind in one module.")
    endings = {ending.removesuffix("_reverse") for ending in parts}
    if len(parts) not in (len(endings), 2 * len(endings)):
        raise ValueError(
            "to_torch: some layers have one direction and some two, expected the same for all."
        )
    for part in parts.values():
        expect_plain(part)
    return parts


def expect_plain(layer: RNN | LSTM | GRU) -> None:
    """Check that the options are those of PyTorch's layer.

    Raises
    ------
    ValueError
        If they make another function.

    Examples
    --------
    >>> expect_plain(GRU(3, 4, np.random.default_rng(0)))
    Traceback (most recent call last):
    ValueError: to_torch: reset is 'before', expected 'after': PyTorch's GRU resets after the \
product.
    """
    if isinstance(layer, GRU) and layer.cell.reset != "after":
        raise ValueError(
            "to_torch: reset is 'before', expected 'after': PyTorch's GRU resets after the product."
        )
    if isinstance(layer, LSTM):
        cell = layer.cell
        if cell.peephole is not None or cell.gates != GATES or not cell.squash_c:
            raise ValueError(
                "to_torch: the LSTM has a peephole, a coupled gate or parts left out, expected a "
                "plain one: PyTorch has no such options."
            )


def part_to_torch(layer: RNN | LSTM | GRU) -> Params:
    """Return the arrays of one recurrent layer, without their endings."""
    W, b = layer.params["W"].copy(), layer.params["b"].copy()
    b_h = np.zeros_like(b)
    if isinstance(layer, LSTM):
        W, b = reorder(W, TORCH_ORDER), reorder(b, TORCH_ORDER)
    if isinstance(layer, GRU):
        b_h[2 * layer.cell.n_hidden :] = layer.params["b_h"]
    W_x, W_h = np.split(W, [layer.cell.n_in], axis=1)
    return {"weight_ih": W_x.copy(), "weight_hh": W_h.copy(), "bias_ih": b, "bias_hh": b_h}


def part_from_torch(layer: RNN | LSTM | GRU, arrays: Mapping[str, Array]) -> Params:
    """Return the params of one recurrent layer from arrays without their endings."""
    W = np.concatenate([arrays["weight_ih"], arrays["weight_hh"]], axis=1)
    b, b_h = arrays["bias_ih"].copy(), arrays["bias_hh"].copy()
    if isinstance(layer, GRU):
        own = slice(2 * layer.cell.n_hidden, None)
        b_n = b_h[own].copy()
        b_h[own] = 0
        return {"W": W, "b": b + b_h, "b_h": b_n}
    if isinstance(layer, LSTM):
        back = list(np.argsort(TORCH_ORDER))
        return {"W": reorder(W, back), "b": reorder(b + b_h, back)}
    return {"W": W, "b": b + b_h}


def reorder(rows: Array, order: list[int]) -> Array:
    """Return the equal blocks of rows in another order.

    Examples
    --------
    >>> reorder(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), [2, 0, 1])
    array([5., 6., 1., 2., 3., 4.])
    """
    blocks = np.split(rows, len(order))
    return np.concatenate([blocks[k] for k in order])
