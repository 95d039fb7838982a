"""Lab 4, the LSTM."""

from collections.abc import Callable

from course_lib.grading.checking.check import Checks
from course_lib.grading.checking.exercise import by_name
from course_lib.grading.checking.variants import Variant
from course_lib.grading.exercises.lstm.backward import LSTM_STEP_BACKWARD
from course_lib.grading.exercises.lstm.bias import FIRST_BIAS
from course_lib.grading.exercises.lstm.mended import MENDED_LSTM
from course_lib.grading.exercises.lstm.net import STEPS, Answers, solve
from course_lib.grading.exercises.lstm.step import LSTM_STEP
from course_lib.grading.exercises.lstm.variants import CHOICES
from course_lib.protocol import Array

EXERCISES = by_name(LSTM_STEP, LSTM_STEP_BACKWARD, FIRST_BIAS, MENDED_LSTM)
check = Checks(EXERCISES)


def train(
    lstm_step: Callable[..., tuple[Array, ...]],
    lstm_step_backward: Callable[..., tuple[Array, ...]],
    first_bias: Callable[[int, int, float], Array],
    mended_lstm: Callable[..., Array],
    seed: int = 0,
) -> None:
    """Let an LSTM made of a learner's functions learn the adding problem, and print how it went."""
    answers = Answers(lstm_step, lstm_step_backward, first_bias, mended_lstm)
    if fault := check.first_fault(**answers._asdict()):
        print(f"Nothing is trained yet. {fault}.")
        return
    print(
        f"Your LSTM adds two of {STEPS} numbers. It stops where nine tenths of the error are gone:"
    )
    for name, run in solve(answers, seed).items():
        less = f"{1 - run.errors[-1]:.1%} less error than a net that remembers nothing"
        print(f"{name}: {run.last} updates, {less}.")


def variant(student: str, mark: str) -> Variant:
    """Return the lab of one student, which a mark decides."""
    return Variant(mark, EXERCISES, CHOICES, train)
