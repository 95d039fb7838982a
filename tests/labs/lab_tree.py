"""All labs and their exercises, as the tests of the graders see them."""

import importlib

import nbformat

from tests.labs.right_answers import unusual
from tools.paths import ROOT

SOURCES = sorted((ROOT / "labs" / "source").glob("*.ipynb"))
LABS = [path.stem for path in SOURCES]


def stem(lab):
    """Return the name of a lab's module: ``dense`` for ``01-dense``."""
    return lab.partition("-")[2].replace("-", "_")


def module_of(lab):
    return importlib.import_module(f"course_lib.grading.exercises.{stem(lab)}")


def exercises_of(lab):
    return module_of(lab).EXERCISES


def right_answers(lab):
    return importlib.import_module(f"tests.labs.right_answers.{stem(lab)}")


def answers_of(lab):
    return right_answers(lab).ANSWERS


EXERCISES = [(lab, exercise) for lab in LABS for exercise in exercises_of(lab).values()]
WRONG = [(lab, exercise, wrong) for lab, exercise in EXERCISES for wrong in exercise.wrong]
RIGHT = [
    (lab, exercise, answer)
    for lab, exercise in EXERCISES
    for answer in (*answers_of(lab)[exercise.name], *unusual.ANSWERS[exercise.name])
]


def source(lab):
    return nbformat.read(ROOT / "labs" / "source" / f"{lab}.ipynb", as_version=4)


def released(lab):
    return nbformat.read(ROOT / "labs" / f"{lab}.ipynb", as_version=4)


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def functions_of(notebook):
    """Run the imports and the answer cells of a notebook; return what they define."""
    names = {}
    for cell in notebook.cells:
        is_answer = cell.metadata.get("nbgrader", {}).get("solution")
        if cell.cell_type == "code" and (is_answer or cell.source.startswith("import ")):
            exec(compile(cell.source, cell.id, "exec"), names)
    return names
