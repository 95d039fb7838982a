"""What limits a learner's process: time, memory, threads and files, and nobody else pays for it."""

import re
import time

import numpy as np
import pytest

from course_lib.grading.outside.remote import Cell, Limits
from course_lib.grading.outside.sandbox import Sandbox
from tests.support.workers import GOOD, WALLS, running


def test_the_time_of_an_exercise_is_limited_over_all_its_calls(course):
    source = "import time\ndef slow(x):\n    time.sleep(0.7)\n    return x"
    limits = Limits(call=2, cell=2, exercise=1)
    with running([Cell("slow", source, ("slow",))], course, limits=limits) as remote:
        slow = remote.function("slow")
        assert slow.remote_call((1.0,)).value == 1.0
        errors = [slow.remote_call((1.0,)).error for _ in range(2)]
        assert errors[-1] == "took longer than 1 s in all"


def test_the_time_of_all_cells_is_limited_and_answers_have_their_own(course):
    slow = "import time\ntime.sleep(0.4)"
    cells = [Cell(f"slow-{n}", slow) for n in range(9)]
    limits = Limits(call=2, cell=2, exercise=5, answers=1)
    ours = Cell("ours", "x = 1", ours=True)
    with running([*cells, ours, GOOD], course, limits=limits) as remote:
        late = [name for name, said in remote.defined.items() if said.error]
        assert 6 <= len(late) <= 8  # the start of the process counts too
        assert late == [f"slow-{n}" for n in range(9 - len(late), 9)]
        assert (
            remote.defined["slow-8"].error == "was not run: your cells took longer than 1 s in all"
        )
        assert remote.function("good").remote_call((1.0,)).value == 2.0


def test_many_cells_that_end_the_process_are_not_tried_for_ever(course):
    # More than Python's stack has room for.
    cells = [
        Cell(f"bad-{n}", "import os, time\ntime.sleep(0.001)\nos._exit(0)") for n in range(1100)
    ]
    limits = Limits(call=2, cell=2, exercise=5, answers=1)
    with running([*cells, GOOD], course, limits=limits) as remote:
        assert remote.function("good").remote_call((1.0,)).value == 2.0
        assert remote.defined["bad-1099"].error.startswith("was not run")


def test_a_worker_that_stops_reading_is_late(course):
    source = """
import os, signal, threading, time
def stop():
    time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGSTOP)
def bad(x):
    threading.Thread(target=stop).start()
    return 1.0
"""
    with running([Cell("bad", source, ("bad",))], course) as remote:
        bad = remote.function("bad")
        assert bad.remote_call((1.0,)).value == 1.0
        time.sleep(0.5)
        # More than the line holds, so that the grader cannot send it all.
        assert bad.remote_call((np.ones(10**6),)).error == "took longer than 2 s"


HOARDS = """
import os, threading, time
def threads(n):
    threading.stack_size(32768)
    for _ in range(n):
        threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
    time.sleep(2)
    return n
def memory():
    return os.memfd_create("hidden")
def files(n):
    for i in range(n):
        with open(f"{i}", "wb") as file:
            file.write(bytes(10**6))
    time.sleep(2)
    return n
"""


@WALLS
@pytest.mark.parametrize(
    ("call", "error"),
    [
        (("threads", 20), None),
        (("threads", 4000), "ended the Python process"),
        (("memory",), "raised PermissionError"),
        (("files", 5), None),
        (("files", 200), "ended the Python process|raised OSError: .* No space left"),
    ],
)
def test_what_no_limit_of_the_system_holds_is_limited(course, name, call, error):
    cells = [Cell("hoards", HOARDS, ("threads", "memory", "files"))]
    # A server that another test killed has left its folders to the end of its run.
    before = set(course.parent.glob("*-scratch/*"))
    with running(cells, course, Sandbox(name), Limits(call=30, exercise=60)) as remote:
        outcome = remote.call(call[0], call[1:])
        if error is None:
            assert outcome.value == call[1]
        else:
            assert re.match(error, outcome.error)
    deadline = time.monotonic() + 30
    while (left := set(course.parent.glob("*-scratch/*")) - before) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not left
