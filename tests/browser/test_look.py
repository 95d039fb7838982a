"""The look at a notebook in JupyterLab sees MyST that is shown as it is written."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from tools.hosts.jupyterlab import Lab
from tools.hosts.look import look

GOOD = (
    "# A page\n\n$$\nz = 1\n$$ (eq-z)\n\nBy {eq}`eq-z`, $z$ is 1.",
    ":::{dropdown} 1. Why?\nSo.\n:::\n\nAnd {cite:t}`somebody`.",
)
BAD = ("# A page\n\nIt costs $ 5 ::: or not.", "{nonsense}`x`")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Return JupyterLab on a folder of two notebooks."""
    folder, state = tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("state")
    for name, texts in (("good", GOOD), ("bad", BAD)):
        cells = [nbformat.v4.new_markdown_cell(text) for text in texts]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{name}.ipynb")
    with Lab(Path(sys.executable), folder, state) as started:
        yield started


def seen(lab: Lab, notebook: str) -> list[str]:
    # In a thread of its own: Playwright allows one browser of this kind in each.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(look, lab, notebook).result()


def test_a_page_that_is_drawn_has_no_fault(lab: Lab) -> None:
    assert seen(lab, "good.ipynb") == []


def test_what_is_left_as_it_is_written_is_found(lab: Lab) -> None:
    assert seen(lab, "bad.ipynb") == [
        "bad.ipynb: JupyterLab shows '$'.",
        "bad.ipynb: JupyterLab shows ':::'.",
    ]
