"""The command ``labs grade``: exit codes, messages, refusals, and what it writes for a class."""

import csv
import errno
import json
import os
import stat
from xml.etree import ElementTree

import pytest

from course_lib.grading import cli
from course_lib.grading.outside.sandbox import Sandbox, best
from course_lib.grading.reading.lab import labs
from course_lib.grading.running import kept_kernel, many_submissions
from tests.support.grading_tools import (
    LAB,
    SOLVED,
    STUBS,
    Serial,
    hand_in,
    labs_grade,
    results_in,
    solved,
    timeless,
)

LABS = labs()


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Return a function that runs the command in this process: its code and what it printed."""
    monkeypatch.setattr(many_submissions, "ProcessPoolExecutor", Serial)

    def grade(*arguments):
        code = cli.main(["grade", *map(str, arguments), "--out", str(tmp_path / "out")])
        return code, *capsys.readouterr()

    yield grade
    kept_kernel.release()


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def table(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


# Exit codes


def test_0_is_for_full_marks(run, tmp_path):
    code, out, err = run(SOLVED)
    assert code == 0
    assert out == (
        "01-dense  10/10\n1 graded, 0 rejected; points: mean 100 %, median 100 %\n"
        f"labs grade: the results are in {tmp_path / 'out'}\n"
    )
    assert "labs grade: 100%" in err


def test_1_is_for_points_lost(run):
    code, out, _ = run(STUBS, "--quiet")
    assert (code, out) == (1, "")


def test_2_is_for_a_rejected_file_and_the_others_are_graded(run, tmp_path):
    write(tmp_path / "in" / "a.ipynb", "{")
    write(tmp_path / "in" / "b.ipynb", solved())
    write(tmp_path / "in" / "c.ipynb", '{"cells": []}')
    (tmp_path / "in" / "d.ipynb").symlink_to("/etc/passwd")
    (tmp_path / "in" / "e.zip.ipynb").write_bytes(b"PK\x03\x04")
    code, out, err = run(tmp_path / "in")
    assert code == 2
    assert out.splitlines()[:5] == [
        "a      rejected: the file is not JSON, so it is not a notebook.",
        "b      10/10",
        "c      rejected: the notebook has no code cells.",
        "d      rejected: the file is a link or a device, expected a notebook.",
        "e.zip  rejected: the file is not JSON, so it is not a notebook.",
    ]
    assert "1 graded, 4 rejected" in out
    assert "Traceback" not in err
    rejected = results_in(tmp_path / "out")["a"]
    assert rejected["score"] == rejected["max_score"] == 0
    assert rejected["extra_data"]["status"] == "rejected"


def test_2_is_for_another_lab_than_the_wanted(run):
    other = next(name for name in LABS if name != LAB)
    code, out, _ = run(SOLVED, "--lab", other)
    assert code == 2
    assert f"rejected: the notebook is lab {LAB}, expected lab {other}." in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere"], "there is no file or folder nowhere."),
        (
            [SOLVED, "--lab", "99-none"],
            f"--lab is '99-none', expected one of {', '.join(LABS)}.",
        ),
        ([SOLVED, "--workers", "0"], "--workers is 0, expected at least 1."),
        (
            [SOLVED, "--sandbox", "glass"],
            "sandbox is 'glass', expected one of 'auto', 'bubblewrap', 'landlock', 'none'.",
        ),
    ],
)
def test_2_is_for_a_command_that_is_refused(run, tmp_path, arguments, says):
    assert run(*arguments) == (2, "", f"labs grade: {says}\n")
    assert not (tmp_path / "out").exists()


def test_3_is_for_a_grader_that_fails_and_the_result_is_no_zero(run, tmp_path, monkeypatch):
    real = kept_kernel.KeptKernel.grade

    def grade(self, item, plan):
        if item.name == "s01":
            raise RuntimeError("no kernel")
        return real(self, item, plan)

    monkeypatch.setattr(kept_kernel.KeptKernel, "grade", grade)
    hand_in(tmp_path / "in", 2)
    code, out, err = run(tmp_path / "in", "--quiet")
    assert (code, out) == (3, "")
    assert err == "labs grade: s01 has no result: RuntimeError: no kernel\n"
    # The other has its reports, and the table of the class a row for each.
    assert (tmp_path / "out" / "s00" / "report.html").is_file()
    rows = {row["submission"]: row["status"] for row in table(tmp_path / "out" / "summary.csv")}
    assert rows == {"s00": "graded", "s01": "no result"}
    assert list(results_in(tmp_path / "out")) == ["s00"]
    monkeypatch.undo()
    monkeypatch.setattr(many_submissions, "ProcessPoolExecutor", Serial)
    assert run(tmp_path / "in", "--quiet")[0] == 1


def test_names_of_the_class_own_files_harm_nobody(run, tmp_path):
    names = ("summary.csv", "exercises.csv", "Summary.md", "summary.svg", "summary.html", "b.svg")
    for name in names:
        write(tmp_path / "in" / f"{name}.ipynb", STUBS.read_text(encoding="utf-8"))
    for _ in range(2):
        code, _, err = run(tmp_path / "in", "--quiet", "--badge", tmp_path / "out" / "b.svg")
        assert (code, err) == (1, "")
    assert sorted(results_in(tmp_path / "out")) == sorted(f"{name}-2" for name in names)
    assert len(table(tmp_path / "out" / "summary.csv")) == len(names)


def test_a_folder_that_cannot_be_written_takes_nothing_from_the_others(run, tmp_path):
    hand_in(tmp_path / "in", 2)
    write(tmp_path / "in" / "zero.ipynb", "{")
    for name in ("s00", "zero"):
        write(tmp_path / "out" / name, "a file where the folder should be")
    code, _, err = run(tmp_path / "in", "--quiet")
    assert code == 3
    assert err.count("has no result: ") == 2
    assert "labs grade: s00 has no result: FileExistsError" in err
    assert list(results_in(tmp_path / "out")) == ["s01"]
    assert [row["status"] for row in table(tmp_path / "out" / "summary.csv")] == [
        *("no result", "graded", "no result")
    ]


def test_a_full_disk_is_named_and_nothing_is_tried_twice(run, tmp_path, monkeypatch):
    hand_in(tmp_path / "in", 3)
    tried = []

    def full(path, content):
        tried.append(path)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("course_lib.grading.results.result.write", full)
        patch.setattr(cli, "_write_for_the_class", lambda *args: None)
        code, _, err = run(tmp_path / "in", "--quiet")
    assert code == 3
    lines = err.splitlines()
    assert len(lines) == 3
    assert len(tried) == len(set(tried))
    assert all("has no result: there is no space left on the disk of /" in line for line in lines)


def test_3_is_for_a_course_without_labs(run, tmp_path):
    code, _, err = run(SOLVED, "--labs", tmp_path)
    assert code == 3
    assert err.startswith(f"labs grade: there are no labs in {tmp_path};")


def test_3_is_for_what_is_not_installed(run, monkeypatch):
    monkeypatch.setattr(cli, "find_spec", lambda name: None if name == "nbval" else name)
    brings = "pip install '.[grading]' in the project's folder brings it.\n"
    said = f"labs grade: nbval is not installed; {brings}"
    assert run(SOLVED) == (3, "", said)


def test_ctrl_c_says_how_to_go_on(run, monkeypatch):
    def stopped(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(many_submissions, "grade_all", stopped)
    code, _, err = run(SOLVED, "--quiet")
    assert code == 130
    assert err == (
        "labs grade: stopped; what is graded is stored, the same command goes on from there.\n"
    )


# Sandboxes


def without_walls(monkeypatch):
    monkeypatch.setattr("course_lib.grading.outside.sandbox._works", lambda name: name == "none")
    best.cache_clear()
    monkeypatch.setattr("course_lib.grading.outside.sandbox.best", best.__wrapped__)


@pytest.mark.parametrize("n", [1, 2])
def test_without_a_sandbox_nothing_is_graded(run, tmp_path, monkeypatch, n):
    without_walls(monkeypatch)
    hand_in(tmp_path / "in", n)
    code, out, err = run(tmp_path / "in")
    best.cache_clear()
    assert (code, out) == (2, "")
    assert err == (
        "labs grade: there is no sandbox here, and the code of others can do what you can; install "
        "bubblewrap, or add --trust if all of it is your own, or use `labs check`.\n"
    )
    assert not (tmp_path / "out").exists()


def test_trust_grades_without_a_sandbox_and_says_so(run, tmp_path):
    code, _, err = run(SOLVED, "--sandbox", "none", "--trust", "--quiet")
    assert (code, err) == (0, "labs grade: warning: the code runs without a sandbox.\n")
    assert results_in(tmp_path / "out")["01-dense"]["extra_data"]["sandbox"] == "none"
    # With a sandbox it is graded again: code without walls may have written its own result.
    assert run(SOLVED, "--quiet")[0] == 0
    extra = results_in(tmp_path / "out")["01-dense"]["extra_data"]
    assert extra["sandbox"] == best().name != "none"
    assert set(extra["confined_by"]) >= {"rlimits", "seccomp"}


def test_a_sandbox_with_a_hole_is_refused_even_with_trust(run, monkeypatch):
    monkeypatch.setattr(
        "course_lib.grading.outside.selftest.holes", lambda box: ["read", "end grader"]
    )
    monkeypatch.setattr(
        "course_lib.grading.outside.sandbox.named", lambda name: Sandbox("landlock")
    )
    code, _, err = run(SOLVED, "--trust")
    assert code == 2
    assert err == (
        "labs grade: the sandbox landlock does not hold, in it a program can read, end grader; "
        "install bubblewrap, or choose another with --sandbox.\n"
    )


def test_the_weaker_sandbox_gives_the_same_marks(run, tmp_path):
    hand_in(tmp_path / "in", 3)
    assert run(tmp_path / "in", "--quiet", "--sandbox", "landlock")[0] == 1
    scores = {name: one["score"] for name, one in results_in(tmp_path / "out").items()}
    assert scores == {"s00": 10, "s01": 0, "s02": 8}


# What is written


def test_two_workers_write_what_one_writes(tmp_path):
    hand_in(tmp_path / "in", 2)
    found = []
    for workers in (1, 2):
        out = tmp_path / str(workers)
        done = labs_grade(tmp_path / "in", "--out", out, "--workers", workers)
        assert done.returncode == 1, done.stderr
        found.append((timeless(results_in(out)), done.stdout.replace(str(out), "OUT")))
    assert found[0] == found[1]


def test_each_submission_gets_a_result_and_two_reports_and_the_class_a_summary(run, tmp_path):
    hand_in(tmp_path / "in", 3)
    write(tmp_path / "in" / "=1+1.ipynb", "{")
    run(tmp_path / "in", "--quiet")
    out = tmp_path / "out"
    for name in ("s00", "s01", "s02"):
        files = sorted(path.name for path in (out / name).iterdir())
        assert files == ["junit.xml", "report.html", "result.json"]
        assert stat.S_IMODE(os.stat(out / name / "result.json").st_mode) == 0o644
    rows = table(out / "summary.csv")
    assert [row["score"] for row in rows] == ["0", "10", "0", "8"]
    assert rows[0]["status"] == "rejected"
    assert rows[3][f"{LAB} sigmoid"] == "0"
    assert sum(int(v) for k, v in rows[1].items() if k.startswith(LAB)) == 10
    shares = table(out / "exercises.csv")
    assert shares[0] == {"lab": LAB, "exercise": "sigmoid", "share_of_points": "0.333"}
    ElementTree.parse(out / "summary.svg")
    assert (out / "summary.md").read_text(encoding="utf-8").startswith("## ")


def test_a_result_has_gradescopes_fields_and_says_how_it_was_found(run, tmp_path):
    write(tmp_path / "in" / "anna.ipynb", solved(sigmoid="def sigmoid(z)\n    return 1"))
    run(tmp_path / "in", "--quiet")
    result = json.loads((tmp_path / "out" / "anna" / "result.json").read_text(encoding="utf-8"))
    assert set(result) == {
        *("score", "max_score", "execution_time", "visibility", "output", "output_format"),
        *("tests", "extra_data"),
    }
    assert (result["score"], result["max_score"]) == (8, 10)
    assert sum(test["score"] for test in result["tests"]) == 8
    (first, *others) = result["tests"]
    said = "sigmoid: raised SyntaxError: expected ':' (line 1 of your cell)."
    assert first["output"] == said
    assert first["status"] == "failed"
    assert {test["status"] for test in others} == {"passed"}
    extra = result["extra_data"]
    assert (extra["name"], extra["lab"], extra["version"]) == ("anna", LAB, 1)
    assert extra["lab_key"] == LABS[LAB].key


def test_texts_that_are_no_text_are_written_all_the_same(run, tmp_path):
    said = r"\ud800 \x1b[31m \x00 <b>"
    write(
        tmp_path / "in" / "a.ipynb",
        solved(sigmoid=f"def sigmoid(z):\n    raise ValueError('{said}')"),
    )
    write(tmp_path / "in" / "b.ipynb", solved(sigmoid=f"raise ValueError('{said}')"))
    write(tmp_path / "in" / "c.ipynb", solved(sigmoid="# \ud800\ndef sigmoid(z): pass"))
    code, out, _ = run(tmp_path / "in")
    assert code == 1
    assert "a  8/10  sigmoid: raised ValueError: ? ?[31m ? <b>" in out
    assert "b  8/10  sigmoid: raised ValueError: ? ?[31m ? <b>" in out
    assert "c  8/10  sigmoid: raised UnicodeEncodeError" in out
    assert [one["score"] for one in results_in(tmp_path / "out").values()] == [8, 8, 8]
    assert "&lt;b&gt;" in (tmp_path / "out" / "a" / "report.html").read_text(encoding="utf-8")


def test_windows_is_told_what_to_do_instead(run, monkeypatch):
    monkeypatch.setattr("sys.platform", "win32")
    code, out, err = run(SOLVED)
    assert (code, out) == (2, "")
    assert err == "labs grade: it needs Linux or macOS; run it in WSL, or use `labs check`.\n"
