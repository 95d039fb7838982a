"""Experiments that take minutes: run once by ``make experiments``, shown by a page as recorded.

A page of this book runs in seconds, and some comparisons need minutes. Such an experiment is a
function ``run(setting, seed)`` and an `Experiment` that lists the settings. ``make experiments``
runs them all and stores the results with the date, the machine and a hash of the code that ``run``
can reach. A page shows the record, says that it is one, and runs one more seed live beside it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import NamedTuple

import numpy as np

from course_lib.experiments.normal_form import PACKAGE
from course_lib.experiments.reached import Package
from course_lib.protocol import Array
from course_lib.shapes import expect_name

Values = dict[str, float]


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
    clock
        The numbers that are measured times: no two runs give the same.
    """

    name: str
    run: Callable[[str, int], Values]
    settings: tuple[str, ...]
    seeds: int
    live: str
    slack: Mapping[str, float] = field(default_factory=dict)
    clock: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        expect_name(f"Experiment({self.name}): live", self.live, self.settings)

    @property
    def code(self) -> str:
        """The key of today's code: a hash of all that ``run`` can reach in this package.

        Raises
        ------
        ValueError
            If ``run`` is not a function at the top of one of its modules.
        """
        return Package().key(self.run.__module__, self.run.__qualname__)


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
    """`Experiment.code` when it was run."""
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

    def best(self, setting: str) -> Array:
        """Return what each seed reached with the number that is best for all other seeds.

        Where ``run`` tries several learning rates and names its numbers by them, this is what came
        out with the best rate: no seed helps to choose the rate that it is shown at.

        Raises
        ------
        ValueError
            If the setting is not recorded.
        """
        keys = next((run.values for run in self.runs if run.setting == setting), {"": 0.0})
        return at_rates_of_others(np.array([self.values(setting, key) for key in keys]))

    @property
    def label(self) -> str:
        """Say when and where this was recorded."""
        return f"Recorded on {self.date}: {self.processor}, kernel {self.kernel}, {self.versions}."


def at_rates_of_others(tried: Array) -> Array:
    """Return for each seed what it reached at the rate that is best for all other seeds.

    The mean at the rate with the best mean is too good: of several means that hold some luck, it
    is the luckiest. Here no seed helps to choose its own rate.

    Parameters
    ----------
    tried : numpy.ndarray
        (rates, seeds), larger is better; with one seed alone the first rate is taken.

    Returns
    -------
    numpy.ndarray
        (seeds,).

    Examples
    --------
    >>> at_rates_of_others(np.array([[0.5, 0.6, 0.7], [0.4, 0.5, 0.9]]))
    array([0.4, 0.5, 0.7])
    """
    others = tried.sum(axis=1, keepdims=True) - tried
    reached: Array = tried[others.argmax(axis=0), np.arange(tried.shape[1])]
    return reached


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
