"""The right answers of a lab: the solutions of its source notebook, and other ways."""

import ast
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import nbformat

from course_lib.grading.checking.check import Checks
from course_lib.grading.checking.exercise import Exercise
from course_lib.grading.reading.release import grade_id

WAYS = Path(__file__).with_name("ways")


def solved(path: Path) -> tuple[dict[str, Any], dict[str, ast.FunctionDef]]:
    """Return the names of a lab's source notebook, and its solutions by exercise."""
    names: dict[str, Any] = {}
    trees = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        imports = all(isinstance(line, ast.Import | ast.ImportFrom) for line in tree.body)
        if imports or cell.metadata.get("nbgrader", {}).get("solution"):
            exec(compile(tree, path.stem, "exec"), names)
        for line in tree.body:
            if isinstance(line, ast.FunctionDef) and grade_id(cell) == line.name:
                line.body = line.body[1:]  # without its docstring
                trees[line.name] = line
    return names, trees


def ways(path: Path) -> dict[str, list[ast.FunctionDef]]:
    """Return other right answers of a lab by exercise: see `tools.labs.ways`."""
    file = WAYS / f"{stem_of(path)}.py"
    found: dict[str, list[ast.FunctionDef]] = {}
    for line in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(line, ast.FunctionDef):
            name, _, kind = line.name.rpartition("_")
            line.name = name
            of_name = found.setdefault(name, [])
            of_name.insert(0 if kind == "plain" else len(of_name), line)
    return found


def answers(path: Path) -> tuple[dict[str, Any], dict[str, list[ast.FunctionDef]]]:
    """Return the names of a lab's source notebook, and all right answers by exercise.

    The solution of the notebook is the first, and the plain way the second.
    """
    names, trees = solved(path)
    others = ways(path)
    return names, {name: [tree, *others.get(name, [])] for name, tree in trees.items()}


def stem_of(path: Path) -> str:
    """Return the name of a lab's module."""
    return path.stem.partition("-")[2].replace("-", "_")


def exercises(path: Path) -> Mapping[str, Exercise]:
    """Return the exercises of a lab, by its source notebook."""
    checks: Checks = import_module(f"course_lib.grading.exercises.{stem_of(path)}").check
    return checks.exercises
