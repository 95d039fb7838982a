"""A learner's own check: points, verdicts and exit codes, whatever the notebook stores."""

import nbformat
import pytest

from course_lib.grading.learners.self_check import self_check
from tests.labs.lab_tree import ROOT, released, source

LAB = "01-dense"


def cell_of(notebook, name):
    return next(cell for cell in notebook.cells if cell.id == f"{LAB}-{name}")


def write(notebook, path):
    nbformat.write(notebook, path)
    return path


def lines(capsys):
    return capsys.readouterr().out.splitlines()


def test_a_solved_lab_gets_full_marks(tmp_path, capsys):
    solved = source(LAB)
    solved.metadata["course"] = released(LAB).metadata.course
    assert self_check(write(solved, tmp_path / "lab.ipynb")) == 0
    *exercises, last = lines(capsys)
    assert [line.split() for line in exercises] == [
        ["sigmoid", "1", "of", "1", "ok"],
        ["dense_forward", "1", "of", "1", "ok"],
        ["dense_backward", "2", "of", "2", "ok"],
        ["tanh_from", "1", "of", "1", "ok"],
    ]
    assert last == (
        "5 of 5 points of the open checks. The hidden checks give up to 5 more when the lab is "
        "graded."
    )


def test_what_a_notebook_stores_gives_no_points(tmp_path, capsys):
    """Unsolved, but saved with outputs that agree with it, skipped, or without some checks."""
    lab = released(LAB)
    cell_of(lab, "sigmoid-check").outputs[0].text = "sigmoid: not written yet\n"
    cell_of(lab, "dense_forward-check").metadata["tags"] = ["nbval-skip"]
    cell_of(lab, "dense_backward-check").source = 'print("dense_backward: ok")'
    lab.cells.remove(cell_of(lab, "tanh_from-check"))
    assert self_check(write(lab, tmp_path / "lab.ipynb")) == 1
    found = lines(capsys)
    assert all(line.endswith("not written yet") for line in found[:4])
    assert found[4].startswith("0 of 5 points")


def test_a_copy_without_metadata_is_known_and_each_mistake_is_told(tmp_path, capsys):
    lab = released(LAB)
    cell_of(lab, "sigmoid").source = "def sigmoid(z):\n    return 1 / (1 + np.exp(z))"
    cell_of(lab, "dense_forward").source = "def dense_forward(a, W, b:\n    return a"
    cell_of(lab, "dense_backward").source = "pass"
    cell_of(lab, "tanh_from").source = "%matplotlib inline\ntanh_from = lambda s, z: 2*s(2*z) - 1"
    lab.metadata.clear()
    for number, cell in enumerate(lab.cells):
        cell.id, cell.metadata = f"c{number}", {}
    assert self_check(write(lab, tmp_path / "copy.ipynb")) == 1
    found = [line.split("  ")[-1] for line in lines(capsys)]
    assert found == [
        "is the sigmoid of -z: it falls where the sigmoid rises (see hint 2)",
        "its cell raised SyntaxError: '(' was never closed (line 1)",
        "there is no function dense_backward",
        "ok",
        "1 of 4 points of the open checks.",
    ]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (ROOT / "Makefile", "is not a notebook (NotJSONError)."),
        (ROOT / "none.ipynb", "there is no file"),
        (
            ROOT / "chapters" / "1-fully-connected" / "dense.ipynb",
            "the notebook is not one of this course's labs.",
        ),
    ],
)
def test_a_file_that_is_no_lab_is_rejected_in_one_sentence(path, says, capsys):
    assert self_check(path) == 2
    assert says in capsys.readouterr().err
