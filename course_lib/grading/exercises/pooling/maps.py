"""Lab 7, exercise 4: the largest across feature maps."""

from collections.abc import Callable

import numpy as np

from course_lib.grading.checking.exercise import MAPS, Case, Exercise, Wrong
from course_lib.protocol import Array, Integers

Both = tuple[Array, Integers]


def maxout_cases(rng: np.random.Generator) -> list[Case]:
    """Draw maps x (maps, rows, columns) and how many are joined, some maps all negative.

    One case has many equals: whole numbers from 1 to 2 in size.
    """
    cases: list[Case] = []
    shapes = (6, 3, 3, 2), (6, 2, 4, 3), (4, 3, 2, 2), (3, 2, 2, 1), (2, 1, 2, 2), (4, 1, 1, 2)
    for maps, rows, columns, pieces in shapes:
        x = rng.normal(size=(maps, rows, columns))
        x[:pieces] = -1 - np.abs(x[:pieces])
        cases.append((x, pieces))
    equals = rng.choice([-2.0, -1.0, 1.0, 2.0], size=(6, 3, 2))
    return [*cases, (equals, 3)]


def maxout_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw one piece, all maps in one group, and a single pixel."""
    shapes = ((3, 2, 2), 1), ((5, 2, 3), 5), ((8, 1, 1), 4)
    return [(rng.normal(size=shape), pieces) for shape, pieces in shapes]


def groups(x: Array, pieces: int) -> Array:
    """Return the maps in groups of neighbours, (maps / pieces, pieces, rows, columns)."""
    return x.reshape(-1, pieces, *x.shape[1:])


def maxout(x: Array, pieces: int) -> Both:
    """Return the largest of each group, and which of its maps it is."""
    return groups(x, pieces).max(axis=1), groups(x, pieces).argmax(axis=1)


def far_apart(x: Array, pieces: int) -> Both:
    """Join map 0 with the one in the middle, and so on."""
    apart = x.reshape(pieces, -1, *x.shape[1:])
    return apart.max(axis=0), apart.argmax(axis=0)


def overlapping(x: Array, pieces: int) -> Both:
    """Begin a group at each map."""
    joined = np.stack([x[i : i + pieces] for i in range(len(x) - pieces + 1)])
    return joined.max(axis=1), joined.argmax(axis=1)


def counted_from_0(x: Array, pieces: int) -> Integers:
    """Return the number of the winner among all maps."""
    first = np.arange(0, len(x), pieces)[:, None, None]
    number: Integers = groups(x, pieces).argmax(axis=1) + first
    return number


def a_is(says: str, wrong: Callable[[Array], Array]) -> Wrong:
    """Return the answer that is wrong in a alone."""
    return Wrong(says, lambda x, pieces: (wrong(groups(x, pieces)), maxout(x, pieces)[1]))


def winner_is(says: str, wrong: Callable[[Array, int], Integers]) -> Wrong:
    """Return the answer that is wrong in winner alone."""
    return Wrong(says, lambda x, pieces: (maxout(x, pieces)[0], wrong(x, pieces)))


def with_the_last(x: Array, pieces: int) -> Both:
    """Take each map that is larger than the one before it."""
    joined = groups(x, pieces)
    a, winner = joined[:, 0].copy(), np.zeros(joined[:, 0].shape, np.int64)
    for k in range(1, pieces):
        higher = joined[:, k] > joined[:, k - 1]
        a[higher], winner[higher] = joined[:, k][higher], k
    return a, winner


def one_for_all(x: Array, pieces: int) -> Both:
    """Take the map with the largest sum."""
    joined = groups(x, pieces)
    best = joined.sum(axis=(2, 3)).argmax(axis=1)
    a: Array = joined[np.arange(len(joined)), best]
    return a, np.broadcast_to(best[:, None, None], a.shape).copy()


def without_last(x: Array, pieces: int) -> Both:
    """Look at all maps of a group but the last."""
    joined = groups(x, pieces)[:, : max(pieces - 1, 1)]
    return joined.max(axis=1), joined.argmax(axis=1)


def first_two(x: Array, pieces: int) -> Both:
    """Compare the first two maps of each group."""
    one, two = x[::pieces], x[1::pieces]
    return np.maximum(one, two), (two > one).astype(np.int64)


def neighbours(x: Array, pieces: int) -> Both:
    """Join pixels that stand side by side."""
    joined = x.reshape(-1, *x.shape[1:], pieces)
    return joined.max(axis=3), joined.argmax(axis=3)


def with_the_first(x: Array, pieces: int, backwards: bool) -> Both:
    """Take the last map that is larger than the first, or the first such."""
    joined = groups(x, pieces)
    a, winner = joined[:, 0].copy(), np.zeros(joined[:, 0].shape, np.int64)
    for k in range(1, pieces)[:: -1 if backwards else 1]:
        higher = joined[:, k] > joined[:, 0]
        a[higher], winner[higher] = joined[:, k][higher], k
    return a, winner


def going_on(x: Array, pieces: int, kept: int, both: bool) -> Both:
    """Take the largest so far, which begins anew along the first ``kept`` axes of a.

    With ``both`` the number of the winner too goes on from the pixel before.
    """
    joined = groups(x, pieces)
    a = np.empty(joined[:, 0].shape)
    winner = np.zeros(a.shape, np.int64)
    largest, number, before = -np.inf, 0, (-1,) * kept
    for at in np.ndindex(a.shape):
        if at[:kept] != before:
            largest, number, before = -np.inf, 0, at[:kept]
        number = number if both else 0
        for k, value in enumerate(joined[(at[0], slice(None), *at[1:])]):
            if value > largest:
                largest, number = float(value), k
        a[at], winner[at] = largest, number
    return a, winner


def one_by_largest(x: Array, pieces: int) -> Both:
    """Take the map with the largest pixel."""
    joined = groups(x, pieces)
    best = joined.max(axis=(2, 3)).argmax(axis=1)
    a: Array = joined[np.arange(len(joined)), best]
    return a, np.broadcast_to(best[:, None, None], a.shape).copy()


MAXOUT = Exercise(
    name="maxout",
    reference=maxout,
    cases=maxout_cases,
    extremes=maxout_extremes,
    returns=("a", "winner"),
    wrong=(
        Wrong("joins maps that lie far apart; neighbours belong together", far_apart),
        Wrong("begins a group at each map; the groups stand side by side", overlapping),
        Wrong(
            "joins all maps; only so many as there are pieces belong together",
            lambda x, pieces: maxout(x, len(x)),
        ),
        a_is(
            "is never below 0; the largest of some maps may be negative",
            lambda joined: np.maximum(joined.max(axis=1), 0),
        ),
        a_is(
            "is an average over the pieces; asked is the largest",
            lambda joined: joined.mean(axis=1),
        ),
        a_is("is the smallest of the pieces", lambda joined: joined.min(axis=1)),
        a_is("looks at sizes and loses the sign", lambda joined: np.abs(joined).max(axis=1)),
        winner_is("is counted among all maps; count within the group", counted_from_0),
        winner_is(
            "begins to count at 1; the first piece is number 0",
            lambda x, pieces: maxout(x, pieces)[1] + 1,
        ),
        Wrong(
            "takes pieces for the number of groups; it is how many maps are joined",
            lambda x, pieces: maxout(x, len(x) // pieces),
        ),
        Wrong(
            "is that of the first group alone",
            lambda x, pieces: maxout(x[:pieces], pieces),
        ),
        Wrong(
            "looks along the groups; the largest is looked for among the pieces of each group",
            lambda x, pieces: (groups(x, pieces).max(axis=0), groups(x, pieces).argmax(axis=0)),
        ),
        Wrong(
            "begins a group at each map; the groups stand side by side",
            lambda x, pieces: tuple(part[: len(x) // pieces] for part in overlapping(x, pieces)),
        ),
        a_is(
            "is a sum over the pieces; asked is the largest",
            lambda joined: joined.sum(axis=1),
        ),
        a_is(
            "is the largest of the whole map; asked is one for each pixel",
            lambda joined: joined.max(axis=(1, 2, 3)),
        ),
        a_is(
            "is the largest of the whole map; asked is one for each pixel",
            lambda joined: joined.max(axis=(2, 3)),
        ),
        a_is(
            "keeps the axis of the pieces; only one of them is left",
            lambda joined: joined.max(axis=1, keepdims=True),
        ),
        a_is("is the first of the pieces", lambda joined: joined[:, 0]),
        a_is("is the last of the pieces", lambda joined: joined[:, -1]),
        winner_is(
            "says yes or no for each piece; asked is the number of the one that wins",
            lambda x, pieces: groups(x, pieces) == groups(x, pieces).max(axis=1, keepdims=True),
        ),
        winner_is(
            "is looked for among all maps; look in each group",
            lambda x, pieces: x.argmax(axis=0),
        ),
        winner_is(
            "is counted from the last piece of the group; the first piece is number 0",
            lambda x, pieces: groups(x, pieces)[:, ::-1].argmax(axis=1),
        ),
        winner_is(
            "is counted from the last piece of the group; the first piece is number 0",
            lambda x, pieces: pieces - 1 - groups(x, pieces).argmax(axis=1),
        ),
        winner_is(
            "is the last of equals; the first of them wins",
            lambda x, pieces: pieces - 1 - groups(x, pieces)[:, ::-1].argmax(axis=1),
        ),
        winner_is(
            "is the one with the largest size; the largest number wins, with its sign",
            lambda x, pieces: np.abs(groups(x, pieces)).argmax(axis=1),
        ),
        winner_is(
            "is the group and not the piece",
            lambda x, pieces: np.broadcast_to(
                np.arange(len(x) // pieces)[:, None, None], maxout(x, pieces)[1].shape
            ).copy(),
        ),
        winner_is(
            "is the number of the smallest piece",
            lambda x, pieces: groups(x, pieces).argmin(axis=1),
        ),
        Wrong(
            "compares each map with the one before it; compare with the largest so far",
            with_the_last,
        ),
        Wrong("takes one map of a group as a whole; each pixel has its own winner", one_for_all),
        Wrong(
            "leaves out the last map of each group",
            without_last,
        ),
        Wrong(
            "compares neighbouring pixels of a map; compare the same pixel of neighbouring maps",
            neighbours,
        ),
        Wrong(
            "takes one map of a group as a whole; each pixel has its own winner",
            one_by_largest,
        ),
        winner_is(
            "is 0 everywhere: is a updated before the new map is compared with it?",
            lambda x, pieces: np.zeros(maxout(x, pieces)[1].shape, np.int64),
        ),
        *(
            Wrong(
                "compares each map with the first of its group; compare with the largest so far",
                lambda x, pieces, backwards=backwards: with_the_first(x, pieces, backwards),
            )
            for backwards in (False, True)
        ),
        *(
            Wrong(
                "goes on from the pixel before; each pixel of each group begins anew",
                lambda x, pieces, kept=kept, both=both: going_on(x, pieces, kept, both),
            )
            for kept in (0, 1, 2)
            for both in (True, False)
        ),
        *(
            Wrong("compares the first two maps of a group alone; it may have more", answer)
            for answer in (
                first_two,
                lambda x, pieces: (
                    groups(x, pieces)[:, :2].max(axis=1),
                    groups(x, pieces)[:, :2].argmax(axis=1),
                ),
            )
        ),
    ),
    called=MAPS,
)
