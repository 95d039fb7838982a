"""Every notebook is in normal form, and the manifest, the contents and the tree agree."""

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest
import yaml

from tools.notebooks import UNCOMPARED, find, normalise, read, text
from tools.paths import ROOT

MANIFEST = yaml.safe_load((ROOT / "chapters" / "manifest.yml").read_text())
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text())
TEXTS = [*find(), *sorted((ROOT / "chapters").rglob("*.md")), ROOT / "labs" / "teaching.md"]
PAGES = sorted((ROOT / "chapters").rglob("*.ipynb"))
every_notebook = pytest.mark.parametrize("path", find(), ids=lambda p: p.stem)


def files_in_toc() -> list[str]:
    chapters = [chapter for part in TOC["parts"] for chapter in part["chapters"]]
    entries = [entry for chapter in chapters for entry in (chapter, *chapter.get("sections", []))]
    return [TOC["root"], *(entry["file"] for entry in entries)]


def code_cells(path: Path) -> list:
    return [c for c in read(path).cells if c.cell_type == "code"]


@every_notebook
def test_notebook_is_in_normal_form(path):
    stored = path.read_text(encoding="utf-8")
    again = text(normalise(read(path)))
    assert stored == again, f"{path} is not in normal form: run `make notebooks`."


@every_notebook
def test_no_picture_widget_or_frame_is_stored(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            kinds = set(output.get("data", {})) - {"text/plain", "text/markdown"}
            assert not kinds, f"{path} stores {kinds}"


@every_notebook
def test_no_cell_warns_or_fails_unannounced(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            assert output.get("name") != "stderr", output
            announced = "raises-exception" in cell.metadata.get("tags", [])
            assert announced or output.output_type != "error", output


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
def test_a_link_to_a_page_names_its_file(path):
    """Then it opens in JupyterLab and on GitHub too, and not on the site alone."""
    # What learners get from labs/source stands one folder above it.
    folder = path.parent.parent if path.parent.name == "source" else path.parent
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.M)
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    assert [link for link in links if not (folder / link).is_file()] == []


@every_notebook
def test_a_cell_is_a_sentence(path):
    for cell in code_cells(path):
        # The markers of a lab's solution are for the release tool.
        lines = [line for line in cell.source.split("\n") if not re.match(" *### [BE]", line)]
        assert len(lines) <= 15, f"{path}: {len(lines)} lines:\n{cell.source}"
        wide = [line for line in lines if len(line) > 79]
        assert not wide, f"{path}: wider than 79 columns: {wide[0]}"


@every_notebook
def test_code_of_figures_and_imports_is_folded(path):
    for cell in code_cells(path):
        body = ast.parse(cell.source).body
        call = getattr(getattr(body[-1], "value", None), "func", None)
        is_figure = getattr(call, "id", "") in ("explore", "show")
        if is_figure or all(isinstance(line, ast.Import | ast.ImportFrom) for line in body):
            assert "hide-input" in cell.metadata.get("tags", []), cell.source


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_first_figure_follows_the_question_and_the_imports(path):
    """The built page joins the imports to the figure's code, below the picture."""
    for cell in read(path).cells[1:]:
        body = ast.parse(cell.source).body if cell.cell_type == "code" else []
        assert body, f"{path}: a text stands between the question and the first figure"
        if not all(isinstance(line, ast.Import | ast.ImportFrom) for line in body):
            call = getattr(getattr(body[-1], "value", None), "func", None)
            assert getattr(call, "id", "") in ("explore", "show", "cards")
            return


@every_notebook
def test_no_cell_installs_sets_paths_or_seeds_globally(path):
    for cell in code_cells(path):
        assert not re.search(r"sys\.path|pip install|np\.random\.(seed|rand)", cell.source)


@every_notebook
def test_most_cells_with_output_are_compared(path):
    cells = code_cells(path)
    compared = [c for c in cells if c.outputs]
    assert compared, f"{path}: no cell has a stored output to compare"
    tagged = [c for c in cells if UNCOMPARED in c.metadata.get("tags", [])]
    assert not any(c.outputs for c in tagged)


def test_manifest_lists_the_pages_of_the_contents_and_of_the_tree():
    listed = [f"chapters/{slug}" for slug in MANIFEST["pages"]]
    assert listed == [name for name in files_in_toc() if not name.startswith("labs/")]
    tree = {
        str(p.relative_to(ROOT).with_suffix(""))
        for p in (ROOT / "chapters").rglob("*")
        if p.suffix in {".md", ".ipynb"} and ".ipynb_checkpoints" not in p.parts
    }
    assert set(listed) == tree


def test_manifest_lists_the_labs_of_the_contents_and_of_the_tree():
    pages = [f"labs/{part}{lab}" for lab in MANIFEST["labs"] for part in ("", "solutions/")]
    listed = [name for name in files_in_toc() if name.startswith("labs/")]
    assert listed == [MANIFEST["teachers"], *pages]
    sources = sorted(p.stem for p in (ROOT / "labs" / "source").glob("*.ipynb"))
    tree = sorted(str(p.relative_to(ROOT).with_suffix("")) for p in ROOT.glob("labs/**/*.ipynb"))
    assert sources == MANIFEST["labs"]
    assert tree == sorted(pages + [f"labs/source/{lab}" for lab in sources])


def test_manifest_lists_the_figures_of_each_page_in_order():
    for slug, page in MANIFEST["pages"].items():
        path = ROOT / "chapters" / f"{slug}.ipynb"
        if not path.exists():
            assert not (page or {}).get("figures"), f"{slug} is no notebook and has no figures"
            continue
        code = "\n".join(cell.source for cell in code_cells(path))
        figures = (page or {}).get("figures", [])
        assert re.findall(r"\bname=\"([\w-]+)\"", code) == figures, slug


def test_figure_names_are_unique():
    figures = [f for page in MANIFEST["pages"].values() for f in (page or {}).get("figures", [])]
    assert len(figures) == len(set(figures))


def example(*cells) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(**c) for c in cells])


def test_normal_form_is_reached_in_one_step():
    out = nbformat.v4.new_output("stream", name="stdout", text="a\n")
    picture = nbformat.v4.new_output("display_data", data={"image/png": "x", "text/plain": "y"})
    messy = example(
        {"source": "print('a')  \nprint('a')\n", "outputs": [out, out], "execution_count": 7},
        {"source": "draw()", "outputs": [picture], "metadata": {"collapsed": True}},
    )
    once = normalise(messy)
    assert text(normalise(once)) == text(once)
    first, second = once.cells
    assert (first.source, first.execution_count) == ("print('a')\nprint('a')", 1)
    assert [o.text for o in first.outputs] == ["a\na\n"]
    assert second.outputs == []
    assert second.metadata == {"tags": [UNCOMPARED]}


def test_a_notebook_of_colab_is_brought_to_normal_form(tmp_path):
    """Colab writes format 4.0: cells without names, and its own names in their metadata."""
    path = tmp_path / "colab.ipynb"
    output = {"output_type": "stream", "name": "stdout", "text": ["1\n"]}
    told = {"colab": {"base_uri": "https://localhost:8080/"}, "outputId": "7-a"}
    cells = [
        {"cell_type": "markdown", "metadata": {"id": "Kd3_x"}, "source": ["# A\n", "text"]},
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {"id": "Kd3_x", **told},
            "outputs": [output],
            "source": ["print(1)"],
        },
        {"cell_type": "markdown", "metadata": {"id": "not a name"}, "source": []},
        {"cell_type": "markdown", "metadata": {}, "source": ["end"]},
    ]
    metadata = {"colab": {"provenance": []}, "kernelspec": {"name": "python3"}}
    content = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 0}
    path.write_text(json.dumps(content))
    once = text(normalise(read(path)))
    path.write_text(once)
    again = read(path)
    nbformat.validate(again)
    assert text(normalise(again)) == once
    assert [cell.id for cell in again.cells] == ["Kd3_x", "cell-1", "cell-2", "cell-3"]
    assert [cell.metadata for cell in again.cells] == [{}] * 4
    assert again.cells[1].outputs[0].text == "1\n"
    assert again.nbformat_minor == 5


def test_a_notebook_that_lost_its_names_gets_the_same_ones_each_time(tmp_path):
    path = tmp_path / "nameless.ipynb"
    cells = [{"cell_type": "markdown", "metadata": {}, "source": name} for name in "ab"]
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(content))
    assert text(normalise(read(path))) == text(normalise(read(path)))
    assert [cell.id for cell in normalise(read(path)).cells] == ["cell-0", "cell-1"]


def test_error_outputs_keep_no_traceback_of_the_machine():
    error = nbformat.v4.new_output(
        "error", ename="ValueError", evalue="no", traceback=["/home/somebody/x.py"]
    )
    (cell,) = normalise(example({"source": "f()", "outputs": [error]})).cells
    assert cell.outputs[0].traceback == []
    assert json.loads(text(normalise(example({"source": "f()"}))))["nbformat_minor"] == 5
