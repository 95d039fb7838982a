"""The notebook of a student's own lab: its texts, examples and solutions, in the forms chosen.

The choices of a lab say which words stand where others stood. The orders of arguments and results
are changed in all calls and lists of names. What the examples print is found by running them.
"""

import ast
import copy
import doctest
import json
import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from course_lib.grading.checking.variants import Variant
from course_lib.grading.learners.self_check import IMPORT
from course_lib.grading.reading.lab import Lab, LabError, from_notebook
from course_lib.grading.reading.release import grade_id, source_of

# The beginning of a function without a name: its commas part no arguments.
LAMBDA = re.compile(r"\s*lambda\b[^:]*")
LINE = 'lab = lab.variant({name}, "{mark}")'
OWN = """

**Your own lab.** This lab was made for you alone. Other students have the same exercises with other
orders of arguments and results, and with values in other forms. So read each table and the first
line of each function with care: other people's code does not fit here. The solutions in the book
are those of the published lab."""


class Student(NamedTuple):
    """Whose lab a notebook says that it is."""

    name: str
    mark: str


def has_variants(lab: Lab) -> bool:
    """Tell whether there are variants of a lab."""
    return hasattr(_module(lab), "variant")


def _module(lab: Lab) -> Any:
    try:
        return import_module(f"course_lib.grading.exercises.{lab.module}")
    except ModuleNotFoundError:  # a lab of another course has its checks elsewhere
        return None


def lab_of(lab: Lab, student: Student) -> Lab:
    """Return a student's own lab.

    Raises
    ------
    LabError
        If a choice changes words that the notebook does not have.
    """
    return from_notebook(notebook_of(lab, student), lab.name, lab.key)


def notebook_of(lab: Lab, student: Student) -> Any:
    """Return the source notebook of a student's own lab: solved, with the hidden checks.

    Raises
    ------
    LabError
        If a choice changes words that the notebook does not have.
    """
    variant: Variant = _module(lab).variant(*student)
    notebook = copy.deepcopy(lab.notebook)
    cells = notebook["cells"]
    for cell in cells:
        cell["source"] = source_of(cell)
    for old, new in dict.fromkeys(variant.chosen.edits):
        _edit(lab.name, cells, old, new)
    _order(cells, variant)
    line = LINE.format(name=json.dumps(student.name, ensure_ascii=False), mark=student.mark)
    cells[0]["source"] += OWN
    for cell in cells:
        if IMPORT.search(cell["source"]):
            cell["source"] += f"\n\n{line}"
    notebook["metadata"]["course"]["variant"] = student._asdict()
    return notebook


def _edit(lab: str, cells: Sequence[Any], old: str, new: str) -> None:
    """Put new words in the place of old ones.

    Raises
    ------
    LabError
        If the old ones are not there once.
    """
    times = sum(cell["source"].count(old) for cell in cells)
    if times != 1:
        raise LabError(f"{lab}: a choice changes {old!r}, found {times} times, expected once.")
    for cell in cells:
        cell["source"] = cell["source"].replace(old, new)


def _order(cells: Sequence[Any], variant: Variant) -> None:
    """Give each exercise its order of arguments and results, in all texts and solutions."""
    for name, between in variant.between.items():
        order = between.order
        answer = next(cell for cell in cells if grade_id(cell) == name)
        answer["source"] = with_results(answer["source"], name, order.results)
        for cell in cells:
            words = with_arguments(cell["source"], name, order.arguments)
            cell["source"] = in_order(words, between.exercise.returns, order.results)


def with_arguments(text: str, name: str, order: Sequence[int]) -> str:
    """Return a text in which each call of a function, and its definition, has another order.

    Examples
    --------
    >>> with_arguments("f(x, np.zeros((2, 3)), W)[0] - g(f)", "f", (2, 0, 1))
    'f(W, x, np.zeros((2, 3)))[0] - g(f)'
    """
    done, at = "", 0
    for call in re.finditer(rf"\b{name}\(", text):
        if call.start() < at:
            continue
        parts, end = _arguments(text, call.end())
        if len(parts) == len(order) and not any("=" in p or p.startswith("*") for p in parts):
            inner = ", ".join(with_arguments(parts[i], name, order) for i in order)
            done += text[at : call.end()] + inner
            at = end
    return done + text[at:]


def _arguments(text: str, start: int) -> tuple[list[str], int]:
    """Return the arguments of a call whose bracket opens before ``start``, and where it closes."""
    depth, parts, at = 0, list[str](), start
    for place in range(start, len(text)):
        letter = text[place]
        if letter in "([{":
            depth += 1
        elif letter in ")]}":
            if depth == 0:
                return [*parts, text[at:place].strip()], place
            depth -= 1
        elif letter == "," and depth == 0 and not LAMBDA.fullmatch(text, at, place):
            parts.append(text[at:place].strip())
            at = place + 1
    return [], start


def with_results(source: str, name: str, order: Sequence[int]) -> str:
    """Return the solution with what it returns in another order.

    Raises
    ------
    LabError
        If it does not return a tuple of so many values.
    """
    if len(order) < 2:
        return source
    function = next(
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name == name
    )
    found = [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple)
    ]
    found = [value for value in found if len(value.elts) == len(order)]
    if not found:
        raise LabError(f"{name}: the solution returns no tuple of {len(order)} values.")
    for value in sorted(found, key=lambda value: -value.lineno):  # from the end: places stay
        old = ast.get_source_segment(source, value) or ""
        parts = [ast.get_source_segment(source, part) or "" for part in value.elts]
        new = ", ".join(parts[i] for i in order)
        source = source.replace(old, f"({new})" if old.startswith("(") else new)
    return source


def in_order(text: str, names: Sequence[str], order: Sequence[int]) -> str:
    """Return a text in which the names of all results, one after the other, have another order.

    Examples
    --------
    >>> in_order("Return `da`, `dW` and `db`. da, dW, db = f()", ["da", "dW", "db"], (2, 0, 1))
    'Return `db`, `da` and `dW`. db, da, dW = f()'
    """
    if len(names) < 2:
        return text
    between = r"(,? and |, )"
    row = re.compile(between.join(rf"(`?)\b{name}\b(?!\[)`?" for name in names))

    def turned(found: re.Match[str]) -> str:
        groups = found.groups()
        tick, words = groups[0], groups[1::2]
        new = [f"{tick}{names[i]}{tick}" for i in order]
        return "".join(part for pair in zip(new, [*words, ""], strict=True) for part in pair)

    lines = text.split("\n")
    # In a row of a table the shapes stand in the same order as the names.
    return "\n".join(line if line.startswith("|") else row.sub(turned, line) for line in lines)


def with_true_examples(notebook: Any) -> Any:
    """Return a solved notebook whose docstrings show what the examples give now."""
    names: dict[str, Any] = {}
    cells = []
    for cell in notebook["cells"]:
        is_answer = cell["metadata"].get("nbgrader", {}).get("solution")
        imports = cell["source"].startswith("import ")
        if cell["cell_type"] == "code" and (is_answer or imports):
            exec(compile(cell["source"], cell["id"], "exec"), names)
        cells.append(cell)
    return {
        **notebook,
        "cells": [
            {**cell, "source": _examples(cell["source"], grade_id(cell), names)}
            if cell["metadata"].get("nbgrader", {}).get("solution")
            else cell
            for cell in cells
        ],
    }


class _Noted(doctest.DocTestRunner):
    """Notes what each example gives."""

    def __init__(self) -> None:
        super().__init__(verbose=False)
        self.given: list[tuple[doctest.Example, str]] = []

    def report_success(self, out: Any, test: Any, example: doctest.Example, got: str) -> None:
        """Note it."""
        self.given.append((example, got))

    report_failure = report_success

    def report_unexpected_exception(
        self, out: Any, test: Any, example: doctest.Example, exc_info: Any
    ) -> None:
        """Fail: an example of ours that raises is a fault of the course.

        Raises
        ------
        LabError
            Always.
        """
        raise LabError(f"{test.name}: the example {example.source!r} raises {exc_info[1]!r}.")


def _examples(source: str, name: str, names: Mapping[str, Any]) -> str:
    runner = _Noted()
    function = names[name]
    test = doctest.DocTestParser().get_doctest(function.__doc__, dict(names), name, None, None)
    runner.run(test)
    lines = source.splitlines()
    top = next(n for n, line in enumerate(lines) if '"""' in line)
    for example, got in reversed(runner.given):
        first = top + example.lineno + example.source.count("\n")
        new = [" " * example.indent + line for line in got.splitlines()]
        lines[first : first + example.want.count("\n")] = new
    return "\n".join(lines)
