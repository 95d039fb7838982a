"""Lab 3, exercise 4: a limit for the gradient."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.grading.checking.exercise import Case, Exercise, Wrong
from course_lib.protocol import Params
from course_lib.training.clipping import clip_by_global_norm, global_norm


def clip_cases(rng: np.random.Generator) -> list[Case]:
    """Draw gradients that are too long, short enough, just at the limit, and all 0.

    In the last two the squares of the norms lie on the other side of the limits.
    """
    grads = some_gradients(rng)
    norm = global_norm(grads)
    small = {"W": rng.normal(size=(1, 2)), "b": rng.normal(size=1)}
    at_limit = {"W": np.array([[3.0, 0.0], [0.0, 4.0]]), "b": np.array([12.0])}
    zeros = {name: np.zeros_like(g) for name, g in grads.items()}
    return [
        (grads, 0.5 * norm),
        (some_gradients(rng), 100.0),
        (some_gradients(rng), 1.0),
        (at_limit, 13.0),
        (zeros, 1.0),
        (small, 0.5),
        (of_length(2.0, some_gradients(rng)), 3.0),
        (of_length(0.6, some_gradients(rng)), 0.4),
    ]


def of_length(norm: float, grads: Params) -> Params:
    """Return the gradients in the same direction, with another norm."""
    return times(grads, norm / global_norm(grads))


def some_gradients(rng: np.random.Generator) -> Params:
    """Draw three arrays, one of them much longer than the others."""
    return {
        "W": 3 * rng.normal(size=(3, 4)),
        "b": 0.1 * rng.normal(size=3),
        "filter": rng.normal(size=(2, 1, 2)),
    }


def clip_extremes(rng: np.random.Generator) -> list[Case]:
    """Draw one array with one entry, gradients that exploded, and tiny ones."""
    huge = {name: 1e100 * g for name, g in some_gradients(rng).items()}
    tiny = {name: 1e-100 * g for name, g in some_gradients(rng).items()}
    return [({"w": rng.normal(size=1) + 5}, 2.0), (huge, 1.0), (tiny, 1.0)]


def clip(grads: Params, limit: float) -> Params:
    """Return the gradients, shortened to ``limit`` if they are longer."""
    return clip_by_global_norm(grads, limit)[0]


def times(grads: Params, factor: Any) -> Params:
    """Return the gradients times ``factor``."""
    return {name: g * factor for name, g in grads.items()}


def flat(grads: Params) -> Any:
    """Return all entries in one row."""
    return np.concatenate([g.ravel() for g in grads.values()])


def shortened_by(norm_of: Callable[[Params], Any]) -> Callable[[Params, float], Params]:
    """Return a clip that measures the length with ``norm_of``."""

    def wrong(grads: Params, limit: float) -> Params:
        norm = norm_of(grads)
        return times(grads, limit / norm) if norm > limit else grads

    return wrong


def step_by_step(share: float) -> Callable[[Params, float], Params]:
    """Return a clip that takes ``share`` of the gradients until they are short enough."""

    def wrong(grads: Params, limit: float) -> Params:
        factor, norm = 1.0, global_norm(grads)
        while factor * norm > limit:
            factor *= share
        return times(grads, factor)

    return wrong


CLIP = Exercise(
    name="clip",
    reference=clip,
    cases=clip_cases,
    extremes=clip_extremes,
    wrong=(
        Wrong(
            "shortens each array by itself; one factor for all keeps the direction",
            lambda grads, limit: {
                name: shortened_by(global_norm)({name: g}, limit)[name] for name, g in grads.items()
            },
        ),
        Wrong(
            "cuts each entry off; the direction changes then",
            lambda grads, limit: {n: np.clip(g, -limit, limit) for n, g in grads.items()},
        ),
        Wrong(
            "makes short gradients longer; what is short enough stays as it is",
            lambda grads, limit: times(grads, np.float64(limit) / global_norm(grads)),
        ),
        Wrong(
            "makes short gradients as long as the limit; what is short enough stays as it is",
            lambda grads, limit: times(grads, limit / max(global_norm(grads), 1e-12)),
        ),
        Wrong(
            "adds up the norms of the arrays; the squares are added up, and the root comes last",
            shortened_by(lambda grads: sum(float(np.linalg.norm(g)) for g in grads.values())),
        ),
        Wrong(
            "does not take the root of the sum of squares",
            shortened_by(lambda grads: global_norm(grads) ** 2),
        ),
        Wrong(
            "measures the largest entry; a length is the root of the sum of all squares",
            shortened_by(lambda grads: max(float(np.abs(g).max()) for g in grads.values())),
        ),
        Wrong(
            "gives what is too long the length 1, not that of the limit",
            lambda grads, limit: (
                times(grads, 1 / global_norm(grads)) if global_norm(grads) > limit else grads
            ),
        ),
        Wrong(
            "divides 0 by 0 where all gradients are 0: ask first whether they are too long",
            lambda grads, limit: times(
                times(grads, 1 / np.float64(global_norm(grads))), min(limit, global_norm(grads))
            ),
        ),
        Wrong(
            "measures with means of squares; a length has their sum",
            shortened_by(lambda grads: float(np.sqrt(sum(np.mean(g**2) for g in grads.values())))),
        ),
        Wrong(
            "measures with means of squares; a length has their sum",
            shortened_by(
                lambda grads: float(np.sqrt(np.mean([np.mean(g**2) for g in grads.values()])))
            ),
        ),
        Wrong(
            "measures with means of squares; a length has their sum",
            shortened_by(lambda grads: float(np.sqrt(np.mean(flat(grads) ** 2)))),
        ),
        Wrong(
            "adds up the sizes of the entries; a length is the root of the sum of squares",
            shortened_by(lambda grads: float(np.abs(flat(grads)).sum())),
        ),
        Wrong(
            "measures one array alone; all arrays together have one length",
            shortened_by(lambda grads: max(float(np.linalg.norm(g)) for g in grads.values())),
        ),
        Wrong(
            "measures one array alone; all arrays together have one length",
            shortened_by(lambda grads: float(np.linalg.norm(next(iter(grads.values()))))),
        ),
        Wrong(
            "measures the last array alone; all arrays together have one length",
            shortened_by(lambda grads: float(np.linalg.norm([*grads.values()][-1]))),
        ),
        *(
            Wrong(
                "has a small number in the bottom: the length is not quite that of the limit",
                lambda grads, limit, small=small: (
                    times(grads, limit / (global_norm(grads) + small))
                    if global_norm(grads) > limit
                    else grads
                ),
            )
            for small in (1e-3, 1e-4, 1e-5, 1e-6)
        ),
        Wrong(
            "makes long gradients longer: the limit is above and the length below in the fraction",
            lambda grads, limit: (
                times(grads, global_norm(grads) / limit) if global_norm(grads) > limit else grads
            ),
        ),
        Wrong(
            "shortens what is short, and leaves what is long",
            lambda grads, limit: (
                times(grads, np.float64(limit) / global_norm(grads))
                if global_norm(grads) < limit
                else grads
            ),
        ),
        Wrong(
            "takes the same amount off all entries; a factor keeps the direction",
            lambda grads, limit: {
                name: g - max(global_norm(grads) - limit, 0) for name, g in grads.items()
            },
        ),
        Wrong(
            "makes 0 of what is short enough; it stays as it is",
            lambda grads, limit: (
                times(grads, limit / global_norm(grads))
                if global_norm(grads) > limit
                else times(grads, 0.0)
            ),
        ),
        Wrong(
            "changes nothing: the gradients are as long as before",
            lambda grads, limit: grads,
        ),
        Wrong(
            "squares the sum of an array; a length is the root of the sum of squares",
            shortened_by(lambda grads: float(np.sqrt(sum(g.sum() ** 2 for g in grads.values())))),
        ),
        Wrong(
            "takes the sum of all entries for the length, which is the root of the sum of squares",
            shortened_by(lambda grads: abs(float(flat(grads).sum()))),
        ),
        Wrong(
            "takes the sum of all entries for the length, which is the root of the sum of squares",
            shortened_by(lambda grads: float(flat(grads).sum())),
        ),
        *(
            Wrong(
                "shortens by one share again and again, and ends below the limit, not just at it",
                step_by_step(share),
            )
            for share in (0.5, 0.1, 0.9, 0.99)
        ),
        Wrong(
            "is 0 where it should be shortened: the factor is 0; a whole-number division?",
            lambda grads, limit: times(grads, float(global_norm(grads) <= limit)),
        ),
    ),
)
