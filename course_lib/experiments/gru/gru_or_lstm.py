"""GRU beside LSTM: the updates to solve the adding problem, the reach of the gradient, the time."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.datasets import adding
from course_lib.experiments.lstm.adding_problem import train_adding
from course_lib.experiments.recorded import Experiment, Values
from course_lib.protocol import Array
from course_lib.recurrent.gru import GRU
from course_lib.recurrent.lstm import LSTM
from course_lib.recurrent.rnn import RNN
from course_lib.recurrent.sequence import SequenceLayer
from course_lib.shapes import expect_name


def keeping_gru(n_in: int, n_hidden: int, rng: np.random.Generator, **options: Any) -> GRU:
    """Return a GRU whose update gates begin at σ(1) = 0.73, as a forget bias of 1 does in an LSTM.

    Examples
    --------
    >>> keeping_gru(2, 3, np.random.default_rng(0)).params["b"]
    array([0., 0., 0., 1., 1., 1., 0., 0., 0.])
    """
    gru = GRU(n_in, n_hidden, rng, **options)
    gru.params["b"][n_hidden : 2 * n_hidden] = 1
    return gru


KINDS: dict[str, tuple[Callable[..., SequenceLayer], dict[str, Any]]] = {
    "GRU": (GRU, {}),
    "LSTM": (LSTM, {"forget_bias": 1.0}),
    "LSTM, coupled": (LSTM, {"forget_bias": 1.0, "coupled": True}),
}
RATES: dict[str, dict[str, Any]] = {
    ", slower": {"lr": 3e-3, "most": 3000},
    "": {},
    ", faster": {"lr": 3e-2},
}
"""Adam's learning rate is 0.01, or 0.003, or 0.03. The small one gets more updates."""
SETTINGS: dict[str, tuple[Callable[..., SequenceLayer], dict[str, Any]]] = {
    **{
        f"{name}{ending}": (layer, options | rate)
        for ending, rate in RATES.items()
        for name, (layer, options) in KINDS.items()
    },
    "GRU, bias 1": (keeping_gru, {}),
    "GRU, 37 units": (GRU, {"n_hidden": 37}),
    "LSTM, bias 0": (LSTM, {"forget_bias": 0.0}),
}
"""32 units, unless it says otherwise.

A GRU of 37 units has about as many parameters as an LSTM of 32: 4,440, not 4,480. "LSTM" has a
forget bias of 1, and "GRU, bias 1" is `keeping_gru`. Coupled: the LSTM's input gate is 1 minus its
forget gate.
"""


def run(setting: str, seed: int) -> Values:
    """Train on the adding problem over 100 steps.

    Returns
    -------
    dict
        ``updates`` until it was solved, and ``solved``, 1 or 0. Not solved: ``updates`` is the
        limit, 1500, or 3000 at the small rate.

    Raises
    ------
    ValueError
        If the setting is unknown.
    """
    expect_name("run: setting", setting, tuple(SETTINGS))
    layer, options = SETTINGS[setting]
    trained = train_adding(layer, seed, **options)
    return {"updates": float(trained.last), "solved": float(trained.solved)}


RECORD = Experiment(
    "gru-or-lstm",
    run,
    settings=tuple(SETTINGS),
    seeds=5,
    live="GRU",
    slack={"updates": 150, "solved": 0},
)


def layers(n_in: int, n_hidden: int, rng: np.random.Generator) -> dict[str, SequenceLayer]:
    """Return the layers to compare, untrained, by name; first weights as in `run`.

    Examples
    --------
    >>> list(layers(2, 32, np.random.default_rng(0)))
    ['RNN', 'GRU', 'GRU, bias 1', 'LSTM, bias 0', 'LSTM, bias 1']
    """
    return {
        "RNN": RNN(n_in, n_hidden, rng, init="xavier"),
        "GRU": GRU(n_in, n_hidden, rng, init="xavier"),
        "GRU, bias 1": keeping_gru(n_in, n_hidden, rng, init="xavier"),
        "LSTM, bias 0": LSTM(n_in, n_hidden, rng, init="xavier"),
        "LSTM, bias 1": LSTM(n_in, n_hidden, rng, init="xavier", forget_bias=1.0),
    }


def reach(layer: SequenceLayer, *, steps: int = 50, seed: int = 0) -> Array:
    """Return how much the last output feels each input: the slope's norm, the last step's as 1.

    Parameters
    ----------
    layer : SequenceLayer
        With 2 inputs, as the adding problem has.
    steps : int, optional
        T.
    seed : int, optional
        Draws 32 sequences of the adding problem, and the direction of the slope.

    Returns
    -------
    numpy.ndarray
        (T,), the first step first.

    Examples
    --------
    >>> felt = reach(RNN(2, 32, np.random.default_rng(0)))
    >>> float(felt[-1]), bool(felt[0] < 1e-9)
    (1.0, True)
    """
    rng = np.random.default_rng(seed)
    xs, _ = adding(32, steps, rng, dtype=layer.params["W"].dtype)
    hs, cache = layer.forward(xs)
    dhs = np.zeros_like(hs)
    dhs[-1] = rng.normal(size=hs[-1].shape)
    dxs, _ = layer.backward(dhs, cache)
    norms = np.linalg.norm(dxs, axis=(1, 2))
    found: Array = norms / norms[-1]
    return found


def seconds(layer: SequenceLayer, xs: Array, *, repeats: int = 7) -> float:
    """Return the least time that one forward and one backward over ``xs`` (T, B, D) took.

    The least of several is the one that other programs of the machine disturbed least.
    """
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        hs, cache = layer.forward(xs)
        layer.backward(hs, cache)
        times.append(time.perf_counter() - start)
    return min(times)
