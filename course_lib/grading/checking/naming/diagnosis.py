"""Name the mistake: the order in which what is known of a wrong result is told.

What is known stands in the other modules of this room; here is which of it comes first.
"""

from course_lib.grading.checking.exercise import Exercise
from course_lib.grading.checking.naming.differences import (
    choices,
    differing,
    kind_of_number,
    unfinite,
)
from course_lib.grading.checking.naming.faults import fault_of, finite_too, telling, wrong_parts
from course_lib.grading.checking.naming.foreseen import foreseen, is_that, other_order
from course_lib.grading.checking.naming.lookups import (
    as_supposed,
    changed,
    changed_twice,
    known_relation,
    mixed_with,
)
from course_lib.grading.checking.naming.probes import Call
from course_lib.grading.checking.naming.shown import named
from course_lib.grading.checking.naming.trials import Trial
from course_lib.grading.inside.outcome import Attempt


def diagnose(exercise: Exercise, trials: list[Trial], again: Call, *, public: bool = False) -> str:
    """Return what is wrong with the values, without a full stop; "" if nothing is.

    The parts of an argument are called as the exercise calls them: `Exercise.called`.
    """
    says = diagnosis(exercise, trials, again, public=public)
    for part, name in exercise.called.items():
        says = says.replace(part, name)
    return says


def diagnosis(exercise: Exercise, trials: list[Trial], again: Call, *, public: bool = False) -> str:
    """Return what is wrong with the values, as `diagnose` does.

    ``again`` calls the learner's function with other arguments.

    The best answer comes first: a typical mistake by its name, then a relation to the right values
    (the opposite sign, a missing term), then a small change of the solution, which is known for the
    public cases alone, then where they differ.
    """
    faults = [fault for trial in trials if (fault := fault_of(exercise, trial))]
    if not faults:
        return ""
    if order := other_order(exercise, trials):
        return order + also_changed(exercise, trials)
    # A value says more than an error: a wrong answer may run in one case and raise in the others.
    parts = telling(exercise, trials, wrong_parts(exercise, trials))
    made: dict[tuple[int, int], Attempt] = {}
    unnamed: list[str] = []
    for part in parts or [None]:
        if wrong := foreseen(exercise, trials, part):
            blamed = changes_and_fails(exercise, trials)
            # Another part is not that of the mistake: the input that is written into is the cause.
            if blamed and not is_that(wrong, exercise, trials, None):
                return named(part, blamed)
            changed_too = "" if wrong.whole else also_changed(exercise, trials)
            return named(part, wrong.says) + changed_too
        if part is None:
            continue
        if known := known_as(exercise, trials, part, made, unnamed, public=public):
            # What comes of an input that is written into looks like many another mistake.
            if blamed := changes_and_fails(exercise, trials):
                return named(part, blamed)
            return named(part, known) + also_changed(exercise, trials)
        unnamed.append(part)
    for part in parts:
        # What the learner's function does with other inputs tells little if it writes into them.
        if part is not None and (known := changes_and_fails(exercise, trials)):
            return named(part, known)
        if part is not None and (known := mixed_with(exercise, trials, part, again)):
            return named(part, known) + also_changed(exercise, trials)
    # What fails for some inputs is right for none by design: its error says the most.
    failed = [fault for fault in faults if fault[0] is None]
    here = [fault for fault in faults if parts and fault[0] == parts[0]] or faults
    shape = [fault for fault in here if fault[1].startswith("has shape")]
    path, says = (failed or shape or here)[0]
    if says.startswith("returned nothing;") and any(t.ours.value is not None for t in trials):
        says = "returned nothing in some cases: is what it returns set in each of them?"
    if path is not None and (known := differing(exercise, trials, path)):
        says = known
    return named(path, says) + also_changed(exercise, trials)


def known_as(
    exercise: Exercise,
    trials: list[Trial],
    path: str,
    made: dict[tuple[int, int], Attempt],
    unnamed: list[str],
    *,
    public: bool,
) -> str:
    """Return which known change makes a part wrong, the surest first; "" if none does."""
    return (
        kind_of_number(exercise, trials, path)
        or known_relation(exercise, trials, path)
        or (finite_too(exercise, trials, path) and public and changed(exercise, trials, path))
        or unfinite(exercise, trials, path)
        or (public and changed(exercise, trials, path))
        or as_supposed(exercise, trials, path, made, unnamed)
        or changed_twice(exercise, trials, path)
        or choices(exercise, trials, path)
        or ""
    )


def changes_and_fails(exercise: Exercise, trials: list[Trial]) -> str:
    """Return that a wrong answer changes an argument in each case that is wrong, "" if not."""
    wrong = [trial for trial in trials if fault_of(exercise, trial)]
    if not all(trial.ours.changed for trial in wrong):
        return ""
    name = exercise.parameters[wrong[0].ours.changed[0]]
    return f"is wrong, and it changes its input {name} on the way: work with a copy, and look again"


def also_changed(exercise: Exercise, trials: list[Trial]) -> str:
    """Return which argument a wrong answer changes: it is often why it is wrong."""
    for trial in trials:
        if trial.ours.changed:
            name = exercise.parameters[trial.ours.changed[0]]
            return f"; it also changes its input {name}, leave that as it was"
    return ""
