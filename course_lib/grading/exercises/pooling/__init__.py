"""Lab 7, pooling."""

from collections.abc import Callable

from course_lib.grading.checking.check import Checks
from course_lib.grading.checking.exercise import by_name
from course_lib.grading.checking.variants import Variant
from course_lib.grading.exercises.pooling.backward import MAX_BACKWARD
from course_lib.grading.exercises.pooling.forward import POOLS
from course_lib.grading.exercises.pooling.maps import MAXOUT
from course_lib.grading.exercises.pooling.net import Answers, reads, survivors
from course_lib.grading.exercises.pooling.shared import SHARED_BACKWARD
from course_lib.grading.exercises.pooling.shift import SURVIVES
from course_lib.grading.exercises.pooling.variants import CHOICES
from course_lib.protocol import Array, Integers

EXERCISES = by_name(POOLS, MAX_BACKWARD, SHARED_BACKWARD, MAXOUT, SURVIVES)
check = Checks(EXERCISES)


def train(
    pools: Callable[..., tuple[Array, ...]],
    max_backward: Callable[..., Array],
    shared_backward: Callable[..., tuple[Array, ...]],
    maxout: Callable[..., tuple[Array, Integers]],
    survives: Callable[..., float],
) -> None:
    """Move digits, train nets with a learner's pools, and print what came of it."""
    answers = Answers(pools, max_backward, shared_backward, maxout, survives)
    if fault := check.first_fault(**answers._asdict()):
        print(f"Nothing is trained yet. {fault}.")
        return
    print("Real digits move by one pixel. These outputs survive:")
    for kind, share in survivors(answers).items():
        print(f"  {kind:8} {share:.0%}")
    print("Trained nets, on 1,000 new digits:")
    for setting in ("stride", "average", "L2", "maximum", "maxout"):
        right, moved = reads(setting, answers)
        print(f"  {setting:8} reads {right:.1%} in place, {moved:.1%} if they move by one pixel")


def variant(student: str, mark: str) -> Variant:
    """Return the lab of one student, which a mark decides."""
    return Variant(mark, EXERCISES, CHOICES, train)
