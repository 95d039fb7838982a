"""Read what a learner handed in: a notebook, perhaps edited, damaged or hostile.

Nothing in it is trusted, and nothing is run here. What counts are the learner's own code cells:
the cells that answer an exercise, and those that the learner added. Our own cells, the checks among
them, are dropped: the grader has its own copies.
"""

import ast
import contextlib
import hashlib
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from course_lib.grading.learners.self_check import IMPORT, PUBLIC_CHECK, RejectedError
from course_lib.grading.outside.remote import Cell
from course_lib.grading.reading.forms import has_variants
from course_lib.grading.reading.lab import PUBLIC, Lab, defined_names
from course_lib.grading.reading.variants import Course, own_lab, said_by

MOST_BYTES = 20 * 2**20
MOST_CELLS = 2000
MOST_CODE, MOST_CODE_IN_ALL = 200_000, 400_000
MAGIC = re.compile(r"^[ \t]*[%!?,;/]|[?][ \t]*$|=[ \t]*[%!]", re.MULTILINE)
MOST_MAGICS = 20
PROMPT = re.compile(r"\s*In \[\d+\]: ")
# Magics whose code runs among the other cells: as if they were not there.
RUNS_ITS_CELL = re.compile(r"%%(time|capture|prun)\b|[ \t]*$")
RUNS_ITS_LINE = re.compile(r"^([ \t]*)%(?:time|prun)[ \t]+(?=\S)", re.MULTILINE)
DEFINITION = re.compile(r"^(?:async\s+)?(?:def|class)\s+(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Submission:
    """One notebook that was handed in.

    Attributes
    ----------
    name : str
        What the results are stored under.
    lab : Lab
        The lab that it answers.
    cells : tuple of Cell
        The learner's code cells in their order, magics transformed.
    notes : tuple of str
        What the reader should know, in sentences.
    key : str
        A hash of the file.
    """

    name: str
    lab: Lab
    cells: tuple[Cell, ...]
    notes: tuple[str, ...]
    key: str


def from_bytes(
    raw: bytes,
    name: str,
    labs: Mapping[str, Lab],
    wanted: str | None = None,
    *,
    course: Course | None = None,
    path: str = "",
) -> Submission:
    """Return the submission in the bytes of a file.

    Parameters
    ----------
    raw : bytes
        The file.
    name : str
        What the results are stored under.
    labs : mapping
        The labs of the course by name.
    wanted : str, optional
        The only lab that is accepted.
    course : Course, optional
        Whose students have labs of their own.
    path : str, optional
        Where it was handed in: it may hold a student's name.

    Raises
    ------
    RejectedError
        If it is not a notebook of a lab; the text is one sentence.
    """
    notebook = _json(raw)
    cells = list(_code_cells(notebook))
    lab = labs[_lab_of(notebook, cells, labs)]
    if wanted is not None and lab.name != wanted:
        raise RejectedError(f"the notebook is lab {lab.name}, expected lab {wanted}.")
    student = said_by(notebook, (cell["source"] for cell in cells))
    lab = own_lab(lab, student, course, path)
    chosen, notes = _chosen(cells, lab)
    if student and course and has_variants(lab):
        notes = (f"This is the lab of {student.name}.", *notes)
    if (n := len(_list(notebook.get("cells")))) > MOST_CELLS:
        notes += (f"The notebook has {n:,} cells; the first {MOST_CELLS:,} were read.",)
    return Submission(name, lab, chosen, notes, hashlib.sha256(raw).hexdigest()[:16])


def _json(raw: bytes) -> dict[str, Any]:
    if not raw.strip():
        raise RejectedError("the file is empty.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RejectedError(f"byte {error.start} of the file is not UTF-8.") from None
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError):
        raise RejectedError("the file is not JSON, so it is not a notebook.") from None
    if not isinstance(notebook, dict) or not ({"cells", "worksheets"} & notebook.keys()):
        raise RejectedError("the file is JSON, but not a notebook: it has no cells.")
    return notebook


def _code_cells(notebook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the code cells as dicts of id, grade_id and source, whatever the format's version."""
    cells = notebook.get("cells")
    if cells is None:  # nbformat 3
        sheets = notebook["worksheets"]
        sheets = sheets if isinstance(sheets, list) else []
        cells = [c for s in sheets if isinstance(s, dict) for c in _list(s.get("cells"))]
    for cell in _list(cells)[:MOST_CELLS]:
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        source = cell.get("source", cell.get("input", ""))
        if isinstance(source, list):
            source = "".join(line for line in source if isinstance(line, str))
        if not isinstance(source, str):
            continue
        metadata = cell.get("metadata")
        mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        grade_id = mark.get("grade_id") if isinstance(mark, dict) else ""
        yield {
            "id": cell.get("id") if isinstance(cell.get("id"), str) else "",
            "grade_id": grade_id if isinstance(grade_id, str) else "",
            "source": source.replace("\r\n", "\n").replace("\r", "\n"),
        }


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _lab_of(notebook: dict[str, Any], cells: list[dict[str, Any]], labs: Mapping[str, Lab]) -> str:
    """Return the name of the lab: as the notebook says, else by what it imports and defines."""
    metadata = notebook.get("metadata")
    course = metadata.get("course") if isinstance(metadata, dict) else None
    named = course.get("lab") if isinstance(course, dict) else None
    if isinstance(named, str) and named in labs:
        return named
    imported = {m for cell in cells for m in IMPORT.findall(cell["source"])}
    for lab in labs.values():
        if lab.module in imported:
            return lab.name
    defined = {n for cell in cells for n in DEFINITION.findall(cell["source"])}
    shares = {
        lab.name: sum(task.name in defined for task in lab.tasks) / len(lab.tasks)
        for lab in labs.values()
    }
    best = max(shares, key=lambda name: shares[name])
    if shares[best] == 0:
        if not cells:
            raise RejectedError("the notebook has no code cells.")
        raise RejectedError("the notebook is not one of this course's labs.")
    return best


def _chosen(cells: list[dict[str, Any]], lab: Lab) -> tuple[tuple[Cell, ...], tuple[str, ...]]:
    """Return the learner's cells, and notes on what is unusual."""
    ours_by_id = {cell.id: cell for cell in lab.cells}
    ours_by_grade = {cell.grade_id: cell for cell in lab.cells if cell.grade_id}
    answer_of = {task.answer.id: task.name for task in lab.tasks}
    names = [task.name for task in lab.tasks]
    texts = {_squeezed(cell.source) for cell in lab.cells if cell.id not in answer_of}
    chosen: list[Cell] = []
    notes: list[str] = []
    answered: dict[str, int] = dict.fromkeys(names, 0)
    room = MOST_CODE_IN_ALL
    for n, cell in enumerate(cells, 1):
        source, grade_id = cell["source"], cell["grade_id"]
        if (check := PUBLIC_CHECK.fullmatch(source)) and check[1] in names:
            chosen.append(Cell(f"{check[1]}-{PUBLIC}", "", checks=check[1]))
            continue
        by_mark = grade_id if grade_id in names else answer_of.get(cell["id"], "")
        known = ours_by_grade.get(grade_id) or ours_by_id.get(cell["id"])
        if not by_mark and _squeezed(source) in texts:
            continue
        if not by_mark and known and known.grade_id:
            notes.append(f"The cell {known.grade_id} was edited; ours was used.")
            continue
        if len(source) > min(MOST_CODE, room):
            notes.append(f"Code cell {n} has {len(source):,} characters and was left out.")
            continue
        room -= len(source)
        source = plain_python(source)
        # What a cell defines counts too: a function may be written in another cell than ours.
        defined = set(DEFINITION.findall(source)) | defined_names(source)
        answers = tuple(name for name in names if name == by_mark or name in defined)
        for name in answers:
            answered[name] += 1
            if name != by_mark and not answered[name] > 1:
                notes.append(f"{name} was found by its name, in code cell {n}.")
        if source.strip():
            chosen.append(Cell(by_mark or f"cell-{n}", source, answers))
    for name, times in answered.items():
        if not times:
            notes.append(f"No cell answers {name}.")
        elif times > 1:
            notes.append(
                f"{name} is defined in {times} cells; the last one above its check counts."
            )
    return tuple(_apart(chosen)), tuple(notes)


def _apart(cells: list[Cell]) -> Iterator[Cell]:
    """Give cells that share an id an id of their own each."""
    seen: dict[str, int] = {}
    for cell in cells:
        seen[cell.id] = seen.get(cell.id, 0) + 1
        again = f"{cell.id}-{seen[cell.id]}" if seen[cell.id] > 1 else cell.id
        yield cell._replace(id=again)


def _squeezed(source: str) -> str:
    return "".join(source.split())


def plain_python(source: str) -> str:
    r"""Return the code of a cell as plain Python, as IPython would run it.

    Indented cells and those with prompts (``>>> x = 1``) are put right. A magic that runs its code
    (``%%time``) is taken off it; any other (``%matplotlib inline``, ``!ls``) becomes a plain call,
    which does nothing in the worker. As text, by IPython's own rules; nothing is run. IPython reads
    the cell again for each magic, so a cell with very many is left as it is.

    Examples
    --------
    >>> print(plain_python("%%time\n>>> x = 1"))
    # %%time
    x = 1
    """
    rules: Any = import_module("IPython.core.inputtransformer2")  # without types
    if _is_python(source) and not PROMPT.match(source):
        return source
    lines = rules.leading_indent(source.splitlines(keepends=True))
    n = 0
    for n, line in enumerate(lines):
        if not RUNS_ITS_CELL.match(line):
            break
        lines[n] = f"# {line}"  # so the lines keep their numbers
    below = rules.leading_indent(lines[n:])
    lines[n:] = rules.ipython_prompt(rules.classic_prompt(below))
    head, plain = "".join(lines[:n]), RUNS_ITS_LINE.sub(r"\1", "".join(lines[n:]))
    if not _is_python(plain) and len(MAGIC.findall(plain)) <= MOST_MAGICS:
        with contextlib.suppress(Exception):
            plain = rules.TransformerManager().transform_cell(plain)
    return head + plain


def _is_python(source: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python thinks of the style
            ast.parse(source)
    except SyntaxError:
        return False
    except (ValueError, RecursionError, MemoryError):
        return True  # nothing that could be put right
    return True
