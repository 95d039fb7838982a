"""What an exercise foresees: its list of wrong answers, and right parts in another order."""

from itertools import chain, permutations
from operator import contains
from typing import Any

import numpy as np

from course_lib.grading.checking.compare import leaves
from course_lib.grading.checking.exercise import Exercise, Wrong
from course_lib.grading.checking.naming.faults import never_finite
from course_lib.grading.checking.naming.pairs import is_real
from course_lib.grading.checking.naming.trials import Trial, error_type, same
from course_lib.grading.inside.outcome import Outcome, call

ARITHMETIC = ("raised ZeroDivisionError", "raised OverflowError")


def foreseen(exercise: Exercise, trials: list[Trial], path: str | None) -> Wrong | None:
    """Return the wrong answer of the list whose part ``path`` a learner has, None if there is none.

    Of several with the same part it is one of which all parts are the learner's. Many mistakes
    end in the same infinity: where no wrong number is finite, all parts must be the learner's.
    """
    alike = (wrong for wrong in exercise.wrong if is_that(wrong, exercise, trials, path))
    if (first := next(alike, None)) is None or path is None:
        return first
    whole = (wrong for wrong in chain([first], alike) if is_that(wrong, exercise, trials, None))
    return next(whole, None if never_finite(exercise, trials, path) else first)


def is_that(wrong: Wrong, exercise: Exercise, trials: list[Trial], path: str | None) -> bool:
    """Tell whether a learner's result, or the part ``path`` of it, is that of a wrong answer.

    It is if both give the same in every case, a value in one case at least, and that is not what
    is right. Where both raise, the same type of error is the same; and where Python's numbers
    raise, NumPy's give an infinity or a NaN.
    """
    has_value = differs = False
    for trial in trials:
        theirs = call(wrong.function, trial.args)
        if theirs.error or trial.ours.error:
            if error_type(theirs) != error_type(trial.ours) and not beyond(theirs, trial.ours):
                return False
            differs = True
            continue
        ours, wrongs, rights = (
            leaves(value, exercise.returns) if path is None else only(value, path, exercise)
            for value in (trial.ours.value, theirs.value, trial.right)
        )
        if not same(ours, wrongs, exercise):
            return False
        has_value = True
        differs |= not same(wrongs, rights, exercise)
    return has_value and differs


def beyond(theirs: Outcome, ours: Outcome) -> bool:
    """Tell whether a learner's numbers end in an error of arithmetic, and NumPy's in no number."""
    if theirs.error or error_type(ours) not in ARITHMETIC:
        return False
    parts = [part for part in leaves(theirs.value).values() if is_real(part)]
    return any(not np.isfinite(part).all() for part in parts)


def only(value: Any, path: str, exercise: Exercise) -> dict[str, Any]:
    """Return one part of a result, by itself; nothing if there is no such part."""
    return {k: v for k, v in leaves(value, exercise.returns).items() if k == path}


def other_order(exercise: Exercise, trials: list[Trial]) -> str:
    """Return that the parts are right but stand in another order, "" if that is not so."""
    n = len(exercise.returns)
    found: set[tuple[int, ...]] | None = None
    for trial in trials:
        right, ours = trial.right, trial.ours.value
        if n < 2 or trial.ours.error or not isinstance(ours, tuple | list) or len(ours) != n:
            return ""
        fits = [[j for j in range(n) if parts_equal(right[j], ours[i], exercise)] for i in range(n)]
        if not all(fits):
            return ""
        here = {order for order in permutations(range(n)) if all(map(contains, fits, order))}
        found = here if found is None else found & here
    if not found or tuple(range(n)) in found:
        return ""
    return f"returns its values in another order, expected {', '.join(exercise.returns)}"


def parts_equal(right: Any, ours: Any, exercise: Exercise) -> bool:
    """Tell whether one returned value, whatever it is made of, is another."""
    return same(leaves(right), leaves(ours), exercise)
