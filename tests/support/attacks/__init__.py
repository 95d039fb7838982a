"""Cells that a learner may hand in, hostile or odd, and what the grader must say of them."""

from tests.support.attacks.attack import ALL, LOST, NOTHING, Attack
from tests.support.attacks.hard_to_take import HARD_TO_TAKE
from tests.support.attacks.machine import MACHINE
from tests.support.attacks.odd_functions import ODD_FUNCTIONS
from tests.support.attacks.python_itself import PYTHON_ITSELF
from tests.support.attacks.usual import USUAL

__all__ = ["ALL", "ATTACKS", "LOST", "NOTHING", "NO_MEANING", "OUT_OF_TIME", "WORST", "Attack"]

# Their order says which attack meets which exercise in each run.
ATTACKS = USUAL | PYTHON_ITSELF | MACHINE | HARD_TO_TAKE | ODD_FUNCTIONS
# Those that meet every lab.
WORST = ("kills itself", "walks frames", "syntax error")
# Those that are ended by a limit of time, as an endless loop is, and so are only in the wide sweep.
OUT_OF_TIME = (
    *("sleeps", "prints without end", "profiles", "ignores all signals"),
    *("a finalizer that stays", "a large stack", "a dict without end"),
)
# An attack and an exercise to which it means nothing: these have no array to change.
NO_MEANING = {
    (kind, name)
    for kind in ("changes its arguments", "says that it changes nothing")
    for name in ("first_bias", "memory_gate", "count_weights")
}
