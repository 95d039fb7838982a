"""Whatever the user has set up, the marks stay: hostile settings are planted everywhere."""

import ast
import json
import os
import subprocess
import sys
from importlib.metadata import files
from importlib.util import find_spec
from pathlib import Path

import pytest

from course_lib.grading.learners import clean_settings
from course_lib.grading.learners.clean_settings import PREFIXES, environment, own_environment
from course_lib.grading.running.nbval_kernel import NbvalKernel
from tests.support.grading_tools import ENVIRONMENT, LAB, ROOT, STUBS, results_in, solved
from tests.support.hostile import HOSTILE, MODULES, plant, plant_home, variables

PROGRAM = Path(sys.executable).with_name("labs")


@pytest.mark.parametrize("options", ["--nbval-lax", "-n 2 --lf -k nothing --collect-only"])
def test_hostile_settings_change_no_mark(tmp_path, options):
    mark, temporary = tmp_path / "run.txt", tmp_path / "above" / "temporary"
    for folder in (tmp_path, temporary.parent, temporary, tmp_path / "here", tmp_path / "path"):
        plant(folder, mark)
    plant_home(tmp_path / "home", mark)
    handed_in = tmp_path / "handed-in"
    plant(handed_in, mark)
    for name in MODULES[:3]:  # a package as well as a module
        (handed_in / name).mkdir()
        (handed_in / name / "__init__.py").write_text(HOSTILE.format(mark=str(mark)))
    (handed_in / "stubs.ipynb").write_text(STUBS.read_text(encoding="utf-8"), encoding="utf-8")
    (handed_in / "solved.ipynb").write_text(solved(), encoding="utf-8")
    chosen = variables(tmp_path) | {"PYTEST_ADDOPTS": options, "TMPDIR": str(temporary)}
    done = subprocess.run(
        [PROGRAM, "grade", "../handed-in", "--out", "../out", "--lab", LAB],
        cwd=tmp_path / "here",
        env=ENVIRONMENT | chosen,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    scores = {name: result["score"] for name, result in results_in(tmp_path / "out").items()}
    assert scores == {"solved": 10, "stubs": 0}
    assert not mark.exists(), mark.read_text()


def test_hostile_settings_of_a_process_change_no_mark(tmp_path, monkeypatch):
    """A worker of a cluster has a process of its own, with any settings."""
    mark = tmp_path / "run.txt"
    plant_home(tmp_path / "home", mark)
    plant(tmp_path / "temporary", mark)
    for name, value in variables(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    stored = {"name": "stdout", "output_type": "stream", "text": "a: ok\n"}
    source = "import os, sys\nprint('a:', os.getcwd() in sys.path or '' in sys.path, os.environ)"
    check = {"cell_type": "code", "execution_count": 1, "id": "a", "outputs": [stored]}
    check |= {"metadata": {"course": {"grade_id": "a-check"}}, "source": source}
    notebook = {"cells": [check], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "temporary" / "one").mkdir()
    path = tmp_path / "temporary" / "one" / "graded.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    before = dict(os.environ)
    with NbvalKernel() as kernel:
        said = kernel.run(path)["a-check"].said
    assert said.startswith("a: False")
    assert str(tmp_path / "home") not in said
    assert {k: v for k, v in os.environ.items() if k in before} == before
    assert not mark.exists(), mark.read_text()


def test_the_folder_of_the_kernel_is_for_nobody_else():
    with NbvalKernel() as kernel:
        assert os.stat(kernel._folder.name).st_mode & 0o777 == 0o700
    assert not os.path.exists(kernel._folder.name)


# What may stay: what a machine is, where its programs and its window are, what its terminal shows.
HARMLESS = {
    *("PATH", "HOME", "USER", "USERNAME", "SHELL", "TERM", "DISPLAY", "WAYLAND_DISPLAY", "TZ"),
    *("EDITOR", "PAGER", "LESS", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "CI", "LC_ALL"),
    *("VIRTUAL_ENV", "CONDA_PREFIX", "CONDA_DEFAULT_ENV", "LD_LIBRARY_PATH", "BUILD_NUMBER"),
    *("SYSTEMROOT", "WINDIR", "PROGRAMDATA", "APPDATA", "LOCALAPPDATA", "HOMEDRIVE", "HOMEPATH"),
    *("PATHEXT", "TMPDIR", "TEMP", "TMP", "SSH_CONNECTION", "ITERM_SESSION_ID", "INSIDE_EMACS"),
    *("_ARGCOMPLETE", "COMP_LINE", "COMP_POINT", "_ARGCOMPLETE_SUPPRESS_SPACE", "WT_SESSION"),
    *("USERPROFILE", "MSYSTEM", "OSTYPE", "XDG_SESSION_TYPE", "OPENBLAS_NUM_THREADS"),
    # of programs that are not started here: a web server, a window of Qt, a build of NumPy
    *("QT_API", "NUMERIX", "HTTP_", "CONTENT_TYPE", "CONTENT_LENGTH", "IN_SPHINX_RUN"),
    *("TCSDS_PATH", "SOURCE_DATE_EPOCH", "ASYNC_TEST_TIMEOUT", "TESTAPP_STARTED"),
    *("_MPLHIDEEXECUTABLES", "ZMQ_TEST_TIMEOUT", "TOX_ENV_DIR"),
}
READING = ("get", "pop", "setdefault", "getenv")
READ_BY = ("pytest", "pluggy", "nbval", "jupyter_client", "jupyter_core", "ipykernel", "ipython")
READ_BY += ("traitlets", "nbformat", "matplotlib-inline", "pyzmq", "comm", "tornado")


def names_read(source):
    """Return the variables that a module reads by a name that stands in its text."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Subscript(value=where, slice=ast.Constant(value=str(name))):
                pass
            case ast.Call(
                func=ast.Attribute(value=where, attr=attribute),
                args=[ast.Constant(value=str(name)), *_],
            ) if attribute in READING:
                pass
            case _:
                continue
        if ast.unparse(where).split(".")[-1] in ("environ", "os"):
            yield name


def test_no_variable_that_the_packages_read_is_forgotten():
    found = set()
    for package in READ_BY:
        for path in files(package):
            if path.suffix == ".py" and not {"tests", "test", "testing"} & set(path.parts):
                source = path.locate().read_text(encoding="utf-8")
                found |= set(names_read(source)) if "env" in source else set()
    assert {"PYTEST_ADDOPTS", "IPYTHONDIR", "PYTHONSTARTUP", "JUPYTER_PATH"} <= found
    kept = {n for n in found if not n.upper().startswith((*PREFIXES, "XDG_"))}
    assert {name.upper() for name in kept} <= HARMLESS


def test_the_environments_keep_what_they_must_and_nothing_of_the_user(tmp_path, monkeypatch):
    for name, value in variables(tmp_path).items():
        monkeypatch.setenv(name, value)
    home = str(tmp_path / "home")
    assert environment(tmp_path / "own")["HOME"] == home
    for made in (environment(tmp_path / "own"), own_environment(tmp_path / "own")):
        assert made["PATH"] == os.environ["PATH"]
        assert "PYTEST_PLUGINS" not in made
        assert made["IPYTHONDIR"] == str(tmp_path / "own" / "ipython")
    assert not [k for k, v in own_environment(tmp_path / "own").items() if v.startswith(home)]


def test_packages_that_are_installed_for_the_user_alone_are_still_found(tmp_path, monkeypatch):
    assert own_environment(tmp_path)["PYTHONNOUSERSITE"] == "1"
    where = Path(find_spec("numpy").origin).parents[1]
    monkeypatch.setattr("site.getusersitepackages", lambda: str(where))
    monkeypatch.setattr("site.getuserbase", lambda: str(where.parent))
    made = own_environment(tmp_path)
    assert made["PYTHONUSERBASE"] == str(where.parent)
    assert "PYTHONNOUSERSITE" not in made


def test_the_command_is_started_anew_once(monkeypatch):
    started = []
    monkeypatch.setattr(os, "execve", lambda program, *given: started.append(given))
    monkeypatch.setenv("PYZMQ_BACKEND", "none such")
    clean_settings.start_anew(["grade", "x"])
    (((program, *flags, _, code, first, second), variables),) = started
    assert "PYZMQ_BACKEND" not in variables
    assert (program, first, second) == (sys.executable, "grade", "x")
    assert {"-E", "-P"} <= set(flags)
    say = "import sys; sys.flags.safe_path and sys.flags.ignore_environment or sys.exit('no'); "
    assert "course_lib.grading.cli" in code
    options = {"cwd": ROOT.parent, "env": variables, "check": True}
    subprocess.run([program, *flags, "-c", say + code, "--help"], **options)
    again = "import os, sys; os.execve = lambda *a: sys.exit('again'); "
    again += "from course_lib.grading.learners.clean_settings import start_anew; start_anew([])"
    subprocess.run([program, *flags, "-c", again], **options)
