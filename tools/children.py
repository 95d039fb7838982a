"""Run programs so that none of them outlives this one: not after Ctrl-C, not when it is ended."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

import psutil

# Seconds for a process to end when it is asked to.
PATIENCE = 3.0


def run(command: list[str], *, cwd: Path, last_words: float = 0, **options: Any) -> int:
    """Run a program to its end, and return its exit code.

    Ctrl-C in the terminal does not reach it: a program that ended first would leave its own
    children without a parent, and nobody could find them. Instead this sends it Ctrl-C where it has
    ``last_words``, seconds to say what it knows, and then ends it with all that it has started.
    """
    program = subprocess.Popen(command, cwd=cwd, start_new_session=True, **options)
    try:
        return program.wait()
    except KeyboardInterrupt:
        started = psutil.Process().children(recursive=True)
        if last_words and os.name != "nt":
            program.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                program.wait(last_words)
        end(started)
        raise


def end(processes: list[psutil.Process]) -> None:
    """End processes, those that do not hear by force."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    for process in psutil.wait_procs(processes, PATIENCE)[1]:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, PATIENCE)


@contextmanager
def stoppable(name: str) -> Iterator[None]:
    """Say in one sentence that a tool was stopped, when all that it had started is ended.

    A closed terminal and ``kill`` count as Ctrl-C, but not where whoever started the tool has it
    ignore them, as ``nohup`` does.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for kind in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, kind, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)
    try:
        yield
    except KeyboardInterrupt:
        # A second Ctrl-C must not stop this.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        end(psutil.Process().children(recursive=True))
        print(f"\n{name}: stopped, with all that it had started.", file=sys.stderr)
        sys.exit(128 + signal.SIGINT)
