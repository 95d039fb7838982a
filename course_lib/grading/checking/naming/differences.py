"""Say what is wrong with a part by its own values alone: its type, a NaN, words, where it differs.

This is what is left to say where no mistake is known that gives them.
"""

from typing import Any

import numpy as np

from course_lib.grading.checking.compare import fault_of_shape, fault_of_value, near
from course_lib.grading.checking.exercise import Exercise
from course_lib.grading.checking.naming.pairs import Pair, is_real
from course_lib.grading.checking.naming.places import amount, nearly, places
from course_lib.grading.checking.naming.shown import inputs, with_example
from course_lib.grading.checking.naming.trials import Trial, pairs_of, smallest

# What NumPy warns of, and what it means.
CAUSES = (
    ("overflow encountered in exp", "a power of e is there too large for a float"),
    ("divide by zero encountered in log", "the logarithm of 0 is taken there"),
    ("invalid value encountered in log", "the logarithm of a negative number is taken there"),
    ("invalid value encountered in sqrt", "the root of a negative number is taken there"),
    ("divide by zero", "something is divided by 0 there"),
    ("invalid value encountered in subtract", "infinity is taken from infinity there"),
    ("invalid value encountered in divide", "0 is divided by 0 there, or infinity by infinity"),
    ("invalid value encountered in scalar divide", "0 is divided by 0 there"),
    ("invalid value encountered in multiply", "0 is multiplied by infinity there"),
)


def kind_of_number(exercise: Exercise, trials: list[Trial], path: str) -> str:
    """Return that a part has the right numbers in an array of another type, "" if not so."""
    pairs = pairs_of(exercise, trials, path)
    faults = [fault_of_shape(pair.right, pair.ours) for pair in pairs]
    right = all(near(p.right, p.ours, exercise.rtol, exercise.atol) for p in pairs)
    return next(filter(None, faults), "") if right else ""


def unfinite(exercise: Exercise, trials: list[Trial], path: str) -> str:
    """Return why a part has a NaN or an infinity where it should not, "" if it has none.

    NumPy has warned of the cause.
    """
    for trial in trials:
        for pair in pairs_of(exercise, [trial], path):
            if not (is_real(pair.right) and is_real(pair.ours)):
                continue
            if fault_of_shape(pair.right, pair.ours) or np.isfinite(pair.ours).all():
                continue
            says = fault_of_value(pair.right, pair.ours, exercise.rtol, exercise.atol)
            cause = next((why for what, why in CAUSES if what in " ".join(trial.ours.warnings)), "")
            if says and cause:
                return f"{says} for {inputs(exercise, trial.args)}: {cause}"
    return ""


def choices(exercise: Exercise, trials: list[Trial], path: str) -> str:
    """Return how answers such as True and False, or words, go wrong; "" for numbers."""
    pairs = pairs_of(exercise, trials, path)
    if not pairs or not all(type(p.right) is type(p.ours) and is_choice(p.right) for p in pairs):
        return ""
    words = {pair.right for pair in pairs}
    if strange := [pair.ours for pair in pairs if pair.ours not in words]:
        return f"is {strange[0]!r}, wrongly, which is none of the words asked for"
    mixed = {(pair.right, pair.ours) for pair in pairs if pair.right != pair.ours}
    always = {(pair.right, pair.ours) for pair in pairs} == mixed
    if len(words) == len(mixed) == 2 and always:
        return f"says {' for '.join(map(repr, min(mixed, key=str)))} and the other way round"
    taken = sorted(f"{ours!r} where it should be {right!r}" for right, ours in mixed)
    often = "" if len(taken) > 1 else ", and never the other way round"
    return f"is not right: it sometimes says {', or '.join(taken)}{often}"


def is_choice(value: Any) -> bool:
    """Tell whether a value is a word, or True or False."""
    return isinstance(value, bool | str)


def differing(exercise: Exercise, trials: list[Trial], path: str) -> str:
    """Return where the numbers of a part differ, with the smallest case as an example.

    "" where it has a wrong shape or kind, or a NaN: then that is what to say.
    """
    pairs = pairs_of(exercise, trials, path)
    if not pairs or not all(is_real(pair.right) and is_real(pair.ours) for pair in pairs):
        return ""
    if any(fault_of_shape(pair.right, pair.ours) for pair in pairs):
        return ""
    if not all(np.isfinite(pair.ours).all() for pair in pairs):
        return ""
    rtol, atol = exercise.rtol, exercise.atol
    if says := nearly(pairs):
        return says
    _, pair = smallest(exercise, trials, path)
    where = places(pairs, rtol, atol)
    if where and all_zero(pairs, rtol, atol):
        return f"is 0 {where}; elsewhere it is right"
    if not isinstance(pair.right, np.ndarray):
        says = "is not the right number"
    else:
        says = " ".join(filter(None, ["differs", amount(pair, pairs, rtol, atol)]))
    if where and np.size(pair.right) > 1 and not near_anywhere(pair, rtol, atol):
        says = "differs"
    return with_example(exercise, trials, path, ", ".join(filter(None, [says, where])))


def all_zero(pairs: list[Pair], rtol: float, atol: float) -> bool:
    """Tell whether a part is 0 wherever it is wrong."""
    return all(
        np.all((np.asarray(p.ours) == 0) | np.isclose(p.ours, p.right, rtol, atol)) for p in pairs
    )


def near_anywhere(pair: Pair, rtol: float, atol: float) -> bool:
    """Tell whether some number of a part is right."""
    return bool(np.isclose(pair.ours, pair.right, rtol, atol).any())
