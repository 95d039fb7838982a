"""The pages that are run before the build: kept where it looks, and left to it if they fail."""

from pathlib import Path

import nbformat
import pytest
from jupyter_cache import get_cache

from tools.paths import ROOT
from tools.site import execute


def page(folder: Path, name: str, source: str) -> Path:
    """Write a notebook of one cell, with the kernel that all pages have."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    path = folder / f"{name}.ipynb"
    nbformat.write(notebook, path)
    return path


def test_pages_are_run_where_they_stand_and_their_outputs_are_kept(tmp_path: Path) -> None:
    where = page(tmp_path, "where", "from pathlib import Path\nprint(Path.cwd().name)")
    fails = page(tmp_path, "fails", "1 / 0")
    kept = get_cache(tmp_path / "cache")

    assert execute.fill(tmp_path / "cache", [where, fails], 60) == [where]
    record = kept.match_cache_notebook(nbformat.read(where, as_version=4))
    outputs = kept.get_cache_bundle(record.pk).nb.cells[0].outputs
    assert [output.text for output in outputs] == [f"{tmp_path.name}\n"]
    with pytest.raises(KeyError):
        kept.match_cache_notebook(nbformat.read(fails, as_version=4))
    assert execute.fill(tmp_path / "cache", [where], 60) == []
    kept.db.dispose()


def test_the_pages_of_the_book_are_run_and_no_lab(monkeypatch: pytest.MonkeyPatch) -> None:
    called = []
    monkeypatch.setattr(execute, "fill", lambda *arguments: called.append(arguments))
    execute.main()
    ((folder, paths, timeout),) = called

    assert folder == ROOT / "_build" / ".jupyter_cache"
    assert ROOT / "chapters" / "3-lstm" / "lstm.ipynb" in paths
    assert {path.relative_to(ROOT).parts[0] for path in paths} == {"chapters"}
    assert timeout >= 60
