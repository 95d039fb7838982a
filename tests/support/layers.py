"""The one list of layers: every law of test_protocol.py holds for each of them.

A new layer is one line here. A public layer that is left out fails a test.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from course_lib import (
    GRU,
    LSTM,
    RNN,
    AvgPool1D,
    AvgPool2D,
    AvgPoolMaps,
    Bidirectional,
    Conv1D,
    Conv2D,
    Dense,
    Embedding,
    Flatten,
    GlobalAvgPool2D,
    ImageToSequence,
    L2Pool1D,
    L2Pool2D,
    L2PoolMaps,
    LastStep,
    LocallyConnected2D,
    Maxout,
    MaxPool1D,
    MaxPool2D,
    MaxPoolMaps,
    MeanOverTime,
    Pyramid,
    Recurrent,
    ReLU,
    RNNCell,
    SequenceToImage,
    Sequential,
    Sigmoid,
    Stack,
    StackRNN,
    Tanh,
)
from course_lib.protocol import Array, Layer
from tests.support.own_layers import Gated, RMSNorm


class Case(NamedTuple):
    """How to make a layer, and the shape of an input for it.

    ``out_batch_axis`` is for a layer that moves the batch to another axis. With ``n_classes`` the
    input is integers below it: no slope, so its gradient check and dtypes are in the layer's test.
    """

    make: Callable[[np.random.Generator, Any], Layer]
    shape: tuple[int, ...]
    batch_axis: int = 0
    out_batch_axis: int | None = None
    n_classes: int = 0


def over_time(make: Callable[[np.random.Generator, Any], Layer]) -> Case:
    """Return the case of a sequence layer with three inputs: (T, B, D), the batch in the middle."""
    return Case(make, (5, 2, 3), batch_axis=1)


def twice(layer: Any) -> Layer:
    """Return a chain in which a layer stands twice, with the same params."""
    return Sequential(layer, Tanh(), layer)


def both_ways(layer: Any) -> Layer:
    """Return two directions read by one layer."""
    return Bidirectional(layer, layer)


LAYERS: dict[str, Case] = {
    "Dense": Case(lambda rng, dtype: Dense(3, 4, rng, dtype=dtype), (5, 3)),
    "Dense, leading axes": Case(lambda rng, dtype: Dense(3, 4, rng, dtype=dtype), (2, 5, 3)),
    "Sigmoid": Case(lambda rng, dtype: Sigmoid(), (5, 3)),
    "Tanh": Case(lambda rng, dtype: Tanh(), (5, 3)),
    "ReLU": Case(lambda rng, dtype: ReLU(), (5, 3)),
    "Recurrent": over_time(lambda rng, dtype: Recurrent(RNNCell(3, 4, rng, dtype=dtype))),
    "RNN": over_time(lambda rng, dtype: RNN(3, 4, rng, dtype=dtype)),
    "LSTM": over_time(lambda rng, dtype: LSTM(3, 4, rng, dtype=dtype)),
    "LSTM, the lecture's peephole": over_time(
        lambda rng, dtype: LSTM(3, 4, rng, peephole="lecture", dtype=dtype)
    ),
    "LSTM, Gers' peephole": over_time(
        lambda rng, dtype: LSTM(3, 4, rng, peephole="gers", dtype=dtype)
    ),
    "LSTM, coupled": over_time(
        lambda rng, dtype: LSTM(3, 4, rng, coupled=True, peephole="gers", dtype=dtype)
    ),
    "LSTM, parts left out": over_time(
        lambda rng, dtype: LSTM(3, 4, rng, without=("zi", "tanh_c"), dtype=dtype)
    ),
    "GRU": over_time(lambda rng, dtype: GRU(3, 4, rng, dtype=dtype)),
    "GRU, reset after": over_time(lambda rng, dtype: GRU(3, 4, rng, reset="after", dtype=dtype)),
    "Stack": over_time(
        lambda rng, dtype: Stack(LSTM(3, 4, rng, dtype=dtype), GRU(4, 2, rng, dtype=dtype))
    ),
    "Bidirectional": over_time(
        lambda rng, dtype: Bidirectional(RNN(3, 4, rng, dtype=dtype), GRU(3, 2, rng, dtype=dtype))
    ),
    "Bidirectional, sum": over_time(
        lambda rng, dtype: Bidirectional(
            RNN(3, 4, rng, dtype=dtype), RNN(3, 4, rng, dtype=dtype), "sum"
        )
    ),
    "Bidirectional, a layer": over_time(
        lambda rng, dtype: Bidirectional(
            RNN(3, 4, rng, dtype=dtype),
            RNN(3, 2, rng, dtype=dtype),
            Dense(6, 2, rng, dtype=dtype),
        )
    ),
    "Pyramid": over_time(lambda rng, dtype: Pyramid(RNN(6, 4, rng, dtype=dtype))),
    "StackRNN": over_time(lambda rng, dtype: StackRNN(3, 4, rng, n_stacks=2, depth=3, dtype=dtype)),
    "Conv2D": Case(lambda rng, dtype: Conv2D(2, 3, 3, rng, dtype=dtype), (2, 2, 5, 4)),
    "Conv2D, row by row": Case(lambda rng, dtype: Conv2D(3, 1, 2, rng, dtype=dtype), (2, 3, 4, 3)),
    "Conv2D, zero padding": Case(
        lambda rng, dtype: Conv2D(3, 2, (3, 2), rng, padding=(2, 1), dtype=dtype), (2, 3, 3, 4)
    ),
    "Conv2D, stride": Case(
        lambda rng, dtype: Conv2D(2, 2, (3, 2), rng, stride=(2, 3), padding=1, dtype=dtype),
        (2, 2, 4, 5),
    ),
    "Conv2D, reflect padding": Case(
        lambda rng, dtype: Conv2D(
            2, 2, 3, rng, padding=(2, 1), padding_mode="reflect", dtype=dtype
        ),
        (2, 2, 3, 4),
    ),
    "Conv1D": Case(
        lambda rng, dtype: Conv1D(
            2, 3, 3, rng, stride=2, padding=2, padding_mode="reflect", dtype=dtype
        ),
        (3, 2, 7),
    ),
    "LocallyConnected2D": Case(
        lambda rng, dtype: LocallyConnected2D(
            2, 3, (5, 4), (3, 2), rng, stride=(2, 1), dtype=dtype
        ),
        (2, 2, 5, 4),
    ),
    "MaxPool2D": Case(lambda rng, dtype: MaxPool2D(2), (2, 3, 4, 6)),
    "MaxPool2D, overlapping": Case(lambda rng, dtype: MaxPool2D(3, stride=(2, 1)), (2, 2, 6, 5)),
    "AvgPool2D": Case(lambda rng, dtype: AvgPool2D(2), (2, 3, 5, 6)),
    "AvgPool2D, overlapping": Case(lambda rng, dtype: AvgPool2D((3, 2), stride=1), (2, 2, 4, 4)),
    "L2Pool2D": Case(lambda rng, dtype: L2Pool2D(2), (2, 3, 5, 4)),
    "L2Pool2D, overlapping": Case(lambda rng, dtype: L2Pool2D(3, stride=2), (2, 2, 5, 5)),
    "MaxPool1D": Case(lambda rng, dtype: MaxPool1D(2), (2, 3, 5)),
    "AvgPool1D": Case(lambda rng, dtype: AvgPool1D(3, stride=2), (2, 3, 7)),
    "L2Pool1D": Case(lambda rng, dtype: L2Pool1D(2), (2, 3, 6)),
    "MaxPoolMaps": Case(lambda rng, dtype: MaxPoolMaps(2), (2, 6, 3, 2)),
    "AvgPoolMaps": Case(lambda rng, dtype: AvgPoolMaps(2), (4, 6)),
    "L2PoolMaps": Case(lambda rng, dtype: L2PoolMaps(3, stride=1), (2, 5, 3)),
    "GlobalAvgPool2D": Case(lambda rng, dtype: GlobalAvgPool2D(), (2, 3, 4, 5)),
    "Maxout": Case(lambda rng, dtype: Maxout(3, 4, 2, rng, dtype=dtype), (5, 3)),
    "Flatten": Case(lambda rng, dtype: Flatten(), (3, 2, 2, 3)),
    "ImageToSequence": Case(lambda rng, dtype: ImageToSequence(), (3, 2, 2, 4), out_batch_axis=1),
    "SequenceToImage": Case(
        lambda rng, dtype: SequenceToImage(2, 3), (4, 3, 6), batch_axis=1, out_batch_axis=0
    ),
    "LastStep": Case(lambda rng, dtype: LastStep(), (4, 3, 2), batch_axis=1, out_batch_axis=0),
    "MeanOverTime": Case(
        lambda rng, dtype: MeanOverTime(), (4, 3, 2), batch_axis=1, out_batch_axis=0
    ),
    "Embedding": Case(lambda rng, dtype: Embedding(7, 3, rng, dtype=dtype), (2, 5), n_classes=7),
    "Sequential": Case(
        lambda rng, dtype: Sequential(
            Dense(3, 4, rng, dtype=dtype), Tanh(), Dense(4, 2, rng, dtype=dtype)
        ),
        (5, 3),
    ),
    "Sequential, a layer twice": Case(
        lambda rng, dtype: twice(Dense(3, 3, rng, dtype=dtype)), (5, 3)
    ),
    "Bidirectional, a layer twice": over_time(
        lambda rng, dtype: both_ways(GRU(3, 2, rng, dtype=dtype))
    ),
    "Sequential, layers of a user": over_time(
        lambda rng, dtype: Sequential(
            Dense(3, 4, rng, dtype=dtype),
            RMSNorm(4, dtype),
            Gated(4, rng, dtype),
            GRU(4, 2, rng, dtype=dtype),
        )
    ),
}


def draw_input(case: Case, rng: np.random.Generator, dtype: Any = np.float64) -> Array:
    """Return an input whose entries all differ by at least 1e-2 and are as far from 0.

    So no entry is near a kink (ReLU at 0) and no two are near a tie (the maximum of a window).
    """
    if case.n_classes:
        return rng.integers(0, case.n_classes, case.shape)
    size = int(np.prod(case.shape))
    steps = rng.permutation(np.arange(size) - size // 2) + 0.5
    return (steps * (4 / size) + rng.uniform(-1e-3, 1e-3, size)).reshape(case.shape).astype(dtype)
