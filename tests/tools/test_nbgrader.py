"""nbgrader takes our labs, and the check of this finds a lab that it would not take."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.labs import nbgrader
from tools.paths import ROOT

LAB = "01-dense"
RIGHT = {"solved": (10.0, 10.0), "ours": (0.0, 10.0), "theirs": (0.0, 10.0)}


@pytest.mark.wide
def test_nbgrader_makes_and_grades_the_first_lab():
    """It needs an environment of its own; each push runs `make check-nbgrader` on all labs."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.labs.nbgrader", LAB], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == (
        f"nbgrader: {LAB}: taken, all points for the solution, none for the stubs"
    )


@pytest.fixture
def check(monkeypatch):
    """Return a check of the first lab by a stand-in for nbgrader, which says and finds this."""

    def run(said="Success! Your notebook passes all the tests.", released="", points=RIGHT):
        def command(course, name, *arguments):
            if name == "generate_assignment":
                folder = course / "release" / LAB
                folder.mkdir(parents=True)
                (folder / f"{LAB}.ipynb").write_text(released)
            elif name == "autograde":
                handed_in = {path.parents[1].name for path in course.glob("submitted/*/*/*.ipynb")}
                assert handed_in == set(RIGHT)
            elif name == "export":
                lines = [f"{who},{LAB},{got},{most}" for who, (got, most) in points.items()]
                head = "student_id,assignment,score,max_score"
                (course / arguments[-1]).write_text("\n".join([head, *lines]))
            return said

        monkeypatch.setattr(nbgrader, "nbgrader", command)
        return nbgrader.check(LAB)

    return run


def test_a_lab_that_is_taken_has_no_fault(check):
    assert check() == []


def test_a_solution_that_does_not_pass_is_a_fault(check):
    assert check(said="The following cell failed:") == ["validate says The following cell failed:"]


@pytest.mark.parametrize("left", ["BEGIN SOLUTION", "HIDDEN TESTS", "hidden=True"])
def test_what_learners_must_not_get_is_a_fault(check, left):
    assert check(released=f"# {left}") == [f"generate_assignment leaves {left}"]


@pytest.mark.parametrize(
    "wrong", [{"solved": (9.0, 10.0)}, {"ours": (1.0, 10.0)}, {"theirs": (10.0, 10.0)}]
)
def test_points_that_are_not_right_are_a_fault(check, wrong):
    (fault,) = check(points=RIGHT | wrong)
    assert fault == f"autograde gives {RIGHT | wrong}, expected {RIGHT}"


def test_a_command_that_fails_ends_the_check_with_what_it_says(tmp_path, monkeypatch):
    monkeypatch.setattr(nbgrader, "PYTHON", Path(sys.executable))
    with pytest.raises(SystemExit, match=r"^nbgrader autograde x failed:\n(.|\n)*nbgrader"):
        nbgrader.nbgrader(tmp_path, "autograde", "x")
