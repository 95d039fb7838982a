"""The process in which a learner's code runs: it defines cells and answers calls, nothing else.

Started by `course_lib.grading.outside.process` as ``python -I -c ...`` inside a sandbox, it loads
what all workers need and waits. For each worker it gets one end of a line and forks; the fork gives
up what it does not need, and speaks `course_lib.grading.inside.wire` on the line. What it answers
is checked by `course_lib.grading.outside.answers`: the learner's code can send whatever it likes.
"""

import contextlib
import gc
import os
import random
import select
import shutil
import signal
import socket
import sys
import traceback
from typing import IO, Any

from course_lib.grading.inside import wire
from course_lib.grading.inside.cells import Notebook
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

PERIOD, MOST_THREADS, MOST_WRITTEN = 100, 128, 32 * 2**20
"""How often the guard looks, in milliseconds, and what it allows."""
# Loaded before the files are closed: code that needs them later could not read them.
EARLY = ("numpy.linalg", "numpy.fft", "numpy.random", "numpy.testing", "doctest", "dataclasses")


def main(readable: list[str], writable: list[str], *, apart: bool, scratch: str = "") -> None:
    """Fork a worker for each line that comes, until the grader closes the socket on stdin.

    Parameters
    ----------
    readable, writable : list of str
        The folders that stay.
    apart : bool
        Whether each worker gets a file system and a process table of its own.
    scratch : str, optional
        A folder in which each worker gets one to write in, where it has no file system of its own.
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
                    go_behind_walls(line, readable, writable, apart=apart, scratch=scratch)
                except BaseException:
                    traceback.print_exc()
                os._exit(0)
            os.close(line)
            _reap()
    # Each guard sees its own line closed now. Left alone, it would end with this process, before
    # it has removed its worker's folder.
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def _reap() -> None:
    """Forget the workers that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def go_behind_walls(
    line: int, readable: list[str], writable: list[str], *, apart: bool, scratch: str
) -> None:
    """Serve in a process that has a guard, and with ``apart`` also namespaces of its own."""
    from course_lib.grading.inside import confine, namespaces

    confine.die_with_parent()
    processes = os.open("/proc", os.O_DIRECTORY)  # for the guard: /proc is hidden soon
    folder = ""
    if apart:
        namespaces.enter()
        if first := os.fork():  # only what is forked now is in the new process table
            os.close(line)  # or the grader would not see that the worker has closed it
            os.waitpid(first, 0)
            return
        confine.die_with_parent()
        namespaces.furnish()
    else:
        folder = os.path.join(scratch, str(os.getpid()))
        os.makedirs(folder, 0o700)
    if worker := os.fork():
        guard(line, worker, processes, folder)
        return
    os.close(processes)
    confine.die_with_parent()
    if folder:
        os.chdir(folder)
        os.environ["TMPDIR"] = folder
    serve(line, readable, [*writable, folder] if folder else writable)


def guard(line: int, worker: int, processes: int, folder: str) -> None:
    """Wait until the worker ends, or the grader closes the line, or it takes too much; end it.

    Threads and files are what no limit of the system holds for a single process.
    """
    events = select.poll()
    events.register(line, select.POLLRDHUP)
    handle = os.pidfd_open(worker)
    events.register(handle, select.POLLIN)
    while not events.poll(PERIOD):
        if threads_of(handle, processes) > MOST_THREADS or size_of(folder) > MOST_WRITTEN:
            break
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def threads_of(handle: int, processes: int) -> int:
    """Return how many threads a process has, as an open /proc says it; 0 if that does not."""
    try:
        # The number of the process there may be another than here.
        pid = _field(f"self/fdinfo/{handle}", "Pid:", processes)
        return int(_field(f"{pid}/status", "Threads:", processes))
    except (OSError, ValueError):
        return 0


def _field(path: str, name: str, processes: int) -> str:
    def opener(path: str, flags: int) -> int:
        return os.open(path, flags, dir_fd=processes)

    with open(path, opener=opener) as file:
        return next((line.split()[1] for line in file if line.startswith(name)), "")


def size_of(folder: str) -> int:
    """Return how many bytes the files in a folder have; 0 for no folder."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except OSError:
                continue
    return total


def serve(line: int, readable: list[str], writable: list[str]) -> None:
    """Give up what is not needed, then answer until the grader closes the line."""
    to, source = _take_line(line)
    _draw_apart()
    held = give_up(readable, writable)
    wire.send(to, {"held": held})
    notebook = Notebook()
    while True:
        try:
            message = wire.receive(source, ours=True)
        except EOFError:
            return
        if message["do"] == "define":
            answer = define(message["source"], message["file"], message["shown"], notebook)
        else:
            answer = answer_call(message["name"], message["args"], notebook.names)
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


def define(source: str, file: str, shown: bool, notebook: Notebook) -> dict[str, Any]:
    """Run a cell; return what went wrong and where, or that nothing did."""
    try:
        raised: BaseException | None = notebook.run(source, file, shown=shown)
    except BaseException as error:
        raised = error
    if raised is None:
        return {"fault": None, "line": None}
    return {"fault": tuple(fault_of(raised, None)), "line": _line(raised, file)}


def answer_call(name: str, args: tuple[Any, ...], names: dict[str, Any]) -> dict[str, Any]:
    """Call a function that a cell has defined; return what came of it."""
    function = names.get(name)
    if not callable(function):
        kind = "" if function is None else one_line(type(function).__name__)
        return reply(Attempt(fault=MISSING._replace(name=kind)), args)
    try:
        return reply(attempt(function, tuple(map(bare, args))), args)
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


def bare(arg: Any) -> Any:
    """Return an argument; a function of the registry as a plain one, without its data to be read.

    The data say what the function does, which is sometimes what a learner is asked to find out.
    """
    if not isinstance(arg, Fixture):
        return arg
    call_it = arg.__call__
    return lambda *args: call_it(*args)


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
