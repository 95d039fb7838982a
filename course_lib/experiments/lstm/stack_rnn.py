"""Counting aⁿbⁿ: stack RNN, LSTM and naive RNN, on longer strings than they learned from."""

from typing import NamedTuple

import numpy as np

from course_lib.datasets import anbn
from course_lib.experiments.recorded import Experiment
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.protocol import Layer, Mask
from course_lib.recurrent.lstm import LSTM
from course_lib.recurrent.rnn import RNN
from course_lib.recurrent.stack_rnn import StackRNN
from course_lib.shapes import expect_name, expect_size
from course_lib.training.losses import SoftmaxCrossEntropy
from course_lib.training.optim import Adam
from course_lib.training.update import update

SYMBOLS, HIDDEN, STACKS = 3, 16, 2
LEARNED, LONGEST = 10, 60
"""The nets learn from n = 1 to LEARNED and are tested on n = 1 to LONGEST."""
SETTINGS = ("stack RNN", "stack alone", "LSTM", "RNN")


class Counted(NamedTuple):
    """A net that was trained on aⁿbⁿ."""

    net: Sequential
    """The recurrent layer and `Dense`."""
    right: Mask
    """(LONGEST,), for n = 1, 2, ...: whether all that counting can tell was right."""

    @property
    def reach(self) -> int:
        """The largest n up to which all n are right."""
        return reach(self.right)


def train_anbn(setting: str, seed: int, *, updates: int = 1500, lr: float = 0.03) -> Counted:
    """Train on strings with n = 1 to 10, drawn anew in each update, and test on n = 1 to 60.

    Each update takes 32 strings, Adam with a learning rate that falls to 0, and a gradient of at
    most norm 1.

    Parameters
    ----------
    setting : str
        "stack RNN" (two stacks, deeper than any string here), "stack alone" (the same without the
        weights from h to the next h, so that all memory is in the stacks), "LSTM" or "RNN".
    seed : int
        Decides first weights and strings.
    updates : int, optional
        How many.
    lr : float, optional
        The first learning rate.

    Raises
    ------
    ValueError
        If the setting is unknown.

    Notes
    -----
    Source: Joulin & Mikolov 2015, https://arxiv.org/abs/1503.01007.

    Examples
    --------
    >>> train_anbn("RNN", 0, updates=1).right.shape
    (60,)
    """
    expect_name("train_anbn: setting", setting, SETTINGS)
    expect_size("train_anbn: updates", updates)
    rng = np.random.default_rng(seed)
    net = Sequential(layer(setting, rng), Dense(HIDDEN, SYMBOLS, rng, dtype=np.float32))
    optimizer, criterion = Adam(net.params, lr), SoftmaxCrossEntropy()
    recurrence = net.params["0.W"][:, SYMBOLS : SYMBOLS + HIDDEN]
    for n in range(updates):
        if setting == "stack alone":
            recurrence[:] = 0
        optimizer.lr = lr * (1 - n / updates)
        strings = anbn(rng.integers(1, LEARNED + 1, size=32), dtype=np.float32)
        xs, targets, mask = strings.xs, strings.targets, strings.mask
        update(net, criterion, optimizer, xs, targets, mask=mask, clip=1.0)
    if setting == "stack alone":
        recurrence[:] = 0
    return Counted(net, judge(net))


def layer(setting: str, rng: np.random.Generator) -> Layer:
    """Return the recurrent layer of a setting, untrained, in float32."""
    if setting == "LSTM":
        return LSTM(SYMBOLS, HIDDEN, rng, forget_bias=1.0, init="xavier", dtype=np.float32)
    if setting == "RNN":
        return RNN(SYMBOLS, HIDDEN, rng, init="xavier", dtype=np.float32)
    return StackRNN(
        SYMBOLS,
        HIDDEN,
        rng,
        n_stacks=STACKS,
        depth=LONGEST + 2,
        init="xavier",
        dtype=np.float32,
    )


def judge(net: Sequential, longest: int = LONGEST) -> Mask:
    """Return, for n = 1 to ``longest``, whether the net is right wherever counting tells."""
    strings = anbn(np.arange(1, longest + 1), dtype=np.float32)
    scores, _ = net.forward(strings.xs)
    wrong = (scores.argmax(axis=2) != strings.targets) & strings.predictable
    right: Mask = ~wrong.any(axis=0)
    return right


def reach(right: Mask) -> int:
    """Return how many are right before the first that is wrong.

    Examples
    --------
    >>> reach(np.array([True, True, False, True])), reach(np.array([True]))
    (2, 1)
    """
    return len(right) if right.all() else int(right.argmin())


def rounded(net: Sequential) -> Sequential:
    """Return a copy of a net with a stack whose actions are all or nothing.

    The scores of the actions are multiplied by 10⁴, so the largest takes it all.
    """
    recurrent, read = net.layers
    hard = layer("stack RNN", np.random.default_rng(0))
    for name, p in recurrent.params.items():
        hard.params[name][:] = p * (1e4 if name in ("A", "a_0") else 1)
    return Sequential(hard, read)


def counter(sharpness: float, *, depth: int = LONGEST + 2) -> Sequential:
    """Return a stack RNN that counts, with weights set by hand: push at each a, pop at each b.

    Parameters
    ----------
    sharpness : float
        How far the score of the right action is above the two others.
    depth : int, optional
        Places of the stack.

    Notes
    -----
    Its four units are on at a, at b, at $, and at a b with the second place of the stack empty:
    that b is the last one.

    Examples
    --------
    >>> reach(judge(counter(20.0)))
    60
    """
    stack = StackRNN(SYMBOLS, 4, np.random.default_rng(0), depth=depth, dtype=np.float32)
    read = Dense(4, SYMBOLS, np.random.default_rng(0), dtype=np.float32)
    params = stack.params
    for p in (*params.values(), *read.params.values()):
        p[:] = 0
    params["W"][:3, :3], params["b"][:] = 40 * np.eye(3), [-20, -20, -20, -40]
    params["W"][3, 1], params["W"][3, -1] = 40, -20
    params["A"][:, :3], params["v_0"][:] = sharpness * np.eye(3), 20
    read.params["W"][:] = [[2, 0, 2, 0], [0, 2, 0, 0], [0, 0, 0, 4]]
    return Sequential(stack, read)


def run(setting: str, seed: int) -> dict[str, float]:
    """Train one setting and return how far it counts.

    Returns
    -------
    dict
        ``reach``, the largest n up to which all are right, at most LONGEST; ``share``, the share
        of n = 1 to LONGEST that is right; with a stack also ``rounded``, the reach with actions
        that are all or nothing.

    Examples
    --------
    >>> RECORD.settings
    ('stack RNN', 'stack alone', 'LSTM', 'RNN')
    """
    counted = train_anbn(setting, seed)
    values = {"reach": float(counted.reach), "share": float(counted.right.mean())}
    if setting.startswith("stack"):
        values["rounded"] = float(reach(judge(rounded(counted.net))))
    return values


RECORD = Experiment(
    "stack-rnn",
    run,
    settings=SETTINGS,
    seeds=5,
    live="LSTM",
    slack={"reach": 20.0},
)
