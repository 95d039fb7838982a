"""What the build printed is held against what the notebooks store, to the byte."""

from pathlib import Path

import nbformat
import pytest
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract

from tools.notebooks import METADATA, UNCOMPARED, normalise, text
from tools.site import outputs

COUNT = {"execution_count": 9, "metadata": {}}
STREAM = {"output_type": "stream", "name": "stdout", "text": "1.25\n"}
RESULT = {"output_type": "execute_result", "data": {"text/plain": "3"}} | COUNT
ERROR = {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": ["here"]}
PICTURE = {
    "output_type": "display_data",
    "data": {"text/html": "<svg/>", "text/plain": "A line."},
    "metadata": {},
}
RAN = [[STREAM], [RESULT], [ERROR], [PICTURE]]


def notebook(found: list[list[dict]]) -> nbformat.NotebookNode:
    """Return a notebook of some cells with these outputs, the last one a figure."""
    cells = [
        nbformat.v4.new_code_cell(f"cell_{n}()", id=f"c{n}", outputs=nbformat.from_dict(out))
        for n, out in enumerate(found)
    ]
    cells[2].metadata["tags"] = ["raises-exception"]
    cells[3].metadata["tags"] = [UNCOMPARED]
    return nbformat.v4.new_notebook(cells=cells, metadata=METADATA)


def fault_of(folder: Path, stored: list[list[dict]], ran: list[list[dict]]) -> str:
    """Return what is said of a notebook that stores and of a build that printed these outputs."""
    path = folder / "page.ipynb"
    path.write_text(text(normalise(notebook(stored))), encoding="utf-8")
    cache = get_cache(folder / "cache")
    cache.cache_notebook_bundle(
        CacheBundleIn(notebook(ran), str(path)), check_validity=False, overwrite=True
    )
    return said(cache, path)


def said(cache: JupyterCacheAbstract, path: Path) -> str:
    """Return what is wrong with a page, and close the cache."""
    found = outputs.fault(cache, path)
    cache.db.dispose()
    return found


def test_a_page_that_prints_what_it_stores_has_no_fault(tmp_path: Path) -> None:
    cut = [[STREAM | {"text": "1."}, STREAM | {"text": "25\n"}], *RAN[1:]]
    assert fault_of(tmp_path, RAN, cut) == ""


@pytest.mark.parametrize(
    ("cell", "now", "line"),
    [
        (0, [STREAM | {"text": "1.26\n"}], r'+"1.26\n"'),
        (0, [], r'-"1.25\n"'),
        (0, [STREAM, STREAM | {"name": "stderr", "text": "careful\n"}], r'+"careful\n"'),
        (1, [RESULT | {"data": {"text/plain": "4"}}], '+"4"'),
        (1, [RESULT | {"data": {"text/plain": "3", "text/html": "3"}}], '+"nbval-ignore-output"'),
        (1, [STREAM, RESULT], '+"output_type": "stream",'),
        (2, [ERROR | {"evalue": "yes"}], '+"evalue": "yes",'),
        (2, [ERROR | {"ename": "TypeError"}], '+"ename": "TypeError",'),
        (2, [], '-"evalue": "no",'),
    ],
)
def test_another_output_is_a_fault(tmp_path: Path, cell: int, now: list[dict], line: str) -> None:
    ran = [now if n == cell else out for n, out in enumerate(RAN)]
    first, *told = fault_of(tmp_path, RAN, ran).splitlines()
    assert first == f"{tmp_path / 'page.ipynb'}: it prints something else:"
    assert line in [one[0] + one[1:].strip() for one in told]


def test_cells_that_the_build_did_not_run_are_a_fault(tmp_path: Path) -> None:
    assert fault_of(tmp_path, RAN, RAN) == ""
    path = tmp_path / "page.ipynb"
    path.write_text(path.read_text("utf-8").replace("cell_0()", "other()"), encoding="utf-8")
    assert said(get_cache(tmp_path / "cache"), path) == (
        f"{path}: the build did not run these cells; run `make book`."
    )


def test_every_page_of_the_book_is_compared(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[Path] = []
    monkeypatch.setattr(outputs, "fault", lambda cache, path: seen.append(path) or "")
    outputs.main()
    assert {path.name for path in seen} >= {"welcome.ipynb", "dense.ipynb", "gru.ipynb"}
    assert capsys.readouterr().out == f"outputs: {len(seen)} notebooks print what they store\n"
    monkeypatch.setattr(outputs, "fault", lambda cache, path: f"{path.stem} differs")
    with pytest.raises(SystemExit, match="dense differs"):
        outputs.main()
