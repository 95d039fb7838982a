"""What a learner is shown of a case: its inputs, what the answer gave, and its error.

Small values are shown whole, and large ones by their shape. The right value is never shown.
"""

from typing import Any

import numpy as np

from course_lib.grading.checking.exercise import Case, Exercise, is_small
from course_lib.grading.checking.naming.pairs import Pair
from course_lib.grading.checking.naming.trials import Trial, smallest
from course_lib.grading.inside.outcome import Outcome

# How many numbers an array may have to be printed.
MOST = 8


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
        if value.size <= MOST:
            return "= " + " ".join(np.array2string(value, precision=4).split())
        return f"of shape {value.shape}"
    if isinstance(value, dict | list | tuple):
        return f"with {len(value)} entries"
    return f"= {value!r}" if isinstance(value, bool | int | float | str) else repr(value)


def gives(trial: Trial, pair: Pair) -> str:
    """Return the learner's own value where the case is small enough to check by hand."""
    if not is_small(trial.args) or np.size(pair.ours) > MOST:
        return ""
    return f" it gives {' '.join(np.array2string(np.asarray(pair.ours), precision=4).split())}"


def with_example(exercise: Exercise, trials: list[Trial], path: str, says: str) -> str:
    """Return what is said of a part, and the smallest case as an example."""
    example, pair = smallest(exercise, trials, path)
    return f"{says}; for {inputs(exercise, example.args)}{gives(example, pair)}"


def ending(outcome: Outcome) -> str:
    """Return an error with its line."""
    where = f" (line {outcome.line} of your cell)" if outcome.line else ""
    return f"{outcome.error}{where}"
