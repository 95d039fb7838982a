"""The process in which a learner's code runs: it defines cells and answers calls, nothing else.

Started by `course_lib.grading.remote` as ``python -I -c ...`` inside a sandbox. It speaks
`course_lib.grading.wire` on the two pipes that it was started with. All that the learner's code
can do with them is to give wrong answers.
"""

import builtins
import linecache
import os
import sys
import traceback
from typing import IO, Any

from course_lib.grading import wire
from course_lib.grading.outcome import Outcome, call, describe

# Loaded before the files are closed: code that needs them later could not read them.
EARLY = ("numpy.linalg", "numpy.fft", "numpy.random", "numpy.testing", "doctest", "dataclasses")


def main(readable: list[str], writable: list[str]) -> None:
    """Give up what is not needed, then answer until the grader closes the pipe.

    Parameters
    ----------
    readable, writable : list of str
        The folders that stay.
    """
    for name in EARLY:
        __import__(name)
    to, source = _take_pipes()
    held = give_up(readable, writable)
    wire.send(to, {"held": held})
    names: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
    names["get_ipython"] = names["display"] = _nothing
    while True:
        try:
            message = wire.receive(source)
        except EOFError:
            return
        if message["do"] == "define":
            answer = define(message["source"], message["file"], names)
        else:
            answer = answer_call(message["name"], message["args"], names)
        try:
            wire.send(to, answer)
        except wire.WireError as error:
            wire.send(to, {"error": f"returned what cannot be read: {error}"})


def give_up(readable: list[str], writable: list[str]) -> list[str]:
    """Return which of the tools of `confine` hold now."""
    held = []
    if sys.platform == "linux":
        from course_lib.grading import confine

        confine.die_with_parent()
        confine.limit_resources()
        held.append("rlimits")
        if confine.landlock_version():
            confine.restrict_files(readable, writable)
            held.append("landlock")
        if confine.can_filter():
            confine.filter_calls()
            held.append("seccomp")
    return held


def define(source: str, file: str, names: dict[str, Any]) -> dict[str, Any]:
    """Run a cell; return what went wrong and where, or that nothing did."""
    # Tracebacks show the learner's line, as in a notebook.
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    try:
        exec(compile(source, file, "exec"), names)
    except BaseException as raised:
        return {"error": describe(raised, None), "line": _line(raised, file)}
    return {"error": None, "line": None}


def answer_call(name: str, args: tuple[Any, ...], names: dict[str, Any]) -> dict[str, Any]:
    """Call a function that a cell has defined; return the fields of its `Outcome`."""
    function = names.get(name)
    if not callable(function):
        what = "not defined" if function is None else f"a value of type {type(function).__name__}"
        return vars(Outcome(error=f"is {what}, expected a function"))
    try:
        return vars(call(function, args))
    except BaseException as raised:  # KeyboardInterrupt, which `call` lets through
        return vars(Outcome(error=describe(raised, function)))


class _Nothing:
    """What a notebook's own functions are here: any use of them does nothing."""

    def __getattr__(self, name: str) -> "_Nothing":
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> "_Nothing":
        return self


_nothing = _Nothing()


def _line(raised: BaseException, file: str) -> int | None:
    if isinstance(raised, SyntaxError) and raised.filename == file:
        return raised.lineno
    frames = traceback.extract_tb(raised.__traceback__)
    return next((f.lineno for f in reversed(frames) if f.filename == file), None)


def _take_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Keep the two pipes for the grader alone: what a cell prints or reads goes nowhere."""
    source, to = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    return os.fdopen(to, "wb"), os.fdopen(source, "rb")
