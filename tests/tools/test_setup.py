"""`.venv` is made from any state of a machine, or a sentence says what stands in the way."""

import ast
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import environment
from tools.paths import ROOT

SETUP = ROOT / "tools" / "setup.py"

# What Python 2.7 cannot read.
NEW = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Starred, ast.Nonlocal, ast.AsyncFunctionDef)


def test_setup_can_be_read_by_every_python() -> None:
    source = SETUP.read_bytes()
    assert source.isascii()
    tree = ast.parse(source, feature_version=(3, 4))
    assert not [node for node in ast.walk(tree) if isinstance(node, NEW)]
    for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
        arguments = function.args
        assert function.returns is None
        assert not arguments.kwonlyargs
        assert not any(a.annotation for a in arguments.args)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with a copy of setup.py, and in place of the work a note of who does it."""
    (tmp_path / "tools").mkdir()
    shutil.copy(SETUP, tmp_path / "tools")
    note = "import sys\nprint('at work:', sys.executable, sys.flags.isolated)\n"
    (tmp_path / "tools" / "environment.py").write_text(note)
    return tmp_path


def set_up(project: Path, version: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run setup.py, as if by a Python of another version if one is named."""
    pretend = ""
    if version:
        number = tuple(map(int, version.split(".")))
        pretend = f"sys.version = {version!r}; sys.version_info = {number}; "
    path = str(project / "tools" / "setup.py")
    code = f"import runpy, sys; {pretend}runpy.run_path({path!r}, run_name='__main__')"
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHON", "MAKELEVEL")} | variables
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)


def made_with(project: Path, version: str) -> None:
    """Leave the note that venv writes: which Python made ``.venv``."""
    (project / ".venv").mkdir()
    lines = f"home = /usr\nversion = {version}\nexecutable = {sys.executable}\n"
    (project / ".venv" / "pyvenv.cfg").write_text(lines)


@pytest.mark.parametrize("version", ["2.7.18", "3.6.15", "3.10.13", "3.15.0"])
def test_a_python_that_does_not_fit_says_so(project: Path, version: str) -> None:
    done = set_up(project, version)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"setup: this is Python {version}, the book needs 3.11 to 3.14; name one, e.g. "
        "`make book PYTHON=python3.12` or `python3.12 tools/setup.py`.\n"
    )


@pytest.mark.parametrize("version", ["", "3.11.0", "3.14.1"])
def test_a_python_that_fits_does_the_work(project: Path, version: str) -> None:
    done = set_up(project, version)
    assert (done.stdout, done.stderr) == (f"at work: {sys.executable} 1\n", "")


@pytest.mark.parametrize("version", ["2.7.18", "3.9.18"])
def test_an_environment_that_is_there_needs_no_other_python(project: Path, version: str) -> None:
    made_with(project, "3.12.1")
    done = set_up(project, version)
    assert (done.returncode, done.stdout) == (0, f"at work: {sys.executable} 1\n")


@pytest.mark.parametrize(
    ("variables", "said"),
    [({}, True), ({"MAKELEVEL": "1"}, False), ({"MAKELEVEL": "1", "PYTHON": "python3.13"}, True)],
    ids=["run by hand", "make", "make PYTHON="],
)
def test_an_environment_is_kept_and_who_names_another_python_is_told(
    project: Path, variables: dict[str, str], said: bool
) -> None:
    made_with(project, "3.12.1")
    done = set_up(project, "3.13.0", **variables)
    kept = "setup: .venv has Python 3.12.1 and keeps it; remove .venv to make it with 3.13.0.\n"
    assert done.stdout == said * kept + f"at work: {sys.executable} 1\n"


def test_an_environment_whose_python_is_gone_is_no_help(project: Path) -> None:
    made_with(project, "3.12.1")
    note = project / ".venv" / "pyvenv.cfg"
    note.write_text(note.read_text().replace(sys.executable, "/gone/python3.12"))
    assert "this is Python 3.9.18" in set_up(project, "3.9.18").stderr


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project whose environment's programs only note how they were called."""
    for name in ("tools/requirements.lock", "pyproject.toml", "tools/npm/package-lock.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("uv==1 \\\n    --hash=sha256:0\nzict==1\n")
    venv = tmp_path / ".venv"
    places = {
        "ROOT": tmp_path,
        "VENV": venv,
        "BIN": venv / "bin",
        "PYTHON": venv / "bin" / "python",
    }
    places |= {"LOCK": tmp_path / "tools" / "requirements.lock", "NPM": tmp_path / "tools" / "npm"}
    places |= {"STAMP": venv / "setup.sha256", "PLACE": venv / "made-in.txt"}
    for name, path in places.items():
        monkeypatch.setattr(environment, name, path)

    def create(folder: Path, **options: object) -> None:
        (folder / "bin").mkdir(parents=True, exist_ok=True)
        with (tmp_path / "calls").open("a") as calls:
            calls.write("venv\n")
        for name in ("python", "npm"):
            program = folder / "bin" / name
            answer = f'case "$*" in *sys.version*) echo "{sys.version}";; esac'
            note = f'echo {name} "$@" USER=$PIP_USER HOME=$HOME >> "{tmp_path}/calls"'
            program.write_text(f"#!/bin/sh\n{note}\n{answer}\n")
            program.chmod(0o755)

    monkeypatch.setattr(environment.venv, "create", create)
    return tmp_path


def calls(machine: Path) -> list[str]:
    """Return what was called since the last time, each as the words that tell it apart."""
    lines = (machine / "calls").read_text().splitlines() if (machine / "calls").exists() else []
    (machine / "calls").unlink(missing_ok=True)
    kinds = ("sys.version", *WHOLE[1:], WHOLE[0])
    return [next(kind for kind in kinds if kind in line) for line in lines]


WHOLE = ["venv", "pip install --quiet --require", "uv pip sync", "-e .", "npm ci"]


def test_an_environment_is_made_once_and_brought_up_to_date(machine: Path) -> None:
    environment.main()
    assert calls(machine) == WHOLE
    environment.main()
    assert calls(machine) == []
    (machine / "pyproject.toml").write_text("changed")
    environment.main()
    assert calls(machine) == ["sys.version", *WHOLE[2:]]


def test_an_environment_that_came_with_a_folder_is_made_again(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.main()
    calls(machine)
    # As in a copy: all files are the same, but they lead to where they were made.
    (machine / ".venv" / "made-in.txt").write_text("/somewhere/else/.venv")
    monkeypatch.setattr(sys, "prefix", str(machine / ".venv"))
    with pytest.raises(SystemExit, match="was made in another folder and leads there; run `make"):
        environment.require()
    (machine / ".venv" / "setup.sha256").write_text("of the other place")
    environment.main()
    assert calls(machine) == WHOLE
    environment.require()


def test_the_stamp_holds_the_place(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = environment.inputs()
    monkeypatch.setattr(environment, "VENV", machine / "moved" / ".venv")
    assert environment.inputs() != here


def test_the_installers_see_where_packages_come_from_and_nothing_else(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = ("PIP_INDEX_URL", "PIP_CERT", "UV_DEFAULT_INDEX", "npm_config_registry", "HTTPS_PROXY")
    lost = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_CONSTRAINT", "UV_TARGET", "UV_PYTHON")
    lost += ("UV_SYSTEM_PYTHON", "npm_config_global", "NPM_CONFIG_PREFIX", "PYTHONPATH")
    for name in (*kept, *lost):
        monkeypatch.setenv(name, "1")
    env = environment.settings()
    assert [name for name in kept if env.get(name) != "1"] == []
    assert [name for name in lost if name in env] == []


@pytest.mark.parametrize("home", ["/nonexistent", "/proc/1/no", None])
def test_a_user_without_a_home_gets_one(
    machine: Path, monkeypatch: pytest.MonkeyPatch, home: str | None
) -> None:
    if home:
        monkeypatch.setenv("HOME", home)
    else:  # no name either
        monkeypatch.delenv("HOME")
        monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert environment.settings()["HOME"] == str(machine / ".venv" / "home")
    assert (machine / ".venv" / "home").is_dir()
    monkeypatch.undo()
    assert environment.home() == {}


def test_a_folder_that_cannot_be_written_is_named(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def create(folder: Path, **options: object) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(environment.venv, "create", create)
    with pytest.raises(SystemExit) as stop:
        environment.main()
    assert stop.value.code == (
        f"setup: {machine / '.venv'} cannot be written (Permission denied); the project must be in "
        "a folder where you may write."
    )


def test_a_python_without_venv_says_what_to_install(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="`apt-get install python3-venv` first"):
        environment.main()


def test_ctrl_c_is_one_sentence(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def create(folder: Path, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(environment.venv, "create", create)
    with pytest.raises(SystemExit, match="setup: stopped; the same command goes on from here"):
        environment.main()


def test_setup_names_the_versions_that_the_project_names() -> None:
    names = runpy.run_path(str(SETUP))
    oldest = ".".join(map(str, names["OLDEST"]))
    assert f'requires-python = ">={oldest}"' in (ROOT / "pyproject.toml").read_text()
