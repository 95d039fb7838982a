"""The picture of each lab: it comes alive with a right answer, and spoils nothing."""

import re

import numpy as np
import pytest

from course_lib.grading.exercises import dense
from course_lib.grading.learners.self_check import with_checks
from course_lib.grading.reading.lab import labs
from course_lib.grading.reading.submission import from_bytes
from course_lib.grading.running import copy_for_nbval
from tests.labs.lab_tree import (
    LABS,
    ROOT,
    answers_of,
    exercises_of,
    functions_of,
    grade_id,
    module_of,
    released,
    source,
    stem,
)

every_lab = pytest.mark.parametrize("lab", LABS)
KNOWN = labs()


def picture_of(notebook, lab):
    """Return the cell of the picture, and the name of the exercise whose function it takes."""
    (n,) = [n for n, cell in enumerate(notebook.cells) if cell.id == f"{lab}-picture"]
    (name,) = re.findall(r"^    (\w+)=\1,$", notebook.cells[n].source, re.MULTILINE)
    above = [grade_id(cell) for cell in notebook.cells[:n] if grade_id(cell)]
    assert above[-1] in (f"{name}-check", f"{name}-hidden")
    return notebook.cells[n], name


def shown(lab, function, module=None):
    """Return the HTML of the cell for a function."""
    cell, name = picture_of(source(lab), lab)
    names = {"lab": module or module_of(lab), name: function}
    *imports, last = cell.source.partition("\nwhen_ok(")
    exec(imports[0], names)
    return eval("when_ok(" + last, names)


@every_lab
def test_a_right_answer_draws_it_and_any_other_right_answer_draws_the_same(lab):
    _, name = picture_of(source(lab), lab)
    reference = shown(lab, exercises_of(lab)[name].reference)._repr_html_()
    assert "<svg" in reference
    for answer in answers_of(lab)[name]:
        assert shown(lab, answer)._repr_html_().count("<svg") == 1


@every_lab
def test_before_that_there_is_a_quiet_line(lab):
    _, name = picture_of(source(lab), lab)
    said = f"A picture drawn by your {name} appears here when its check says ok."
    line = f'<p style="opacity: 0.75">{said}</p>'
    stub = functions_of(released(lab))[name]
    wrong = exercises_of(lab)[name].wrong[0].function
    for function in (stub, wrong, None, 3):
        alive = shown(lab, function)
        assert (repr(alive), alive._repr_html_()) == (said, line)


@every_lab
@pytest.mark.parametrize("end", [ValueError("odd"), SystemExit(1), MemoryError()])
def test_a_function_that_is_odd_after_its_check_spoils_nothing(lab, end):
    _, name = picture_of(source(lab), lab)
    right, calls = exercises_of(lab)[name].reference, []

    def odd(*args):
        calls.append(args)
        # The check has its own calls before; the picture's are other ones.
        if len(calls) > n_checked:
            raise end
        return right(*args)

    n_checked = len(exercises_of(lab)[name].draw(np.random.default_rng(0), hidden=False))
    html = shown(lab, odd)._repr_html_()
    assert len(calls) > n_checked
    assert "<svg" not in html
    assert "appears here" in html


def test_a_students_own_lab_draws_it_too():
    own = dense.variant("anna", "0123456789abcdef")
    (function,) = [
        own.between["dense_forward"].of_student(exercises_of("01-dense")["dense_forward"].reference)
    ]
    assert "<svg" in shown("01-dense", function, own)._repr_html_()


@every_lab
def test_it_is_drawn_neither_while_grading_nor_by_labs_check(lab):
    path = ROOT / "labs" / "source" / f"{lab}.ipynb"
    submission = from_bytes(path.read_bytes(), "s", KNOWN)
    assert not [cell for cell in submission.cells if "when_ok" in cell.source]
    graded = copy_for_nbval.notebook(KNOWN[lab], KNOWN[lab].tasks, "job", "seal")
    assert "when_ok" not in graded
    checked = with_checks(source(lab), stem(lab), exercises_of(lab))
    assert not [cell for cell in checked.cells if "when_ok" in cell.source]


@every_lab
def test_it_gives_no_answer_away(lab):
    cell, _ = picture_of(released(lab), lab)
    assert not cell.outputs or "appears here" in str(cell.outputs)
