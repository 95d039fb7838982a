"""Name a mistake by what a wrong result is made of, where no simple change of the right one is it.

A wrong result may be the right one but for a factor in each row, or a mix with an argument. Both
are found by a fit: with far more numbers than unknowns, it is exact only if it is true.
"""

from collections.abc import Iterator

import numpy as np

from course_lib.grading.checking.naming.pairs import Pair, axis_name, fitted, is_real
from course_lib.protocol import Array

# How many numbers there must be for each unknown of a fit.
FOR_EACH = 4
EXACT = 1e-7
HUNDREDTH = 0.01


def mixture(pairs: list[Pair], rtol: float, atol: float) -> str:
    """Return what a part is made of in all cases, "" if nothing fits.

    Parameters
    ----------
    pairs
        The cases, some of them right.
    rtol, atol
        How near a number must be.
    """
    if not all(is_real(pair.right) and is_real(pair.ours) for pair in pairs):
        return ""
    if any(np.shape(p.right) != np.shape(p.ours) or not np.isfinite(p.ours).all() for p in pairs):
        return ""
    cases = [
        (np.asarray(p.right, float), np.asarray(p.ours, float), p)
        for p in pairs
        if np.size(p.right)
    ]
    if not cases:
        return ""
    wrong = sum(int((~np.isclose(ours, right, rtol, atol)).sum()) for right, ours, _ in cases)
    right = np.concatenate([r.ravel() for r, _, _ in cases])
    ours = np.concatenate([o.ravel() for _, o, _ in cases])
    with np.errstate(all="ignore"):
        if wrong < 2 * FOR_EACH:
            return next(limited(right, ours), "")
        return next(found(cases, right, ours), "")


def found(cases: list[tuple[Array, Array, Pair]], right: Array, ours: Array) -> Iterator[str]:
    """Yield the sentence of each fit that holds."""
    if is_exact(ours, right):
        yield "is right but for a factor, which is always the same number"
    many = [(r, o) for r, o, _ in cases if r.size > 1]
    if all(is_one_number(r) and is_one_number(o) for r, o in many):
        if all(np.array_equal(r != 0, o != 0) for r, o, _ in cases):
            yield "has a wrong number in the right places"
        many = []
    if sum(r.size - 1 for r, _ in many) >= FOR_EACH:
        if all(is_exact(o.ravel(), r.ravel(), least=2) for r, o in many):
            yield "is right but for a factor: one for all its entries, and another in each case"
        if all(is_exact((o - r).ravel(), np.ones(r.size), least=2) for r, o in many):
            yield "is right but for a number that is added to all its entries"
    yield from with_others(cases, right, ours)
    if is_exact(ours, right, np.ones_like(right)):
        yield "is the right one times a number, and another number added"
    yield from along_axes(cases)
    yield from by_size(right, ours)
    yield from limited(right, ours)
    if all(np.allclose(np.sort(r, axis=None), np.sort(o, axis=None)) for r, o, _ in cases):
        yield "holds the right numbers, but in other places"
    if all(np.abs(o - r).max() <= HUNDREDTH * np.abs(r).max() for r, o, _ in cases):
        yield "is nearly right: no number is off by more than a hundredth of the largest"
    yield from ordered(right, ours)


def is_exact(ours: Array, *columns: Array, least: int = FOR_EACH) -> bool:
    """Tell whether numbers are a sum of columns, each times one number."""
    if ours.size < least * len(columns) or not ours.any():
        return False
    table = np.stack(columns, axis=1)
    if not (np.isfinite(table).all() and np.isfinite(ours).all()) or np.linalg.matrix_rank(
        table
    ) < len(columns):
        return False
    weights, *_ = np.linalg.lstsq(table, ours, rcond=None)
    rest = np.abs(ours - table @ weights).max()
    # Each column must count, or fewer would do.
    counts = (np.abs(weights) * np.abs(table).max(axis=0) > 1e-6 * np.abs(ours).max()).all()
    return bool(rest <= EXACT * np.abs(ours).max() and counts)


def is_one_number(values: Array) -> bool:
    """Tell whether all numbers that are not 0 are the same: a factor for all then says nothing."""
    return bool(np.ptp(values[values != 0]) <= EXACT) if values.any() else True


def along_axes(cases: list[tuple[Array, Array, Pair]]) -> Iterator[str]:
    """Yield that a factor or a term is the same along an axis."""
    axes = {r.ndim for r, _, _ in cases}
    if len(axes) != 1:
        return
    for axis in range(axes.pop()):
        long = [(r, o) for r, o, _ in cases if r.shape[axis] > 1 and r.size > r.shape[axis]]
        if sum(r.size - r.size // r.shape[axis] for r, _ in long) < 2 * FOR_EACH:
            continue
        others = [k for k in range(long[0][0].ndim) if k != axis]
        of_each = " and each ".join(axis_name(long[0][0], k) for k in others)
        with np.errstate(all="ignore"):
            ratios = [o / r for r, o in long]
        # What is 0 has not been multiplied: it was never written.
        if all(is_flat(ratio, axis) and ratio.all() for ratio in ratios):
            if all(np.allclose(np.abs(o), np.abs(r)) for r, o in long):
                sign = "has the opposite sign in some places"
                yield f"{sign}: each {of_each} has one for all its entries"
            yield f"is right but for a factor: each {of_each} has one for all its entries"
        if all(is_flat(o - r, axis) for r, o in long):
            yield f"is right but for a term: each {of_each} has one for all its entries"


def is_flat(values: Array, axis: int) -> bool:
    """Tell whether numbers are the same along an axis, but for those that are 0 / 0."""
    known = np.where(np.isfinite(values), values, np.nan)
    if np.isnan(known).all(axis=axis).any():
        return False
    low, high = np.nanmin(known, axis=axis), np.nanmax(known, axis=axis)
    return bool(np.all(high - low <= EXACT * np.maximum(1, np.abs(high))))


def by_size(right: Array, ours: Array) -> Iterator[str]:
    """Yield what holds for the sizes or the signs of the numbers alone."""
    if np.allclose(np.abs(right), np.abs(ours)):
        yield "has the right sizes, but some wrong signs"
    rise = right != 0
    if rise.sum() < 3 * FOR_EACH or (ours[rise] == 0).any() or ours[~rise].any():
        return
    logs, theirs = (np.log(np.abs(a[rise])) for a in (ours, right))
    if is_exact(logs, theirs) or is_exact(logs, theirs, np.ones_like(logs)):
        yield "is a power of what it should be"


def limited(right: Array, ours: Array) -> Iterator[str]:
    """Yield that numbers beyond a limit have been cut off."""
    wrong = ~np.isclose(right, ours, rtol=1e-7, atol=1e-9)
    top, bottom = wrong & (right > ours), wrong & (right < ours)
    cuts = []
    for beyond, word in ((top, "above"), (bottom, "below")):
        limit = ours[beyond]
        if beyond.any():
            if len(limit) < 2 or np.ptp(limit) > EXACT * max(1, np.abs(limit).max()):
                return
            inside = ours <= limit.max() if word == "above" else ours >= limit.min()
            cuts.append(word if inside.all() else "")
    if cuts and all(cuts) and not wrong.all():
        yield f"is cut off {' and '.join(cuts)} a limit, where it should not be"


def ordered(right: Array, ours: Array) -> Iterator[str]:
    """Yield that the numbers rise, or fall, with the right ones."""
    order = np.argsort(right)
    steps, theirs = np.diff(ours[order]), np.diff(right[order])
    clear = theirs > EXACT * max(1, np.abs(right).max())
    if clear.sum() < 3 * FOR_EACH or (np.abs(steps[~clear]) > EXACT * np.abs(ours).max()).any():
        return
    if (steps[clear] > 0).all():
        yield "keeps the order of the right numbers, but not their sizes"
    elif (steps[clear] < 0).all():
        yield "has the order of the right numbers turned round: the largest is the smallest"


def with_others(cases: list[tuple[Array, Array, Pair]], right: Array, ours: Array) -> Iterator[str]:
    """Yield that another part or an argument is mixed in, as a term or as a factor."""
    names = [*cases[0][2].given, *cases[0][2].parts]
    for name in names:
        terms = [fitted({**p.given, **p.parts}.get(name), r.shape) for r, _, p in cases]
        if any(term is None for term in terms):
            continue
        term = np.concatenate([t.ravel() for t in terms if t is not None])
        if np.ptp(term) == 0 or np.allclose(term, right):
            continue
        if is_exact(ours, right, term):
            yield f"is a mix of the right one and {name}"
        for forms in ((term,), (term, term**2), (np.abs(term),), (np.sign(term),), (term**3,)):
            if is_exact(ours, *(right * form for form in forms)):
                yield f"has a factor too many that is made of {name}"
            if is_exact(ours, right, *(right * form for form in forms)):
                yield f"has a factor too many that is made of {name}"
            if is_exact(ours - right, *forms) or is_exact(ours - right, np.ones_like(term), *forms):
                yield f"has a term too many that is made of {name}"
        if is_exact(ours * term, right) or is_exact(ours * term**2, right):
            yield f"is divided by {name}, where it should not be"
        if is_exact(ours, term) or is_exact(ours, term, np.ones_like(term)):
            yield f"is {name} times a number, and no more"
