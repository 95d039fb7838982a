"""Whatever an answer returns, its check says in one sentence that it is wrong, and raises nothing.

Each value crosses as in `labs grade`: packed by the learner's process, unpacked by ours.
"""

import io

import numpy as np
import pytest

from course_lib.grading.checking.check import verdict
from course_lib.grading.inside import wire
from course_lib.grading.inside.outcome import Outcome
from course_lib.grading.inside.worker import answer_call
from course_lib.grading.outside import answers
from tests.labs.lab_tree import EXERCISES

BIG = 10**999
# A part of a right result, and what stands in its place.
PARTS = {
    "a huge number": lambda v: BIG,
    "a huge number below 0": lambda v: -BIG,
    "text": lambda v: "ok",
    "nothing": lambda v: None,
    "True": lambda v: not v if isinstance(v, bool) else True,
    "NaN": lambda v: np.full(np.shape(v), np.nan),
    "a NaN": lambda v: float("nan"),
    "infinity": lambda v: np.full(np.shape(v), -np.inf)[()],
    "a complex number": lambda v: np.asarray(v) + 1j,
    "complex numbers": lambda v: complex(0, 1),
    "truths": lambda v: np.ones(np.shape(v), bool),
    "small numbers": lambda v: np.ones(np.shape(v), np.int8),
    "wide numbers": lambda v: np.full(np.shape(v), "1e4000", np.longdouble),
    "half precision": lambda v: np.full(np.shape(v), 7, np.float16),
    "no entries": lambda v: np.zeros((0, *np.shape(v))),
    "one axis more": lambda v: np.asarray(v)[None],
    "one axis": lambda v: np.append(np.ravel(np.asarray(v, float)), 0.0),
    "a list": lambda v: [v, v],
    "a nested list": lambda v: [[[[1.0]]]],
    "an empty tuple": lambda v: (),
    "an empty dict": lambda v: {},
    "odd keys": lambda v: {"W\n: ok": 1.0, "": 2, "['W']": np.zeros(3)},
    "many keys": lambda v: {str(n): n for n in range(9000)},
}
WHOLES = {
    "the first part alone": lambda v: v[0] if isinstance(v, tuple) else (v,),
    "a part too many": lambda v: (*v, v) if isinstance(v, tuple) else (v, v),
    "a list in it": lambda v: ([v], v),
    "twenty levels": lambda v: [[[[[[[[[[[[[[[[[[v]]]]]]]]]]]]]]]]]],
}


class Crossing:
    """A function whose result crosses the pipe."""

    def __init__(self, function):
        self.function = function

    def remote_call(self, args):
        pipe = io.BytesIO()
        try:
            wire.send(pipe, answer_call("f", args, {"f": self.function}))
        except wire.WireError as error:
            return Outcome(error=f"returned what cannot be read: {error}")
        pipe.seek(0)
        return answers.called(wire.receive(pipe), args)


def each_part(value, change):
    """Return a result with each of its parts changed, and its structure kept."""
    if isinstance(value, tuple | list):
        return type(value)(each_part(part, change) for part in value)
    if isinstance(value, dict):
        return {key: each_part(part, change) for key, part in value.items()}
    return change(value)


@pytest.mark.parametrize("junk", [*PARTS, *WHOLES])
@pytest.mark.parametrize(
    "exercise", [e for _, e in EXERCISES], ids=[f"{lab}-{e.name}" for lab, e in EXERCISES]
)
def test_what_is_no_answer_has_a_verdict(exercise, junk):
    def answer(*args):
        right = exercise.reference(*args)
        return each_part(right, PARTS[junk]) if junk in PARTS else WHOLES[junk](right)

    said = verdict(exercise, Crossing(answer), hidden=True)
    assert said != "ok"
    assert said.isprintable()
    assert len(said) < 400
