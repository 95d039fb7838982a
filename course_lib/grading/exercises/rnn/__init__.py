"""Lab 3, the naive RNN."""

from collections.abc import Callable

from course_lib.grading.checking.check import Checks
from course_lib.grading.checking.exercise import by_name
from course_lib.grading.checking.variants import Variant
from course_lib.grading.exercises.rnn.backward import BPTT
from course_lib.grading.exercises.rnn.both import BOTH_DIRECTIONS
from course_lib.grading.exercises.rnn.clip import CLIP
from course_lib.grading.exercises.rnn.forward import RNN_STEP, THROUGH_TIME
from course_lib.grading.exercises.rnn.net import Answers, names_speakers
from course_lib.grading.exercises.rnn.variants import CHOICES
from course_lib.protocol import Array, Params

EXERCISES = by_name(RNN_STEP, THROUGH_TIME, BPTT, CLIP, BOTH_DIRECTIONS)
check = Checks(EXERCISES)


def train(
    rnn_step: Callable[..., Array],
    through_time: Callable[..., Array],
    bptt: Callable[..., tuple[Array, ...]],
    clip: Callable[[Params, float], Params],
    both_directions: Callable[..., Array],
) -> None:
    """Train two nets made of a learner's functions on speech, and print what they learned."""
    answers = Answers(rnn_step, through_time, bptt, clip, both_directions)
    if fault := check.first_fault(**answers._asdict()):
        print(f"Nothing is trained yet. {fault}.")
        return
    for name, shares in names_speakers(answers).items():
        print(
            f"Your net with {name:14} names the speaker: {shares[0]:.1%} right at the first frame, "
            f"{shares[-1]:.1%} at the seventh."
        )


def variant(student: str, mark: str) -> Variant:
    """Return the lab of one student, which a mark decides."""
    return Variant(mark, EXERCISES, CHOICES, train)
