"""Which parts of a result are wrong, and in which of them a mistake shows.

A wrong part says more than another one if it comes first, and has more than a few wrong numbers.
"""

import numpy as np

from course_lib.grading.checking.compare import (
    fault_of_shape,
    fault_of_value,
    leaves,
    near,
    structure_fault,
)
from course_lib.grading.checking.exercise import Exercise
from course_lib.grading.checking.naming.pairs import is_real, wrong_numbers
from course_lib.grading.checking.naming.shown import ending, inputs
from course_lib.grading.checking.naming.trials import Trial, as_published, pairs_of

# How many wrong numbers a part must have to tell one mistake, or two at once, from others.
LEAST = 4


def fault_of(exercise: Exercise, trial: Trial) -> tuple[str | None, str] | None:
    """Return the part of the result that is wrong in one case, and what is wrong with it.

    The part is None if there is no result, or it is built wrongly as a whole.
    """
    if trial.ours.error is not None:
        return None, ending(trial.ours)
    if says := structure_fault(trial.right, trial.ours.value, exercise.returns):
        return None, says
    ours = leaves(trial.ours.value, exercise.returns)
    for path, right in leaves(trial.right, exercise.returns).items():
        if says := fault_of_shape(right, ours[path]):
            return path, says
        if says := fault_of_value(right, ours[path], exercise.rtol, exercise.atol):
            return path, f"{says} for {inputs(exercise, trial.args)}"
    return None


def wrong_parts(exercise: Exercise, trials: list[Trial]) -> list[str | None]:
    """Return the parts that are wrong in some case, in the order in which they are returned.

    What comes later is often made of what comes before, and wrong for no other reason.
    """
    bad: set[str] = set()
    order: dict[str, None] = {}
    for trial in trials:
        fault = fault_of(exercise, trial)
        order.update(dict.fromkeys(as_published(exercise, trial.right)))
        order.update(dict.fromkeys(leaves(trial.right, exercise.returns)))
        if fault is None or fault[0] is None:
            continue
        ours = leaves(trial.ours.value, exercise.returns)
        for path, right in leaves(trial.right, exercise.returns).items():
            if fault_of_shape(right, ours[path]) or not near(
                right, ours[path], exercise.rtol, exercise.atol
            ):
                bad.add(path)
    return [path for path in order if path in bad]


def telling(exercise: Exercise, trials: list[Trial], parts: list[str | None]) -> list[str | None]:
    """Return the wrong parts that have more than a few wrong numbers, all parts if none has.

    Several mistakes give the same few numbers.
    """

    def many(path: str | None) -> bool:
        if path is None:
            return True
        pairs = pairs_of(exercise, trials, path)
        real = all(is_real(pair.right) and is_real(pair.ours) for pair in pairs)
        rtol, atol = exercise.rtol, exercise.atol
        return not real or not pairs or sum(wrong_numbers(p, rtol, atol) for p in pairs) >= LEAST

    return list(filter(many, parts)) or parts


def finite_too(exercise: Exercise, trials: list[Trial], path: str) -> bool:
    """Tell whether a part is wrong in some case in which all of its numbers are finite."""
    return any(
        is_real(pair.ours)
        and np.isfinite(pair.ours).all()
        and not near(pair.right, pair.ours, exercise.rtol, exercise.atol)
        for pair in pairs_of(exercise, trials, path)
    )


def never_finite(exercise: Exercise, trials: list[Trial], path: str) -> bool:
    """Tell whether a part has a NaN or an infinity in each case in which it is wrong."""
    wrong = [
        pair
        for pair in pairs_of(exercise, trials, path)
        if not near(pair.right, pair.ours, exercise.rtol, exercise.atol)
    ]
    unfinite = [is_real(pair.ours) and not np.isfinite(pair.ours).all() for pair in wrong]
    return bool(wrong) and all(unfinite)
