"""Labs of each student's own, from the names of a class to the marks: made, checked, graded."""

import json
import shutil
from pathlib import Path

import pytest

from course_lib.grading import cli
from course_lib.grading.learners.self_check import RejectedError, self_check
from course_lib.grading.outside.sandbox import best
from course_lib.grading.reading.lab import labs
from course_lib.grading.reading.submission import from_bytes
from course_lib.grading.reading.variants import Course, handed_in_by, names_in, with_course
from course_lib.grading.running import kept_kernel, many_submissions
from tests.support.grading_tools import ROOT, Serial, results_in

LABS = labs()
LAB, SEED = "03-rnn", "a secret of 2026"
NAMES = ("Anna Berg", "bert", "李明")
COURSE = Course(SEED, NAMES)


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory):
    """Return the folder with each student's lab, and the one with the solved labs."""
    folder = tmp_path_factory.mktemp("class")
    names = folder / "names.txt"
    names.write_text("# the class\n" + "\n".join(NAMES) + "   # late\n\n", encoding="utf-8")
    arguments = ["--seed", SEED, "--for", names, "--lab", LAB, "--out", folder / "out"]
    arguments += ["--solutions", folder / "solved"]
    assert cli.main(["variants", *map(str, arguments)]) == 0
    return folder


@pytest.fixture
def grade(tmp_path, monkeypatch, capsys):
    """Return a function that grades in this process: its code, its table, what it refused."""
    monkeypatch.setattr(many_submissions, "ProcessPoolExecutor", Serial)

    def run(*arguments):
        code = cli.main(["grade", *map(str, arguments), "--out", str(tmp_path / "marks")])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    yield run
    kept_kernel.release()


def file_of(handed_out, kind, student):
    return handed_out / kind / student / f"{LAB}.ipynb"


def stored(path):
    return json.loads(path.read_text(encoding="utf-8"))


def submitted(notebook, path="", course=COURSE):
    return from_bytes(json.dumps(notebook).encode(), "x", LABS, course=course, path=path)


def test_each_student_gets_a_folder_and_no_two_labs_are_alike(handed_out):
    students = sorted(path.name for path in (handed_out / "out").iterdir())
    assert students == ["Anna_Berg", "bert", "李明"]
    given = [file_of(handed_out, "out", student).read_bytes() for student in students]
    assert len({*given, (ROOT / "labs" / f"{LAB}.ipynb").read_bytes()}) == 4
    assert all(b"SOLUTION" not in raw for raw in given)
    assert b"SOLUTION" in file_of(handed_out, "solved", "bert").read_bytes()


def test_what_is_made_twice_is_the_same_and_nothing_is_overwritten(handed_out, capsys):
    arguments = ["variants", "--seed", SEED, "--for", str(handed_out / "names.txt")]
    arguments += ["--lab", LAB, "--out", str(handed_out / "again")]
    assert cli.main(arguments) == cli.main(arguments) == 0
    one, other = (file_of(handed_out, kind, "bert") for kind in ("out", "again"))
    assert one.read_bytes() == other.read_bytes()
    other.write_text("a student's work", encoding="utf-8")
    capsys.readouterr()
    assert cli.main(arguments) == 2
    said = f"labs variants: {other} is another file; name a folder in which it is not.\n"
    assert capsys.readouterr() == ("", said)
    assert other.read_text(encoding="utf-8") == "a student's work"


def test_solutions_do_not_go_to_the_students(handed_out, capsys):
    names, out = handed_out / "names.txt", handed_out / "new"
    for solutions in (out, out / "solved"):
        arguments = ["--seed", SEED, "--for", str(names), "--out", str(out)]
        assert cli.main(["variants", *arguments, "--solutions", str(solutions)]) == 2
        assert capsys.readouterr().err == (
            f"labs variants: --solutions is {solutions}, expected a folder that is not in {out}, "
            "the students'.\n"
        )
    assert not out.exists()


def test_results_of_another_seed_are_stale():
    keys = {with_course(LABS[LAB], course).key for course in (None, COURSE, Course("another"))}
    assert len(keys) == 3
    assert with_course(LABS[LAB], Course(SEED, NAMES)).key in keys


def test_a_name_is_the_same_however_its_accents_are_stored():
    assert COURSE.mark(LAB, "Zo\u00eb") == COURSE.mark(LAB, "Zoe\u0308")
    assert names_in("Zoe\u0308") == ("Zo\u00eb",)
    assert handed_in_by("zoe\u0308/lab.ipynb", ["Zo\u00eb"]) == "Zo\u00eb"


def test_a_student_checks_an_own_lab(handed_out, tmp_path, capsys):
    """The first answer is bert's own, the others are Anna's."""
    theirs = {c["id"]: c for c in stored(file_of(handed_out, "solved", "Anna_Berg"))["cells"]}
    notebook = stored(file_of(handed_out, "solved", "bert"))
    cells = [c for c in notebook["cells"] if not c["id"].endswith("-train")]
    later = [c for c in cells if c["metadata"].get("nbgrader", {}).get("solution")][1:]
    for cell in later:
        cell["source"] = theirs[cell["id"]]["source"]
    lab = tmp_path / "lab.ipynb"
    lab.write_text(json.dumps(notebook | {"cells": cells}), encoding="utf-8")
    assert self_check(lab) == 1
    first, *others, _ = capsys.readouterr().out.splitlines()
    assert first.endswith(" ok")
    assert not all(line.endswith(" ok") for line in others)


@pytest.mark.skipif(not best().holds, reason="needs a sandbox")
def test_own_labs_are_graded_and_another_students_is_refused(handed_out, grade, tmp_path):
    folder = tmp_path / "in"
    for name, kind, student in (
        ("Anna Berg_1207_file", "solved", "Anna_Berg"),
        ("bert", "solved", "Anna_Berg"),
        ("李明", "out", "李明"),
    ):
        (folder / name).mkdir(parents=True)
        shutil.copy(file_of(handed_out, kind, student), folder / name)
    copied = stored(file_of(handed_out, "out", "bert"))
    right = stored(file_of(handed_out, "solved", "Anna_Berg"))
    answers = {c["id"]: c["source"] for c in right["cells"] if "nbgrader" in c["metadata"]}
    for cell in copied["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    (folder / "bert, copied").mkdir()
    (folder / "bert, copied" / "x.ipynb").write_text(json.dumps(copied), encoding="utf-8")
    code, table, _ = grade(folder, "--seed", SEED, "--for", handed_out / "names.txt")
    assert code == 2
    marks = {r["extra_data"]["notes"][0]: r for r in results_in(tmp_path / "marks").values()}
    refused = "the notebook is the lab of Anna Berg, but bert has handed it in."
    mine = [f"This is the lab of {name}." for name in NAMES]
    assert marks.keys() == {*mine, refused}
    assert f"rejected: {refused}" in table
    assert marks[mine[0]]["score"] == marks[mine[0]]["max_score"] == 14
    assert marks[mine[1]]["score"] <= 7
    assert marks[mine[2]]["score"] == 0


def test_a_copy_without_metadata_is_known_by_its_cell(handed_out):
    notebook = stored(file_of(handed_out, "solved", "bert"))
    del notebook["metadata"]["course"]
    submission = submitted(notebook)
    assert submission.notes[0] == "This is the lab of bert."
    own = submission.lab
    assert own.notebook["metadata"]["course"]["variant"]["name"] == "bert"
    assert own.key == LABS[LAB].key


def edited(notebook, **changes):
    copied = json.loads(json.dumps(notebook))
    copied["metadata"]["course"]["variant"] |= changes
    return copied


def test_whoever_edits_a_name_or_a_mark_is_refused(handed_out):
    notebook = stored(file_of(handed_out, "solved", "bert"))
    mark = notebook["metadata"]["course"]["variant"]["mark"]
    for name, changed in (
        ("Anna Berg", {"name": "Anna Berg"}),
        ("bert", {"mark": mark[::-1]}),
        ("bert", {"mark": "é\ud800"}),
        ("x" * 100, {"name": "x" * 1000}),
    ):
        with pytest.raises(RejectedError) as raised:
            submitted(edited(notebook, **changed))
        assert str(raised.value) == (
            f"the notebook says that it is the lab of {name}, but its mark is not the one that "
            "this seed makes for that name."
        )


def test_the_published_lab_is_refused_where_each_has_an_own_one():
    raw = json.loads((ROOT / "labs" / "source" / f"{LAB}.ipynb").read_text(encoding="utf-8"))
    with pytest.raises(RejectedError) as raised:
        submitted(raw)
    assert str(raised.value) == (
        f"the notebook is the published lab {LAB}, expected the one that was made for its student."
    )
    assert submitted(raw, course=None).lab == LABS[LAB]
    other = json.loads((ROOT / "labs" / "02-backpropagation.ipynb").read_text(encoding="utf-8"))
    assert submitted(other).lab == LABS["02-backpropagation"]  # it has no variants


def test_without_a_seed_an_own_lab_is_refused(handed_out):
    with pytest.raises(RejectedError) as raised:
        submitted(stored(file_of(handed_out, "solved", "bert")), course=None)
    assert str(raised.value) == (
        "the notebook is a lab of bert's own; give the course's seed with --seed to grade it."
    )


def test_whoever_is_not_in_the_class_is_refused():
    course = Course(SEED, ("anna",))
    raw = json.loads((ROOT / "labs" / f"{LAB}.ipynb").read_text(encoding="utf-8"))
    raw["metadata"]["course"]["variant"] = {"name": "eve", "mark": course.mark(LAB, "eve")}
    with pytest.raises(RejectedError) as raised:
        submitted(raw, course=course)
    assert str(raised.value) == (
        "the notebook is the lab of eve, who is not among the names of --for."
    )


def test_other_things_in_the_place_of_a_variant_are_no_variant():
    raw = json.loads((ROOT / "labs" / f"{LAB}.ipynb").read_text(encoding="utf-8"))
    for odd in (None, 3, [], {}, {"name": 3, "mark": "x"}, {"name": "bert"}):
        raw["metadata"]["course"]["variant"] = odd
        assert submitted(raw, course=None).lab == LABS[LAB]


@pytest.mark.parametrize(
    ("path", "student"),
    [
        ("Anna Berg/03-rnn.ipynb", "Anna Berg"),
        ("anna_berg_12_assignsubmission_file_/lab.ipynb", "Anna Berg"),
        ("submitted/bert/03-rnn/03-rnn.ipynb", "bert"),
        ("bertha/03-rnn.ipynb", ""),
        ("李明_7/03-rnn.ipynb", "李明"),
        ("03-rnn.ipynb", ""),
        ("anna/03-rnn.ipynb", "anna"),
        ("anna berg/03-rnn.ipynb", "Anna Berg"),
    ],
)
def test_a_student_is_found_in_a_path(path, student):
    assert handed_in_by(path, (*NAMES, "anna", "!")) == student


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "there are no names, expected one in each line."),
        ("  \n# nobody\n", "there are no names, expected one in each line."),
        ("anna\nbert\nanna\n", "the name 'anna' is there twice; give each student another name."),
        (
            "Anna Berg\nanna_berg\n",
            "the name 'anna_berg' and 'Anna Berg' have one folder; give each student another name.",
        ),
        (
            "x" * 101,
            "the name 'xxxxxxxxxxxxxxxxxxxx' has control signs or more than 100 letters.",
        ),
        ("a\x1bb", "the name 'a\\x1bb' has control signs or more than 100 letters."),
    ],
)
def test_names_that_cannot_be_used_are_refused(text, says, tmp_path, capsys):
    with pytest.raises(RejectedError) as raised:
        names_in(text)
    assert str(raised.value) == says
    names = tmp_path / "names.txt"
    names.write_text(text, encoding="utf-8")
    arguments = ["--seed", SEED, "--for", str(names), "--out", str(tmp_path / "out")]
    assert cli.main(["variants", *arguments]) == 2
    assert capsys.readouterr() == ("", f"labs variants: --for {names}: {says}\n")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("command", "arguments", "says"),
    [
        ("variants", ["--seed", " "], "--seed is empty, expected a secret of your course."),
        (
            "variants",
            ["--lab", "99-none"],
            f"--lab is '99-none', expected one of {', '.join(LABS)}.",
        ),
        (
            "variants",
            ["--lab", "02-backpropagation"],
            "there are no variants of 02-backpropagation.",
        ),
        (
            "variants",
            ["--for", "nowhere.txt"],
            "--for is nowhere.txt, expected a file with a name in each line.",
        ),
        (
            "grade",
            ["--for", "names.txt"],
            "--for is given without --seed, which decides the students' labs.",
        ),
        ("grade", ["--seed", ""], "--seed is empty, expected a secret of your course."),
    ],
)
def test_a_command_that_cannot_be_done_is_refused(
    command, arguments, says, handed_out, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    shutil.copy(handed_out / "names.txt", tmp_path)
    needed = ["--seed", SEED, "--for", "names.txt"] if command == "variants" else ["names.txt"]
    assert cli.main([command, *needed, *arguments, "--out", "made"]) == 2
    assert capsys.readouterr() == ("", f"labs {command}: {says}\n")
    assert not Path("made").exists()
