"""Cells that a learner may hand in, hostile or odd, and what the grader must say of them."""

from tests.support.attacks.attack import ALL, LOST, NOTHING, Attack
from tests.support.attacks.hard_to_take import HARD_TO_TAKE
from tests.support.attacks.machine import MACHINE
from tests.support.attacks.odd_functions import ODD_FUNCTIONS
from tests.support.attacks.python_itself import PYTHON_ITSELF
from tests.support.attacks.usual import USUAL

__all__ = ["ALL", "ATTACKS", "LOST", "NOTHING", "NO_MEANING", "WORST", "Attack"]

# Their order says which attack meets which exercise in each run.
ATTACKS = USUAL | PYTHON_ITSELF | MACHINE | HARD_TO_TAKE | ODD_FUNCTIONS
# Those that meet every lab.
WORST = ("kills itself", "walks frames", "syntax error")
# An attack and an exercise to which it means nothing: these have no array to change.
NO_MEANING = {
    (kind, name)
    for kind in ("changes its arguments", "says that it changes nothing")
    for name in ("first_bias", "memory_gate", "count_weights")
}
