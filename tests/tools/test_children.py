"""Whoever stops a tool stops all that it has started, and reads one sentence."""

import signal
import subprocess
import sys

import psutil
import pytest

from tools.paths import ROOT

# A tool that runs a program, which starts another as Jupyter starts a kernel: in a session of its
# own. The last one tells its number and then does nothing; the program heeds no gentle word.
KERNEL = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
PROGRAM = f"""
import signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", {KERNEL!r}], start_new_session=True).wait()
"""
TOOL = """
import signal, sys
from pathlib import Path
from tools import children
# Whoever runs the tests may have them ignore these, as a shell does for what runs behind it.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.{closed})
children.PATIENCE = 0.3
with children.stoppable("tool"):
    sys.exit(children.run([sys.executable, "-c", {program!r}], cwd=Path("."), last_words={words}))
"""


def tool(program: str, words: float = 0, closed: str = "SIG_DFL") -> subprocess.Popen[str]:
    code = TOOL.format(program=program, words=words, closed=closed)
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )


def has_ended(number: int) -> bool:
    """Tell whether a process does nothing any more; nobody may have asked for its exit code."""
    try:
        return psutil.Process(number).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.parametrize("kind", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_nothing_outlives_a_tool_that_is_stopped(kind: str) -> None:
    running = tool(PROGRAM)
    kernel = int(running.stdout.readline())
    running.send_signal(getattr(signal, kind))
    _, said = running.communicate()

    assert said == "\ntool: stopped, with all that it had started.\n"
    assert running.returncode == 130
    assert has_ended(kernel)


def test_a_tool_under_nohup_outlives_its_terminal() -> None:
    running = tool("print(1, flush=True); input(); print(2)", closed="SIG_IGN")
    assert running.stdout.readline() == "1\n"
    running.send_signal(signal.SIGHUP)
    assert running.communicate("\n") == ("2\n", "")
    assert running.returncode == 0


def test_a_program_can_say_what_it_knows_before_it_ends() -> None:
    speaks = PROGRAM.replace(
        ".wait()", "\ntry: signal.pause()\nexcept KeyboardInterrupt: print('2 failed', flush=True)"
    )
    running = tool(speaks, words=60)
    kernel = int(running.stdout.readline())
    running.send_signal(signal.SIGINT)
    out, said = running.communicate()

    assert (out, said) == ("2 failed\n", "\ntool: stopped, with all that it had started.\n")
    assert has_ended(kernel)


def test_a_program_that_ends_by_itself_gives_its_exit_code() -> None:
    running = tool("import sys; sys.exit(3)")
    assert running.communicate() == ("", "")
    assert running.returncode == 3
