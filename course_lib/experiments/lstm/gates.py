"""Which gate matters: LSTMs with one part left out or changed, on the adding problem."""

from typing import Any

import numpy as np

from course_lib.datasets import ADDING_BASELINE, adding
from course_lib.experiments.lstm.adding_problem import train_adding
from course_lib.experiments.recorded import Experiment, Record
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array
from course_lib.recurrent.lstm import LSTM
from course_lib.recurrent.lstm_options import GATES
from course_lib.shapes import expect_name

VARIANTS: dict[str, dict[str, Any]] = {
    "full": {"forget_bias": 1.0},
    "no forget gate": {"without": ("zf",)},
    "no forget gate, shut": {"without": ("zf",), "input_bias": -3.0},
    "no input gate": {"without": ("zi",), "forget_bias": 1.0},
    "no output gate": {"without": ("zo",), "forget_bias": 1.0},
    "no output tanh": {"without": ("tanh_c",), "forget_bias": 1.0},
    "coupled gates": {"coupled": True, "forget_bias": 1.0},
    "peepholes": {"peephole": "lecture", "forget_bias": 1.0},
}
"""Options of `variant`. A gate that is left out is fixed at 1."""
RATES = (0.01, 0.003)


def variant(
    n_in: int, n_hidden: int, rng: np.random.Generator, *, input_bias: float = 0.0, **options: Any
) -> LSTM:
    """Return an LSTM whose first weights are those of the full one, as far as it has them.

    Parameters
    ----------
    n_in, n_hidden, rng
        As for `LSTM`.
    input_bias : float, optional
        The first bias of the input gates: with -3 they begin nearly shut.
    **options
        For `LSTM`.

    Examples
    --------
    >>> full, less = (
    ...     variant(2, 3, np.random.default_rng(0), without=gates) for gates in ((), ("zf",))
    ... )
    >>> bool((less.params["W"][-3:] == full.params["W"][-3:]).all())
    True
    """
    (other,) = rng.spawn(1)
    shared = {name: options[name] for name in ("init", "dtype") if name in options}
    W = LSTM(n_in, n_hidden, rng, **shared).params["W"]
    lstm = LSTM(n_in, n_hidden, other, **options)
    gates = lstm.cell.gates
    rows = [GATES.index(gate) for gate in gates]
    lstm.params["W"][:] = W.reshape(4, n_hidden, -1)[rows].reshape(len(rows) * n_hidden, -1)
    if "zi" in gates:
        lstm.params["b"].reshape(-1, n_hidden)[gates.index("zi")] = input_bias
    return lstm


def remove_gate(lstm: LSTM, gate: str) -> LSTM:
    """Return an LSTM with the same weights in which one gate is fixed at 1.

    Parameters
    ----------
    lstm : LSTM
        With all four gates and no peephole.
    gate : str
        "zi", "zf" or "zo".

    Raises
    ------
    ValueError
        If there is no such gate.

    Examples
    --------
    >>> lstm = LSTM(2, 3, np.random.default_rng(0))
    >>> _, cache = remove_gate(lstm, "zf").forward(np.ones((4, 1, 2)))
    >>> bool((cache.gates[:, GATES.index("zf")] == 1).all())
    True
    """
    expect_name("remove_gate: gate", gate, GATES[1:])
    D, H, dtype = lstm.cell.n_in, lstm.cell.n_hidden, lstm.params["W"].dtype
    less = LSTM(D, H, np.random.default_rng(0), without=(gate,), dtype=dtype)
    keep = [k for k, name in enumerate(GATES) if name != gate]
    less.params["W"][:] = lstm.params["W"].reshape(4, H, -1)[keep].reshape(3 * H, -1)
    less.params["b"][:] = lstm.params["b"].reshape(4, H)[keep].ravel()
    return less


def error_without(net: Sequential, gate: str) -> float:
    """Return the error of a trained net with one gate removed, as a share of ADDING_BASELINE.

    Parameters
    ----------
    net : Sequential
        From `train_adding`, with an LSTM. It is not changed.
    gate : str
        "zi", "zf", "zo", or "" for none.
    """
    lstm, *rest = net.layers
    assert isinstance(lstm, LSTM)
    changed = Sequential(remove_gate(lstm, gate), *rest) if gate else net
    xs, sums = adding(500, 100, np.random.default_rng(1000), dtype=np.float32)
    return float(np.mean((changed.forward(xs)[0] - sums) ** 2)) / ADDING_BASELINE


def memory_unit(lstm: LSTM, xs: Array) -> int:
    """Return the unit whose input gate knows the marks best.

    That is where the mean input gate at marked steps, divided by its mean at the others, is
    largest.

    Parameters
    ----------
    lstm : LSTM
        Trained on the adding problem.
    xs : numpy.ndarray
        (T, N, 2), sequences of `adding`.
    """
    _, cache = lstm.forward(xs)
    zi = cache.gates[:, 1].swapaxes(1, 2)
    marked = xs[..., 1] == 1
    return int((zi[marked].mean(axis=0) / zi[~marked].mean(axis=0)).argmax())


def run(setting: str, seed: int) -> dict[str, float]:
    """Train one of VARIANTS on the adding problem, T = 100, as `train_adding` does.

    Parameters
    ----------
    setting : str
        A variant and Adam's learning rate, such as "full, rate 0.01".
    seed : int
        As for `train_adding`.

    Returns
    -------
    dict
        ``updates`` until solved, the limit where it is not; ``solved``, 1 or 0; ``least``, the
        lowest test error, as a share of the error of the best constant answer. For "full" also
        ``then zi``, ``then zf``, ``then zo``: the error when that gate is removed after training.

    Examples
    --------
    >>> RECORD.settings[0]
    'full, rate 0.01'
    """
    name, rate = setting.split(", rate ")
    trained = train_adding(variant, seed, lr=float(rate), **VARIANTS[name])
    values = {
        "updates": float(trained.last),
        "solved": float(trained.solved),
        "least": float(trained.errors.min()),
    }
    if name == "full":
        values |= {f"then {gate}": error_without(trained.net, gate) for gate in GATES[1:]}
    return values


def best(record: Record, name: str) -> str:
    """Return the setting of a variant, among RATES, with the fewest updates on average.

    A training that does not solve the problem counts with the limit.
    """
    settings = [f"{name}, rate {rate:g}" for rate in RATES]
    return min(settings, key=lambda setting: record.values(setting, "updates").mean())


RECORD = Experiment(
    "gates",
    run,
    settings=tuple(f"{name}, rate {rate:g}" for rate in RATES for name in VARIANTS),
    seeds=5,
    live="coupled gates, rate 0.01",
    slack={"updates": 250.0, "solved": 0.0},
)
