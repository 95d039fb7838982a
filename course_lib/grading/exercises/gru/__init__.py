"""Lab 5, the GRU."""

from collections.abc import Callable
from typing import Any

from course_lib.grading.checking.check import Checks
from course_lib.grading.checking.exercise import by_name
from course_lib.grading.checking.variants import Variant
from course_lib.grading.exercises.gru.backward import GRU_BACKWARD
from course_lib.grading.exercises.gru.forward import GRU_STEP
from course_lib.grading.exercises.gru.memory import MEMORY_GATE, RIGHT, SLIDE, TURNED, Mix
from course_lib.grading.exercises.gru.net import (
    same_there_and_back,
    symbols_right,
    utterances_right,
)
from course_lib.grading.exercises.gru.torch import FROM_PYTORCH, TO_PYTORCH
from course_lib.grading.exercises.gru.variants import CHOICES
from course_lib.protocol import Array, Params

EXERCISES = by_name(GRU_STEP, GRU_BACKWARD, MEMORY_GATE, TO_PYTORCH, FROM_PYTORCH)
check = Checks(EXERCISES)


def train(
    gru_step: Callable[..., tuple[Array, ...]],
    gru_backward: Callable[..., tuple[Array, ...]],
    memory_gate: Callable[[Mix], str],
    to_pytorch: Callable[[Params], Params],
    from_pytorch: Callable[[Params], Params],
) -> None:
    """Judge three formulas, move weights, and train a net, all with a learner's functions."""
    functions: dict[str, Any] = {"gru_step": gru_step, "gru_backward": gru_backward}
    functions |= {"memory_gate": memory_gate}
    functions |= {"to_pytorch": to_pytorch, "from_pytorch": from_pytorch}
    if fault := check.first_fault(**functions):
        print(f"Nothing is trained yet. {fault}.")
        return
    for name, mix in (("Cho", RIGHT), ("Chung", TURNED), ("the slide", SLIDE)):
        print(f"Your test says where the formula of {name} keeps its memory: {memory_gate(mix)}.")
    same = same_there_and_back(to_pytorch, from_pytorch)
    print(f"A GRU gives the same after a journey to PyTorch's layout and back: {same}.")
    for name, slide in (("the right formula", False), ("the slide's formula", True)):
        right = symbols_right(gru_step, gru_backward, slide=slide)
        print(f"Your GRU with {name} keeps a symbol over 20 steps: {right:.0%} right.")
    right = utterances_right(gru_step, gru_backward)
    print(f"Your GRU names the speaker of {right:.1%} of 370 new utterances.")


def variant(student: str, mark: str) -> Variant:
    """Return the lab of one student, which a mark decides."""
    return Variant(mark, EXERCISES, CHOICES, train)
