"""What a learner's process may answer: each field of a message is checked here, and only here.

The learner's code can write any message that it likes. `course_lib.grading.inside.wire` has made
plain data of it; here it gets its meaning, or is refused as a whole. What stays are values, which a
check compares, and the parts of a `Fault`, of which a sentence is made that begins with our words:
no text of the process is a verdict. Whether a call has changed its arguments is seen here as well,
because here are those that were sent.

A warning that is not reported, and an argument that is put back as it was, cannot be seen from
outside. Neither makes a wrong value right, and the same is allowed in an answer: to silence a
warning, to work on a copy.
"""

from typing import Any

from course_lib.grading.inside.fixtures import Fixture
from course_lib.grading.inside.outcome import FAULTS, Fault, Outcome, changes, one_line
from course_lib.grading.inside.wire import MOST_WARNINGS, WireError

TOOLS = ("rlimits", "landlock", "seccomp")
MOST_LETTERS = 300
MOST_LINES = 10**7


class AnswerError(WireError):
    """A message that is no answer; the text says which field is wrong, in the grader's words."""


def held(message: Any) -> tuple[str, ...]:
    """Return which tools of `course_lib.grading.inside.confine` a worker says it used on itself.

    Raises
    ------
    AnswerError
        If it is no such answer.
    """
    (tools,) = _fields(message, "held")
    if not isinstance(tools, list) or any(tool not in TOOLS for tool in tools):
        raise AnswerError(f"answer: held is no list of {', '.join(TOOLS)}.")
    return tuple(tools)


def defined(message: Any) -> tuple[Fault | None, int | None]:
    """Return what went wrong with a cell, and in which line.

    Raises
    ------
    AnswerError
        If it is no such answer.
    """
    fault, line = _fields(message, "fault", "line")
    return _fault(fault), _line(line)


def called(message: Any, args: tuple[Any, ...]) -> Outcome:
    """Return what came of a call with these arguments.

    Raises
    ------
    AnswerError
        If it is no such answer.

    Examples
    --------
    >>> raised = ("raised", "ValueError", "ok")
    >>> answer = {"value": None, "fault": raised, "line": 2, "warnings": (), "after": (1.0,)}
    >>> outcome = called(answer, (0.0,))
    >>> outcome.error, outcome.line, outcome.changed
    ('raised ValueError: ok', 2, (0,))
    """
    value, told, line, warnings, after = _fields(
        message, "value", "fault", "line", "warnings", "after"
    )
    fault = _fault(told)
    if fault and value is not None:
        raise AnswerError("answer: value and fault are both there, expected one of them.")
    if type(warnings) is not tuple or len(warnings) > MOST_WARNINGS:
        raise AnswerError(f"answer: warnings is no tuple of at most {MOST_WARNINGS} texts.")
    if type(after) is not tuple or len(after) != len(args):
        raise AnswerError(f"answer: after is no tuple of {len(args)} arguments.")
    if any(
        new is not None for old, new in zip(args, after, strict=True) if isinstance(old, Fixture)
    ):
        raise AnswerError("answer: after has something in the place of a function.")
    said = tuple(_text("warnings", text) for text in warnings)
    error = fault.sentence if fault else None
    return Outcome(value, error, _line(line), said, changes(args, after))


def _fields(message: Any, *names: str) -> list[Any]:
    if type(message) is not dict or message.keys() != set(names):
        raise AnswerError(f"answer: it is no dict with {', '.join(names)}.")
    return [message[name] for name in names]


def _fault(value: Any) -> Fault | None:
    if value is None:
        return None
    if type(value) is not tuple or len(value) != 3:
        raise AnswerError("answer: fault is neither None nor a tuple of 3 texts.")
    kind, name, text = (_text("fault", part) for part in value)
    if kind not in FAULTS:
        raise AnswerError(f"answer: fault is of no known kind, expected {', '.join(FAULTS)}.")
    return Fault(kind, name, text)


def _text(field: str, value: Any) -> str:
    if type(value) is not str or len(value) > MOST_LETTERS:
        raise AnswerError(f"answer: {field} has no text of at most {MOST_LETTERS} letters.")
    return one_line(value)


def _line(value: Any) -> int | None:
    if value is not None and (type(value) is not int or not 1 <= value <= MOST_LINES):
        raise AnswerError(f"answer: line is neither None nor from 1 to {MOST_LINES}.")
    return value if value is None else int(value)
