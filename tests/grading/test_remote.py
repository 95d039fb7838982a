"""A learner's process: what it may, what it may not, and that nobody else pays for it."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from course_lib.grading.outside import scratch, stripped
from course_lib.grading.outside.process import ForkServer, WorkerError
from course_lib.grading.outside.remote import Cell, Limits, Remote
from course_lib.grading.outside.sandbox import NAMES, Sandbox, best, named
from course_lib.grading.outside.selftest import holes
from tests.support.grading_tools import alive, children_of, settled

GOOD = Cell("good", "def good(x):\n    return 2 * x", ("good",))
QUICK = Limits(call=2, cell=2, exercise=5)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    stripped.write(folder, ["course_lib.sigmoid", "course_lib.Sigmoid"], ["dense"])
    return folder


@contextmanager
def running(cells, course, sandbox=None, limits=QUICK):
    """Run cells in a worker of a server of their own."""
    with ForkServer(sandbox or best(), course) as server, Remote(cells, server, limits) as remote:
        yield remote


def outcome(course, source, *args, name="bad", sandbox=None):
    """Call the function of a cell, and see that the function of another cell still works."""
    cells = [Cell("bad", source, ("bad",)), GOOD]
    with running(cells, course, sandbox) as remote:
        found = remote.function(name).remote_call(args)
        np.testing.assert_array_equal(
            remote.function("good").remote_call((np.arange(3.0),)).value, [0, 2, 4]
        )
        assert found.value is None or not found.error
        return found


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


def test_what_a_function_returns_warns_of_and_changes_comes_back(course):
    source = """
import numpy as np
def bad(x, y):
    x[0] = 5
    return (np.log(y), {"a": [1, True, None, "text"]})
"""
    found = outcome(course, source, np.ones(2), np.zeros(1))
    assert found.error is None
    assert found.changed == (0,)
    assert found.warnings == ("RuntimeWarning: divide by zero encountered in log",)
    assert found.value[0] == -np.inf
    assert found.value[1] == {"a": [1, True, None, "text"]}


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("def bad(x):\n    return 1 / 0", "raised ZeroDivisionError: division by zero"),
        ("def bad(x):\n    raise SystemExit(0)", "ended the Python process"),
        ("def bad(x):\n    raise KeyboardInterrupt", "raised KeyboardInterrupt"),
        ("import os\ndef bad(x):\n    os._exit(0)", "ended the Python process"),
        ("import os\ndef bad(x):\n    os.kill(os.getpid(), 9)", "ended the Python process"),
        ("def bad(x):\n    while True: pass", "took longer than 2 s"),
        (
            "def bad(x):\n    while True:\n        try:\n            while True: pass\n"
            "        except BaseException: pass",
            "took longer than 2 s",
        ),
        ("bad = 3", "is a value of type int, expected a function"),
        ("import os\nos._exit(0)", "ended the Python process"),
        ("while True: pass", "took longer than 2 s"),
        ("import sys\nsys.exit()", "ended the Python process"),
        ("def bad(x)\n", "raised SyntaxError: expected ':'"),
        ("def bad(x):\n    return print", "returned a value of type builtin_function_or_method"),
        ("import numpy as np\ndef bad(x):\n    return np.zeros(2 * 10**7)", "returned 160 MB"),
        ("import numpy as np\ndef bad(x):\n    return np.ones(7 * 10**9)", "MemoryError"),
        ("def bad(x):\n    return bad(x)", "RecursionError"),
        ("def bad(x):\n    raise ValueError('x' * 10**8)", "raised ValueError: xxx"),
        (
            "from course_lib import sigmoid\ndef bad(x):\n    return sigmoid(x)",
            "raised ImportError: course_lib.sigmoid is not available here.",
        ),
        (
            "from course_lib.fully_connected.activations import Sigmoid as S\n"
            "def bad(x):\n    return S.forward(x)",
            "raised ImportError: course_lib.Sigmoid is not available here.",
        ),
        (
            "import os\ndef bad(x):\n    for n in range(3, 60):\n        try: os.close(n)\n"
            "        except OSError: pass\n    return 1",
            "ended the Python process",
        ),
        (
            "import os\ndef bad(x):\n    for n in range(3, 60):\n"
            "        try: os.write(n, bytes(100))\n        except OSError: pass\n    return 1",
            "broke the connection to the grader",
        ),
    ],
)
def test_a_bad_function_is_told_in_a_few_words_and_the_others_go_on(course, source, error):
    found = outcome(course, source, 1.0)
    assert error in found.error
    assert len(found.error) < 300


@pytest.mark.parametrize("where", ["threading.Thread(target=end).start()", "end()"])
def test_a_cell_that_ends_the_process_later_costs_only_itself(course, where):
    source = f"""
import os, threading, time
def end():
    time.sleep(0.05)
    os._exit(0)
def bad(x):
    return x
{where}
"""
    cells = [Cell("bad", source, ("bad",)), GOOD]
    with running(cells, course) as remote:
        time.sleep(0.2)
        function = remote.function("good")
        for _ in range(3):
            assert function.remote_call((1.0,)).value == 2.0


def test_patching_python_or_the_worker_changes_no_other_verdict(course):
    source = """
import builtins, numpy as np, course_lib.grading.inside.worker as worker
np.array_equal = np.allclose = lambda *a, **k: True
builtins.isinstance = lambda *a: True
worker.answer_call = lambda *a: {"value": 42}
"""
    cells = [Cell("bad", source, ("bad",)), GOOD]
    with running(cells, course) as remote:
        assert remote.function("good").remote_call((1.0,)).value in (2.0, 42)


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


def test_the_last_definition_counts_and_an_error_in_a_cell_is_told_with_its_line(course):
    cells = [
        Cell("one", "def f(x):\n    return 1", ("f",)),
        Cell("broken", "y = 1\nz = y / 0", ()),
        Cell("two", "def f(x):\n    return 2", ("f",)),
    ]
    with running(cells, course) as remote:
        assert remote.function("f").remote_call((0,)).value == 2
        broken = remote.defined["broken"]
        assert (broken.error, broken.line) == ("raised ZeroDivisionError: division by zero", 2)
        assert remote.defined["one"].error is None


def test_the_labs_own_module_does_nothing_there(course):
    source = """
from course_lib.grading.exercises import dense as lab
lab.check("bad", None)
def bad(x):
    return x
"""
    assert outcome(course, source, 3.0).value == 3.0


def test_no_process_is_left_when_the_grader_is_killed(course):
    code = f"""
import time
from pathlib import Path
from course_lib.grading.outside.process import ForkServer
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


WALLS = pytest.mark.parametrize("name", ["bubblewrap", "landlock"])


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
