"""What a learner gets of a source notebook: stubs, no hidden checks, no explanations.

The source notebook is plain data here, as its JSON file has it.
"""

import json
import re
from typing import Any

from course_lib.grading.inside.outcome import STUB
from course_lib.grading.reading.lab import LabError

SOLUTION = re.compile(
    r"^(?P<indent> *)### BEGIN SOLUTION\n(?P<body>.*?)^ *### END SOLUTION$",
    re.DOTALL | re.MULTILINE,
)
WHY, HIDDEN = "-why", "-hidden"


def grade_id(cell: Any) -> str:
    """Return what nbgrader knows the cell by, "" for a cell that it does not know."""
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def source_of(cell: Any) -> str:
    """Return the text of a cell, which a file has in lines."""
    return "".join(cell["source"])


def points(source: Any) -> dict[str, dict[str, int]]:
    """Return the points of each exercise's public and hidden check."""
    found: dict[str, dict[str, int]] = {}
    for cell in source["cells"]:
        name, dash, part = grade_id(cell).rpartition("-")
        if dash:
            found.setdefault(name, {})[part] = cell["metadata"]["nbgrader"]["points"]
    return found


def with_stub(cell: Any) -> str:
    """Return the code of an answer cell with a stub for its solution.

    Raises
    ------
    LabError
        If it has none between the markers.
    """
    line = STUB.format(name=grade_id(cell))
    stub = rf'\g<indent>raise NotImplementedError("{line}")'
    code, times = SOLUTION.subn(stub, source_of(cell))
    if times != 1:
        said = f"cell {cell['id']} has {times} solutions between markers, expected 1."
        raise LabError(said)
    return code


def learners(source: Any) -> Any:
    """Return the lab as a learner gets it.

    Raises
    ------
    LabError
        If an answer cell has no solution between markers.
    """
    cells = []
    for cell in source["cells"]:
        if grade_id(cell).endswith(HIDDEN) or cell["id"].endswith(WHY):
            continue
        is_answer = cell["metadata"].get("nbgrader", {}).get("solution")
        cells.append({**cell, "source": with_stub(cell) if is_answer else source_of(cell)})
    # Which names are removed is nobody's business but the grader's.
    course = {k: v for k, v in source["metadata"]["course"].items() if k != "removed"}
    course["points"] = points(source)
    return {**source, "cells": cells, "metadata": {**source["metadata"], "course": course}}


def text(notebook: Any) -> str:
    """Return a notebook's file as text: in normal form, with the cells' runs counted anew."""
    cells, count = [], 0
    for cell in notebook["cells"]:
        new = {**cell, "source": source_of(cell).splitlines(keepends=True)}
        if cell["cell_type"] == "code":
            count += 1
            new["execution_count"] = count
        cells.append(new)
    whole = {**notebook, "cells": cells}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
