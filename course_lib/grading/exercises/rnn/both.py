"""Lab 3, exercise 5: two directions."""

from collections.abc import Callable

import numpy as np

from course_lib.grading.checking.exercise import TIME, Case, Exercise, Wrong, at_rest
from course_lib.grading.exercises.rnn.forward import Step, some_step, through_time, with_first
from course_lib.grading.inside.fixtures import Fixture
from course_lib.protocol import Array

Merge = Callable[[Array, Array], Array]


def both_cases(rng: np.random.Generator) -> list[Case]:
    """Draw f1, f2, f3, h0 (B, H), g0 (B, G) and xs (T, B, D); H and G equal first.

    In the last both states are 0 at the start.
    """
    sizes = (3, 3, 3, 3, 3), (4, 2, 3, 2, 2), (5, 1, 2, 4, 3), (2, 1, 1, 1, 1)
    cases = [drawn(rng, *of_case) for of_case in sizes]
    return [*cases, side_by_side(rng), at_rest(drawn(rng, 3, 2, 1, 2, 3), 3, 4)]


def drawn(rng: np.random.Generator, T: int, B: int, D: int, H: int, G: int) -> Case:
    """Return one case; f3 maps (B, H) and (B, G) to (B, G)."""
    f1, f2 = some_step(rng, D, H), some_step(rng, D, G)
    f3 = Fixture("linear-merge", rng.normal(size=(H + G, G)))
    return f1, f2, f3, rng.normal(size=(B, H)), rng.normal(size=(B, G)), rng.normal(size=(T, B, D))


def side_by_side(rng: np.random.Generator) -> Case:
    """Return a case whose f3 joins (B, H) and (B, G), and nothing else, to (B, H + G)."""
    f1, f2, _, *others = drawn(rng, 3, 2, 1, 1, 2)
    return f1, f2, Fixture("beside-merge"), *others


def both_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw a sequence of one step."""
    return [drawn(rng, 1, 2, 3, 2, 4)]


def merged(f3: Merge, hs: Array, gs: Array) -> Array:
    """Return f3 of each step."""
    return np.array([f3(h, g) for h, g in zip(hs, gs, strict=True)])


def both_directions(f1: Step, f2: Step, f3: Merge, h0: Array, g0: Array, xs: Array) -> Array:
    """Return the merged output of each step, (T, B, ...)."""
    return merged(f3, through_time(f1, h0, xs), through_time(f2, g0, xs[::-1])[::-1])


def handed_over(f1: Step, f2: Step, f3: Merge, h0: Array, g0: Array, xs: Array) -> Array:
    """Let f2 begin with what f1 ended with."""
    hs = through_time(f1, h0, xs)
    return merged(f3, hs, through_time(f2, hs[-1], xs[::-1])[::-1])


Pick = Callable[[Array, Array], Array]
Turn = Callable[[Array], Array]


def backwards(steps: Array) -> Array:
    """Return the steps in reverse order."""
    return steps[::-1]


def one_after(last: Pick) -> Pick:
    """Return g of the step after each, and what stands for that of the last."""
    return lambda gs, g0: np.concatenate([gs[1:], last(gs, g0)[None]])


def one_before(first: Pick) -> Pick:
    """Return g of the step before each, and what stands for that of the first."""
    return lambda gs, g0: np.concatenate([first(gs, g0)[None], gs[:-1]])


def merged_with(
    other: Callable[[Array, Array], Array],
) -> Callable[[Step, Step, Merge, Array, Array, Array], Array]:
    """Return the answer that merges h of each step with ``other(gs, g0)`` of it."""
    return lambda f1, f2, f3, h0, g0, xs: merged(
        f3, through_time(f1, h0, xs), other(through_time(f2, g0, xs[::-1])[::-1], g0)
    )


def turned(of_xs: Turn = backwards, of_gs: Turn = backwards) -> Callable[..., Array]:
    """Return the answer that turns xs for f2, and its states for f3, in another way."""
    return lambda f1, f2, f3, h0, g0, xs: merged(
        f3, through_time(f1, h0, xs), of_gs(through_time(f2, g0, of_xs(xs)))
    )


BOTH_DIRECTIONS = Exercise(
    name="both_directions",
    reference=both_directions,
    cases=both_cases,
    extremes=both_extremes,
    needs=("through_time",),
    wrong=(
        Wrong(
            "merges the first step of one direction with the last of the other",
            lambda f1, f2, f3, h0, g0, xs: merged(
                f3, through_time(f1, h0, xs), through_time(f2, g0, xs[::-1])
            ),
        ),
        Wrong(
            "reads forward twice; f2 begins at the end",
            lambda f1, f2, f3, h0, g0, xs: merged(
                f3, through_time(f1, h0, xs), through_time(f2, g0, xs)
            ),
        ),
        Wrong(
            "reads backward twice; f1 begins at the first step",
            lambda f1, f2, f3, h0, g0, xs: merged(
                f3, through_time(f1, h0, xs[::-1])[::-1], through_time(f2, g0, xs[::-1])[::-1]
            ),
        ),
        Wrong(
            "lets f1 read backward and f2 forward; it is the other way round",
            lambda f1, f2, f3, h0, g0, xs: merged(
                f3, through_time(f1, h0, xs[::-1])[::-1], through_time(f2, g0, xs)
            ),
        ),
        Wrong(
            "lets f1 read backward and f2 forward, and turns nothing back",
            lambda f1, f2, f3, h0, g0, xs: merged(
                f3, through_time(f1, h0, xs[::-1]), through_time(f2, g0, xs)
            ),
        ),
        Wrong(
            "turns round the examples of g and not its steps; time is the first axis",
            lambda f1, f2, f3, h0, g0, xs: merged(
                f3, through_time(f1, h0, xs), through_time(f2, g0, xs[::-1])[:, ::-1]
            ),
        ),
        Wrong(
            "lets f2 read the examples in reverse order too; only the steps are turned",
            lambda f1, f2, f3, h0, g0, xs: merged(
                f3, through_time(f1, h0, xs), through_time(f2, g0, xs[::-1, ::-1])[::-1]
            ),
        ),
        Wrong(
            "uses f2 in both directions; f1 has weights of its own",
            lambda f1, f2, f3, h0, g0, xs: both_directions(f2, f2, f3, h0, g0, xs),
        ),
        *(
            Wrong(
                "merges each step with g of the step after it; both belong to the same step",
                merged_with(one_after(of_end)),
            )
            for of_end in (
                lambda gs, g0: g0,
                lambda gs, g0: gs[-1],
                lambda gs, g0: gs[0],
                lambda gs, g0: 0 * g0,
            )
        ),
        *(
            Wrong(
                "merges each step with g of the step before it; both belong to the same step",
                merged_with(one_before(of_end)),
            )
            for of_end in (lambda gs, g0: g0, lambda gs, g0: gs[-1], lambda gs, g0: gs[0])
        ),
        Wrong(
            "merges each step with g of the first step alone",
            merged_with(lambda gs, g0: np.broadcast_to(gs[0], gs.shape)),
        ),
        Wrong(
            "merges each step with g of the last step alone",
            merged_with(lambda gs, g0: np.broadcast_to(gs[-1], gs.shape)),
        ),
        Wrong(
            "merges the states from before each step; asked are those after it",
            lambda f1, f2, f3, h0, g0, xs: merged(
                f3, with_first(f1, h0, xs)[:-1], with_first(f2, g0, xs[::-1])[:-1][::-1]
            ),
        ),
        Wrong(
            "merges h from before each step; asked is the one after it",
            lambda f1, f2, f3, h0, g0, xs: merged(
                f3, with_first(f1, h0, xs)[:-1], through_time(f2, g0, xs[::-1])[::-1]
            ),
        ),
        Wrong(
            "lets f2 read the states of f1; it reads xs",
            lambda f1, f2, f3, h0, g0, xs: merged(
                f3,
                through_time(f1, h0, xs),
                through_time(f2, g0, through_time(f1, h0, xs)[::-1])[::-1],
            ),
        ),
        Wrong(
            "has the steps in reverse order at the end; y of step 1 comes first",
            lambda *args: both_directions(*args)[::-1],
        ),
        Wrong(
            "puts h and g side by side itself; f3 does that, or something else",
            lambda f1, f2, f3, h0, g0, xs: np.concatenate(
                [through_time(f1, h0, xs), through_time(f2, g0, xs[::-1])[::-1]], axis=2
            ),
        ),
        Wrong(
            "gives f3 its arguments the wrong way round: h is the first",
            lambda f1, f2, f3, h0, g0, xs: both_directions(
                f1, f2, lambda h, g: f3(g, h), h0, g0, xs
            ),
        ),
        Wrong(
            "uses f1 in both directions; f2 has weights of its own",
            lambda f1, f2, f3, h0, g0, xs: both_directions(f1, f1, f3, h0, g0, xs),
        ),
        Wrong(
            "starts each direction from the other's first state",
            lambda f1, f2, f3, h0, g0, xs: both_directions(f1, f2, f3, g0, h0, xs),
        ),
        Wrong(
            "hands the last state of f1 on to f2; neither reads the other's state",
            handed_over,
        ),
        Wrong(
            "gives f3 its arguments the wrong way round: h is the first",
            lambda f1, f2, f3, h0, g0, xs: both_directions(
                f1, f2, lambda h, g: f3(g, h), h0, g0, xs
            ),
        ),
        Wrong(
            "merges all steps in one call; f3 takes those of one step, (B, H) and (B, G)",
            lambda f1, f2, f3, h0, g0, xs: f3(
                through_time(f1, h0, xs), through_time(f2, g0, xs[::-1])[::-1]
            ),
        ),
        Wrong(
            "merges once, where both have read all; every step has an output",
            lambda f1, f2, f3, h0, g0, xs: f3(
                through_time(f1, h0, xs)[-1], through_time(f2, g0, xs[::-1])[-1]
            ),
        ),
        Wrong(
            "turns the sequences of the batch round; time is axis 0",
            lambda f1, f2, f3, h0, g0, xs: merged(
                f3, through_time(f1, h0, xs), through_time(f2, g0, xs[:, ::-1])[:, ::-1]
            ),
        ),
        Wrong(
            "turns the numbers of each input round; time is the first axis",
            turned(lambda xs: xs[..., ::-1], lambda gs: gs[..., ::-1]),
        ),
        Wrong(
            "turns all axes of xs round for f2; time alone is turned",
            turned(of_xs=np.flip),
        ),
        Wrong(
            "turns all axes of g round; time alone is turned",
            turned(of_gs=np.flip),
        ),
        Wrong(
            "turns all axes of xs and of g round; time alone is turned",
            turned(np.flip, np.flip),
        ),
        Wrong(
            "puts time and examples on one axis; keep an axis for each",
            lambda *args: np.concatenate(both_directions(*args)),
        ),
        Wrong(
            "has the examples on the first axis; there is time",
            lambda *args: both_directions(*args).swapaxes(0, 1),
        ),
    ),
    called=TIME,
)
