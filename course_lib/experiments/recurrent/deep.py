"""One, two or three recurrent layers with equally many parameters: on real speech, on a made task.

On speech: who of nine men speaks, from the frames of a whole utterance. Made: at each step, is the
number of ones among the last five bits odd? All nets are tried at the same learning rates.
"""

from itertools import pairwise

import numpy as np

from course_lib.experiments.recorded import Experiment, Record, Values, at_rates_of_others
from course_lib.experiments.recurrent.speakers import utterances
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Array
from course_lib.recurrent.over_time import MeanOverTime
from course_lib.recurrent.rnn import RNN
from course_lib.recurrent.stack import Stack
from course_lib.shapes import expect_name, expect_rng, expect_size
from course_lib.training.clipping import clip_by_global_norm
from course_lib.training.losses import MeanSquaredError, SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import Adam
from course_lib.training.train import fit

UNITS = {1: 48, 2: 30, 3: 24}
"""Units of each layer, so that nets of one, two and three layers have equally many params."""
BACK, STEPS, LIMIT, SOLVED = 5, 20, 2000, 0.99
RATES = (0.0025, 0.005, 0.01, 0.02)
SPEECH_RATES = (0.0025, 0.005, 0.01)
"""The learning rates that all nets are tried at: on the made task, and on speech."""
WIDTHS = {"1 layer": (22,), "2 layers": (13, 13), "3 layers": (10, 10, 10)}
"""Units of each layer, so that all nets have about 550 params."""


def speech_net(layers: int, rng: np.random.Generator) -> Sequential:
    """Return an untrained net: a `Stack` of naive RNNs, the mean over time, and 9 scores.

    Parameters
    ----------
    layers : int
        1, 2 or 3.
    rng : numpy.random.Generator
        Draws the first weights.

    Raises
    ------
    ValueError
        If there is no width for so many layers.

    Examples
    --------
    >>> from course_lib import count_parameters
    >>> [count_parameters(speech_net(layers, np.random.default_rng(0))) for layers in (1, 2, 3)]
    [3369, 3399, 3465]
    """
    expect_size("speech_net: layers", layers)
    if layers not in UNITS:
        raise ValueError(f"speech_net: layers is {layers}, expected 1, 2 or 3.")
    n = UNITS[layers]
    rnns = [RNN(n_in, n, rng) for n_in, n in pairwise([12, *[n] * layers])]
    return Sequential(Stack(*rnns), MeanOverTime(), Dense(n, 9, rng))


def share_right(layers: int, seed: int, *, rate: float = 5e-3, epochs: int = 20) -> float:
    """Train on 270 real utterances; return the share of 370 others whose speaker is named right.

    Raises
    ------
    ValueError
        If a number does not fit.

    Examples
    --------
    >>> share_right(1, 0, epochs=1) > 1 / 9
    True
    """
    rng = np.random.default_rng(seed)
    train, test = utterances()
    net = speech_net(layers, rng)
    fit(
        net,
        SoftmaxCrossEntropy(),
        Adam(net.params, lr=rate),
        train.frames,
        train.speakers,
        rng=rng,
        epochs=epochs,
        batch_size=32,
        mask=train.mask,
        batch_axis=1,
        target_axis=0,
        mask_for="net",
        clip=1.0,
        progress=False,
    )
    return accuracy(net.forward(test.frames, mask=test.mask)[0], test.speakers)


def parity_net(setting: str, rng: np.random.Generator) -> Sequential:
    """Return an untrained net: a `Stack` of naive RNNs, and one score for each step.

    Raises
    ------
    ValueError
        If the setting is unknown.

    Examples
    --------
    >>> from course_lib import count_parameters
    >>> [count_parameters(parity_net(setting, np.random.default_rng(0))) for setting in WIDTHS]
    [551, 560, 551]
    """
    expect_name("parity_net: setting", setting, tuple(WIDTHS))
    sizes = WIDTHS[setting]
    return Sequential(
        Stack(*(RNN(a, b, rng) for a, b in pairwise((1, *sizes)))), Dense(sizes[-1], 1, rng)
    )


def parity(n: int, steps: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return N sequences of T random bits, and whether the last five have an odd number of ones.

    Parameters
    ----------
    n, steps : int
        N and T.
    rng : numpy.random.Generator
        Draws the bits.

    Returns
    -------
    xs, target : numpy.ndarray
        (T, N, 1) each: +1 for a one and for odd, -1 for a zero and for even. Before the first step
        there are zeros.

    Raises
    ------
    ValueError
        If a size is not a positive whole number or ``rng`` is not a generator.

    Notes
    -----
    Source: this course.

    Examples
    --------
    >>> xs, target = parity(1, 5, np.random.default_rng(0))
    >>> xs.ravel(), target.ravel()
    (array([ 1.,  1.,  1., -1., -1.]), array([ 1., -1.,  1.,  1.,  1.]))
    """
    expect_size("parity: n", n)
    expect_size("parity: steps", steps)
    expect_rng("parity: rng", rng)
    bits = rng.integers(0, 2, (steps, n, 1))
    ones = np.cumsum(np.concatenate([np.zeros((BACK, n, 1), int), bits]), axis=0)
    odd = (ones[BACK:] - ones[:-BACK]) % 2
    return 2.0 * bits - 1, 2.0 * odd - 1


def updates_to_solve(setting: str, seed: int, rate: float, *, limit: int = LIMIT) -> int:
    """Train on 32 new sequences an update until more than SOLVED of a batch's steps are right.

    Parameters
    ----------
    setting : str
        A key of WIDTHS.
    seed : int
        Of the first weights and of the sequences.
    rate : float
        Learning rate of Adam.
    limit : int, optional
        Where a training is given up.

    Returns
    -------
    int
        How many updates it took; the limit, if it was not enough.

    Raises
    ------
    ValueError
        If the setting is unknown.

    Examples
    --------
    >>> updates_to_solve("1 layer", 0, 5e-3, limit=3)
    3
    """
    rng = np.random.default_rng(seed)
    net, criterion = parity_net(setting, rng), MeanSquaredError()
    optimizer = Adam(net.params, lr=rate)
    for update in range(limit):
        xs, target = parity(32, STEPS, rng)
        scores, cache = net.forward(xs)
        if np.mean((scores > 0) == (target > 0)) > SOLVED:
            return update
        _, loss_cache = criterion.forward(scores, target)
        dscores, _ = criterion.backward(1.0, loss_cache)
        _, grads = net.backward(dscores, cache)
        optimizer.step(clip_by_global_norm(grads, 1.0)[0])
    return limit


def run(setting: str, seed: int) -> Values:
    """Train once at each rate on the made task, and once at each rate on speech.

    Returns
    -------
    dict
        ``"updates at 0.01"`` and so on, for each of RATES; ``"speech at 0.005"`` and so on, the
        share of right test utterances, for each of SPEECH_RATES.

    Raises
    ------
    ValueError
        If the setting is unknown.
    """
    made = {f"updates at {rate:g}": updates_to_solve(setting, seed, rate) for rate in RATES}
    layers = len(WIDTHS[setting])
    speech = {f"speech at {rate:g}": share_right(layers, seed, rate=rate) for rate in SPEECH_RATES}
    return {**made, **speech}


def tried(record: Record, what: str, rates: tuple[float, ...]) -> dict[str, dict[float, Array]]:
    """Return the numbers of each net at each rate, an array over the seeds for each.

    Parameters
    ----------
    record : Record
        Of this experiment.
    what : str
        ``"updates"`` or ``"speech"``.
    rates : tuple of float
        RATES or SPEECH_RATES.
    """
    return {
        name: {rate: record.values(name, f"{what} at {rate:g}") for rate in rates}
        for name in WIDTHS
    }


def at_best_rates(record: Record) -> dict[str, Array]:
    """Return the updates of each net at its best rates, an array over the seeds for each.

    Fewer are better. `at_rates_of_others` chooses the rate of each seed.
    """
    made = tried(record, "updates", RATES)
    return {name: -at_rates_of_others(-np.array([*made[name].values()])) for name in WIDTHS}


RECORD = Experiment(
    "deep",
    run,
    tuple(WIDTHS),
    seeds=8,
    live="3 layers",
    slack={"updates at 0.01": 150.0, "speech at 0.005": 0.03},
)
