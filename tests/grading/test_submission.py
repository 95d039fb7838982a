"""What was handed in is read: damaged, edited and copied notebooks, or rejected in a sentence."""

import copy
import json

import pytest

from course_lib.grading.learners.self_check import RejectedError
from course_lib.grading.reading.lab import LabError, labs
from course_lib.grading.reading.submission import from_bytes, plain_python
from tools.paths import ROOT

LABS = labs()
FIRST = "01-dense"
SOLVED = json.loads((ROOT / "labs" / "source" / f"{FIRST}.ipynb").read_text(encoding="utf-8"))
NAMES = [task.name for task in LABS[FIRST].tasks]


def read(notebook, wanted=None):
    raw = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    return from_bytes(raw, "anna", LABS, wanted)


def answers(submission):
    return [name for cell in submission.cells for name in cell.answers]


def edited(change):
    notebook = copy.deepcopy(SOLVED)
    change(notebook)
    return notebook


def code(source, **more):
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": []} | more


@pytest.mark.parametrize("name", LABS)
def test_a_learners_notebook_and_the_solved_one_answer_every_exercise(name):
    for folder in ("labs", "labs/source"):
        raw = (ROOT / folder / f"{name}.ipynb").read_bytes()
        submission = from_bytes(raw, "anna", LABS)
        assert submission.lab.name == name
        assert answers(submission) == [task.name for task in LABS[name].tasks]
        assert submission.notes == ()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "the file is empty."),
        (b" \n", "the file is empty."),
        (b"\xff\xfe{}", "byte 0 of the file is not UTF-8."),
        (b"not JSON", "the file is not JSON, so it is not a notebook."),
        (b"[" * 10**6, "the file is not JSON, so it is not a notebook."),
        (b"[]", "the file is JSON, but not a notebook: it has no cells."),
        (b'{"a": 1}', "the file is JSON, but not a notebook: it has no cells."),
        (b'{"cells": []}', "the notebook has no code cells."),
        (b'{"cells": 3}', "the notebook has no code cells."),
        (b'{"worksheets": [{"cells": null}]}', "the notebook has no code cells."),
        (json.dumps({"cells": [code("x = 1")]}).encode(), "the notebook is not one of this "),
    ],
)
def test_what_is_no_submission_is_rejected_in_one_sentence(raw, why):
    with pytest.raises(RejectedError) as error:
        read(raw)
    assert str(error.value).startswith(why)


def test_another_lab_is_rejected_where_one_is_wanted():
    with pytest.raises(RejectedError, match="the notebook is lab 01-dense, expected lab 02-b"):
        read(SOLVED, wanted="02-backpropagation")


def without_metadata(notebook):
    """As Colab or VS Code may leave it: new ids, no metadata, other line ends."""
    notebook["metadata"] = {"colab": {}}
    for n, cell in enumerate(notebook["cells"]):
        cell["metadata"] = {"id": f"x{n}"}
        cell["id"] = f"new-{n}"
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")


def test_a_copy_without_metadata_is_read_by_what_it_defines():
    submission = read(edited(without_metadata))
    assert submission.lab.name == FIRST
    assert answers(submission) == NAMES
    assert f"{NAMES[0]} was found by its name, in code cell 3." in submission.notes


def test_an_old_format_is_read():
    cells = [{"cell_type": "code", "input": c["source"]} for c in SOLVED["cells"] if "id" in c]
    assert set(answers(read({"nbformat": 3, "worksheets": [{"cells": cells}]}))) == set(NAMES)


def test_a_byte_order_mark_does_no_harm():
    assert answers(read(b"\xef\xbb\xbf" + json.dumps(SOLVED).encode())) == NAMES


def test_added_cells_are_kept_and_our_own_are_left_out():
    def change(notebook):
        notebook["cells"].insert(3, code("def helper(x):\n    return x"))
        check = next(c for c in notebook["cells"] if c.get("id", "").endswith("sigmoid-check"))
        check["source"] = ["print('sigmoid: ok')"]

    submission = read(edited(change))
    assert [c.source for c in submission.cells if not (c.answers or c.checks)] == [
        "def helper(x):\n    return x"
    ]
    assert submission.notes == ("The cell sigmoid-check was edited; ours was used.",)


def test_an_edited_import_cell_is_run_as_well():
    def change(notebook):
        imports = next(c for c in notebook["cells"] if c.get("id", "").endswith("imports"))
        imports["source"] = ["import numpy as np\nimport math"]

    cells = read(edited(change)).cells
    extra = [cell.source for cell in cells if not (cell.answers or cell.checks)]
    assert extra == ["import numpy as np\nimport math"]


def test_duplicates_keep_their_order_and_are_noted():
    def change(notebook):
        again = copy.deepcopy(
            next(c for c in notebook["cells"] if c.get("id", "").endswith("sigmoid"))
        )
        again["source"] = ["def sigmoid(z):\n    return z"]
        notebook["cells"].append(again)

    submission = read(edited(change))
    assert submission.notes == (
        "sigmoid is defined in 2 cells; the last one above its check counts.",
    )
    assert [c.id for c in submission.cells if "sigmoid" in c.answers] == ["sigmoid", "sigmoid-2"]


def test_a_deleted_answer_is_noted():
    def change(notebook):
        notebook["cells"] = [
            c for c in notebook["cells"] if not c.get("id", "").endswith("dense_forward")
        ]

    assert "No cell answers dense_forward." in read(edited(change)).notes


@pytest.mark.parametrize(
    "magic",
    ["%matplotlib inline", "!pip install numpy", "x = !ls", "%%time\ny = 1", "np.exp?"],
)
def test_magics_become_plain_python(magic):
    def change(notebook):
        cell = next(c for c in notebook["cells"] if c.get("id", "").endswith("sigmoid"))
        cell["source"] = [magic + "\n", *cell["source"]]

    submission = read(edited(change))
    source = next(c.source for c in submission.cells if "sigmoid" in c.answers)
    compile(source, "cell", "exec")


def test_a_cell_that_is_much_too_long_is_left_out():
    def change(notebook):
        notebook["cells"].append(code("x = 1\n" * 100_000))

    submission = read(edited(change))
    assert any("has 600,000 characters and was left out" in note for note in submission.notes)
    assert all(len(cell.source) < 200_000 for cell in submission.cells)


def test_much_code_in_many_cells_is_left_out():
    def change(notebook):
        notebook["cells"] += [code(f"x = {n}\n" * 20_000) for n in range(9)]

    submission = read(edited(change))
    assert sum(len(cell.source) for cell in submission.cells) <= 400_000
    assert len([note for note in submission.notes if "was left out" in note]) == 6


def test_a_notebook_of_ten_thousand_cells_is_read_in_part():
    def change(notebook):
        notebook["cells"] += [code("x = 1") for _ in range(10_000)]

    submission = read(edited(change))
    assert answers(submission) == NAMES
    said = f"The notebook has {10_000 + len(SOLVED['cells']):,} cells; the first 2,000 were read."
    assert submission.notes == (said,)


def test_a_cell_of_very_many_magics_is_left_as_it_is():
    source = "%matplotlib inline\n" * 600
    assert plain_python(source) == source


def test_ids_that_are_there_twice_and_large_outputs_do_no_harm():
    def change(notebook):
        for cell in notebook["cells"]:
            cell["id"] = "same"
            cell["outputs"] = [{"output_type": "stream", "text": "x" * 10**6, "name": "stdout"}]
            cell["attachments"] = {"a.png": {"image/png": "x" * 10_000}}

    submission = read(edited(change))
    assert answers(submission) == NAMES
    assert len({cell.id for cell in submission.cells}) == len(submission.cells)


def test_strange_cells_are_passed_over():
    def change(notebook):
        notebook["cells"] += [
            None,
            3,
            {"cell_type": "code"},
            code(None),
            code([1, "x = 1"]),
            code("y = 2", metadata=None, id=7),
            code("z = 3", metadata={"nbgrader": "yes", "tags": "nbval-skip"}),
        ]

    assert answers(read(edited(change))) == NAMES


def test_a_source_that_is_no_lab_is_a_fault_of_the_course(tmp_path):
    (tmp_path / "01-dense.ipynb").write_text('{"cells": []}')
    with pytest.raises(LabError, match=r"01-dense.ipynb: KeyError 'metadata', expected a lab"):
        labs(tmp_path)
