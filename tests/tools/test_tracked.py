"""What a clone holds is known with git and without it, whatever a file is called."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.hosts import colab
from tools.labs import forks
from tools.paths import ROOT
from tools.tracked import tracked

NAMES = ["a b.py", "tests/test_神经元.py", 'tests/"quoted".py', "é.md", "tests/.hidden"]
IGNORED = [".venv/lib/x.py", "_build/html/index.html", "tests/__pycache__/x.pyc", "c.egg-info/x"]
needs_git = pytest.mark.skipif(not shutil.which("git"), reason="git is not on this machine")


def git(folder: Path, *words: str) -> str:
    """Run git, with nothing of this machine's settings, and return what it prints."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with files that count and files that ``.gitignore`` names."""
    shutil.copy(ROOT / ".gitignore", tmp_path)
    for name in (*NAMES, *IGNORED):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x\n")
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in tracked(folder))


def test_an_archive_has_all_files_but_those_that_are_ignored(folder: Path) -> None:
    assert names(folder) == sorted([*NAMES, ".gitignore"])


@needs_git
def test_a_clone_has_the_same_files_with_git(folder: Path) -> None:
    git(folder, "init", "--quiet")
    git(folder, "add", NAMES[0], NAMES[1])
    assert names(folder) == sorted([*NAMES, ".gitignore"])
    (folder / NAMES[0]).unlink()
    assert names(folder) == sorted([*NAMES[1:], ".gitignore"])


@needs_git
def test_an_archive_in_the_clone_of_something_else_is_an_archive(folder: Path) -> None:
    inner = folder / "_build" / "course"
    inner.mkdir()
    shutil.copy(ROOT / ".gitignore", inner)
    (inner / "a.py").write_text("x\n")
    git(folder, "init", "--quiet")
    assert names(inner) == [".gitignore", "a.py"]


def test_a_machine_without_git_takes_the_names(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (folder / ".git").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert names(folder) == sorted([*NAMES, ".gitignore"])
    with pytest.raises(SystemExit, match="git names no commit here; give one"):
        colab.head()
    with pytest.raises(forks.ForkError, match="git is not installed"):
        forks.git("--version")


@needs_git
@pytest.mark.parametrize("setting", ["true", "input", "false"])
def test_a_clone_for_windows_has_the_ends_of_lines_of_all_others(
    tmp_path: Path, setting: str
) -> None:
    """With git's default for Windows the scripts for bash would not run."""
    origin = tmp_path / "origin"
    scripts = ("binder/postBuild", ".ci/run", "tools/requirements.lock", "labs/01-dense.ipynb")
    for name in (".gitattributes", *scripts):
        (origin / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, origin / name)
    (origin / "a.npz").write_bytes(b"PK\x03\x04\r\n")
    git(origin, "init", "--quiet")
    git(origin, "add", ".")
    git(origin, "commit", "--quiet", "-m", "all")
    windows = ("-c", f"core.autocrlf={setting}", "-c", "core.eol=crlf")
    git(tmp_path, *windows, "clone", "--quiet", str(origin), "clone")
    for name in (*scripts, "a.npz"):
        assert (tmp_path / "clone" / name).read_bytes() == (origin / name).read_bytes(), name


def test_no_file_of_the_project_has_the_ends_of_lines_of_windows() -> None:
    texts = [p for p in tracked(ROOT) if p.suffix in {".py", ".md", ".yml", ".ipynb", ".js", ""}]
    assert [p.name for p in texts if b"\r\n" in p.read_bytes()] == []
