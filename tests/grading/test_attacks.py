"""The grader under attack: one exercise is attacked, the others are right.

Only the attacked exercise may lose points. No attack earns a point, none ends the grader, and
nothing is left behind. The table is that of the labs' design, with attacks of our own.
"""

import json
import os
import tempfile
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from course_lib.grading.checking.check import PUBLIC_SEED
from course_lib.grading.inside.fixtures import Fixture
from course_lib.grading.outside.remote import Limits
from course_lib.grading.outside.sandbox import best
from course_lib.grading.reading.lab import labs
from course_lib.grading.reading.submission import from_bytes
from course_lib.grading.running.nbval_kernel import NbvalKernel
from course_lib.grading.running.one_submission import course_of, grade
from tests.support.attacks import ALL, ATTACKS, LOST, NO_MEANING, NOTHING, OUT_OF_TIME, WORST
from tests.support.grading_tools import settled
from tools.paths import ROOT

LABS = labs()
FIRST = LABS["01-dense"]
QUICK = Limits(call=1.5, cell=2, exercise=3)


def chosen():
    """Return which attack meets which exercise: one lab each, in the wide sweep one of each lab.

    The lab changes from attack to attack, and its exercise too. The worst that take no time always
    meet the last exercise of every lab. Of those that take the whole time, some wait for the sweep.
    """
    pairs = []
    for n, kind in enumerate(ATTACKS):
        for k, lab in enumerate(LABS.values()):
            tasks = [task for task in lab.tasks if (kind, task.name) not in NO_MEANING]
            task = tasks[-1] if kind in WORST else tasks[n // len(LABS) % len(tasks)]
            always = kind in WORST or (k == n % len(LABS) and kind not in OUT_OF_TIME)
            name = f"{lab.name}-{task.name}-{kind}"
            marks = () if always else pytest.mark.wide
            pairs.append(pytest.param(kind, lab, task, id=name, marks=marks))
    return pairs


@pytest.fixture(scope="module")
def graded():
    """Return a function that grades a notebook, all with one kernel."""
    with tempfile.TemporaryDirectory() as name, NbvalKernel() as kernel:

        def run(notebook, limits=QUICK):
            raw = json.dumps(notebook).encode()
            submission = from_bytes(raw, "anna", LABS)
            course = course_of(submission.lab, Path(name))
            return grade(submission, kernel, course=course, sandbox=best(), limits=limits)

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


def attack(lab, task, kind):
    """Return the code of an attack on one exercise."""
    module = import_module(f"course_lib.grading.exercises.{lab.module}")
    args = ", ".join(module.EXERCISES[task.name].parameters)
    right = task.answer.source
    return ATTACKS[kind].source.format(name=task.name, args=args, module=lab.module, right=right)


def written():
    """Return what lies in the project's folder, but for what a test beside this one may make."""
    return set(os.listdir(ROOT)) - {"_build", ".hypothesis", ".pytest_cache"}


@pytest.mark.parametrize(("kind", "lab", "task"), chosen())
def test_an_attack_earns_nothing_and_costs_no_neighbour(graded, kind, lab, task):
    _, told, earns = ATTACKS[kind]
    before = written()
    result = graded(with_answer(lab, task, attack(lab, task, kind)))
    marks = {mark.name: mark for mark in result.marks}
    ours = marks.pop(task.name)
    right = {NOTHING: {0}, LOST: set(range(task.points)), ALL: {task.points}}[earns]
    assert ours.points in right, ours
    assert told in f"{ours.verdict} {ours.error}"
    assert 0 < len(ours.verdict) < 400
    for other in lab.tasks:
        assert other == task or marks[other.name].points == other.points, marks[other.name]
    assert written() == before


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
    wrong = answer | {"source": attack(FIRST, FIRST.tasks[0], "returns None")}
    for cells in ([wrong, *notebook["cells"]], notebook["cells"][::-1]):
        assert graded(notebook | {"cells": cells}).points == FIRST.points
    # Below its check it is what the learner tried afterwards.
    assert graded(notebook | {"cells": [*notebook["cells"], wrong]}).points == FIRST.points
    at = next(n for n, cell in enumerate(notebook["cells"]) if cell is answer) + 1
    last = graded(notebook | {"cells": [*notebook["cells"][:at], wrong, *notebook["cells"][at:]]})
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


@pytest.mark.parametrize(
    "source",
    [
        "import os, threading\nthreading.Timer(0.05, os._exit, (0,)).start()",
        "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)",
        "import sys\nsys.settrace(lambda *a: sys.exit())",
        "while True: pass",
        "import time\ntime.sleep(1.5)",
    ],
    ids=["thread", "alarm", "trace", "loop", "sleep"],
)
def test_an_added_cell_costs_no_exercise_its_points(graded, source):
    notebook = solved(FIRST)
    notebook["cells"][2:2] = [{"cell_type": "code", "metadata": {}, "source": source}] * 2
    result = graded(notebook, QUICK._replace(answers=1))
    assert result.points == FIRST.points, result.marks


def test_an_earlier_exercise_that_calls_a_later_one_is_not_run_with_ours(graded):
    lab = LABS["06-convolution"]
    answers = {
        "convolve": "def convolve(x, W, b, stride, padding):\n"
        "    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding)))\n"
        "    rows = (x.shape[1] - W.shape[2]) // stride + 1\n"
        "    y = W.reshape(len(W), -1) @ columns(x, W.shape[2], stride)\n"
        "    return y.reshape(len(W), rows, -1) + b[:, None, None]",
        "columns": "",
    }
    notebook = solved(lab)
    points = {}
    for kept in ("convolve", "columns"):
        for cell in notebook["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == kept:
                cell["source"] = answers[kept]
        points[kept] = graded(notebook).marks[1].points
    assert points == {"convolve": lab.tasks[1].points, "columns": 0}


@pytest.mark.parametrize("lab", LABS.values(), ids=LABS)
def test_an_answer_made_of_the_public_inputs_loses_the_hidden_points(graded, lab):
    exercises = import_module(f"course_lib.grading.exercises.{lab.module}").EXERCISES

    def cases(task):
        return exercises[task.name].draw(np.random.default_rng(PUBLIC_SEED), hidden=False)

    def has_function(task):  # whose data cannot be read there
        return any(isinstance(arg, Fixture) for args in cases(task) for arg in args)

    task = next(task for task in lab.tasks if not has_function(task))
    table = [(list(args), exercises[task.name].reference(*args)) for args in cases(task)]
    with np.printoptions(threshold=10**6, floatmode="unique"):
        source = f"""
from numpy import array, float64
TABLE = {table!r}
def {task.name}(*args):
    return next((right for given, right in TABLE if repr(given) == repr(list(args))), None)
"""
    marks = {mark.name: mark for mark in graded(with_answer(lab, task, source)).marks}
    mark = marks.pop(task.name)
    assert mark.passed == (True, False), mark
    assert mark.points == task.public.points
    assert all(marks[t.name].points == t.points for t in lab.tasks if t != task)


def test_two_runs_give_the_same_verdicts_and_no_process_is_left(graded):
    task = FIRST.tasks[0]
    attacked = with_answer(FIRST, task, attack(FIRST, task, "endless loop"))
    limits = QUICK._replace(call=1, exercise=1)
    first = graded(attacked, limits)
    kept = settled(os.getpid())  # the kernel, and what starts the workers
    second = graded(attacked, limits)
    assert first.marks == second.marks
    assert len(settled(os.getpid())) == len(kept)
