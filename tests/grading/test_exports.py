"""Files for other tools: an autograder for Gradescope, marks for Moodle and Canvas, a link."""

import csv
import io
import json
import shlex
import stat
import subprocess
import sys
import zipfile
from urllib.parse import parse_qs, urlsplit

import jsonschema
import pytest
import yaml
from packaging.requirements import Requirement

from course_lib.grading import cli
from course_lib.grading.exports import hub
from course_lib.grading.exports.gradescope import autograder, requirements
from course_lib.grading.exports.on_gradescope import results_json
from course_lib.grading.learners.self_check import RejectedError
from course_lib.grading.reading.lab import labs
from course_lib.grading.results.result import rejection_of, write_result
from tests.grading.test_report import LOST, marked, result
from tests.support.grading_tools import LAB, solved
from tools.paths import ROOT

KNOWN = labs()

# The fields of https://gradescope-autograders.readthedocs.io/en/latest/specs/, and no others.
WHEN = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
TEST = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "score": {"type": "number"},
        "max_score": {"type": "number"},
        "status": {"enum": ["passed", "failed"]},
        "name": {"type": "string"},
        "name_format": FORMAT,
        "number": {"type": "string"},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "tags": {"type": "array", "items": {"type": "string"}},
        "visibility": WHEN,
        "extra_data": {"type": "object"},
    },
}
RESULTS = {
    "type": "object",
    "additionalProperties": False,
    "required": ["score"],
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": WHEN,
        "stdout_visibility": WHEN,
        "extra_data": {"type": "object"},
        "tests": {"type": "array", "items": TEST},
        "leaderboard": {"type": "array"},
    },
}


# Gradescope


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """Return the folder ``/autograder`` as Gradescope lays it out, with this Python for its own."""
    root = tmp_path_factory.mktemp("autograder")
    with zipfile.ZipFile(io.BytesIO(autograder(KNOWN[LAB]))) as packed:
        packed.extractall(root / "source")
    own = root / "venv" / "bin" / "python"
    own.parent.mkdir(parents=True)
    own.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
    own.chmod(0o755)
    (root / "run_autograder").write_bytes((root / "source" / "run_autograder").read_bytes())
    (root / "run_autograder").chmod(0o755)
    return root


@pytest.fixture
def grade(image):
    """Return a function that hands in files, runs the autograder, and reads its results."""

    def run(**files):
        for name in ("submission", "results"):
            folder = image / name
            folder.mkdir(exist_ok=True)
            for old in folder.iterdir():
                old.unlink()
        for name, text in files.items():
            (image / "submission" / f"{name}.ipynb").write_text(text, encoding="utf-8")
        done = subprocess.run(["./run_autograder"], cwd=image, capture_output=True, text=True)
        found = image / "results" / "results.json"
        if not found.is_file():
            return done, None
        made = json.loads(found.read_text(encoding="utf-8"))
        jsonschema.validate(made, RESULTS)
        return done, made

    return run


def test_run_autograder_writes_the_marks_of_one_notebook(grade):
    done, made = grade(mine=solved(sigmoid="def sigmoid(z):\n    return z"))
    assert done.returncode == 0, done.stderr
    assert made["score"] == 8
    assert [test["name"] for test in made["tests"]] == [task.name for task in KNOWN[LAB].tasks]
    assert sum(test["max_score"] for test in made["tests"]) == 10
    assert made["tests"][0]["status"] == "failed"
    assert made["tests"][0]["output"].startswith("sigmoid: ")


def test_run_autograder_says_what_was_handed_in_instead(grade):
    done, made = grade()
    assert done.returncode == 0, done.stderr
    assert made["score"] == 0
    assert made["output"] == f"There is no notebook in what was handed in; hand in {LAB}.ipynb."
    done, made = grade(broken="{")
    assert made["score"] == 0
    assert made["output"] == "broken: the file is not JSON, so it is not a notebook."


def test_a_fault_of_the_grader_is_no_zero(grade, image):
    source = image / "source" / "course" / "labs" / "source" / f"{LAB}.ipynb"
    kept = source.read_bytes()
    source.write_text("{}")
    try:
        done, made = grade(mine=solved())
    finally:
        source.write_bytes(kept)
    assert made is None
    assert done.returncode == 1
    assert "expected a lab" in done.stdout


def test_of_several_notebooks_none_is_chosen():
    graded = [result(marked(), name=name, lab=LAB) for name in ("one", "two")]
    made = results_json(graded, LAB)
    jsonschema.validate(made, RESULTS)
    said = f"There are 2 notebooks of lab {LAB} in what was handed in; hand in one."
    assert (made["score"], made["output"]) == (0, said)
    other = rejection_of("notes", "the notebook is not one of this course's labs.", "key")
    assert (
        results_json([other, LOST | {"visibility": "visible", "output_format": "text"}], LAB)[
            "score"
        ]
        == LOST["score"]
    )


def test_the_zip_has_what_gradescope_asks_for_at_its_top():
    with zipfile.ZipFile(io.BytesIO(autograder(KNOWN[LAB]))) as packed:
        names = packed.namelist()
        modes = {
            info.filename: stat.S_IMODE(info.external_attr >> 16) for info in packed.infolist()
        }
        run = packed.read("run_autograder").decode()
        setup = packed.read("setup.sh").decode()
    assert {"setup.sh", "run_autograder"} <= set(names)
    assert modes["run_autograder"] == modes["setup.sh"] == 0o755
    assert [name for name in names if name.startswith("course/labs/")] == [
        f"course/labs/source/{LAB}.ipynb"
    ]
    assert not [name for name in names if "__pycache__" in name]
    assert run.startswith("#!")
    for script in (run, setup):
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)
    assert run.rstrip().endswith(LAB)
    assert autograder(KNOWN[LAB]) == autograder(KNOWN[LAB])
    with zipfile.ZipFile(io.BytesIO(autograder(KNOWN[LAB], trust=True))) as packed:
        assert packed.read("run_autograder").decode().rstrip().endswith(f"{LAB} --trust")


def test_the_autograder_installs_all_that_the_grader_needs(tmp_path):
    needs, pins = requirements(ROOT)
    assert {"ipykernel", "jinja2", "nbformat", "nbval", "numpy", "tqdm"} == set(needs.split())
    assert {Requirement(pin).name for pin in pins.splitlines()} >= set(needs.split())
    with pytest.raises(RejectedError, match=r"is not a clone of the project; run this in one\.$"):
        requirements(tmp_path)


# Gradebooks


def stored(folder, **scores):
    """Store results of a lab with these points, and one that was rejected."""
    for name, score in scores.items():
        folder_of = name.replace("_at_", "@")
        write_result(folder / folder_of, result(marked("sigmoid", score, 10), name=folder_of))
    write_result(folder / "odd", rejection_of("odd", "the file is not JSON.", "key"))


MOODLE = """\
First name,Last name,ID number,Email address
Anna,Li,17,anna@uni.example
Bert,Önal,4711,bert@uni.example
Cleo,Li,,cleo.li@uni.example
"""
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,01-dense (99),Final Score
    Points Possible,,,,,10,(read only)
"Li, Anna",17,u17,anna,A,,
"Önal, Bert",4711,u4711,bert,A,3,
"Student, Test",5,,t5,A,,
"""


@pytest.fixture
def export(tmp_path, capsys):
    """Return a function that writes a gradebook: the exit code, its rows, and what was said."""

    def run(kind, text, *more):
        students, out = tmp_path / "students.csv", tmp_path / "marks.csv"
        out.unlink(missing_ok=True)
        students.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        results = str(tmp_path / "results")
        command = ["export", kind, results, "--students", str(students), "--out", str(out), *more]
        code = cli.main(command)
        rows = list(csv.reader(io.StringIO(out.read_text("utf-8")))) if out.is_file() else None
        return code, rows, capsys.readouterr().err

    return run


def test_moodle_gets_what_tells_a_student_and_the_points(export, tmp_path):
    names = {"Anna_Li_99_assignsubmission_file__lab": 9, "bert_at_uni.example__lab": 4}
    stored(tmp_path / "results", **names)
    assert export("moodle", MOODLE) == (
        0,
        [["Email address", LAB], ["anna@uni.example", "9"], ["bert@uni.example", "4"]],
        "",
    )


def test_moodle_finds_students_by_each_way_that_it_knows(export, tmp_path):
    stored(tmp_path / "results", sub_17_lab=9, s4711_4711_x=4)
    by_number = MOODLE.replace(",Email address", "").replace(",anna@uni.example", "")
    by_number = by_number.replace(",bert@uni.example", "").replace(",cleo.li@uni.example", "")
    code, rows, _ = export("moodle", by_number.replace(",", ";"))
    assert (code, rows) == (0, [["ID number", LAB], ["17", "9"], ["4711", "4"]])


def test_canvas_gets_its_own_columns_and_the_points_possible(export, tmp_path):
    stored(tmp_path / "results", lianna_17_333_lab=9, onalbert_late_4711_334_lab=0)
    code, rows, said = export("canvas", CANVAS)
    assert (code, said) == (0, "")
    assert rows == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "01-dense (99)"],
        ["    Points Possible", "", "", "", "", "10"],
        ["Li, Anna", "17", "u17", "anna", "A", "9"],
        ["Önal, Bert", "4711", "u4711", "bert", "A", "0"],
    ]
    # What Canvas's reader asks of the first row: Student, ID, …, Section, then assignments.
    assert "Student" in rows[0][0]
    assert "ID" in rows[0][1]


def test_canvas_gets_a_new_assignment_or_the_one_that_is_named(export, tmp_path):
    stored(tmp_path / "results", lianna_17_333_lab=9)
    plain = CANVAS.replace("01-dense (99)", "Lab 1 (99)").replace("SIS User ID,", "Other,")
    assert export("canvas", plain)[1][0][-1] == LAB
    assert export("canvas", plain, "--assignment", "Lab 1 (99)")[1][0][-1] == "Lab 1 (99)"
    code, rows, said = export("canvas", plain, "--assignment", "Lab 1 (98)")
    assert (code, rows) == (2, None)
    assert said == "labs export: the class list has no column 'Lab 1 (98)'.\n"


@pytest.mark.parametrize("kind", ["moodle", "canvas"])
def test_what_fits_nobody_or_two_is_left_out_and_named(export, tmp_path, kind):
    stored(tmp_path / "results", anna_at_uni_17=9, nobody_lab=1, x_17_4711=2, late_17=3)
    text = MOODLE.replace("anna@uni.example", "") if kind == "moodle" else CANVAS
    code, rows, said = export(kind, text)
    assert code == 1
    assert "nobody_lab fits nobody of the class list." in said
    assert "x_17_4711 fits 2 students of the class list." in said
    assert "is a second submission of one student; the better one counts." in said
    if kind == "canvas":
        assert [row[-1] for row in rows[2:]] == ["9"]
    else:
        assert rows[1:] == []
        assert "row 2 of the class list has no 'Email address'." in said


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("moodle", "", "is empty, or it is not CSV."),
        ("moodle", b"\xff\xfe", "is not UTF-8; save it as CSV UTF-8."),
        (
            "moodle",
            "Name\nAnna\n",
            "the class list has none of the columns 'Email address', 'Username', 'ID number', "
            "'User ID'; export it anew.",
        ),
        (
            "canvas",
            "Student,ID\nAnna,1\n",
            "the class list has no column 'Section'; export the gradebook from Canvas.",
        ),
    ],
)
def test_a_bad_class_list_is_one_sentence(export, tmp_path, kind, text, says):
    stored(tmp_path / "results", a=9)
    code, rows, said = export(kind, text)
    assert (code, rows) == (2, None)
    assert said.startswith("labs export: ")
    assert said.endswith(says + "\n")
    assert said.count("\n") == 1


def test_bad_results_are_one_sentence(export, tmp_path):
    folder = tmp_path / "results"
    said = f"labs export: there are no graded submissions in {folder}.\n"
    assert export("moodle", MOODLE) == (2, None, said)
    stored(folder, a=9)
    write_result(folder / "b", result(marked(), name="b", lab="03-rnn"))
    said = f"labs export: {folder} holds labs {LAB}, 03-rnn; choose one with --lab.\n"
    assert export("moodle", MOODLE) == (2, None, said)
    said = f"labs export: --lab is '04-lstm', but {folder} holds {LAB}, 03-rnn.\n"
    assert export("moodle", MOODLE, "--lab", "04-lstm") == (2, None, said)


@pytest.mark.parametrize("kind", ["moodle", "canvas"])
def test_a_class_list_that_is_not_there_is_one_sentence(tmp_path, capsys, kind):
    stored(tmp_path / "results", a=9)
    nowhere, out = str(tmp_path / "none.csv"), str(tmp_path / "out.csv")
    command = ["export", kind, str(tmp_path / "results"), "--students", nowhere, "--out", out]
    assert cli.main(command) == 2
    said = f"labs export: the class list {nowhere} cannot be read: No such file or directory.\n"
    assert capsys.readouterr().err == said


# A link to a hub, and the command


def test_the_link_says_what_nbgitpuller_reads(capsys):
    code = cli.main(["export", "link", "--lab", LAB, "--hub", "https://hub.uni.example/"])
    address = urlsplit(capsys.readouterr().out.strip())
    assert code == 0
    assert address.path == "/hub/user-redirect/git-pull"
    assert parse_qs(address.query) == {
        "repo": [hub.REPOSITORY],
        "branch": [hub.BRANCH],
        "urlpath": [f"lab/tree/course/labs/{LAB}.ipynb?autodecode"],
    }
    assert (
        "tree/mine/labs"
        in parse_qs(urlsplit(hub.link("http://h", LAB, "https://g/x/mine.git")).query)["urlpath"][0]
    )


def test_the_link_copies_this_project():
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert config["repository"]["url"] == hub.REPOSITORY
    assert config["repository"]["branch"] == hub.BRANCH


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["link", "--hub", "https://h"], f"--lab is '9', expected one of {', '.join(KNOWN)}."),
        (["gradescope", "--out", "x.zip"], f"--lab is '9', expected one of {', '.join(KNOWN)}."),
    ],
)
def test_an_unknown_lab_is_one_sentence(capsys, arguments, says):
    assert cli.main(["export", *arguments, "--lab", "9"]) == 2
    assert capsys.readouterr().err == f"labs export: {says}\n"


@pytest.mark.parametrize("address", ["hub.uni.example", "ftp://x", "", "https://h?x=1"])
def test_an_address_that_is_none_is_one_sentence(capsys, address):
    assert cli.main(["export", "link", "--lab", LAB, "--hub", address]) == 2
    said = f"labs export: --hub is {address!r}, expected an address like https://…\n"
    assert capsys.readouterr().err == said


def test_the_command_writes_the_zip(tmp_path):
    out = tmp_path / "autograder.zip"
    assert cli.main(["export", "gradescope", "--lab", LAB, "--out", str(out)]) == 0
    assert out.read_bytes() == autograder(KNOWN[LAB])
