"""What a user has set up does not change what the project's commands print and publish."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from course_lib.grading.learners.self_check import self_check
from tests.support.grading_tools import SOLVED
from tests.support.hostile import plant_home, variables
from tools import build, notebooks, settings
from tools.paths import ROOT

SHOWN = """
import numpy as np, matplotlib
print(np.array([1 / 3]), matplotlib.rcParams["figure.figsize"])
"""
SAID = "[0.33333333] [6.4, 4.8]\n"


@pytest.fixture
def mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Plant hostile files and variables; return the file that lists which of them were run."""
    plant_home(tmp_path / "home", tmp_path / "run.txt")
    settings.environment()  # the folder is made once, with the user's own home
    for name, value in variables(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--nbval-lax --collect-only")
    monkeypatch.delenv("NBFORMAT_VALIDATOR")  # this process itself reads notebooks
    return tmp_path / "run.txt"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Return a notebook that shows its settings, with what it must say."""
    cell = nbformat.v4.new_code_cell(SHOWN, execution_count=1)
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=SAID)]
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    (tmp_path / "pages").mkdir()
    path = tmp_path / "pages" / "page.ipynb"
    nbformat.write(notebook, path)
    return path


def test_a_page_is_built_without_them(mark: Path, page: Path) -> None:
    code = "import nbformat, sys; from pathlib import Path; from tools.site.execute import executed"
    code += "; made = executed(Path(sys.argv[1]), 60)[1]; print(made.cells[0].outputs)"
    done = subprocess.run(
        [sys.executable, "-c", code, page],
        cwd=ROOT,
        env=build.environment(),
        capture_output=True,
        text=True,
    )
    assert repr(SAID) in done.stdout, done.stderr
    assert "hello" not in done.stdout
    assert not mark.exists(), mark.read_text()


def test_a_page_is_tested_without_them(mark: Path, page: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--nbval", page],
        cwd=page.parent,
        env=settings.environment(),
        capture_output=True,
        text=True,
    )
    assert "1 passed" in done.stdout, done.stdout
    assert not mark.exists(), mark.read_text()


def test_a_notebook_is_stored_without_them(mark: Path, page: Path) -> None:
    before = dict(os.environ)
    try:
        settings.use()
        made = notebooks.execute(page)
    finally:
        os.environ.clear()
        os.environ.update(before)
    assert [output.text for output in made.cells[0].outputs] == [SAID]
    assert not mark.exists(), mark.read_text()


def test_a_lab_is_checked_without_them(mark: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert self_check(SOLVED) == 0, capsys.readouterr().out
    assert not mark.exists(), mark.read_text()
