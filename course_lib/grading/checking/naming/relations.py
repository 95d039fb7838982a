"""Name a mistake that nobody listed: how a wrong result differs from the right one.

A change is something that may have happened to the right value: it was transposed, a term was left
out, a squash was added. It is the mistake if it gives the learner's value in every case. Each has a
sentence, which tells no number of the answer. A new kind of change goes to `rearranged` or
`recomputed`, and into KINDS.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np

from course_lib.grading.checking.compare import near
from course_lib.grading.checking.naming.pairs import Change, Pair, is_real, wrong_numbers
from course_lib.grading.checking.naming.rearranged import reduced, shifted, taken, turned
from course_lib.grading.checking.naming.recomputed import scaled, squashed, terms
from course_lib.protocol import Array

Kind: TypeAlias = Callable[[Array, Pair], Iterator[Change]]
# The simplest first.
KINDS: tuple[Kind, ...] = (turned, scaled, taken, shifted, terms, squashed, reduced)


def relation(pairs: list[Pair], rtol: float, atol: float) -> str:
    """Return the first change that explains a part in every case, "" if none does.

    A case in which the part is right counts for a change that does nothing there.
    """
    if not all(is_real(pair.right) and is_real(pair.ours) for pair in pairs):
        return ""
    # One number alone has many a relation by chance.
    if sum(wrong_numbers(pair, rtol, atol) for pair in pairs) < 2:
        return ""
    left: list[str] | None = None
    for pair in sorted(pairs, key=lambda pair: near(pair.right, pair.ours, rtol, atol)):
        if left is None:
            left = list(dict.fromkeys(explained(pair, rtol, atol)))
        elif left and not near(pair.right, pair.ours, rtol, atol):
            here = set(explained(pair, rtol, atol))
            left = [says for says in left if says in here]
        elif left:
            # What would have changed a value that is right did not happen.
            other = {says for says, value in changes(pair) if not same(pair, value, rtol, atol)}
            left = [says for says in left if says not in other]
    return left[0] if left else ""


def explained(pair: Pair, rtol: float, atol: float) -> Iterator[str]:
    """Yield the sentence of each change that gives the learner's value in one case."""
    for says, value in changes(pair):
        if same(pair, value, rtol, atol):
            yield says


def same(pair: Pair, value: Any, rtol: float, atol: float) -> bool:
    """Tell whether a changed value is finite and the learner's."""
    value, ours = np.asarray(value), np.asarray(pair.ours)
    if value.shape != ours.shape:
        return False
    return near(value, ours, rtol, max(atol, 1e-9)) and bool(np.isfinite(value).all())


def changes(pair: Pair) -> Iterator[Change]:
    """Yield all changes of a right value, the simplest first: what to say, and the value."""
    right = np.asarray(pair.right, dtype=float)
    with np.errstate(all="ignore"):
        for kind in KINDS:
            yield from kind(right, pair)
