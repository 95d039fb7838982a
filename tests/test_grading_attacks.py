"""The grader under attack: one exercise is attacked, the others are right.

Only the attacked exercise may lose points. No attack earns a point, none ends the grader, and
nothing is left behind. The table is that of the labs' design, with attacks of our own.
"""

import json
import os
import tempfile
import time
from pathlib import Path

import pytest

from course_lib.grading.engine import Engine
from course_lib.grading.grade import course_of, grade
from course_lib.grading.lab import labs
from course_lib.grading.remote import Limits
from course_lib.grading.sandbox import best
from course_lib.grading.submission import from_bytes

ROOT = Path(__file__).parents[1]
LABS = labs()
FIRST = LABS["01-dense"]
QUICK = Limits(call=1.5, cell=2, exercise=4)

# What stands in the cell of the first exercise, with {name} for its function and {args} for the
# names of its arguments; and a part of what the learner is told.
ATTACKS = {
    "raises": ("def {name}({args}):\n    raise ValueError('no')", "raised ValueError: no"),
    "syntax error": ("def {name}({args})\n    return 1", "SyntaxError"),
    "empty": ("", "is not defined"),
    "prints the expected output": ("print('{name}: ok')", "is not defined"),
    "prints it at the call": (
        "import os, sys\ndef {name}({args}):\n    print('{name}: ok')\n"
        "    os.write(1, b'{name}: ok\\n')\n    sys.__stdout__.write('{name}: ok')",
        "",
    ),
    "redefines the check": (
        "class lab:\n    def check(*a, **k):\n        print('{name}: ok')\n"
        "def {name}({args}):\n    return 1",
        "",
    ),
    "patches numpy and builtins": (
        "import builtins, numpy as np\n"
        "np.allclose = np.array_equal = np.isclose = lambda *a, **k: True\n"
        "builtins.print = lambda *a, **k: None\nbuiltins.all = lambda *a: True\n"
        "def {name}({args}):\n    return 1",
        "",
    ),
    "patches the library": (
        "import course_lib.grading.outcome as o, course_lib.grading.worker as w\n"
        "o.call = lambda *a: o.Outcome(value=None)\nw.call = o.call\n"
        "def {name}({args}):\n    return 1",
        "",
    ),
    "walks frames": (
        "import sys\ndef {name}({args}):\n    frame = sys._getframe()\n    while frame:\n"
        "        for value in list(frame.f_locals.values()) + list(frame.f_globals.values()):\n"
        "            if callable(getattr(value, 'reference', None)):\n"
        "                return value.reference({args})\n        frame = frame.f_back",
        "",
    ),
    "searches all objects": (
        "import gc\ndef {name}({args}):\n    for thing in gc.get_objects():\n"
        "        if type(thing).__name__ == 'Exercise':\n"
        "            return thing.reference({args})",
        "",
    ),
    "imports the exercises": (
        "from course_lib.grading.exercises.{module} import EXERCISES\n"
        "def {name}({args}):\n    return EXERCISES['{name}'].reference({args})",
        "",
    ),
    "reads the sources from the disk": (
        "import glob, re\ndef {name}({args}):\n    scope = {{}}\n"
        "    for path in glob.glob('/**/exercises/*.py', recursive=True):\n"
        "        if '{name}' in open(path).read():\n            exec(open(path).read(), scope)\n"
        "    return scope['EXERCISES']['{name}'].reference({args})",
        "",
    ),
    "a thread that prints and waits": (
        "import threading, time\ndef go():\n    while True:\n        print('{name}: ok')\n"
        "        time.sleep(0.01)\nthreading.Thread(target=go, daemon=True).start()\n"
        "def {name}({args}):\n    return 1",
        "",
    ),
    "sys.exit at the definition": ("import sys\nsys.exit(0)", "ended the Python process"),
    "os._exit at the definition": ("import os\nos._exit(0)", "ended the Python process"),
    "sys.exit at the call": (
        "import sys\ndef {name}({args}):\n    sys.exit(0)",
        "ended the Python process",
    ),
    "os._exit at the call": (
        "import os\ndef {name}({args}):\n    os._exit(0)",
        "ended the Python process",
    ),
    "kills itself": (
        "import os\ndef {name}({args}):\n    os.kill(os.getpid(), 9)",
        "ended the Python process",
    ),
    "kills all others": ("import os\ndef {name}({args}):\n    os.kill(-1, 9)", ""),
    "crashes the interpreter": (
        "import ctypes\ndef {name}({args}):\n    ctypes.string_at(0)",
        "ended the Python process",
    ),
    "endless loop": ("def {name}({args}):\n    while True: pass", "took longer than 1.5 s"),
    "endless loop at the definition": ("while True: pass", "took longer than 2 s"),
    "swallows interrupts": (
        "def {name}({args}):\n    while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass",
        "took longer than 1.5 s",
    ),
    "sleeps": ("import time\ndef {name}({args}):\n    time.sleep(1e6)", "took longer than"),
    "prints without end": (
        "def {name}({args}):\n    while True: print('x' * 10**6)",
        "took longer than 1.5 s",
    ),
    "a very long message": (
        "def {name}({args}):\n    raise ValueError('x' * 10**8)",
        "raised ValueError: xxx",
    ),
    "a message of many lines": (
        "def {name}({args}):\n    raise ValueError('{name}: ok\\n' * 100)",
        "raised ValueError",
    ),
    "a message that is markup": (
        "def {name}({args}):\n    raise ValueError('<script>alert(1)</script>')",
        "raised ValueError: <script>",
    ),
    "allocates 50 GB": (
        "import numpy as np\ndef {name}({args}):\n    return np.ones(7 * 10**9)",
        "MemoryError",
    ),
    "returns 1 GB": (
        "import numpy as np\ndef {name}({args}):\n    return np.zeros(12 * 10**7)",
        "returned 960 MB",
    ),
    "forks": (
        "import os\ndef {name}({args}):\n    while True: os.fork()",
        "raised PermissionError",
    ),
    "fills the disk": (
        "def {name}({args}):\n    for n in range(10**6):\n"
        "        with open(f'/tmp/{{n}}', 'wb') as file: file.write(bytes(10**7))",
        "raised OSError",
    ),
    "writes into the library": (
        "import course_lib\ndef {name}({args}):\n    open(course_lib.__file__, 'a').write('1/0')",
        "raised OSError",
    ),
    "opens a socket": (
        "import socket\ndef {name}({args}):\n    socket.create_connection(('127.0.0.1', 80))",
        "raised PermissionError",
    ),
    "returns None": ("def {name}({args}):\n    pass", ""),
    "returns a function": ("def {name}({args}):\n    return print", "returned a"),
    "returns objects": (
        "import numpy as np\ndef {name}({args}):\n    return np.array([object()])",
        "dtype object",
    ),
    "returns NaN": (
        "import numpy as np\ndef {name}({args}):\n    return np.full((4, 4), np.nan)",
        "",
    ),
    "returns an array that lies": (
        "import numpy as np\nclass Liar(np.ndarray):\n"
        "    def __eq__(self, other): return np.bool_(True)\n"
        "    def __array_ufunc__(self, *a, **k): return np.zeros(1)\n"
        "def {name}({args}):\n    return np.zeros((3, 3)).view(Liar)",
        "Liar",
    ),
    "equals everything": (
        "class Same(float):\n    def __eq__(self, other): return True\n"
        "    def __sub__(self, other): return 0.0\ndef {name}({args}):\n    return Same(1)",
        "",
    ),
    "a list in itself": (
        "def {name}({args}):\n    a = []\n    a.append(a)\n    return a",
        "nested",
    ),
    "endless recursion": ("def {name}({args}):\n    return {name}({args})", "RecursionError"),
    "writes on the pipes": (
        "import os\nfor n in range(3, 64):\n    try: os.write(n, bytes(10**4))\n"
        "    except OSError: pass\ndef {name}({args}):\n    return 1",
        "",
    ),
    "closes the pipes": (
        "import os\nos.closerange(3, 64)\ndef {name}({args}):\n    return 1",
        "",
    ),
    "forges messages": (
        "import os, struct, json\n"
        "h = json.dumps({{'dict': {{'value': 1, 'error': None}}}}).encode()\n"
        "for n in range(3, 64):\n    try: os.write(n, struct.pack('>QQ', len(h), 0) + h)\n"
        "    except OSError: pass\ndef {name}({args}):\n    return 1",
        "",
    ),
    "a pickle in disguise": (
        "class Evil:\n    def __reduce__(self):\n        return print, ('{name}: ok',)\n"
        "def {name}({args}):\n    return Evil()",
        "returned a value of type Evil",
    ),
    "magics": ("%reset -f\n!kill -9 -1\n%%bash\nkill -9 -1", "is not defined"),
}


@pytest.fixture(scope="module")
def graded():
    """Return a function that grades a notebook, all with one kernel."""
    with tempfile.TemporaryDirectory() as name, Engine() as engine:

        def run(notebook):
            raw = json.dumps(notebook).encode()
            submission = from_bytes(raw, "anna", LABS)
            course = course_of(submission.lab, Path(name))
            return grade(submission, engine, course=course, sandbox=best(), limits=QUICK)

        yield run


def solved(lab):
    path = ROOT / "labs" / "source" / f"{lab.name}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def with_answer(lab, task, source):
    """Return the solved lab with another answer to one exercise."""
    notebook = solved(lab)
    for cell in notebook["cells"]:
        if cell.get("id") == task.answer.id:
            cell["source"] = source
    return notebook


def attack(lab, task, source):
    from importlib import import_module

    module = import_module(f"course_lib.grading.exercises.{lab.module}")
    args = ", ".join(module.EXERCISES[task.name].parameters)
    return source.format(name=task.name, args=args, module=lab.module)


@pytest.mark.parametrize("kind", ATTACKS)
def test_an_attack_earns_nothing_and_costs_no_neighbour(graded, kind):
    source, told = ATTACKS[kind]
    first, *others = FIRST.tasks
    before = set(os.listdir(ROOT))
    result = graded(with_answer(FIRST, first, attack(FIRST, first, source)))
    marks = {mark.name: mark for mark in result.marks}
    assert marks[first.name].points == 0, marks[first.name]
    assert told in f"{marks[first.name].verdict} {marks[first.name].error}"
    assert len(marks[first.name].verdict) < 400
    for task in others:
        assert marks[task.name].points == task.points, marks[task.name]
    assert set(os.listdir(ROOT)) == before


@pytest.mark.parametrize("name", LABS)
@pytest.mark.parametrize("kind", ["kills itself", "endless loop", "walks frames", "syntax error"])
def test_the_worst_attacks_on_every_lab(graded, name, kind):
    lab = LABS[name]
    task = lab.tasks[-1]
    result = graded(with_answer(lab, task, attack(lab, task, ATTACKS[kind][0])))
    points = {mark.name: mark.points for mark in result.marks}
    assert points == {t.name: t.points * (t != task) for t in lab.tasks}


@pytest.mark.parametrize("name", LABS)
def test_the_solution_has_full_marks_and_the_stubs_have_none(graded, name):
    lab = LABS[name]
    result = graded(solved(lab))
    assert result.points == lab.points, result.marks
    stubs = json.loads((ROOT / "labs" / f"{name}.ipynb").read_text(encoding="utf-8"))
    result = graded(stubs)
    assert result.points == 0
    assert all("not written yet" in mark.verdict for mark in result.marks)


def test_edited_checks_have_no_effect(graded):
    notebook = with_answer(FIRST, FIRST.tasks[0], "def f(): pass")
    for cell in notebook["cells"]:
        if cell.get("id", "").endswith(("-check", "-hidden", "-lab")):
            cell["source"] = "print('sigmoid: ok')"
            cell["metadata"]["tags"] = ["nbval-skip", "nbval-ignore-output", "raises-exception"]
            cell["execution_count"] = None
    result = graded(notebook)
    assert result.points == FIRST.points - FIRST.tasks[0].points
    assert any("was edited; ours was used" in note for note in result.notes)


def test_reordered_and_duplicated_cells_are_run_in_their_order(graded):
    notebook = solved(FIRST)
    answer = next(c for c in notebook["cells"] if c.get("id") == FIRST.tasks[0].answer.id)
    wrong = answer | {"source": attack(FIRST, FIRST.tasks[0], ATTACKS["returns None"][0])}
    for cells in ([wrong, *notebook["cells"]], notebook["cells"][::-1]):
        assert graded(notebook | {"cells": cells}).points == FIRST.points
    last = graded(notebook | {"cells": [*notebook["cells"], wrong]})
    assert last.points == FIRST.points - FIRST.tasks[0].points


def test_a_later_exercise_that_needs_a_wrong_earlier_one_is_run_with_ours(graded):
    lab = FIRST
    needing, needed = lab.tasks[1], lab.tasks[0]
    source = needing.answer.source.replace("return ", f"{needed.name}(a)\n    return ", 1)
    assert source != needing.answer.source
    notebook = with_answer(lab, needing, source)
    for cell in notebook["cells"]:
        if cell.get("id") == needed.answer.id:
            cell["source"] = f"def {needed.name}(z):\n    raise ValueError('no')"
    result = graded(notebook)
    marks = {mark.name: mark for mark in result.marks}
    assert marks[needed.name].points == 0
    assert marks[needing.name].points == needing.points
    assert marks[needing.name].with_ours == (needed.name,)


def test_two_runs_give_the_same_verdicts_and_no_process_is_left(graded):
    attacked = with_answer(
        FIRST, FIRST.tasks[0], ATTACKS["endless loop"][0].format(name=FIRST.tasks[0].name, args="z")
    )
    first, second = graded(attacked), graded(attacked)
    assert first.marks == second.marks
    time.sleep(0.2)
    running = [Path(p, "cmdline") for p in Path("/proc").glob("[0-9]*")]
    lines = []
    for path in running:
        try:
            lines.append(path.read_bytes())
        except OSError:
            continue
    assert not any(b"course_lib.grading.worker" in line for line in lines)
