"""Experiments that take minutes: run once by ``make experiments``, shown by a page as recorded.

A page of this book runs in seconds, and some comparisons need minutes. Such an experiment is a
function ``run(setting, seed)`` and an `Experiment` that lists the settings. ``make experiments``
runs them all and stores the results with the date, the machine and a hash of the code. A page shows
the record, says that it is one, and runs one more seed live beside it.
"""

import ast
import hashlib
import importlib
import json
import tokenize
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import numpy as np

from course_lib.protocol import Array
from course_lib.shapes import expect_name

Values = dict[str, float]
PACKAGE = "course_lib"


@dataclass(frozen=True)
class Experiment:
    """A comparison of settings, each run with several seeds.

    Parameters
    ----------
    name
        The name of its record.
    run
        ``run(setting, seed)`` trains once and returns named numbers; the seed decides them.
    settings
        What is compared, in the order of the page.
    seeds
        How many seeds are recorded: 0, 1, 2 ...
    live
        The setting that a page and a test run once more, with the seed after the recorded ones.
    slack
        For each number, how far a new seed may lie outside the recorded least and greatest.
    """

    name: str
    run: Callable[[str, int], Values]
    settings: tuple[str, ...]
    seeds: int
    live: str
    slack: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        expect_name(f"Experiment({self.name}): live", self.live, self.settings)


class Run(NamedTuple):
    """One training: what was run, and what came out."""

    setting: str
    seed: int
    seconds: float
    values: Values


class Record(NamedTuple):
    """What ``make experiments`` wrote for one experiment."""

    name: str
    code: str
    """`code_hash` of the module that was run."""
    date: str
    processor: str
    kernel: str
    """The variant of NumPy's matrix product; the last digits change with it."""
    versions: str
    runs: tuple[Run, ...]

    def values(self, setting: str, key: str) -> Array:
        """Return one number of a setting, an array over the seeds.

        Raises
        ------
        ValueError
            If nothing of that name is recorded.
        """
        runs = [run for run in self.runs if run.setting == setting]
        where = f"Record({self.name})"
        expect_name(f"{where}.values: setting", setting, tuple({r.setting: 0 for r in self.runs}))
        expect_name(f"{where}.values: key", key, tuple({k: 0 for run in runs for k in run.values}))
        return np.array([run.values[key] for run in sorted(runs, key=lambda run: run.seed)])

    @property
    def label(self) -> str:
        """Say when and where this was recorded."""
        return f"Recorded on {self.date}: {self.processor}, kernel {self.kernel}, {self.versions}."


def recorded(name: str) -> Record:
    """Return the record of an experiment that the package carries.

    Raises
    ------
    FileNotFoundError
        If there is none; the message says how to make it.
    """
    file = resources.files(PACKAGE) / "data" / "experiments" / f"{name}.json"
    if not file.is_file():
        raise FileNotFoundError(
            f"recorded: there is no record of {name!r}, run `make experiments`."
        )
    found = json.loads(file.read_text(encoding="utf-8"))
    runs = tuple(Run(**run) for run in found.pop("runs"))
    return Record(**found, runs=runs)


def within(experiment: Experiment, record: Record, values: Values) -> bool:
    """Tell whether a new run of the live setting lies in the spread of the recorded ones.

    Parameters
    ----------
    experiment : Experiment
        Its ``slack`` is added on both sides; numbers without a slack are not judged.
    record : Record
        The recorded runs.
    values : dict
        What ``experiment.run(experiment.live, seed)`` gave.
    """
    return all(
        old.min() - slack <= values[key] <= old.max() + slack
        for key, slack in experiment.slack.items()
        for old in [record.values(experiment.live, key)]
    )


def code_hash(module: str) -> str:
    """Return a hash of a module and of all of this package that it imports.

    Comments, docstrings and layout do not count: they change no result.

    Examples
    --------
    >>> here = "course_lib.experiments.fully_connected"
    >>> code_hash(f"{here}.xor") == code_hash(f"{here}.depth")
    False
    """
    digest = hashlib.sha256()
    for name in sorted(_with_imports(module)):
        digest.update(f"{name}\n{_bare(_source(name))}\n".encode())
    return digest.hexdigest()[:16]


def _source(module: str) -> str:
    return Path(str(importlib.import_module(module).__file__)).read_text(encoding="utf-8")


@cache  # by the text: a lab's or a page's modules have most of their imports in common
def _bare(source: str) -> str:
    """Return code without comments, docstrings and line breaks.

    From the text itself: how Python writes its own syntax trees differs from version to version.
    """
    lines = source.splitlines()
    for token in tokenize.generate_tokens(StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            for row in range(node.lineno, (node.end_lineno or node.lineno) + 1):
                lines[row - 1] = ""
    return " ".join(" ".join(lines).split())


def _with_imports(module: str) -> set[str]:
    found, waiting = set(), [module]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _imports(name)
    return found


def _imports(module: str) -> Iterator[str]:
    """Yield the modules of this package where the names that a module imports are defined."""
    for place, name in _imported(_source(module)):
        named = getattr(importlib.import_module(place), name, None)
        defined = getattr(named, "__module__", None) or getattr(named, "__name__", None)
        inside = str(defined).split(".")[0] == PACKAGE
        yield str(defined) if inside else place


@cache
def _imported(source: str) -> tuple[tuple[str, str], ...]:
    """Return what code imports from this package: modules, each with a name in it."""
    return tuple(
        (str(node.module), alias.name)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE
        for alias in node.names
    )
