"""Processes for learners' code, seen from the grader's side: started, asked, and always ended.

To start Python and load NumPy takes longer than to grade a notebook. So a `ForkServer` does it once
for many: it waits in the sandbox, runs nobody's code, and each worker is a fork of it that then
goes behind walls of its own. See `course_lib.grading.inside.worker` for the other side.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from course_lib.grading.inside import wire
from course_lib.grading.outside import answers
from course_lib.grading.outside.sandbox import ENVIRONMENT, Sandbox

START, STOP = 30.0, 5.0
ENDED = "ended the Python process"
LOST = "broke the connection to the grader"
# Elsewhere a fork may break what the system's own libraries do: a worker is then the server itself.
FORKS = sys.platform == "linux"
Answer = TypeVar("Answer")


class GoneError(Exception):
    """The worker is no longer there; the text says why, as the end of a sentence."""


class LateError(GoneError):
    """It was ended because its time was up."""


class WorkerError(RuntimeError):
    """The grader cannot start a worker: no fault of the submission."""


class ForkServer:
    """Starts workers; a context manager, which ends them and itself.

    Parameters
    ----------
    sandbox : Sandbox
        The walls around them.
    course : pathlib.Path
        The folder with the library that they see.
    """

    def __init__(self, sandbox: Sandbox, course: Path) -> None:
        self.sandbox, self.course = sandbox, course
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Wait for the first worker that is wanted."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """End all."""
        self.end()

    def worker(self) -> "Process":
        """Start a worker.

        Raises
        ------
        WorkerError
            If it cannot be started.
        """
        if not FORKS or self._process is None or self._process.poll() is not None:
            self._start()
        ours, theirs = socket.socketpair()
        process = Process(ours, self)
        try:
            with theirs:
                socket.send_fds(self._requests, [b"1"], [theirs.fileno()])
            process.held = process.ask(None, START, answers.held)
        except (GoneError, OSError) as error:
            process.end()
            raise WorkerError(f"the worker could not start, it {error}: {self._said()}") from None
        return process

    def _start(self) -> None:
        self.end()
        self._requests, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                self.sandbox.command(self.course),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,  # only the server writes there, and only when it fails
                env=ENVIRONMENT,
                start_new_session=True,
            )

    def _said(self) -> str:
        """End the server and return its last words."""
        if self._process is None:
            return ""
        self._kill(self._process)
        assert self._process.stderr is not None
        return self._process.stderr.read().decode(errors="replace").strip()[-500:]

    def end(self) -> None:
        """End the server, and with it its workers."""
        if self._process is not None:
            self._requests.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP)  # it sees that, and ends by itself
            self._kill(self._process)
            assert self._process.stderr is not None
            self._process.stderr.close()
            self._process = None

    @staticmethod
    def _kill(process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Process:
    """One worker.

    Attributes
    ----------
    held : tuple of str
        Which tools of `course_lib.grading.inside.confine` it used on itself.
    """

    def __init__(self, line: socket.socket, server: ForkServer) -> None:
        self.held: tuple[str, ...] = ()
        self._line, self._server = line, server

    def ask(self, message: Any, seconds: float, read: Callable[[Any], Answer]) -> Answer:
        """Send a message and return the answer.

        Parameters
        ----------
        message : object
            None to send nothing.
        seconds : float
            How long it may take.
        read : callable
            Checks what the process says and returns what it means: see
            `course_lib.grading.outside.answers`.

        Raises
        ------
        GoneError
            If none comes in time, or it is no answer; the process is ended then.
        """
        line = _Timed(self._line, time.monotonic() + seconds)
        try:
            if message is not None:
                wire.send(line, message)  # type: ignore[arg-type]
            return read(wire.receive(line))  # type: ignore[arg-type]
        except TimeoutError:
            self.end()
            raise LateError(f"took longer than {seconds:.3g} s") from None
        except (EOFError, BrokenPipeError, ConnectionResetError):
            self.end()
            raise GoneError(ENDED) from None
        except wire.WireError:
            self.end()
            raise GoneError(LOST) from None

    def end(self) -> None:
        """End it and all that it started: its guard kills it when this line is closed."""
        self._line.close()
        if not FORKS:
            self._server.end()


class _Timed:
    """A line that is used until a deadline, however slowly the other side reads and writes."""

    def __init__(self, line: socket.socket, deadline: float) -> None:
        self._line, self._deadline = line, deadline

    def read(self, n: int) -> bytes:
        self._line.settimeout(self._left())
        return self._line.recv(min(n, 2**20))

    def write(self, data: bytes) -> None:
        self._line.settimeout(self._left())
        self._line.sendall(data)

    def flush(self) -> None:
        """Do nothing: all is sent."""

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left
