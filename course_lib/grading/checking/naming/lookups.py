"""Look a wrong part up: among relations, changed solutions, other arguments, mixtures, probes.

Each function takes a part in all cases to one of the modules that know changes, and returns the
sentence, or "" if none of the changes is it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_lib.grading.checking.compare import fault_of_shape
from course_lib.grading.checking.exercise import Exercise
from course_lib.grading.checking.naming.catalogue import Named, as_if
from course_lib.grading.checking.naming.faults import LEAST
from course_lib.grading.checking.naming.mixes import mixture
from course_lib.grading.checking.naming.pairs import Pair, is_real, wrong_numbers
from course_lib.grading.checking.naming.places import nearly, places
from course_lib.grading.checking.naming.probes import Call, Tried, by_chance, probed
from course_lib.grading.checking.naming.relations import Changes, relation
from course_lib.grading.checking.naming.shown import with_example
from course_lib.grading.checking.naming.supposed import supposed
from course_lib.grading.checking.naming.trials import (
    Trial,
    as_published,
    error_type,
    is_wrong,
    pairs_of,
)
from course_lib.grading.checking.naming.undone import undoings, undone
from course_lib.grading.inside.outcome import Attempt


def known_relation(exercise: Exercise, trials: list[Trial], path: str) -> str:
    """Return how a part comes from the right one in all cases, "" if in no simple way."""
    pairs = pairs_of(exercise, trials, path)
    return relation(pairs, exercise.rtol, exercise.atol) if pairs else ""


def changed(exercise: Exercise, trials: list[Trial], path: str) -> str:
    """Return which small change of the solution gives a part in all public cases, if one does.

    If other parts are not what the change makes of them, it is told of this part alone.
    """
    parts = published_parts(exercise, trials)
    known = in_catalogue(exercise, path, parts.get(path, []), parts)
    if known is None:
        return ""
    return f"is not right; {'' if known.whole else 'taken alone, '}it is {known.says}"


def published_parts(exercise: Exercise, trials: list[Trial]) -> dict[str, list[Any]]:
    """Return each part in each case as the published exercise has it, or how the call failed."""
    results = [
        None if trial.ours.error else as_published(exercise, trial.ours.value) for trial in trials
    ]
    return {
        path: [
            error_type(trial.ours) if result is None else result.get(path, "none")
            for trial, result in zip(trials, results, strict=True)
        ]
        for path in as_published(exercise, trials[0].right)
    }


def in_catalogue(
    exercise: Exercise, path: str, values: list[Any], parts: dict[str, list[Any]]
) -> Named | None:
    """Return what the catalogue says of a part, None if it knows nothing that is true here.

    Many mistakes give the same few answers yes and no, so nothing is known of these.
    """
    if all(isinstance(value, bool | np.bool_) for value in values):
        return None
    known = as_if(exercise.name, path, values, parts)
    unsaid = exercise.published.unsaid if exercise.published else ()
    return None if known is None or any(word in known.says for word in unsaid) else known


def changed_twice(exercise: Exercise, trials: list[Trial], path: str) -> str:
    """Return which two changes give a part in all cases, "" if no two do.

    The last one is undone, and the rest is a relation. It is not looked up in the catalogue: that
    knows so many changes that one fits by chance.
    """
    pairs = pairs_of(exercise, trials, path)
    if not pairs or not all(is_real(p.ours) and is_real(p.right) for p in pairs):
        return ""
    rtol, atol = exercise.rtol, exercise.atol
    if sum(wrong_numbers(pair, rtol, atol) for pair in pairs) < LEAST:
        return ""
    changes = [Changes(pair) for pair in pairs]
    for says, values in undone(pairs, undoings):
        rest = [Pair(p.right, v, p.given, p.parts) for p, v in zip(pairs, values, strict=True)]
        if known := relation(rest, rtol, atol, changes):
            return f"is wrong in two ways: it {known}, and then it {says}"
    return ""


def as_supposed(
    exercise: Exercise,
    trials: list[Trial],
    path: str,
    made: dict[tuple[int, int], Attempt],
    unnamed: Sequence[str],
) -> str:
    """Return with which other arguments the solution gives a part, "" if with none."""
    calls = [(t.args, t.right, t.ours) for t in trials]
    known = supposed(exercise, calls, path, made, unnamed)
    return f"is not right; it is {known}" if known else ""


def emptied(pairs: list[Pair], rtol: float, atol: float) -> bool:
    """Tell whether a part is 0 in the cases in which it is wrong, and has more than a few numbers.

    One that is 0 in all cases has been named before.
    """
    wrong = [pair for pair in pairs if wrong_numbers(pair, rtol, atol)]
    many = sum(np.size(pair.ours) for pair in wrong) >= LEAST
    return many and not any(np.any(pair.ours) for pair in wrong)


def mixed_with(exercise: Exercise, trials: list[Trial], path: str, again: Call) -> str:
    """Return what a part is made of, or what it does with other arguments; "" if unknown."""
    pairs = pairs_of(exercise, trials, path)
    if not pairs or not all(is_real(pair.right) and is_real(pair.ours) for pair in pairs):
        return ""
    if nearly(pairs):
        return ""
    if emptied(pairs, exercise.rtol, exercise.atol):
        return with_example(exercise, trials, path, "is 0 everywhere in some cases, and else right")
    wrong = [t for t in trials if is_wrong(exercise, t, path)]
    tried = [Tried(t.args, t.right, t.ours.value) for t in wrong]
    where = ""
    if known := by_chance(exercise, tried, path, again):
        return known
    if known := mixture(pairs, exercise.rtol, exercise.atol):
        where = places(pairs, exercise.rtol, exercise.atol)
    elif known := whole_numbers(pairs):
        return known
    else:
        known = probed(exercise, tried, path, again)
    if not known or any(fault_of_shape(pair.right, pair.ours) for pair in pairs):
        return known
    return with_example(exercise, trials, path, ", ".join(filter(None, [known, where])))


def whole_numbers(pairs: list[Pair]) -> str:
    """Return that an array of whole numbers stands where fractions are asked, "" if none does."""
    arrays = [(p.right, p.ours) for p in pairs if isinstance(p.right, np.ndarray) and p.right.ndim]
    kinds = {(right.dtype.kind, np.asarray(ours).dtype) for right, ours in arrays}
    if len(kinds) != 1:
        return ""
    wanted, found = kinds.pop()
    if wanted != "f" or found.kind not in "iu":
        return ""
    return f"has dtype {found}, which holds no fractions: where does the array get its type?"
