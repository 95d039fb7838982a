"""Run the notebooks and store them in one normal form. ``python -m tools.notebooks [PATH …]``.

Text outputs are stored, and `make test` compares them. Figures are not stored: a cell that shows
one gets the tag ``nbval-ignore-output``, an execution count and no outputs, and the site's build
draws it. Running the command twice gives the same bytes.
"""

import json
import os
import re
import sys
from itertools import chain, count
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from tools import settings
from tools.paths import ROOT

FOLDERS = ("chapters", "labs/source")
UNCOMPARED = "nbval-ignore-output"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
TEXTS = ("text/plain", "text/markdown")
ID = re.compile(r"[\w-]{1,64}", re.ASCII)


def find() -> list[Path]:
    """Return all notebooks of the book."""
    found = [p for folder in FOLDERS for p in sorted((ROOT / folder).rglob("*.ipynb"))]
    return [p for p in found if ".ipynb_checkpoints" not in p.parts]


def is_figure(output: dict[str, Any]) -> bool:
    """Tell whether an output is a picture, a widget or HTML rather than text."""
    return bool(set(output.get("data", {})) - set(TEXTS))


def normal_output(output: dict[str, Any], count: int) -> dict[str, Any]:
    """Return one text output with nothing in it that depends on the machine or the moment."""
    kind = output["output_type"]
    if kind == "stream":
        return {"name": output["name"], "output_type": kind, "text": output["text"]}
    if kind == "error":
        # The traceback holds paths of the machine and colours of the terminal.
        return {k: output[k] for k in ("ename", "evalue", "output_type")} | {"traceback": []}
    text = {mime: output["data"][mime] for mime in TEXTS if mime in output["data"]}
    normal = {"data": text, "metadata": {}, "output_type": kind}
    return normal | ({"execution_count": count} if kind == "execute_result" else {})


def merge_streams(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join neighbouring pieces of one stream: how a kernel cuts it is chance."""
    merged: list[dict[str, Any]] = []
    for output in outputs:
        last = merged[-1] if merged else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last["text"] += output["text"]
        else:
            merged.append(dict(output))
    return merged


def names(cells: list[nbformat.NotebookNode]) -> list[str]:
    """Return a name for each cell: its own, else the one that Colab gave it, else its place.

    Notebooks before format 4.5 have no names, and a copied cell may have the name of the first.
    """
    found: list[str] = []
    for place, cell in enumerate(cells):
        own = (str(name) for name in (cell.get("id"), cell.metadata.get("id")) if name)
        offered = chain(filter(ID.fullmatch, own), (f"cell-{n}" for n in count(place)))
        found.append(next(name for name in offered if name not in found))
    return found


def normalise(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return the notebook in normal form: the same text in, the same bytes out."""
    cells, count = [], 0
    for cell, name in zip(notebook.cells, names(notebook.cells), strict=True):
        tags = list(dict.fromkeys(cell.metadata.get("tags", [])))
        new = {
            "cell_type": cell.cell_type,
            "id": name,
            "metadata": {k: v for k, v in cell.metadata.items() if k == "nbgrader"},
            "source": "\n".join(line.rstrip() for line in cell.source.strip("\n").split("\n")),
        }
        if cell.cell_type == "code":
            count += 1
            outputs = merge_streams(cell.outputs)
            if any(map(is_figure, outputs)) and UNCOMPARED not in tags:
                tags.append(UNCOMPARED)
            kept = [] if UNCOMPARED in tags else [normal_output(o, count) for o in outputs]
            new |= {"execution_count": count, "outputs": kept}
        if tags:
            new["metadata"]["tags"] = sorted(tags)
        cells.append(new)
    # What a lab says of itself: its id, its version, its points.
    course = {k: v for k, v in notebook.metadata.items() if k == "course"}
    whole = {"cells": cells, "metadata": METADATA | course, "nbformat": 4, "nbformat_minor": 5}
    made: nbformat.NotebookNode = nbformat.from_dict(whole)
    return made


def text(notebook: nbformat.NotebookNode) -> str:
    """Return the file's text: sorted keys, one space of indent, one newline at the end."""
    split = nbformat.v4.rwbase.split_lines(nbformat.from_dict(notebook))
    return json.dumps(split, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read(path: Path) -> nbformat.NotebookNode:
    """Return a notebook as its file has it; cells without a name get none by chance."""
    content = json.loads(path.read_text(encoding="utf-8"))
    if any("id" not in cell for cell in content.get("cells", ())):
        content["nbformat_minor"] = min(content["nbformat_minor"], 4)
        for cell in content["cells"]:
            cell["metadata"].setdefault("id", cell.pop("id", None))
    found: nbformat.NotebookNode = nbformat.reads(json.dumps(content), as_version=4)
    return found


def execute(path: Path) -> nbformat.NotebookNode:
    """Run a notebook from its first cell to its last and return it with its outputs."""
    notebook = read(path)
    where = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=where).execute()
    return notebook


def complaints(path: Path, notebook: nbformat.NotebookNode) -> list[str]:
    """Say what must not be stored: warnings and errors that no cell announces."""
    found = []
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                found.append(f"{path}, cell {number}: it writes to stderr: {output['text'][:200]}")
    return found


def main() -> None:
    """Run and store the notebooks that are named, or all."""
    settings.use()
    os.environ.pop("COURSE_BUILD", None)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # A progress bar writes to stderr.
    os.environ["TQDM_DISABLE"] = "1"
    bad = []
    for path in [Path(name).resolve() for name in sys.argv[1:]] or find():
        notebook = execute(path)
        bad += complaints(path.relative_to(ROOT), notebook)
        after = text(normalise(notebook))
        changed = path.read_text(encoding="utf-8") != after
        path.write_text(after, encoding="utf-8")
        print(f"notebooks: {path.relative_to(ROOT)} {'changed' if changed else 'as it was'}")
    if bad:
        sys.exit("\n".join(bad))


if __name__ == "__main__":
    main()
