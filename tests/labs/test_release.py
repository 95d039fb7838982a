"""What learners get is made from the source, and nbgrader would read the source as it is meant."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import nbformat
import pytest

from course_lib.grading.reading import release
from course_lib.grading.reading.lab import LabError
from tests.labs.lab_tree import (
    LABS,
    ROOT,
    exercises_of,
    functions_of,
    grade_id,
    released,
    source,
    stem,
)
from tools.labs.make import made

every_lab = pytest.mark.parametrize("lab", LABS)
# nbgrader's schema of a cell's metadata, version 3: the fields of every cell that it knows.
FIELDS = {"grade", "grade_id", "locked", "schema_version", "solution", "task"}


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def solution_page(lab):
    return nbformat.read(ROOT / "labs" / "solutions" / f"{lab}.ipynb", as_version=4)


@every_lab
def test_the_labs_and_the_solutions_are_those_of_the_source(lab):
    files = made(ROOT / "labs" / "source" / f"{lab}.ipynb")
    assert len(files) == 2
    for path, text in files.items():
        assert path.read_text(encoding="utf-8") == text, f"{path} is old: run `make labs`."


@every_lab
def test_a_learner_gets_no_solution_and_no_hidden_check(lab):
    text = (ROOT / "labs" / f"{lab}.ipynb").read_text(encoding="utf-8")
    assert not re.search("SOLUTION|HIDDEN|hidden=True|-why", text)
    assert "removed" not in released(lab).metadata.course
    code = "\n".join(cell.source for cell in code_cells(released(lab)))
    for cell in source(lab).cells:
        for body in release.SOLUTION.findall(cell.source):
            for line in body[1].strip().splitlines():
                assert line.strip() not in code, line


@every_lab
def test_a_stub_keeps_the_first_line_and_the_docstring(lab):
    solved, stubs = functions_of(source(lab)), functions_of(released(lab))
    for name in exercises_of(lab):
        assert stubs[name].__doc__ == solved[name].__doc__
        assert stubs[name].__code__.co_varnames[: stubs[name].__code__.co_argcount] == (
            exercises_of(lab)[name].parameters
        )
        with pytest.raises(NotImplementedError, match=f"^{name}: write your answer here.$"):
            stubs[name](*range(len(exercises_of(lab)[name].parameters)))


@every_lab
def test_the_outputs_of_the_public_checks_are_what_a_right_answer_prints(lab):
    for notebook in (source(lab), released(lab), solution_page(lab)):
        printed = {
            re.search(r'"(\w+)"', c.source)[1]: "".join(o.text for o in c.outputs)
            for c in code_cells(notebook)
            if c.source.startswith("lab.check(") and c.execution_count
        }
        assert printed == {name: f"{name}: ok\n" for name in exercises_of(lab)}


@every_lab
def test_the_cells_are_as_nbgrader_wants_them(lab):
    ids = [grade_id(cell) for cell in source(lab).cells if grade_id(cell)]
    names = list(exercises_of(lab))
    assert ids == [f"{name}{part}" for name in names for part in ("", "-check", "-hidden")]
    for cell in source(lab).cells:
        known = cell.metadata.get("nbgrader")
        if not known:
            continue
        name = re.sub("-(check|hidden)$", "", known.grade_id)
        is_answer = known.grade_id == name
        assert set(known) == FIELDS | (set() if is_answer else {"points"})
        assert known.schema_version == 3
        assert (known.solution, known.grade, known.locked) == (
            (True, False, False) if is_answer else (False, True, True)
        )
        assert known.task is False
        assert re.fullmatch(r"[A-Za-z0-9_-]+", known.grade_id)
        check = f'lab.check("{name}", {name})'
        if known.grade_id.endswith("-check"):
            assert cell.source == check
            assert known.points > 0
        if known.grade_id.endswith("-hidden"):
            check = check.replace(")", ", hidden=True)")
            assert cell.source == f"### BEGIN HIDDEN TESTS\n{check}\n### END HIDDEN TESTS"
            assert known.points > 0
        if is_answer:
            assert len(release.SOLUTION.findall(cell.source)) == 1
            assert re.search(rf"^def {name}\(", cell.source, re.MULTILINE)


@every_lab
def test_every_cell_has_a_name_that_begins_with_its_lab(lab):
    ids = [cell.id for cell in source(lab).cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(rf"{lab}-[a-z0-9_]+(-[a-z]+)*", name) for name in ids)
    for cell in source(lab).cells:
        assert cell.id == f"{lab}-{grade_id(cell)}" or not grade_id(cell)


@every_lab
def test_a_lab_says_its_goal_time_and_points(lab):
    top = source(lab).cells[0].source
    points = sum(sum(both.values()) for both in release.points(source(lab)).values())
    course = source(lab).metadata.course
    assert top.startswith(f"# Lab {int(lab[:2])}: ")
    assert all(f"**{word}**" in top or f"**{word}.**" in top for word in ("Goal", "Time"))
    assert f"**Points** {points}," in top
    assert course.lab == lab
    assert course.version >= 1
    assert sum(sum(p.values()) for p in released(lab).metadata.course.points.values()) == points


@every_lab
def test_an_exercise_has_an_equation_and_a_ladder_of_hints(lab):
    texts = [c for c in source(lab).cells if c.id.endswith("-text") and "## Exercise" in c.source]
    assert len(texts) == len(exercises_of(lab))
    for number, cell in enumerate(texts, 1):
        assert cell.source.startswith(f"## Exercise {number}: ")
        hints = re.findall(r"^:::\{dropdown\} Hint (\d)", cell.source, re.MULTILINE)
        assert hints in (["1", "2"], ["1", "2", "3"]), cell.id
        assert all(f"**{word}**" in cell.source for word in ("By hand.", "Your task."))
        assert "$$" in cell.source


@every_lab
def test_the_lab_imports_its_own_exercises(lab):
    line = f"from course_lib.grading.exercises import {stem(lab)} as lab"
    assert line in [cell.source for cell in released(lab).cells]


@every_lab
def test_links_lead_to_files(lab):
    for notebook, folder in ((released(lab), "labs"), (solution_page(lab), "labs/solutions")):
        text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
        links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
        assert links
        for link in links:
            assert (ROOT / folder / link).is_file(), link


def test_a_cell_without_a_solution_stops_the_release():
    cell = nbformat.v4.new_code_cell(
        "def f():\n    return 1", id="x", metadata={"nbgrader": {"grade_id": "f"}}
    )
    with pytest.raises(LabError, match="cell x has 0 solutions between markers, expected 1"):
        release.with_stub(cell)


def test_nbval_on_an_unsolved_lab_fails_at_the_checks_and_nowhere_else(tmp_path):
    report = tmp_path / "report.xml"
    options = ["--nbval", "-p", "no:cacheprovider", "-p", "no:xdist", f"--junitxml={report}"]
    options += ["-p", "tests.support.one_kernel"]
    labs = [str(ROOT / "labs" / f"{lab}.ipynb") for lab in LABS]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *options, *labs],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.is_file(), done.stderr
    failed = [len(case) > 0 for case in ElementTree.parse(report).iter("testcase")]
    cells = [cell for lab in LABS for cell in code_cells(released(lab))]
    assert failed == [grade_id(cell).endswith("-check") for cell in cells]
