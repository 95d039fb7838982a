"""The process in which a learner's code runs: it defines cells and answers calls, nothing else.

Started by `course_lib.grading.outside.process` as ``python -I -c ...`` inside a sandbox, it loads
what all workers need and waits. For each worker it gets one end of a line and forks; the fork gives
up what it does not need, and speaks `course_lib.grading.inside.wire` on the line. What it answers
is checked by `course_lib.grading.outside.answers`: the learner's code can send whatever it likes.
"""

import builtins
import gc
import linecache
import os
import random
import select
import signal
import socket
import sys
import traceback
from typing import IO, Any

from course_lib.grading.inside import wire
from course_lib.grading.inside.fixtures import Fixture
from course_lib.grading.inside.outcome import (
    MISSING,
    Attempt,
    Fault,
    NotPlainError,
    attempt,
    fault_of,
    one_line,
    plain,
)

# Loaded before the files are closed: code that needs them later could not read them.
EARLY = ("numpy.linalg", "numpy.fft", "numpy.random", "numpy.testing", "doctest", "dataclasses")


def main(readable: list[str], writable: list[str], *, apart: bool) -> None:
    """Fork a worker for each line that comes, until the grader closes the socket on stdin.

    Parameters
    ----------
    readable, writable : list of str
        The folders that stay.
    apart : bool
        Whether each worker gets a file system and a process table of its own.
    """
    for name in EARLY:
        __import__(name)
    gc.freeze()  # else the first collection in a fork would copy all that is loaded
    with socket.socket(fileno=0) as requests:
        while (found := socket.recv_fds(requests, 1, 1))[0]:
            (line,) = found[1]
            if sys.platform != "linux":
                serve(line, readable, writable)
                return
            if os.fork() == 0:
                requests.close()  # the server is not a worker's to ask
                try:
                    go_behind_walls(line, readable, writable, apart=apart)
                except BaseException:
                    traceback.print_exc()
                os._exit(0)
            os.close(line)
            _reap()


def _reap() -> None:
    """Forget the workers that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def go_behind_walls(line: int, readable: list[str], writable: list[str], *, apart: bool) -> None:
    """Serve in a process that has a guard, and with ``apart`` also namespaces of its own."""
    from course_lib.grading.inside import confine, namespaces

    confine.die_with_parent()
    if apart:
        namespaces.enter()
        if first := os.fork():  # only what is forked now is in the new process table
            os.close(line)  # or the grader would not see that the worker has closed it
            os.waitpid(first, 0)
            return
        confine.die_with_parent()
        namespaces.furnish()
    if worker := os.fork():
        guard(line, worker)
        return
    confine.die_with_parent()
    serve(line, readable, writable)


def guard(line: int, worker: int) -> None:
    """Wait until the worker ends or the grader closes the line, then end the worker."""
    events = select.poll()
    events.register(line, select.POLLRDHUP)
    events.register(os.pidfd_open(worker), select.POLLIN)
    events.poll()
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)


def serve(line: int, readable: list[str], writable: list[str]) -> None:
    """Give up what is not needed, then answer until the grader closes the line."""
    to, source = _take_line(line)
    _draw_apart()
    held = give_up(readable, writable)
    wire.send(to, {"held": held})
    names: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
    names["get_ipython"] = names["display"] = _nothing
    while True:
        try:
            message = wire.receive(source, ours=True)
        except EOFError:
            return
        if message["do"] == "define":
            answer = define(message["source"], message["file"], names)
        else:
            answer = answer_call(message["name"], message["args"], names)
        try:
            wire.send(to, answer)
        except wire.WireError as error:
            fault = Fault("returned", text=f"what cannot be read: {error}")
            wire.send(to, reply(Attempt(fault=fault), message["args"]))


def give_up(readable: list[str], writable: list[str]) -> list[str]:
    """Return which of the tools of `confine` hold now."""
    held = []
    if sys.platform == "linux":
        from course_lib.grading.inside import confine

        confine.limit_resources()
        confine.drop_capabilities()
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
        return {"fault": tuple(fault_of(raised, None)), "line": _line(raised, file)}
    return {"fault": None, "line": None}


def answer_call(name: str, args: tuple[Any, ...], names: dict[str, Any]) -> dict[str, Any]:
    """Call a function that a cell has defined; return what came of it."""
    function = names.get(name)
    if not callable(function):
        kind = "" if function is None else one_line(type(function).__name__)
        return reply(Attempt(fault=MISSING._replace(name=kind)), args)
    try:
        return reply(attempt(function, args), args)
    except BaseException as raised:  # KeyboardInterrupt, which `attempt` lets through
        return reply(Attempt(fault=fault_of(raised, function)), args)


def reply(tried: Attempt, args: tuple[Any, ...]) -> dict[str, Any]:
    """Return what the grader is told of a call, with the arguments as they are after it.

    The grader itself looks whether the call has changed them: it has those that it sent.
    """
    return {
        "value": tried.value,
        "fault": None if tried.fault is None else tuple(tried.fault),
        "line": tried.line,
        "warnings": tried.warnings[: wire.MOST_WARNINGS],
        "after": tuple(_after(arg) for arg in args),
    }


def _after(arg: Any) -> Any:
    """Return an argument after the call; None for a function, and for what is no data any more."""
    try:
        return None if isinstance(arg, Fixture) else plain(arg)
    except NotPlainError:
        return None


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


def _take_line(line: int) -> tuple[IO[bytes], IO[bytes]]:
    """Keep the line for the grader alone: what a cell prints or reads goes nowhere."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.close(nothing)
    return os.fdopen(line, "wb", closefd=False), os.fdopen(line, "rb")


def _draw_apart() -> None:
    """Seed the generators that all forks have in common, so that no two draw the same numbers."""
    import numpy as np

    np.random.seed()  # noqa: NPY002 - the learner's code may use it
    random.seed()
