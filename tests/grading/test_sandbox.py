"""The walls around a learner's process: what it can do, see and reach, and what it can read."""

import subprocess
import sys
from pathlib import Path

import pytest

from course_lib.grading.outside import stripped
from course_lib.grading.outside.process import ForkServer
from course_lib.grading.outside.remote import Cell, Remote
from course_lib.grading.outside.sandbox import Sandbox, best, named
from course_lib.grading.outside.selftest import holes
from tests.support.workers import QUICK, WALLS


def test_bubblewrap_is_there_as_the_tests_install_it():
    assert best().name == "bubblewrap" or sys.platform != "linux", (
        "There is no bubblewrap that works: `apt-get install bubblewrap`, and on Ubuntu 24.04 "
        "`sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`."
    )


@pytest.mark.parametrize("name", ["bubblewrap", "landlock"])
def test_nothing_that_is_forbidden_can_be_done(name):
    assert holes(named(name)) == []


def test_an_open_door_is_found(monkeypatch):
    monkeypatch.setattr("course_lib.grading.outside.stripped.KEPT", stripped.KEPT)
    worker = Path(stripped.__file__).parents[1] / "inside" / "worker.py"
    original = worker.read_text()
    open_worker = original.replace("if sys.platform ==", "if 'nowhere' ==")
    assert open_worker != original
    copy = stripped.shutil.copy

    def copied(source, target):
        copy(source, target)
        if Path(source).name == "worker.py":
            (Path(target) / "worker.py").write_text(open_worker)

    monkeypatch.setattr("course_lib.grading.outside.stripped.shutil.copy", copied)
    found = holes(Sandbox("none"))
    assert {"write", "read", "connect", "fork", "run", "end grader"} <= set(found)
    assert "change a file of the grader" in found


def in_turn(course, name, source, calls):
    """Run the same cell in one worker after the other of a server; return what each call gave."""
    with ForkServer(Sandbox(name), course) as server:
        for function, *args in calls:
            with Remote([Cell("cell", source, (function,))], server, QUICK) as remote:
                yield remote.function(function).remote_call(tuple(args))


@WALLS
def test_a_worker_leaves_nothing_for_the_next(course, name):
    source = """
import os, random
import numpy as np
def leave(places):
    for place in places:
        try:
            with open(place + "/left", "w") as file:
                file.write("the answer")
        except OSError:
            pass
    np.answer = os.environ["ANSWER"] = "left"
def found(places):
    files = [place for place in places if os.path.exists(place + "/left")]
    return files, hasattr(np, "answer"), "ANSWER" in os.environ, os.path.exists("left")
def draw():
    return [random.random(), np.random.random(), np.random.default_rng().random()]
"""
    places = [".", "/", "/tmp", "/dev", "/dev/shm", "/var/tmp", "/run", "/course", "/libraries"]
    calls = [("leave", places), ("found", places), ("draw",), ("draw",)]
    left, found, one, other = in_turn(course, name, source, calls)
    assert left.error is None
    assert found.value == ([], False, False, False)
    assert not set(one.value) & set(other.value)


@WALLS
def test_a_worker_sees_and_reaches_no_other_process(course, name):
    source = """
import ctypes, fcntl, os, signal, struct
def processes():
    try:
        return os.listdir("/proc")
    except PermissionError:
        return []
def end(pid):
    # The system sends SIGKILL to the owner of a pipe that can be read.
    readable, writable = os.pipe()
    fcntl.fcntl(readable, 8, pid)
    fcntl.fcntl(readable, 10, 9)
    fcntl.fcntl(readable, fcntl.F_SETFL, os.O_ASYNC)
    os.write(writable, b"1")
def end_server(pid):
    os.kill(os.getppid(), 9)
def rights():
    head, data = struct.pack("Ii", 0x20080522, 0), ctypes.create_string_buffer(24)
    ctypes.CDLL(None).capget(ctypes.create_string_buffer(head), data)
    return sum(data.raw)
"""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as victim:
        calls = [("processes",), ("end", victim.pid), ("end_server", 0), ("rights",)]
        processes, *ends, rights = in_turn(course, name, source, calls)
        assert victim.poll() is None
    assert processes.value == []
    assert [outcome.error.split(":")[0] for outcome in ends] == ["raised PermissionError"] * 2
    assert rights.value == 0


def test_unknown_sandboxes_and_names_are_clear_errors(tmp_path):
    with pytest.raises(ValueError, match="sandbox is 'jail', expected one of 'auto', 'bubblewrap'"):
        named("jail")
    with pytest.raises(ValueError, match=r"removed: 'course_lib.nothing' is not a name of course"):
        stripped.write(tmp_path, ["course_lib.nothing"])


def test_the_copy_has_no_answers_and_no_exercises(course):
    files = {p.relative_to(course / "course_lib").as_posix() for p in course.rglob("*.py")}
    assert not any(f.startswith(("figures", "experiments", "widgets")) for f in files)
    assert {f for f in files if f.startswith("grading/ex")} == {
        "grading/exercises/__init__.py",
        "grading/exercises/dense.py",
    }
    text = (course / "course_lib" / "fully_connected" / "activations.py").read_text()
    assert "0.5 * z" not in text.partition("class Tanh")[0]
