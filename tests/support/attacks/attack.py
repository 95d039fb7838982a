"""What an attack is, and what it may earn.

In each source {name} is the function of the exercise, {args} the names of its arguments, {module}
the module of the lab's exercises, and {right} the solution's cell.
"""

from typing import NamedTuple

NOTHING, LOST, ALL = "no point", "points lost", "all points"


class Attack(NamedTuple):
    """What stands in the cell of one exercise."""

    source: str
    told: str = ""
    """A part of what the learner is told."""
    earns: str = NOTHING


WRAPPED = """{right}
_right = {name}
"""
