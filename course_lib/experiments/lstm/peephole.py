"""Two small tasks of time, for an LSTM without peepholes and with both kinds."""

from collections.abc import Callable

import numpy as np

from course_lib.experiments.recorded import Experiment, Record
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Mask
from course_lib.recurrent.lstm import LSTM
from course_lib.shapes import expect_name
from course_lib.training.losses import MeanSquaredError
from course_lib.training.optim import Adam
from course_lib.training.update import update

KINDS: dict[str, str | None] = {"none": None, "lecture": "lecture", "gers": "gers"}
TASKS = ("spikes", "gap")
LIMITS = {"spikes": 1000, "gap": 1500}
"""After so many updates a net is given up."""
RATES = (0.003, 0.01, 0.03)
"""Adam's learning rates that each kind is tried with."""
HIDDEN = 4

Batch = tuple[Array, Array, Mask | None]


def spikes(period: int = 10, steps: int = 50) -> tuple[Array, Array]:
    """Return one sequence: an input that says only "go", and a target that is 1 every few steps.

    Returns
    -------
    xs, target : numpy.ndarray
        (T, 1, 1). ``xs`` is 1 at the first step and then 0.

    Examples
    --------
    >>> xs, target = spikes(3, 7)
    >>> xs.ravel().astype(int), target.ravel().astype(int)
    (array([1, 0, 0, 0, 0, 0, 0]), array([0, 0, 1, 0, 0, 1, 0]))
    """
    xs, target = np.zeros((2, steps, 1, 1))
    xs[0] = 1
    target[period - 1 :: period] = 1
    return xs, target


def gaps(
    n: int, rng: np.random.Generator, *, low: int = 5, high: int = 25
) -> tuple[Array, Array, Mask]:
    """Return sequences with two spikes; the target at the second is how far apart they are.

    Parameters
    ----------
    n : int
        N, how many.
    rng : numpy.random.Generator
        Draws the first spike, in the first four steps, and the gap.
    low, high : int, optional
        The least and the greatest gap: their targets are 0 and 1.

    Returns
    -------
    xs, target : numpy.ndarray
        (T, N, 1).
    mask : numpy.ndarray
        (T, N), True at the second spike: there the net must answer.

    Examples
    --------
    >>> xs, target, mask = gaps(2, np.random.default_rng(0), low=1, high=3)
    >>> xs[..., 0].T.astype(int)
    array([[0, 0, 0, 1, 0, 1, 0],
           [0, 0, 1, 1, 0, 0, 0]])
    >>> target.swapaxes(0, 1)[mask.T].ravel()
    array([0.5, 0. ])
    """
    first, gap = rng.integers(0, 4, n), rng.integers(low, high + 1, n)
    row, second = np.arange(n), first + gap
    xs, target = np.zeros((2, high + 4, n, 1))
    xs[first, row] = xs[second, row] = 1
    target[second, row, 0] = (gap - low) / (high - low)
    return xs, target, xs[..., 0] * (np.arange(len(xs))[:, None] == second) > 0


def train(
    net: Sequential,
    draw: Callable[[], Batch],
    solved: Callable[[], bool],
    *,
    limit: int,
    every: int,
    rate: float,
) -> int | None:
    """Train until ``solved()``, asked every few updates, and return the number of updates.

    Returns
    -------
    int or None
        None if it is not solved after ``limit`` updates.
    """
    criterion, optimizer = MeanSquaredError(), Adam(net.params, rate)
    for n in range(1, limit + 1):
        xs, target, mask = draw()
        update(net, criterion, optimizer, xs, target, mask=mask, clip=1.0)
        if n % every == 0 and solved():
            return n
    return None


def solve(task: str, kind: str, seed: int, *, rate: float = 0.01) -> int | None:
    """Train an LSTM of four neurons on ``task``, and return the updates that it took.

    "spikes" is solved when all 50 outputs are on the right side of ½; "gap" when the answers to 99
    of 100 new sequences are less than half a step wrong.

    Parameters
    ----------
    task : str
        One of `TASKS`.
    kind : str
        A key of `KINDS`.
    seed : int
        Of the first weights and of the sequences: all kinds have the same, beside the peepholes.
    rate : float, optional
        Adam's learning rate.

    Returns
    -------
    int or None
        None if the limit of the task (`LIMITS`) was reached.

    Raises
    ------
    ValueError
        If task or kind is unknown.
    """
    expect_name("solve: task", task, TASKS)
    expect_name("solve: kind", kind, tuple(KINDS))
    weights, read, rng = np.random.default_rng(seed).spawn(3)
    lstm = LSTM(1, HIDDEN, weights, forget_bias=1.0, peephole=KINDS[kind])
    net = Sequential(lstm, Dense(HIDDEN, 1, read))
    if task == "spikes":
        xs, target = spikes()

        def on_time() -> bool:
            return bool(np.array_equal(net.forward(xs)[0] > 0.5, target > 0.5))

        return train(
            net, lambda: (xs, target, None), on_time, limit=LIMITS[task], every=5, rate=rate
        )
    new, answers, mask = gaps(200, np.random.default_rng([seed, 1]))

    def exact() -> bool:
        wrong = np.abs(net.forward(new)[0] - answers)[mask]
        return bool(np.mean(wrong < 0.5 / 20) >= 0.99)

    return train(net, lambda: gaps(32, rng), exact, limit=LIMITS[task], every=25, rate=rate)


def run(setting: str, seed: int) -> dict[str, float]:
    """Run one setting, "task, kind, rate": ``updates`` is the limit where ``solved`` is 0."""
    task, kind, rate = setting.split(", ")
    updates = solve(task, kind, seed, rate=float(rate))
    return {"updates": updates or LIMITS[task], "solved": float(updates is not None)}


def best(record: Record, task: str, kind: str) -> str:
    """Return the setting of a kind, among RATES, with the fewest updates on average."""
    settings = [f"{task}, {kind}, {rate:g}" for rate in RATES]
    return min(settings, key=lambda setting: record.values(setting, "updates").mean())


RECORD = Experiment(
    "peephole",
    run,
    settings=tuple(
        f"{task}, {kind}, {rate:g}" for task in TASKS for kind in KINDS for rate in RATES
    ),
    seeds=8,
    live="spikes, none, 0.01",
    slack={"updates": 400.0, "solved": 0.0},
)
