"""A cell set by hand, the gradient on its way back, and how fast c and h change in trained nets."""

from typing import Any, NamedTuple

import numpy as np

from course_lib.datasets import Utterances, adding, japanese_vowels
from course_lib.experiments.lstm.adding_problem import adding_net, train_adding
from course_lib.experiments.lstm.forget_bias import sizes_back
from course_lib.experiments.recorded import Experiment
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array, Mask
from course_lib.recurrent.lstm import LSTM, LSTMCell
from course_lib.recurrent.over_time import LastStep
from course_lib.recurrent.recurrent import Recurrent
from course_lib.recurrent.rnn import RNN
from course_lib.shapes import expect_name
from course_lib.training.losses import MeanSquaredError, SoftmaxCrossEntropy
from course_lib.training.optim import Adam
from course_lib.training.train import STOP, History, evaluate, fit

TASKS = ("adding problem", "JapaneseVowels")
STEPS = 30
"""Length of a sequence of the adding problem here."""
SOLVED = 0.005
"""A mean squared error of the adding problem that counts as solved: 1/6 is guessing."""


class Learned(NamedTuple):
    """An LSTM after training, and sequences that it has not seen."""

    lstm: LSTM
    xs: Array
    """(T, N, D)."""
    mask: Mask
    """(T, N), True where there is a step."""
    score: float
    """On ``xs``: mean squared error (adding problem) or share of right frames (vowels)."""
    updates: int


class Speeds(NamedTuple):
    """Mean change in a step of each neuron, in two units."""

    raw: Array
    """(H,), as it is."""
    divided: Array
    """(H,), divided by the neuron's own standard deviation."""


def solve_adding(seed: int, *, steps: int = STEPS, n_hidden: int = 16) -> Learned:
    """Train an LSTM on the adding problem until ten batches have a mean error below `SOLVED` / 2.

    At most 1,500 updates, each with a batch of 32 new sequences.

    Examples
    --------
    >>> solve_adding(0, steps=4, n_hidden=8).score < 0.05
    True
    """
    rng = np.random.default_rng(seed)
    lstm = LSTM(2, n_hidden, rng, forget_bias=1.0)
    net = Sequential(lstm, LastStep(), Dense(n_hidden, 1, rng))
    criterion, optimizer = MeanSquaredError(), Adam(net.params, 2e-2)

    def solved(history: History) -> str | None:
        return STOP if np.mean(history.update_loss[-10:]) < SOLVED / 2 else None

    history = fit(
        net,
        criterion,
        optimizer,
        *adding(1500 * 32, steps, rng),
        rng=rng,
        epochs=1,
        batch_axis=1,
        target_axis=0,
        clip=1.0,
        callback=solved,
        progress=False,
    )
    xs, target = adding(500, steps, rng)
    score, _ = evaluate(net, criterion, xs, target, batch_axis=1, target_axis=0)
    mask = np.ones(xs.shape[:2], np.bool_)
    return Learned(lstm, xs, mask, score, len(history.update_loss))


def learn_vowels(seed: int, *, n_hidden: int = 16, epochs: int = 16) -> Learned:
    """Train an LSTM to say at each frame of JapaneseVowels who of nine men speaks.

    The frames are scaled to mean 0 and variance 1. Score and ``xs`` are of the test set.

    Examples
    --------
    >>> learn_vowels(0, n_hidden=8, epochs=2).score > 1 / 9
    True
    """
    rng = np.random.default_rng(seed)
    train, test = japanese_vowels()
    kept = train.frames[train.mask]
    mean, spread = kept.mean(axis=0), kept.std(axis=0)

    def scaled(part: Utterances) -> Array:
        return np.where(part.mask[..., None], (part.frames - mean) / spread, 0.0)

    lstm = LSTM(12, n_hidden, rng, forget_bias=1.0)
    net = Sequential(lstm, Dense(n_hidden, 9, rng))
    criterion, optimizer = SoftmaxCrossEntropy(), Adam(net.params, 1e-2)
    every = np.broadcast_to(train.speakers, train.mask.shape)
    history = fit(
        net,
        criterion,
        optimizer,
        scaled(train),
        every,
        rng=rng,
        epochs=epochs,
        mask=train.mask,
        mask_for="both",
        batch_axis=1,
        clip=1.0,
        progress=False,
    )
    xs, target = scaled(test), np.broadcast_to(test.speakers, test.mask.shape)
    _, share = evaluate(net, criterion, xs, target, mask=test.mask, mask_for="both", batch_axis=1)
    return Learned(lstm, xs, test.mask, share or 0.0, len(history.update_loss))


def train(task: str, seed: int) -> Learned:
    """Train on one of `TASKS`.

    Raises
    ------
    ValueError
        If there is no such task.
    """
    expect_name("train: task", task, TASKS)
    return solve_adding(seed) if task == TASKS[0] else learn_vowels(seed)


def speeds(values: Array, mask: Mask) -> Speeds:
    """Return how far each neuron moves in a step, on average over all steps.

    Parameters
    ----------
    values : numpy.ndarray
        (T, B, H), c or h at each step.
    mask : numpy.ndarray
        (T, B), True where there is a step. A change needs two of them.

    Examples
    --------
    >>> values = np.array([0.0, 1.0, 0.0, 1.0]).reshape(4, 1, 1)
    >>> speeds(values, np.ones((4, 1), bool))
    Speeds(raw=array([1.]), divided=array([2.]))
    """
    change = np.abs(np.diff(values, axis=0))[mask[1:] & mask[:-1]].mean(axis=0)
    return Speeds(change, change / values[mask].std(axis=0))


def compare(trained: Learned) -> dict[str, Speeds]:
    """Return the speeds of ``"c"`` and ``"h"``.

    Examples
    --------
    >>> found = compare(learn_vowels(0, n_hidden=8, epochs=1))
    >>> found["c"].raw.shape, bool(found["c"].raw.mean() > found["h"].raw.mean())
    ((8,), True)
    """
    mask = trained.mask
    hs, cache = trained.lstm.forward(trained.xs, mask=mask)
    cs = cache.c[1:].swapaxes(1, 2)  # (T, B, H)
    return {"c": speeds(cs, mask), "h": speeds(hs, mask)}


ORDERS = np.array(
    [
        [0.3, 1, 0, 0],
        [0.7, 0, 0, 0],
        [0.2, 1, 0, 0],
        [0.0, 0, 0, 1],
        [0.4, 1, 1, 0],
    ]
)
"""(5, 4), what a waiter hears: a number in tens; is it an order, a new guest, the bill?"""


def waiter() -> LSTMCell:
    """Return the cell of one neuron that keeps a guest's bill, with weights set by hand.

    Examples
    --------
    >>> cell = waiter()
    >>> state, cs = cell.zero_state(1), []
    >>> for x in ORDERS:
    ...     state, _ = cell.forward(x[np.newaxis], state)
    ...     cs.append(state[1].item())
    >>> np.round(cs, 2)
    array([0.29, 0.29, 0.49, 0.49, 0.38])
    """
    cell = LSTMCell(4, 1, np.random.default_rng(0))
    cell.params["W"][:] = [[1, 0, 0, 0, 0], [0, 40, 0, 0, 0], [0, 0, -40, 0, 0], [0, 0, 0, 40, 0]]
    cell.params["b"][:] = 0, -20, 20, -20
    return cell


GRADIENT_STEPS = 100
LAYERS: dict[str, tuple[type[RNN] | type[LSTM], dict[str, Any]]] = {
    "RNN": (RNN, {}),
    "LSTM": (LSTM, {"forget_bias": 1.0}),
}


def gradient_back(net: Sequential, xs: Array) -> Array:
    """Return how large the gradient of a net's answer is in the memory, 0 to T - 1 steps back.

    The memory is h in an RNN and c in an LSTM.

    Parameters
    ----------
    net : Sequential
        From `adding_net`.
    xs : numpy.ndarray
        (T, N, 2).

    Returns
    -------
    numpy.ndarray
        (T,), the mean over the N sequences, divided by that at the last step.

    Examples
    --------
    >>> net = adding_net(RNN, np.random.default_rng(0))
    >>> sizes = gradient_back(net, np.ones((3, 2, 2), np.float32))
    >>> sizes.shape, float(sizes[0])
    ((3,), 1.0)
    """
    recurrent, _, dense = net.layers
    assert isinstance(recurrent, RNN | LSTM)
    _, cache = Recurrent(recurrent.cell).forward(xs)
    dh = np.repeat(dense.params["W"], xs.shape[1], axis=0)
    dstate = (dh, np.zeros_like(dh)) if isinstance(recurrent, LSTM) else (dh,)
    sizes = sizes_back(recurrent.cell, cache.steps, dstate)
    relative: Array = sizes / sizes[0]
    return relative


def follow(layer: str, seed: int) -> dict[str, Array]:
    """Return `gradient_back` of an RNN or an LSTM ``before`` and ``after`` the adding problem.

    Parameters
    ----------
    layer : str
        A key of LAYERS.
    seed : int
        As for `train_adding`; the sequences are new ones.
    """
    kind, options = LAYERS[layer]
    xs, _ = adding(12, GRADIENT_STEPS, np.random.default_rng([seed, 100]), dtype=np.float32)
    first, _ = np.random.default_rng(seed).spawn(2)
    return {
        "before": gradient_back(adding_net(kind, first, **options), xs),
        "after": gradient_back(train_adding(kind, seed, **options).net, xs),
    }


def run(setting: str, seed: int) -> dict[str, float]:
    """Run one of TASKS or of LAYERS.

    Returns
    -------
    dict
        For a task ``raw`` and ``divided``, the mean change of c in a step as a multiple of that of
        h, and the ``score`` of the net. For a layer ``before`` and ``after`` training, the size of
        the gradient 50 and 99 steps back.
    """
    if setting in LAYERS:
        found = follow(setting, seed)
        return {f"{when} {k}": float(found[when][k]) for when in found for k in (50, 99)}
    net = train(setting, seed)
    speed = compare(net)
    raw = speed["c"].raw.mean() / speed["h"].raw.mean()
    divided = speed["c"].divided.mean() / speed["h"].divided.mean()
    return {"raw": float(raw), "divided": float(divided), "score": net.score}


RECORD = Experiment(
    "lstm",
    run,
    settings=(*TASKS, *LAYERS),
    seeds=5,
    live="adding problem",
    slack={"raw": 3.0, "divided": 0.3, "score": 0.01},
)
