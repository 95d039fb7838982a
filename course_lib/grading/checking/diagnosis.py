"""Name the mistake: which wrong answer a result is, or where it differs from the right one."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib.grading.checking.compare import (
    fault_of_shape,
    fault_of_value,
    leaves,
    near,
    structure_fault,
)
from course_lib.grading.checking.exercise import Case, Exercise, Wrong
from course_lib.grading.inside.outcome import Outcome, call


@dataclass(frozen=True)
class Trial:
    """One case: the arguments, what is right, and what the learner's function did."""

    args: Case
    right: Any
    ours: Outcome


def diagnose(exercise: Exercise, trials: list[Trial]) -> str:
    """Return what is wrong with the values, without a full stop; "" if nothing is.

    The best answer comes first: a typical mistake by its name, then a simple relation to the
    right values (the opposite sign), then the first place that differs.
    """
    faults = [fault for trial in trials if (fault := fault_of(exercise, trial))]
    if not faults:
        return ""
    # A value says more than an error: a wrong answer may run in one case and raise in the others.
    paths = [path for path, _ in faults if path is not None]
    parts: list[str | None] = [*dict.fromkeys(paths)] or [None]
    for part in parts:
        for wrong in exercise.wrong:
            if is_that(wrong, exercise, trials, part):
                return named(part, wrong.says)
    path, says = faults[0]
    known = "" if path is None else relation(exercise, trials, path)
    return named(path, known or says)


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


def is_that(wrong: Wrong, exercise: Exercise, trials: list[Trial], path: str | None) -> bool:
    """Tell whether a learner's result, or the part ``path`` of it, is that of a wrong answer.

    It is if both give the same in every case, a value in one case at least, and that is not what
    is right. Where both raise, the same type of error is the same.
    """
    has_value = differs = False
    for trial in trials:
        theirs = call(wrong.function, trial.args)
        if theirs.error or trial.ours.error:
            if error_type(theirs) != error_type(trial.ours):
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


def only(value: Any, path: str, exercise: Exercise) -> dict[str, Any]:
    """Return one part of a result, by itself; nothing if there is no such part."""
    return {k: v for k, v in leaves(value, exercise.returns).items() if k == path}


def same(one: dict[str, Any], other: dict[str, Any], exercise: Exercise) -> bool:
    """Tell whether two results have the same parts, all near enough."""
    return one.keys() == other.keys() and all(
        near(one[path], other[path], exercise.rtol, exercise.atol) for path in one
    )


def error_type(outcome: Outcome) -> str:
    """Return the words before the text of an error, "raised ValueError"; "" without an error."""
    return (outcome.error or "").split(":")[0]


def relation(exercise: Exercise, trials: list[Trial], path: str) -> str:
    """Return a simple relation to the right values that holds in all cases, "" if none does.

    The part is not in every case: a dict may have other keys in another one.
    """
    pairs = []
    for trial in trials:
        if not (part := only(trial.right, path, exercise)):
            continue
        ours = only(trial.ours.value, path, exercise).get(path)
        right = part[path]
        if trial.ours.error or not (is_real(ours) and is_real(right)):
            return ""
        pairs.append((np.asarray(right), np.asarray(ours)))

    def holds(relation: Any) -> bool:
        return all(near(relation(r), o, exercise.rtol, exercise.atol) for r, o in pairs)

    if holds(np.negative):
        return "has the opposite sign"
    if holds(np.transpose):
        return "is transposed"
    if holds(lambda right: 2 * right):
        return "is twice what it should be"
    if holds(lambda right: right / 2):
        return "is half of what it should be"
    return ""


def is_real(value: Any) -> bool:
    """Tell whether a part is one real number or an array of them."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "iuf"
    return isinstance(value, int | float) and not isinstance(value, bool)


def ending(outcome: Outcome) -> str:
    """Return an error with its line."""
    where = f" (line {outcome.line} of your cell)" if outcome.line else ""
    return f"{outcome.error}{where}"


def named(path: str | None, says: str) -> str:
    """Return what is wrong, after the name of the part that it is wrong with."""
    return f"{path} {says}" if path else says


def inputs(exercise: Exercise, args: Case) -> str:
    """Return the arguments of a case: small ones whole, the others by their shape."""
    return ", ".join(
        f"{name} {shown(value)}" for name, value in zip(exercise.parameters, args, strict=False)
    )


def shown(value: Any) -> str:
    """Return one argument in a few words."""
    if isinstance(value, np.ndarray):
        if value.size <= 4:
            return "= " + " ".join(np.array2string(value, precision=4).split())
        return f"of shape {value.shape}"
    if isinstance(value, dict | list | tuple):
        return f"with {len(value)} entries"
    return f"= {value!r}" if isinstance(value, bool | int | float | str) else repr(value)
