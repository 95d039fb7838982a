"""How a Chinese character is read: nets that see what stands before it, after it, or both."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from course_lib.datasets import READINGS, Phrases, polyphones
from course_lib.experiments.recorded import Experiment, Values
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.embedding import Embedding
from course_lib.protocol import Array, Integers, Mask, Params
from course_lib.recurrent.bidirectional import Bidirectional
from course_lib.recurrent.gru import GRU
from course_lib.recurrent.sequence import SequenceLayer
from course_lib.shapes import expect_name
from course_lib.training.clipping import clip_by_global_norm
from course_lib.training.losses import SoftmaxCrossEntropy, softmax
from course_lib.training.optim import Adam

KINDS = ("both", "before", "after", "window")
"""What a net sees beside the character itself: all, what stands before or after it, ±2."""
WIDTH, HIDDEN, AROUND = 16, 16, 2
EPOCHS, BATCH = 8, 32
RATE, OTHER_RATES = 0.005, (0.002, 0.02)
"""Adam's learning rate, and two more that are tried."""


class Asked(NamedTuple):
    """What a net gets: phrases, and which character of each is asked."""

    characters: Integers
    """(5, B), numbers into the vocabulary."""
    mask: Mask
    """(5, B)."""
    positions: Integers
    """(B,)."""


class Reader:
    """Embedding, GRU, and a dense layer on the step of the character that is asked.

    Parameters
    ----------
    kind : {"both", "before", "after"}
        Two GRUs of 16 units, or one of 32 that reads from the first character or from the last.
    n_characters : int
        The size of the vocabulary.
    rng : numpy.random.Generator
        Draws the first weights.
    """

    def __init__(self, kind: str, n_characters: int, rng: np.random.Generator) -> None:
        self.embedding = Embedding(n_characters, WIDTH, rng)
        self.order = -1 if kind == "after" else 1
        self.gru: SequenceLayer = GRU(WIDTH, 2 * HIDDEN, rng)
        if kind == "both":
            self.gru = Bidirectional(GRU(WIDTH, HIDDEN, rng), GRU(WIDTH, HIDDEN, rng))
        self.out = Dense(2 * HIDDEN, len(READINGS), rng)
        self.params = flat(
            embedding=self.embedding.params, gru=self.gru.params, out=self.out.params
        )

    def forward(self, asked: Asked) -> tuple[Array, Any]:
        """Return a score for each reading, (B, 48), and the cache."""
        characters, mask, positions = asked
        xs, seen = self.embedding.forward(characters)
        hs, read = self.gru.forward(xs[:: self.order], None, mask[:: self.order])
        at = (positions, np.arange(len(positions)))
        scores, told = self.out.forward(hs[:: self.order][at])
        return scores, (seen, read, told, hs.shape, at)

    def backward(self, dscores: Array, cache: Any) -> Params:
        """Return the gradients of all params."""
        seen, read, told, shape, at = cache
        da, out = self.out.backward(dscores, told)
        dhs = np.zeros(shape)
        dhs[:: self.order][at] = da
        dxs, gru = self.gru.backward(dhs, read)
        _, embedding = self.embedding.backward(dxs[:: self.order], seen)
        return flat(embedding=embedding, gru=gru, out=out)


class WindowReader:
    """No memory: a dense layer on the embeddings of the two characters on each side, and another.

    Parameters
    ----------
    n_characters : int
        The size of the vocabulary.
    rng : numpy.random.Generator
        Draws the first weights.
    """

    def __init__(self, n_characters: int, rng: np.random.Generator) -> None:
        self.embedding = Embedding(n_characters, WIDTH, rng)
        self.hidden = Dense((2 * AROUND + 1) * WIDTH, 2 * HIDDEN, rng)
        self.out = Dense(2 * HIDDEN, len(READINGS), rng)
        embedding, hidden, out = self.embedding.params, self.hidden.params, self.out.params
        self.params = flat(embedding=embedding, hidden=hidden, out=out)

    def forward(self, asked: Asked) -> tuple[Array, Any]:
        """Return a score for each reading, (B, 48), and the cache."""
        padded = np.pad(asked.characters, ((AROUND, AROUND), (0, 0)))
        at = asked.positions[:, np.newaxis] + np.arange(2 * AROUND + 1)
        near = padded[at, np.arange(len(at))[:, np.newaxis]]
        x, seen = self.embedding.forward(near)
        z, hidden = self.hidden.forward(x.reshape(len(x), -1))
        a = np.tanh(z)
        scores, told = self.out.forward(a)
        return scores, (seen, hidden, told, a, x.shape)

    def backward(self, dscores: Array, cache: Any) -> Params:
        """Return the gradients of all params."""
        seen, hidden, told, a, shape = cache
        da, out = self.out.backward(dscores, told)
        dx, dense = self.hidden.backward(da * (1 - a**2), hidden)
        _, embedding = self.embedding.backward(dx.reshape(shape), seen)
        return flat(embedding=embedding, hidden=dense, out=out)


def flat(**parts: Any) -> Params:
    """Return params of several layers in one dict, under dotted names."""
    return {f"{part}.{name}": p for part, params in parts.items() for name, p in params.items()}


def part(phrases: Phrases, chosen: Any) -> Asked:
    """Return the chosen phrases, as the nets take them."""
    return Asked(phrases.characters[:, chosen], phrases.mask[:, chosen], phrases.positions[chosen])


def reader(kind: str, n_characters: int, rng: np.random.Generator) -> Reader | WindowReader:
    """Return an untrained net.

    Raises
    ------
    ValueError
        If the kind is unknown.
    """
    expect_name("reader: kind", kind, KINDS)
    if kind == "window":
        return WindowReader(n_characters, rng)
    return Reader(kind, n_characters, rng)


@cache
def trained(kind: str, seed: int, lr: float = RATE) -> Reader | WindowReader:
    """Train a net on all training phrases: 8 epochs, Adam, batches of 32."""
    train, _ = polyphones()
    rng, n = np.random.default_rng(seed), len(train.readings)
    net, criterion = reader(kind, len(train.vocabulary), rng), SoftmaxCrossEntropy()
    optimizer = Adam(net.params, lr=lr)
    for _ in range(EPOCHS):
        order = rng.permutation(n)
        for chosen in np.split(order, range(BATCH, n, BATCH)):
            scores, kept = net.forward(part(train, chosen))
            _, loss_cache = criterion.forward(scores, train.readings[chosen])
            dscores, _ = criterion.backward(1.0, loss_cache)
            optimizer.step(clip_by_global_norm(net.backward(dscores, kept), 1.0)[0])
    return net


def share_right(net: Reader | WindowReader, phrases: Phrases) -> float:
    """Return how often the reading with the highest score is right."""
    scores, _ = net.forward(part(phrases, slice(None)))
    return float((scores.argmax(axis=1) == phrases.readings).mean())


def probabilities(net: Reader | WindowReader, asked: Asked, character: int) -> Array:
    """Return the probabilities of the two readings of a character, (B, 2), which add up to 1.

    Parameters
    ----------
    net : Reader or WindowReader
        Trained.
    asked : Asked
        The phrases; the same of the 24 characters is asked in all.
    character : int
        Its place among the 24, 0 to 23: its readings are 2 character and 2 character + 1.
    """
    scores, _ = net.forward(asked)
    return softmax(scores[:, 2 * character : 2 * character + 2])


def most_possible(phrases: Phrases, seen: Callable[[str, int], Hashable]) -> float:
    """Return the greatest share of readings that anyone can name who sees so much of a phrase.

    Parameters
    ----------
    phrases : Phrases
        The share is of these.
    seen : callable
        ``seen(text, position)`` is what one sees. Phrases that look the same get the same answer,
        and the best answer is the reading that most of them have.

    Examples
    --------
    >>> train, _ = polyphones()
    >>> most_possible(train, lambda text, at: text[at])
    0.5
    """
    counts: defaultdict[Hashable, Counter[int]] = defaultdict(Counter)
    for text, at, reading in zip(phrases.text, phrases.positions, phrases.readings, strict=True):
        counts[seen(str(text), int(at))][int(reading)] += 1
    return sum(max(c.values()) for c in counts.values()) / len(phrases.text)


def table_accuracy(train: Phrases, test: Phrases, seen: Callable[[str, int], Hashable]) -> float:
    """Return the share of right readings by a table of what is most frequent in ``train``.

    Parameters
    ----------
    train, test : Phrases
        Where the table is made, and where it is tried. What the table does not have is wrong.
    seen : callable
        ``seen(text, position)`` is what the table is looked up by.

    Examples
    --------
    >>> table_accuracy(*polyphones(), lambda text, at: text[at])
    0.5
    """
    counts: defaultdict[Hashable, Counter[int]] = defaultdict(Counter)
    for text, at, reading in zip(train.text, train.positions, train.readings, strict=True):
        counts[seen(str(text), int(at))][int(reading)] += 1
    table = {key: c.most_common(1)[0][0] for key, c in counts.items()}
    right = [
        table.get(seen(str(text), int(at))) == reading
        for text, at, reading in zip(test.text, test.positions, test.readings, strict=True)
    ]
    return float(np.mean(right))


def run(setting: str, seed: int) -> Values:
    """Train a kind of net, as ``"both"`` or ``"both 0.02"`` with another learning rate.

    Returns
    -------
    dict
        The shares of right readings in ``train`` and in ``test``.
    """
    train, test = polyphones()
    kind, *rate = setting.split()
    net = trained(kind, seed, float(rate[0]) if rate else RATE)
    return {"train": share_right(net, train), "test": share_right(net, test)}


RECORD = Experiment(
    "polyphones",
    run,
    settings=(*KINDS, *(f"{kind} {rate:g}" for rate in OTHER_RATES for kind in KINDS)),
    seeds=5,
    live="both",
    slack={"train": 0.02, "test": 0.04},
)
