"""One call of a learner's function, and all that a check may know of it.

The check of an exercise calls a function through `run` and never touches it otherwise. So one
check serves two places: a learner's notebook, where the function is called in this process, and
the graded copy, where it is a proxy for a function in a process of its own.
"""

import contextlib
import copy
import io
import re
import traceback
import warnings as python_warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from course_lib.grading.inside.fixtures import Fixture

KINDS = "biufc"
# Control characters but tab and line break, signs that turn the order of letters, and halves of
# characters: no terminal, page or file should get them.
UNFIT = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069"
    "\\ud800-\\udfff\\ufffe\\uffff]"
)
LIMIT = 64_000_000
DEPTH = 20
# What a function of another kind returns, and what to look for.
KINDS_OF_FUNCTION = {
    "generator": "a generator; is there a yield where a return should be?",
    "coroutine": "a coroutine; write the function without async",
}
UNWRITTEN = "not written yet"
STUB = "{name}: write your answer here."


class Fault(NamedTuple):
    """Why a call gave no value, or a cell failed, in parts.

    A learner's process sends these parts, and the grader makes the sentence of them. So whatever
    they hold, the sentence begins with words of the grader's.

    Examples
    --------
    >>> Fault("raised", "ValueError", "ok").sentence
    'raised ValueError: ok'
    """

    kind: str
    """One of `FAULTS`."""
    name: str = ""
    """Of a type, or of a function that is not written."""
    text: str = ""
    """What an exception says, or what was returned."""

    @property
    def sentence(self) -> str:
        """What the learner reads, as the end of a sentence."""
        match self.kind:
            case "raised":
                said = f"raised {self.name or 'an exception'}"
                return f"{said}: {self.text}" if self.text else said
            case "returned":
                return f"returned {self.text or 'nothing'}"
            case "missing":
                what = f"a value of type {self.name}" if self.name else "not defined"
                return f"is {what}, expected a function"
            case "unwritten":
                return f"calls {self.name}, which is {UNWRITTEN}" if self.name else UNWRITTEN
        return "ended the Python process"


FAULTS = ("raised", "returned", "missing", "unwritten", "ended")
MISSING = Fault("missing")


class Attempt(NamedTuple):
    """What a call gave in the process in which it was made."""

    value: Any = None
    fault: Fault | None = None
    line: int | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came of one call.

    Attributes
    ----------
    value : object
        What the function returned, copied, and made of plain data only (`plain`).
    error : str or None
        Why there is no value, as the end of a sentence: ``"raised ValueError: no"``. Never empty.
    line : int or None
        The line of the learner's cell in which it went wrong.
    warnings : tuple of str
        NumPy's warnings and others: ``"RuntimeWarning: overflow encountered in exp"``.
    changed : tuple of int
        Which arguments are not as they were before the call.
    final : bool
        Whether it is no use to call again: the time is up, or the process has ended.
    """

    value: Any = None
    error: str | None = None
    line: int | None = None
    warnings: tuple[str, ...] = ()
    changed: tuple[int, ...] = ()
    final: bool = False

    def __post_init__(self) -> None:
        if self.error == "":
            raise ValueError("Outcome: error is empty, expected a sentence or None.")


class NotPlainError(TypeError):
    """A value is not made of plain data; the text ends a sentence: "returned …"."""


class Nowhere(io.TextIOBase):
    """A stream that forgets: to keep what an endless loop prints would fill the memory."""

    def write(self, text: str) -> int:
        """Drop a text and return its length."""
        return len(text)


def run(function: Any, args: tuple[Any, ...]) -> Outcome:
    """Call a function here, or where it lives if it has a method ``remote_call(args)``."""
    remote = getattr(function, "remote_call", None)
    return call(function, args) if remote is None else remote(args)


def call(function: Callable[..., Any], args: tuple[Any, ...]) -> Outcome:
    """Call a function in this process with copies of ``args``; nothing that it raises gets out.

    What it prints is dropped: a check has one line. Ctrl-C goes through.

    Examples
    --------
    >>> call(lambda z: 1 / z, (0,)).error
    'raised ZeroDivisionError: division by zero'
    """
    given = copy.deepcopy(args)
    value, fault, line, warnings = attempt(function, given)
    error = fault.sentence if fault else None
    return Outcome(value, error, line, warnings, changes(args, given))


def attempt(function: Callable[..., Any], args: tuple[Any, ...]) -> Attempt:
    """Call a function in this process with these very arguments; Ctrl-C goes through."""
    fault, line, value = None, None, None
    with (
        python_warnings.catch_warnings(record=True) as caught,
        contextlib.redirect_stdout(Nowhere()),
        contextlib.redirect_stderr(Nowhere()),
        np.errstate(all="warn", under="ignore"),
    ):
        python_warnings.simplefilter("always")
        try:
            value = plain(function(*args))
        except NotPlainError as other:
            fault = Fault("returned", text=str(other).removeprefix("returned "))
        except KeyboardInterrupt:
            raise
        except BaseException as raised:
            fault = fault_of(raised, function)
            # A stub that is not yet written is no mistake to look for.
            line = None if fault == Fault("unwritten") else line_of(raised, function)
    said = tuple(f"{w.category.__name__}: {one_line(w.message)}" for w in caught)
    return Attempt(value, fault, line, said)


def changes(args: tuple[Any, ...], after: Iterable[Any]) -> tuple[int, ...]:
    """Return which arguments are not as they were before a call.

    Examples
    --------
    >>> changes((1.0, [2.0]), (1.0, [3.0]))
    (1,)
    """
    pairs = zip(args, after, strict=True)
    return tuple(i for i, (old, new) in enumerate(pairs) if not same(old, new))


def fault_of(raised: BaseException, function: object) -> Fault:
    """Return what an exception says of a function, or of a cell if that is None.

    Examples
    --------
    >>> fault_of(NotImplementedError(STUB.format(name="relu")), len).sentence
    'calls relu, which is not written yet'
    """
    # Of a syntax error the place is told elsewhere, in the learner's words.
    text = one_line(raised.msg if isinstance(raised, SyntaxError) else raised)
    if isinstance(raised, NotImplementedError):
        stub = re.fullmatch(re.escape(STUB).replace(r"\{name\}", r"(\w+)"), text)
        other = stub and stub[1] != getattr(function, "__name__", stub[1])
        return Fault("unwritten", stub[1] if stub and other else "")
    if isinstance(raised, SystemExit):
        return Fault("ended")
    return Fault("raised", one_line(type(raised).__name__), text)


def line_of(raised: BaseException, function: object) -> int | None:
    """Return the last line of the function's own cell that the exception went through."""
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    if isinstance(raised, SyntaxError) and raised.filename == file:
        return raised.lineno
    frames = traceback.extract_tb(raised.__traceback__)
    return next((f.lineno for f in reversed(frames) if f.filename == file), None)


def one_line(message: object, most: int = 200) -> str:
    """Return the first line of a text that a learner's code made, cut to a length."""
    try:
        text = str(message)
    except Exception:
        return "(its text cannot be read)"
    lines = text[: 10 * most].strip().splitlines()
    first = UNFIT.sub("?", lines[0].strip().replace("\t", " ")) if lines else ""
    return first if len(first) <= most else first[: most - 1] + "…"


def plain(value: Any, depth: int = 0) -> Any:
    """Return a copy of a value made of plain data, or say why it is none.

    Plain are None, bool, numbers, str, NumPy arrays of numbers, and tuples, lists and dicts with
    str keys of these. A scalar of NumPy becomes Python's.

    Raises
    ------
    NotPlainError
        If it is something else, or larger than 64 MB.

    Examples
    --------
    >>> plain((np.float64(0.5), [1, "a"]))
    (0.5, [1, 'a'])
    >>> plain(np.array([None]))  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    NotPlainError: returned an array of dtype object, expected numbers
    """
    if depth > DEPTH:
        raise NotPlainError(f"returned data nested deeper than {DEPTH} levels")
    kind = type(value)
    if value is None or kind in (bool, int, float, complex):
        return value
    if kind is str:
        return expect_small(value, len(value))
    if kind is np.ndarray:
        if value.dtype.kind not in KINDS:
            raise NotPlainError(f"returned an array of dtype {value.dtype}, expected numbers")
        return np.array(expect_small(value, value.nbytes), order="C")
    if isinstance(value, np.generic) and value.dtype.kind in KINDS:
        number = value.item()
        return float(number) if isinstance(number, np.generic) else number
    if isinstance(value, tuple | list):
        parts = [plain(part, depth + 1) for part in expect_small(value, 8 * len(value))]
        return tuple(parts) if isinstance(value, tuple) else parts
    if isinstance(value, dict):
        if not all(type(key) is str for key in value):
            raise NotPlainError("returned a dict whose keys are not all text")
        return {key: plain(part, depth + 1) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        raise NotPlainError(f"returned a {kind.__name__}, expected a plain NumPy array")
    other = f"a value of type {kind.__name__}, expected numbers and arrays"
    raise NotPlainError(f"returned {KINDS_OF_FUNCTION.get(kind.__name__, other)}")


def expect_small(value: Any, size: int) -> Any:
    """Return the value if it has at most 64 MB.

    Raises
    ------
    NotPlainError
        If it has more.
    """
    if size > LIMIT:
        raise NotPlainError(f"returned {size / 1e6:,.0f} MB, expected at most {LIMIT / 1e6:.0f} MB")
    return value


def same(old: Any, new: Any) -> bool:
    """Tell whether a call left an argument exactly as it was; ``new`` may be any plain data.

    Examples
    --------
    >>> same({"W": np.ones(2)}, {"W": np.ones(2)}), same([1.0], [2.0])
    (True, False)
    """
    if isinstance(old, Fixture):
        return True
    if isinstance(old, np.ndarray):
        if not isinstance(new, np.ndarray) or (old.shape, old.dtype) != (new.shape, new.dtype):
            return False
        return bool(np.array_equal(old, new, equal_nan=old.dtype.kind in "fc"))
    if isinstance(old, dict):
        return (
            isinstance(new, dict)
            and old.keys() == new.keys()
            and all(same(part, new[key]) for key, part in old.items())
        )
    if isinstance(old, tuple | list):
        return isinstance(new, tuple | list) and len(old) == len(new) and all(map(same, old, new))
    old, new = (part.item() if isinstance(part, np.generic) else part for part in (old, new))
    if type(old) is not type(new):  # so no array and no number of NumPy meets ==
        return False
    return bool(old == new) or bool(old != old and new != new)  # NaN
