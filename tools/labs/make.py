"""Make the labs and the solution pages from ``labs/source``. ``python -m tools.labs.make``.

``labs/NN-stem.ipynb`` has stubs where the source has solutions, no hidden checks, and the outputs
of the public checks: what a learner must reach. ``labs/solutions/NN-stem.ipynb`` has the headings,
the solutions, and the cells whose id ends in ``-why``, which explain them.
"""

import re
from pathlib import Path
from typing import Any

import nbformat

from course_lib.grading.reading.release import HIDDEN, SOLUTION, WHY, grade_id, learners
from tools.notebooks import normalise, text
from tools.paths import ROOT

SOURCE = ROOT / "labs" / "source"
SHOWN = ("-train", "-picture")
LEARNERS, SOLUTIONS = "labs/{}.ipynb", "labs/solutions/{}.ipynb"


def solutions(source: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return the page of the solutions: headings, solved cells, and why they are right."""
    lab = source.metadata.course.lab
    says = f"# Solutions of lab {int(lab[:2])}\n\nTry [the lab](../{lab}.ipynb) first. Then unfold "
    says += "one exercise at a time. Any other function that passes the checks is just as right."
    cells = [nbformat.v4.new_markdown_cell(says, id=f"{lab}-solutions")]
    for cell in source.cells[1:]:
        if cell.id.endswith(WHY):
            cells.append(linked(cell))
        elif cell.cell_type == "markdown":
            heading = cell.source.splitlines()[0]
            if re.match("## Exercise", heading):
                cells.append(nbformat.v4.new_markdown_cell(heading, id=cell.id))
        elif not grade_id(cell).endswith(HIDDEN) and not cell.id.endswith(SHOWN):
            cell = nbformat.from_dict(cell)
            cell.source = SOLUTION.sub(lambda found: found["body"].rstrip("\n"), cell.source)
            if cell.metadata.pop("nbgrader", {}).get("solution"):
                cell.metadata["tags"] = ["hide-input"]
            cells.append(cell)
    return normalise(nbformat.v4.new_notebook(cells=cells))


def linked(cell: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a cell whose links are right one folder deeper."""
    cell = nbformat.from_dict(cell)
    cell.source = cell.source.replace("](../", "](../../")
    return cell


def made(path: Path) -> dict[Path, str]:
    """Return the files that come from one source notebook, with their text."""
    source: Any = nbformat.read(path, as_version=4)
    return {
        ROOT / LEARNERS.format(path.stem): text(normalise(nbformat.from_dict(learners(source)))),
        ROOT / SOLUTIONS.format(path.stem): text(solutions(source)),
    }


def main() -> None:
    """Write the files that changed."""
    for source in sorted(SOURCE.glob("*.ipynb")):
        for path, content in made(source).items():
            changed = not path.is_file() or path.read_text(encoding="utf-8") != content
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8")
            print(f"labs: {path.relative_to(ROOT)} {'changed' if changed else 'as it was'}")


if __name__ == "__main__":
    main()
