"""Right notebooks that look odd get full marks, as ``labs check`` says, whatever the sandbox."""

import copy
import json
import tempfile
from pathlib import Path

import numpy as np
import pytest

from course_lib.grading.checking.own_words import without_own_words
from course_lib.grading.exercises.dense import EXERCISES
from course_lib.grading.learners import self_check
from course_lib.grading.outside.remote import Limits
from course_lib.grading.outside.sandbox import Sandbox
from course_lib.grading.reading.lab import labs
from course_lib.grading.reading.submission import from_bytes, plain_python
from course_lib.grading.running import one_submission
from course_lib.grading.running.nbval_kernel import CellResult, NbvalKernel
from course_lib.grading.running.one_submission import course_of, grade
from tests.support.grading_tools import ROOT
from tests.support.odd_notebooks import KINDS, answers, code, text

LABS = labs()
WALLS = ("bubblewrap", "landlock")
CHOSEN = ("01-dense", "03-rnn", "06-convolution")
# One of each sort, in one lab.
FEW = (
    *("%%capture and %%time", ">>> prompts", "gather", "from numpy import *", "a plot", "a bar"),
    *("writes and reads a file", "subprocess", "Python's functions at the end"),
    *("each function tried otherwise", "a file written in the function", "as from Colab"),
)


@pytest.fixture(scope="module")
def graded():
    """Return a function that grades a notebook, all with one kernel."""
    with tempfile.TemporaryDirectory() as name, NbvalKernel() as kernel:

        def run(notebook, walls):
            submission = from_bytes(json.dumps(notebook).encode(), "anna", LABS)
            course = course_of(submission.lab, Path(name))
            return grade(submission, kernel, course=course, sandbox=Sandbox(walls))

        yield run


def solved(lab):
    path = ROOT / "labs" / "source" / f"{lab}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def odd(lab, kind):
    notebook = solved(lab)
    KINDS[kind](notebook, [task.name for task in LABS[lab].tasks])
    assert notebook != solved(lab)
    return notebook


def lost(result):
    return [(m.name, m.verdict, m.error) for m in result.marks if m.points < m.of]


@pytest.mark.parametrize("walls", WALLS)
@pytest.mark.parametrize("kind", FEW)
def test_a_right_notebook_has_full_marks_however_odd_it_looks(graded, kind, walls):
    assert not lost(graded(odd(CHOSEN[0], kind), walls))


@pytest.mark.wide
@pytest.mark.parametrize("walls", WALLS)
@pytest.mark.parametrize("lab", CHOSEN)
def test_all_kinds_have_full_marks_in_both_sandboxes(graded, lab, walls):
    assert not {kind: found for kind in KINDS if (found := lost(graded(odd(lab, kind), walls)))}


@pytest.mark.wide
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lab", CHOSEN)
def test_the_learners_own_check_says_the_same(tmp_path, monkeypatch, lab, kind):
    # The magics of some kinds write files into the folder of the kernel.
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "lab.ipynb"
    notebook = odd(lab, kind) | {"nbformat": 4, "nbformat_minor": 4}
    for cell in notebook["cells"]:
        cell.pop("id", None)
        if cell["cell_type"] == "code":
            cell.setdefault("execution_count", None)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    notebook = self_check.read(path)
    stem, exercises = self_check.lab_of(notebook)
    found = self_check.run_checks(self_check.with_checks(notebook, stem, exercises), exercises)
    assert found == dict.fromkeys(exercises, "ok")


def test_a_wrong_answer_stays_wrong_however_odd_it_looks(graded):
    notebook = odd(CHOSEN[0], "%%time")
    first = answers(notebook, ["sigmoid"])[0]
    first["source"] = "%%time\nopen('x.txt', 'w')\ndef sigmoid(z):\n    return z"
    (mark, *rest) = graded(notebook, "bubblewrap").marks
    assert mark.points == 0
    assert [m.points for m in rest] == [m.of for m in rest]


def test_a_statement_that_is_no_fault_of_the_sandbox_ends_its_cell(graded):
    notebook = solved(CHOSEN[0])
    first = answers(notebook, ["sigmoid"])[0]
    first["source"] = "1 / 0\n" + text(first)
    mark = graded(notebook, "bubblewrap").marks[0]
    assert mark.verdict.startswith("raised ZeroDivisionError")
    assert mark.points == 0


def test_a_refused_statement_is_told_beside_the_verdict(graded):
    notebook = solved(CHOSEN[0])
    first = answers(notebook, ["sigmoid"])[0]
    first["source"] = "from scipy.special import expit\ndef sigmoid(z):\n    return expit(z)"
    mark = graded(notebook, "landlock").marks[0]
    assert mark.verdict.startswith("raised NameError: name 'expit' is not defined")
    assert mark.error == "raised ModuleNotFoundError: No module named 'scipy' (line 1)"


@pytest.mark.parametrize("walls", WALLS)
def test_an_answer_counts_where_its_check_stands_and_also_at_the_end(graded, walls):
    notebook = solved(CHOSEN[0])
    right = answers(notebook, ["sigmoid"])[0]
    late = copy.deepcopy(right)
    right["source"] = "def sigmoid(z):\n    return z"
    notebook["cells"].append(late)
    assert not lost(graded(notebook, walls))


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("%%time\nx = 1", "# %%time\nx = 1"),
        ("%%time\n%%bash\nls", "# %%time\nget_ipython().run_cell_magic('bash', '', 'ls\\n')\n"),
        ("%time x = 1", "x = 1"),
        ("   x = 1\n   y = 2", "x = 1\ny = 2"),
        (">>> x = 1\n... y = 2", "x = 1\ny = 2"),
        ("In [3]: x = 1", "x = 1"),
        ("await f()", "await f()"),
        ("text = '''\n%time\n>>> x\n'''", "text = '''\n%time\n>>> x\n'''"),
        ("def broken(:\n", "def broken(:\n"),
    ],
)
def test_a_cell_is_read_as_ipython_reads_it(source, plain):
    assert plain_python(source) == plain


# What must not leak


LOOK = """
import linecache, inspect
def {name}(*args):
    found = [line for entry in linecache.cache.values() for line in entry[2] if "np." in line]
    try:
        found.append(inspect.getsource({needed}))
    except OSError:
        pass
    {needed}(args[0])
    raise RuntimeError("said " + "".join(found))
"""


def test_our_solution_does_not_come_back_as_the_text_of_an_error(graded):
    lab = CHOSEN[0]
    notebook = solved(lab)
    needed, name = "sigmoid", "dense_forward"
    by_name = dict(
        zip(
            [t.name for t in LABS[lab].tasks],
            answers(notebook, [t.name for t in LABS[lab].tasks]),
            strict=True,
        )
    )
    by_name[needed]["source"] = f"def {needed}(z):\n    return None"
    by_name[name]["source"] = LOOK.format(name=name, needed=needed)
    marks = {mark.name: mark for mark in graded(notebook, "bubblewrap").marks}
    assert marks[name].points == 0
    assert "0.5 *" not in marks[name].verdict + str(marks[name].error)


def test_the_inputs_of_a_hidden_check_do_not_come_back(graded):
    """Neither at once, nor by a later cell that finds them."""
    lab = CHOSEN[0]
    notebook = solved(lab)
    first, *others = answers(notebook, [task.name for task in LABS[lab].tasks])
    # A hidden check comes after the public cases.
    public = len(EXERCISES["sigmoid"].draw(np.random.default_rng(0), hidden=False))
    first["source"] = (
        f"{text(first)}\n_sigmoid, seen = sigmoid, []\ndef sigmoid(z):\n    seen.append(repr(z))\n"
        f"    if len(seen) > {public}:\n        raise RuntimeError('secret ' + repr(z))\n"
        "    return _sigmoid(z)"
    )
    for cell in others:
        raises = f"if len(seen) > {public}:\n    raise RuntimeError('secret' + str(seen))\n"
        cell["source"] = raises + text(cell)
    found = graded(notebook, "bubblewrap")
    assert found.marks[0].passed == (True, False)
    assert found.marks[0].verdict.startswith("raised RuntimeError (line ")
    assert "secret" not in str(found.marks)


def test_a_function_that_is_handed_over_shows_no_data(graded):
    lab = "05-gru"
    notebook = solved(lab)
    name = "memory_gate"
    answer = answers(notebook, [name])[0]
    answer["source"] = f"def {name}(mix):\n    raise ValueError(hasattr(mix, 'args'))"
    mark = next(m for m in graded(notebook, "bubblewrap").marks if m.name == name)
    assert mark.verdict == "raised ValueError: False (line 2 of your cell)"


@pytest.mark.parametrize("said", ["sigmoid: \n", "sigmoid: ok\n", "\n"])
def test_points_that_are_lost_are_never_told_as_ok(said):
    task = LABS[CHOSEN[0]].tasks[0]
    checked = {task.public.grade_id: CellResult(False, said)}
    checked[task.hidden.grade_id] = CellResult(True, "sigmoid: ok\n")
    mark = one_submission._mark(task, checked, {})
    assert (mark.points, mark.verdict) == (task.hidden.points, "is not right")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("raised ValueError: [0.5]", "raised ValueError"),
        (
            "raised ValueError: a\nb (line 3 of your cell)",
            "raised ValueError (line 3 of your cell)",
        ),
        ("raised Z_is_one_half: x", "raised an error of its own kind"),
        ("calls one_half, which is not written yet", "calls a function that is not written yet"),
        ("returned a dict with 'one half', expected 'W'", "returned a dict with wrong keys"),
        ("returned a value of type Half, expected numbers", "returned no numbers and arrays"),
        ("name is 'one half', wrongly, for n = 3", "name is the wrong text"),
        ("differs at [0, 1] for z of shape (2, 3)", "differs at [0, 1] for z of shape (2, 3)"),
        ("took longer than 5 s", "took longer than 5 s"),
    ],
)
def test_of_a_hidden_check_nothing_is_told_in_the_learners_words(said, told):
    assert without_own_words(said) == told


# Limits


def test_a_whole_notebook_has_a_limit_and_the_report_says_so():
    notebook = solved(CHOSEN[0])
    notebook["cells"].insert(1, code("import time\ntime.sleep(1.5)"))
    with tempfile.TemporaryDirectory() as name, NbvalKernel() as kernel:
        submission = from_bytes(json.dumps(notebook).encode(), "anna", LABS)
        course = course_of(submission.lab, Path(name))
        limits = Limits(submission=1.0)
        found = grade(
            submission, kernel, course=course, sandbox=Sandbox("bubblewrap"), limits=limits
        )
    assert found.points == 0
    assert found.notes[-1] == (
        "The notebook took longer than 1 s in all; what was left of it was not run."
    )
    assert found.marks[0].verdict == "was not run: the time of the whole notebook was up"
