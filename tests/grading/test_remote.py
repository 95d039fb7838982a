"""A learner's functions in a process of their own: what comes back, and what a bad one costs."""

import time

import numpy as np
import pytest

from course_lib.grading.outside.remote import Cell
from tests.support.workers import GOOD, running


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
