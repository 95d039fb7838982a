"""Params in PyTorch's names and layout, as NumPy arrays, and back. PyTorch is not imported.

PyTorch differs from the lecture's letters in four ways:

* the part of W for the input and the part for h are two arrays, ``weight_ih`` and ``weight_hh``;
* every gate has two biases, whose sum is ours: ``bias_ih`` gets b, and ``bias_hh`` gets 0, apart
  from the one of the GRU that the reset gate multiplies, our ``b_h``;
* the gates of the LSTM stand in the order zi, zf, z, zo;
* a deep or bidirectional network is one module, whose layers have the endings ``_l0``, ``_l1``
  and ``_reverse``.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np

from course_lib.convolution.conv import Conv1D, Conv2D
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.embedding import Embedding
from course_lib.fully_connected.sequential import Sequential
from course_lib.parts import expect_names
from course_lib.protocol import Array, Params
from course_lib.recurrent.bidirectional import Bidirectional
from course_lib.recurrent.gru import GRU, GRUCell
from course_lib.recurrent.lstm import LSTM, LSTMCell
from course_lib.recurrent.lstm_options import GATES
from course_lib.recurrent.recurrent import Recurrent
from course_lib.recurrent.rnn import RNN, RNNCell
from course_lib.recurrent.stack import Stack
from course_lib.shapes import expect_floats

# Layers whose params have PyTorch's layout already; only the names differ.
SAME_LAYOUT = (Dense, Conv1D, Conv2D, Embedding)
TORCH_NAMES = {"W": "weight", "b": "bias"}
TORCH_ORDER = [GATES.index(gate) for gate in ("zi", "zf", "z", "zo")]
OverTime: TypeAlias = RNN | LSTM | GRU
OneStep: TypeAlias = RNNCell | LSTMCell | GRUCell


def to_torch(layer: Any) -> Params:
    """Return the params of a layer as PyTorch's ``state_dict`` has them.

    Parameters
    ----------
    layer : Layer or Cell
        Dense, Embedding, Conv1D, Conv2D, RNN, LSTM, GRU, their cells, a layer without params, or a
        Bidirectional, Stack or Sequential of them. Stack and Bidirectional of recurrent layers
        become PyTorch's one module. In a Sequential each layer has its number in front, as in
        ``torch.nn.Sequential``.

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
    return theirs("to_torch", layer)


def from_torch(layer: Any, arrays: Mapping[str, Array]) -> None:
    """Copy the arrays of a PyTorch ``state_dict`` into a layer: all of them or none.

    Parameters
    ----------
    layer : Layer or Cell
        As for `to_torch`, with the sizes and the dtype of the arrays.
    arrays : mapping of str to numpy.ndarray
        ``{k: v.numpy() for k, v in module.state_dict().items()}``.

    Raises
    ------
    ShapeError, ValueError
        If PyTorch has no such layer, a name is missing or too many, an array has another shape
        or dtype, or a layer that stands in a chain twice has two different arrays. Then the layer
        stays as it was.

    Examples
    --------
    >>> from course_lib import LSTM
    >>> first, second = (LSTM(3, 4, np.random.default_rng(seed)) for seed in (0, 1))
    >>> from_torch(second, to_torch(first))
    >>> np.array_equal(first.params["W"], second.params["W"])
    True
    """
    like = theirs("from_torch", layer)
    expect_names("from_torch", arrays, tuple(like))
    for name, array in like.items():
        expect_floats(f"from_torch: {name}", arrays[name], array.shape, array.dtype)
    found: dict[int, tuple[Array, Array]] = {}
    for own, new in ours(layer, arrays):
        if not np.array_equal(found.setdefault(id(own), (own, new))[1], new, equal_nan=True):
            raise ValueError(
                "from_torch: a layer that is there twice has two different arrays, expected equal "
                "ones: its params are the same at both places."
            )
    for own, new in found.values():
        own[...] = new


def theirs(where: str, layer: Any) -> Params:
    """Return the arrays of a layer in PyTorch's names and layout."""
    if isinstance(layer, Sequential):
        return {
            f"{i}.{name}": array
            for i, part in enumerate(layer.layers)
            for name, array in theirs(where, part).items()
        }
    if isinstance(layer, SAME_LAYOUT):
        return {TORCH_NAMES[name]: array.copy() for name, array in layer.params.items()}
    if not getattr(layer, "params", True):
        return {}
    return {
        f"{name}{ending}": array
        for ending, part in recurrent_parts(where, layer).items()
        for name, array in part_to_torch(part).items()
    }


def ours(layer: Any, arrays: Mapping[str, Array]) -> Iterator[tuple[Array, Array]]:
    """Give each array of the layer with what a ``state_dict`` has for it, in our layout."""
    if isinstance(layer, Sequential):
        for i, part in enumerate(layer.layers):
            start = f"{i}."
            inner = {k.removeprefix(start): v for k, v in arrays.items() if k.startswith(start)}
            yield from ours(part, inner)
    elif isinstance(layer, SAME_LAYOUT):
        for name, own in layer.params.items():
            yield own, arrays[TORCH_NAMES[name]]
    elif layer.params:
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        for ending, cell in recurrent_parts("from_torch", layer).items():
            new = part_from_torch(cell, {name: arrays[f"{name}{ending}"] for name in names})
            yield from ((cell.params[name], array) for name, array in new.items())


def recurrent_parts(where: str, layer: Any) -> dict[str, OneStep]:
    """Return the cells inside ``layer`` by the endings of PyTorch's names, all of one kind."""
    if isinstance(layer, OneStep):
        parts: dict[str, Any] = {"": layer}
    else:
        parts = {}
        for i, level in enumerate(layer.layers if isinstance(layer, Stack) else (layer,)):
            if isinstance(level, Bidirectional):
                if level.merge != "concatenate":
                    raise ValueError(
                        f"{where}: merge is not 'concatenate', expected it: PyTorch has no other."
                    )
                parts[f"_l{i}"], parts[f"_l{i}_reverse"] = level.layers
            else:
                parts[f"_l{i}"] = level
    for ending, part in parts.items():
        if isinstance(part, OverTime | Recurrent) and isinstance(part.cell, OneStep):
            parts[ending] = part.cell
        elif not (ending == "" and isinstance(part, OneStep)):
            raise ValueError(
                f"{where}: {type(part).__name__} has no counterpart in PyTorch, expected Dense, "
                "Embedding, Conv1D, Conv2D, RNN, LSTM, GRU, one of their cells, or a "
                "Bidirectional, Stack or Sequential of them."
            )
    kinds = sorted({type(part).__name__.removesuffix("Cell") for part in parts.values()})
    if len(kinds) > 1:
        raise ValueError(f"{where}: got {' and '.join(kinds)}, expected one kind in one module.")
    endings = {ending.removesuffix("_reverse") for ending in parts}
    if len(parts) not in (len(endings), 2 * len(endings)):
        raise ValueError(
            f"{where}: some layers have one direction and some two, expected the same for all."
        )
    for part in parts.values():
        expect_plain(where, part)
    return parts


def expect_plain(where: str, cell: OneStep) -> None:
    """Check that the options are those of PyTorch's layer.

    Raises
    ------
    ValueError
        If they make another function.

    Examples
    --------
    >>> expect_plain("to_torch", GRUCell(3, 4, np.random.default_rng(0)))
    Traceback (most recent call last):
    ValueError: to_torch: reset is 'before', expected 'after': PyTorch's GRU resets after the \
product.
    """
    if isinstance(cell, GRUCell) and cell.reset != "after":
        raise ValueError(
            f"{where}: reset is 'before', expected 'after': PyTorch's GRU resets after the product."
        )
    if isinstance(cell, LSTMCell) and (
        cell.peephole is not None or cell.gates != GATES or not cell.squash_c
    ):
        raise ValueError(
            f"{where}: the LSTM has a peephole, a coupled gate or parts left out, expected a plain "
            "one: PyTorch has no such options."
        )


def part_to_torch(cell: OneStep) -> Params:
    """Return the arrays of one cell, without their endings."""
    W, b = cell.params["W"].copy(), cell.params["b"].copy()
    b_h = np.zeros_like(b)
    if isinstance(cell, LSTMCell):
        W, b = reorder(W, TORCH_ORDER), reorder(b, TORCH_ORDER)
    if isinstance(cell, GRUCell):
        b_h[2 * cell.n_hidden :] = cell.params["b_h"]
    W_x, W_h = np.split(W, [cell.n_in], axis=1)
    return {"weight_ih": W_x.copy(), "weight_hh": W_h.copy(), "bias_ih": b, "bias_hh": b_h}


def part_from_torch(cell: OneStep, arrays: Mapping[str, Array]) -> Params:
    """Return the params of one cell from arrays without their endings."""
    W = np.concatenate([arrays["weight_ih"], arrays["weight_hh"]], axis=1)
    b, b_h = arrays["bias_ih"].copy(), arrays["bias_hh"].copy()
    if isinstance(cell, GRUCell):
        own = slice(2 * cell.n_hidden, None)
        b_n = b_h[own].copy()
        b_h[own] = 0
        return {"W": W, "b": b + b_h, "b_h": b_n}
    if isinstance(cell, LSTMCell):
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
