"""Name the mistake: which wrong answer a result is, or where it differs from the right one."""

from dataclasses import dataclass
from itertools import permutations
from operator import contains
from typing import Any

import numpy as np

from course_lib.grading.checking.catalogue import as_if
from course_lib.grading.checking.compare import (
    fault_of_shape,
    fault_of_value,
    leaves,
    near,
    structure_fault,
)
from course_lib.grading.checking.exercise import (
    Case,
    Exercise,
    Published,
    Wrong,
    is_small,
    numbers_in,
)
from course_lib.grading.checking.mixes import mixture
from course_lib.grading.checking.places import amount, nearly, places
from course_lib.grading.checking.probes import Call, Tried, probed
from course_lib.grading.checking.relations import (
    Pair,
    is_real,
    more_undoings,
    relation,
    undoings,
    undone,
    wrong_numbers,
)
from course_lib.grading.checking.supposed import supposed
from course_lib.grading.inside.outcome import Outcome, call

# How many numbers an array may have to be printed.
MOST = 8
# How many wrong numbers a part must have to tell one mistake, or two at once, from others.
LEAST = 4
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


@dataclass(frozen=True)
class Trial:
    """One case: the arguments, what is right, and what the learner's function did."""

    args: Case
    right: Any
    ours: Outcome


def diagnose(exercise: Exercise, trials: list[Trial], again: Call, *, public: bool = False) -> str:
    """Return what is wrong with the values, without a full stop; "" if nothing is.

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
    made: dict[tuple[int, int], Outcome] = {}
    for part in parts or [None]:
        for wrong in exercise.wrong:
            if is_that(wrong, exercise, trials, part):
                changed_too = "" if wrong.whole else also_changed(exercise, trials)
                return named(part, wrong.says) + changed_too
        if part is not None and (known := known_as(exercise, trials, part, made, public=public)):
            return named(part, known) + also_changed(exercise, trials)
    for part in parts:
        if part is not None and (known := mixed_with(exercise, trials, part, again)):
            return named(part, known) + also_changed(exercise, trials)
    # What fails for some inputs is right for none by design: its error says the most.
    failed = [fault for fault in faults if fault[0] is None]
    path, says = next((f for f in faults if parts and f[0] == parts[0]), faults[0])
    path, says = failed[0] if failed else (path, says)
    if path is not None and (known := differing(exercise, trials, path)):
        says = known
    return named(path, says) + also_changed(exercise, trials)


def known_as(
    exercise: Exercise,
    trials: list[Trial],
    path: str,
    made: dict[tuple[int, int], Outcome],
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
        or as_supposed(exercise, trials, path, made)
        or changed_twice(exercise, trials, path, public=public)
        or choices(exercise, trials, path)
        or ""
    )


def finite_too(exercise: Exercise, trials: list[Trial], path: str) -> bool:
    """Tell whether a part is wrong in some case in which all of its numbers are finite."""
    return any(
        is_real(pair.ours)
        and np.isfinite(pair.ours).all()
        and not near(pair.right, pair.ours, exercise.rtol, exercise.atol)
        for pair in pairs_of(exercise, trials, path)
    )


def mixed_with(exercise: Exercise, trials: list[Trial], path: str, again: Call) -> str:
    """Return what a part is made of, or what it does with other arguments; "" if unknown."""
    pairs = pairs_of(exercise, trials, path)
    if not pairs or not all(is_real(pair.right) and is_real(pair.ours) for pair in pairs):
        return ""
    if nearly(pairs):
        return ""
    if not (known := mixture(pairs, exercise.rtol, exercise.atol)):
        wrong = [t for t in trials if is_wrong(exercise, t, path)]
        tried = [Tried(t.args, t.right, t.ours.value) for t in wrong]
        known = probed(exercise, tried, path, again)
    if not known or any(fault_of_shape(pair.right, pair.ours) for pair in pairs):
        return known
    where = places(pairs, exercise.rtol, exercise.atol)
    return with_example(exercise, trials, path, ", ".join(filter(None, [known, where])))


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


def also_changed(exercise: Exercise, trials: list[Trial]) -> str:
    """Return which argument a wrong answer changes: it is often why it is wrong."""
    for trial in trials:
        if trial.ours.changed:
            name = exercise.parameters[trial.ours.changed[0]]
            return f"; it also changes its input {name}, leave that as it was"
    return ""


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


def pairs_of(exercise: Exercise, trials: list[Trial], path: str) -> list[Pair]:
    """Return a part of all cases that have it; none if a case gave no value.

    The part is not in every case: a dict may have other keys in another one.
    """
    pairs = []
    for trial in trials:
        rights = leaves(trial.right, exercise.returns)
        if path not in rights:
            continue
        if trial.ours.error:
            return []
        given = dict(zip(exercise.parameters, trial.args, strict=False))
        arguments = {
            name + key: value
            for name, argument in given.items()
            for key, value in leaves(argument).items()
            if is_real(value)
        }
        ours = leaves(trial.ours.value, exercise.returns).get(path)
        parts = {name: value for name, value in rights.items() if name != path}
        pairs.append(Pair(rights[path], ours, arguments, parts))
    return pairs


def known_relation(exercise: Exercise, trials: list[Trial], path: str) -> str:
    """Return how a part comes from the right one in all cases, "" if in no simple way."""
    pairs = pairs_of(exercise, trials, path)
    return relation(pairs, exercise.rtol, exercise.atol) if pairs else ""


def changed(exercise: Exercise, trials: list[Trial], path: str) -> str:
    """Return which small change of the solution gives a part in all public cases, if one does."""
    known = in_catalogue(exercise, path, published_part(exercise, trials, path))
    return f"is not right; it is {known}" if known else ""


def published_part(exercise: Exercise, trials: list[Trial], path: str) -> list[Any]:
    """Return a part in each case as the published exercise has it, or how the call failed."""
    return [
        error_type(trial.ours)
        if trial.ours.error
        else as_published(exercise, trial.ours.value).get(path, "none")
        for trial in trials
    ]


def in_catalogue(exercise: Exercise, path: str, values: list[Any]) -> str:
    """Return what the catalogue says of a part, "" if it knows nothing that is true here.

    Many mistakes give the same few answers yes and no, so nothing is known of these.
    """
    if all(isinstance(value, bool | np.bool_) for value in values):
        return ""
    known = as_if(exercise.name, path, values)
    unsaid = exercise.published.unsaid if exercise.published else ()
    return "" if any(word in known for word in unsaid) else known


def changed_twice(exercise: Exercise, trials: list[Trial], path: str, *, public: bool) -> str:
    """Return which two changes give a part in all cases, "" if no two do.

    The last one is undone, and the rest looked up.
    """
    pairs = pairs_of(exercise, trials, path)
    if not pairs or not all(is_real(p.ours) and is_real(p.right) for p in pairs):
        return ""
    rtol, atol = exercise.rtol, exercise.atol
    if sum(wrong_numbers(pair, rtol, atol) for pair in pairs) < LEAST:
        return ""
    most = max(largest(pair.ours) for pair in pairs)
    for says, values in undone(pairs, undoings):
        rest = [Pair(p.right, v, p.given, p.parts) for p, v in zip(pairs, values, strict=True)]
        if known := relation(rest, exercise.rtol, exercise.atol):
            return f"is wrong in two ways: it {known}, and then it {says}"
        if public and (known := in_catalogue(exercise, path, values)):
            return f"is not right; it is {known}, and then it {says}"
    for says, values in undone(pairs, more_undoings) if public else ():
        # Beside what is much larger the learner's own numbers would not count.
        small = max(map(largest, values)) <= 100 * most
        if small and (known := in_catalogue(exercise, path, values)):
            return f"is not right; it is {known}, and then it {says}"
    return ""


def largest(value: Any) -> float:
    """Return the size of the largest of some numbers, 0 if there is none."""
    return float(np.abs(value).max(initial=0))


def as_published(exercise: Exercise, value: Any) -> dict[str, Any]:
    """Return the parts of a result in the form and order of the published exercise."""
    published = exercise.published or Published(exercise.returns)
    return leaves(published.value(value), published.returns)


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


def as_supposed(
    exercise: Exercise, trials: list[Trial], path: str, made: dict[tuple[int, int], Outcome]
) -> str:
    """Return with which other arguments the solution gives a part, "" if with none."""
    known = supposed(exercise, [(t.args, t.right, t.ours) for t in trials], path, made)
    return f"is not right; it is {known}" if known else ""


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
        says = " ".join(filter(None, ["differs", amount(pair, rtol, atol)]))
    if where and np.size(pair.right) > 1 and not near_anywhere(pair, rtol, atol):
        says = "differs"
    return with_example(exercise, trials, path, ", ".join(filter(None, [says, where])))


def smallest(exercise: Exercise, trials: list[Trial], path: str) -> tuple[Trial, Pair]:
    """Return the smallest case in which a part is wrong, and the part."""
    wrong = [t for t in trials if is_wrong(exercise, t, path)]
    example = min(wrong, key=lambda trial: numbers_in(trial.args))
    return example, pairs_of(exercise, [example], path)[0]


def with_example(exercise: Exercise, trials: list[Trial], path: str, says: str) -> str:
    """Return what is said of a part, and the smallest case as an example."""
    example, pair = smallest(exercise, trials, path)
    return f"{says}; for {inputs(exercise, example.args)}{gives(example, pair)}"


def all_zero(pairs: list[Pair], rtol: float, atol: float) -> bool:
    """Tell whether a part is 0 wherever it is wrong."""
    return all(
        np.all((np.asarray(p.ours) == 0) | np.isclose(p.ours, p.right, rtol, atol)) for p in pairs
    )


def near_anywhere(pair: Pair, rtol: float, atol: float) -> bool:
    """Tell whether some number of a part is right."""
    return bool(np.isclose(pair.ours, pair.right, rtol, atol).any())


def is_wrong(exercise: Exercise, trial: Trial, path: str) -> bool:
    """Tell whether a part has a wrong number in one case."""
    return any(
        not near(pair.right, pair.ours, exercise.rtol, exercise.atol)
        for pair in pairs_of(exercise, [trial], path)
    )


def gives(trial: Trial, pair: Pair) -> str:
    """Return the learner's own value where the case is small enough to check by hand."""
    if not is_small(trial.args) or np.size(pair.ours) > MOST:
        return ""
    return f" it gives {' '.join(np.array2string(np.asarray(pair.ours), precision=4).split())}"


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
        if value.size <= MOST:
            return "= " + " ".join(np.array2string(value, precision=4).split())
        return f"of shape {value.shape}"
    if isinstance(value, dict | list | tuple):
        return f"with {len(value)} entries"
    return f"= {value!r}" if isinstance(value, bool | int | float | str) else repr(value)
