"""Lab 7, exercise 5: which share of the outputs survives a shift."""

from collections.abc import Callable

import numpy as np

from course_lib.experiments.cnn.cnn_or_dense import shifted
from course_lib.grading.checking.exercise import Case, Exercise, Wrong, axes
from course_lib.grading.inside.fixtures import Fixture
from course_lib.protocol import Array

Pool = Callable[[Array], Array]
Judge = Callable[[Array, Array, float], float]


def survive_cases(rng: np.random.Generator) -> list[Case]:
    """Draw pools, pictures (N, rows, columns) with much empty paper, shifts, tolerances.

    Some outputs are negative, one stays so, one becomes 0, and some changes are just as large as
    the tolerance.
    """
    return [
        drawn(rng, "corner-pool", (3, 12, 12), 1),
        drawn(rng, "corners-pool", (2, 12, 14), 1),
        drawn(rng, "corner-pool", (4, 11, 13), 2),
        (Fixture("corner-change", 2), 0.75 * ink(rng, (2, 8, 10)), 1, 1.5),
        (Fixture("corners-pool", 2), 0.75 * ink(rng, (2, 8, 10)), 2, 1.8),
        (Fixture("corner-pool", 1), rng.permutation([0.0, 1.0, 2.0, 4.0])[None, None], 1, 1.5),
        (Fixture("corner-pool", 1), np.array([[[0.5, 1.0]]]), 0, 0.5),
        (Fixture("corner-change", 2), np.array([[[0.0, 0.0], [0.0, 1.0]]]), 0, 0.5),
        (Fixture("corner-change", 2), np.array([[[0.0, 0.0], [0.0, 1.0]]]), 2, 0.5),
        (Fixture("corner-change", 2), np.array([[[0.0, 0, 1, 0], [0, 1, 0, 0]]]), 0, 0.5),
    ]


def survive_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw no shift, one out of the picture, and a larger window."""
    return [
        drawn(rng, "corners-pool", (2, 8, 8), 0),
        drawn(rng, "corner-pool", (2, 8, 8), 8),
        (Fixture("corners-pool", 3), ink(rng, (2, 12, 12)), 3, 0.5),
    ]


def drawn(rng: np.random.Generator, name: str, shape: tuple[int, ...], shift: int) -> Case:
    """Draw the arguments of one call."""
    return Fixture(name, 2), ink(rng, shape), shift, float(rng.uniform(1.2, 1.8))


def ink(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Draw pictures of 0, 1, 2 and 4, with ink up to the edge, half of them empty paper."""
    x = rng.choice(np.array([0.0, 0.0, 0.0, 1.0, 2.0, 4.0]), size=shape)
    x[:, : shape[1] // 3] = 0
    return x


def survives(pool: Pool, x: Array, shift: int, tolerance: float) -> float:
    """Return the share of outputs with ink that change by less than the tolerance."""
    return judged(pool, x, shifted(x, 0, shift), tolerance)


def share(before: Array, after: Array, tolerance: float) -> float:
    """Return the share among the outputs that are not 0 before, after, or both."""
    kept, inked = np.abs(after - before) < tolerance, (before != 0) | (after != 0)
    return float(kept[inked].mean())


def judged(pool: Pool, x: Array, moved: Array, tolerance: float, judge: Judge = share) -> float:
    """Return what ``judge`` says of the pooled pictures before and after they moved."""
    return judge(pool(x), pool(moved), tolerance)


def moved_is(says: str, move: Callable[[Array, int], Array]) -> Wrong:
    """Return the answer that moves the pictures wrongly."""
    return Wrong(says, lambda pool, x, shift, tolerance: judged(pool, x, move(x, shift), tolerance))


def judge_is(says: str, judge: Judge) -> Wrong:
    """Return the answer that counts wrongly."""
    return Wrong(
        says,
        lambda pool, x, shift, tolerance: judged(pool, x, shifted(x, 0, shift), tolerance, judge),
    )


def outputs_moved(pool: Pool, x: Array, shift: int, tolerance: float) -> float:
    """Move the outputs and not the pictures."""
    return share(pool(x), shifted(pool(x), 0, shift), tolerance)


def without_pool(pool: Pool, x: Array, shift: int, tolerance: float) -> float:
    """Compare the pictures themselves."""
    return share(x, shifted(x, 0, shift), tolerance)


def picture_by_picture(pool: Pool, x: Array, shift: int, tolerance: float) -> float:
    """Return the mean of the pictures' shares."""
    each = [survives(pool, picture[None], shift, tolerance) for picture in x]
    return float(np.mean(each))


def in_place(pool: Pool, x: Array, shift: int, tolerance: float) -> float:
    """Write the moved pictures over those that came in."""
    before = pool(x)
    x[...] = shifted(x, 0, shift)
    return share(before, pool(x), tolerance)


def up_to_minus_shift(x: Array, shift: int) -> Array:
    """Move by a slice that ends at -shift."""
    moved = np.zeros_like(x)
    moved[:, :, shift:] = x[:, :, :-shift]
    return moved


def moved_inside(edge: float | None) -> Callable[[Array, int], Array]:
    """Return what moves inside one array, from left to right, and sets the left edge at last."""

    def move(x: Array, shift: int) -> Array:
        moved = x.copy()
        for column in range(shift, x.shape[2]):
            moved[:, :, column] = moved[:, :, column - shift]
        if edge is not None:
            moved[:, :, :shift] = edge
        return moved

    return move


def relative(base: Callable[[Array, Array], Array], just: float) -> Judge:
    """Return what allows a change up to a share of ``base(before, after)``.

    With ``just`` 1e-8 a change may be just that share, as for `isclose`; with 0 it must be below.
    """

    def judge(before: Array, after: Array, tolerance: float) -> float:
        kept = np.abs(after - before) < just + tolerance * base(before, after)
        return float(kept[(before != 0) | (after != 0)].mean())

    return judge


def among(inked: Callable[[Array, Array], Array], none: float) -> Judge:
    """Return the share among the outputs that are ``inked(before, after)``, ``none`` of none."""

    def judge(before: Array, after: Array, tolerance: float) -> float:
        counted = inked(before, after)
        kept = np.abs(after - before) < tolerance
        return float(kept[counted].mean()) if counted.any() else none

    return judge


def rolled(always: bool) -> Callable[[Array, int], Array]:
    """Return what rolls the pictures and empties the first column, if there is no shift too."""

    def move(x: Array, shift: int) -> Array:
        moved = np.roll(x, shift, axis=2)
        moved[:, :, : int(always or shift > 0)] = 0
        return moved

    return move


SURVIVES = Exercise(
    name="survives",
    reference=survives,
    cases=survive_cases,
    extremes=survive_extremes,
    wrong=(
        moved_is(
            "lets ink that leaves at the right come in at the left; empty paper comes in",
            lambda x, shift: np.roll(x, shift, axis=2),
        ),
        moved_is("moves the pictures to the left", lambda x, shift: shifted(x, 0, -shift)),
        moved_is("moves the pictures down", lambda x, shift: shifted(x, shift, 0)),
        moved_is(
            "rolls from picture to picture; each picture moves by itself",
            lambda x, shift: np.roll(x, shift),
        ),
        judge_is(
            "counts empty windows too: where there is no ink, nothing can change",
            lambda before, after, tolerance: float((np.abs(after - before) < tolerance).mean()),
        ),
        judge_is(
            "is the share that changes; asked is the share that survives",
            lambda before, after, tolerance: 1 - share(before, after, tolerance),
        ),
        judge_is(
            "looks at ink before the shift only; a window that gets ink counts too",
            lambda before, after, tolerance: float(
                (np.abs(after - before) < tolerance)[before != 0].mean()
            ),
        ),
        judge_is(
            "counts windows only if they have ink both before and after",
            lambda before, after, tolerance: float(
                (np.abs(after - before) < tolerance)[(before != 0) & (after != 0)].mean()
            ),
        ),
        judge_is(
            "takes a number that falls far for one that stays; a change has a size",
            lambda before, after, tolerance: float(
                (after - before < tolerance)[(before != 0) | (after != 0)].mean()
            ),
        ),
        judge_is(
            "allows no change at all; a change below the tolerance is allowed",
            lambda before, after, tolerance: share(before, after, 1e-9),
        ),
        judge_is(
            "is a number of outputs; asked is a share",
            lambda before, after, tolerance: float(
                ((np.abs(after - before) < tolerance) & ((before != 0) | (after != 0))).sum()
            ),
        ),
        judge_is(
            "is divided by the number of all outputs; where there is no ink, nothing can change",
            lambda before, after, tolerance: (
                share(before, after, tolerance) * float(((before != 0) | (after != 0)).mean())
            ),
        ),
        judge_is(
            "is shared by the outputs with ink before the shift; some get ink only then",
            lambda before, after, tolerance: float(
                ((np.abs(after - before) < tolerance) & ((before != 0) | (after != 0))).sum()
                / (before != 0).sum()
            ),
        ),
        judge_is(
            "counts all outputs that stay, those without ink too, and shares by those with ink",
            lambda before, after, tolerance: float(
                (np.abs(after - before) < tolerance).sum() / ((before != 0) | (after != 0)).sum()
            ),
        ),
        judge_is(
            "looks at ink after the shift only; a window that loses ink counts too",
            lambda before, after, tolerance: float(
                (np.abs(after - before) < tolerance)[after != 0].mean()
            ),
        ),
        judge_is(
            "does not count outputs below 0 as ink; ink is all that is not 0",
            lambda before, after, tolerance: float(
                (np.abs(after - before) < tolerance)[(before > 0) | (after > 0)].mean()
            ),
        ),
        judge_is(
            "is in hundredths; asked is a share",
            lambda before, after, tolerance: 100 * share(before, after, tolerance),
        ),
        judge_is(
            "allows a change that is just the tolerance; it must be below",
            lambda before, after, tolerance: float(
                (np.abs(after - before) <= tolerance)[(before != 0) | (after != 0)].mean()
            ),
        ),
        judge_is(
            "compares the square of a change with the tolerance",
            lambda before, after, tolerance: float(
                ((after - before) ** 2 < tolerance)[(before != 0) | (after != 0)].mean()
            ),
        ),
        judge_is(
            "takes the tolerance for a share of the output; it is a number itself",
            lambda before, after, tolerance: float(
                (np.abs(after - before) < tolerance * np.abs(before))[
                    (before != 0) | (after != 0)
                ].mean()
            ),
        ),
        judge_is(
            "compares the mean change with the tolerance; each output is asked by itself",
            lambda before, after, tolerance: float(
                np.abs(after - before)[(before != 0) | (after != 0)].mean() < tolerance
            ),
        ),
        Wrong(
            "takes the mean of the pictures' shares; all outputs of all pictures count alike",
            picture_by_picture,
        ),
        Wrong(
            "moves the pictures where they are: what the pool gave before may change with them",
            in_place,
            whole=True,
        ),
        moved_is(
            "leaves at the edge what was there; empty paper comes in",
            lambda x, shift: np.concatenate(
                [x[:, :, :shift], x[:, :, : x.shape[2] - shift]], axis=2
            ),
        ),
        moved_is(
            "repeats the pixels of the edge where empty paper comes in",
            lambda x, shift: np.concatenate(
                [np.repeat(x[:, :, :1], min(shift, x.shape[2]), axis=2), x], axis=2
            )[:, :, : x.shape[2]],
        ),
        moved_is(
            "moves by one pixel whatever the shift",
            lambda x, shift: shifted(x, 0, 1),
        ),
        moved_is(
            "ends the slice at -shift, which is 0 for no shift: then nothing is left",
            up_to_minus_shift,
        ),
        Wrong("moves the outputs; the picture moves, and is then pooled again", outputs_moved),
        Wrong("compares the pictures and not what the pool makes of them", without_pool),
        judge_is(
            "counts an output with ink before and after twice in the bottom; it is one output",
            lambda before, after, tolerance: float(
                ((np.abs(after - before) < tolerance) & ((before != 0) | (after != 0))).sum()
                / ((before != 0).sum() + (after != 0).sum())
            ),
        ),
        *(
            judge_is(says, among(inked, none))
            for says, inked in (
                (
                    "counts ink only where it is before and after; before or after is enough",
                    lambda before, after: (before != 0) & (after != 0),
                ),
                (
                    "does not count outputs below 0 as ink; ink is all that is not 0",
                    lambda before, after: (before > 0) | (after > 0),
                ),
                (
                    "looks at ink before the shift only; a window that gets ink counts too",
                    lambda before, after: before != 0,
                ),
                (
                    "looks at ink after the shift only; a window that loses ink counts too",
                    lambda before, after: after != 0,
                ),
            )
            for none in (0.0, 1.0)
        ),
        *(
            moved_is(
                "reads pixels that have been written over: each moves from where it was at first",
                move,
            )
            for move in (moved_inside(0), moved_inside(None))
        ),
        *(
            judge_is(
                "takes the tolerance for a share of the output; it is a number itself",
                relative(base, just),
            )
            for just in (1e-8, 0.0)
            for base in (
                lambda before, after: np.abs(before),
                lambda before, after: np.abs(after),
                lambda before, after: np.maximum(np.abs(before), np.abs(after)),
            )
        ),
        *(
            moved_is("empties one column alone; how many come in at the left?", rolled(always))
            for always in (False, True)
        ),
    ),
    called=axes("picture", "row", "column"),
)
