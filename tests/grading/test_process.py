"""The server of workers: it starts them, outlives them, and leaves no process and no folder."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from course_lib.grading.outside import scratch
from course_lib.grading.outside.process import ForkServer, WorkerError
from course_lib.grading.outside.remote import Cell, Remote
from course_lib.grading.outside.sandbox import NAMES, Sandbox, best
from tests.support.grading_tools import alive, children_of, settled
from tests.support.workers import GOOD, QUICK, WALLS


def test_no_process_is_left_when_the_grader_is_killed(course):
    code = f"""
import time
from pathlib import Path
from course_lib.grading.outside.process import ForkServer
from course_lib.grading.outside.remote import Cell, Remote
from course_lib.grading.outside.sandbox import Sandbox, best
cells = [Cell("a", "import threading\\ndef f(x):\\n    while True: pass", ("f",))]
for name in {[name for name in NAMES if name != "none"]!r}:
    Remote(cells, ForkServer(Sandbox(name), Path({str(course)!r}))).__enter__()
print("ready", flush=True)
time.sleep(60)
"""
    grader = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    with grader.stdout as said:
        assert said.readline() == b"ready\n"
    children = children_of(grader.pid)
    assert len(children) >= 2
    os.kill(grader.pid, signal.SIGKILL)
    grader.wait()
    deadline = time.monotonic() + 10
    while any(map(alive, children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, children))


@pytest.mark.parametrize("name", NAMES)
def test_a_worker_that_is_given_up_ends_and_the_server_goes_on(course, name):
    loop = [Cell("a", "import threading\ndef f(x):\n    while True: pass", ("f",))]
    with ForkServer(Sandbox(name), course) as server:
        with Remote([GOOD], server, QUICK):
            waiting = len(settled(os.getpid()))
        with Remote(loop, server, QUICK) as remote:
            assert remote.function("f").remote_call((1.0,)).error == "took longer than 2 s"
            before = settled(os.getpid())
        with Remote([GOOD], server, QUICK) as remote:
            assert remote.function("good").remote_call((1.0,)).value == 2.0
            assert len(before) < waiting == len(settled(os.getpid()))
    assert not settled(os.getpid())


@WALLS
def test_a_server_that_was_ended_is_started_again(course, name):
    with ForkServer(Sandbox(name), course) as server:
        for _ in range(2):
            with Remote([GOOD], server, QUICK) as remote:
                assert remote.function("good").remote_call((1.0,)).value == 2.0
            os.killpg(server._process.pid, signal.SIGKILL)
            server._process.wait()


def test_a_worker_that_cannot_start_is_a_fault_of_the_grader(tmp_path):
    (tmp_path / "course_lib").mkdir()
    told = r"^the worker could not start, it .*ModuleNotFoundError: No module named 'course_lib\."
    with (
        ForkServer(best(), tmp_path) as server,
        pytest.raises(WorkerError, match=f"(?s){told}"),
    ):
        server.worker()


def test_a_folder_of_a_killed_run_is_removed_by_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code = f"""
import tempfile, time
tempfile.tempdir = {str(tmp_path)!r}
from course_lib.grading.outside.scratch import scratch
with scratch() as folder:
    print(folder, flush=True)
    time.sleep(600)
"""
    other = tmp_path / "labs-of-another-program"
    other.mkdir()
    run = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    with run.stdout as said:
        left = Path(said.readline().strip())
    with scratch.scratch() as mine:
        assert {left, mine, other} == set(tmp_path.iterdir())
        run.kill()
        run.wait()
        with scratch.scratch() as another:
            assert {mine, another, other} == set(tmp_path.iterdir())
    assert set(tmp_path.iterdir()) == {other}
