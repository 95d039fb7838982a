"""Recorded experiments: the records are those of today's code, and a new seed agrees with them."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np
import pytest

from course_lib.experiments.reached import FOLDER, Package
from course_lib.experiments.recorded import (
    Experiment,
    Record,
    Run,
    at_rates_of_others,
    recorded,
    within,
)
from tools.data import experiments as tool

every_experiment = pytest.mark.parametrize("experiment", tool.find().values(), ids=tool.find())
# How long a training may take that runs each time: noting its calls makes it ten times as long.
SHORT = 1.5


def long_ones_in_the_wide_sweep():
    """Give the experiments, by what a training of their live setting took when it was recorded."""
    for name, experiment in tool.find().items():
        runs = recorded(name).runs
        longest = max(run.seconds for run in runs if run.setting == experiment.live)
        marks = pytest.mark.wide if longest > SHORT else ()
        yield pytest.param(experiment, id=name, marks=marks)


def coin(setting: str, seed: int) -> dict[str, float]:
    rng = np.random.default_rng(seed)
    return {"heads": float(rng.integers(0, 11) + (100 if setting == "many" else 0))}


COIN = Experiment("coin", coin, ("few", "many"), seeds=4, live="few", slack={"heads": 2})


def record_of(values: list[float]) -> Record:
    runs = tuple(Run("few", seed, 0.1, {"heads": v}) for seed, v in enumerate(values))
    return Record("coin", "0", "2026-01-01", "a processor", "K", "NumPy 2", runs)


@every_experiment
def test_the_record_is_complete_and_of_todays_code(experiment):
    record = recorded(experiment.name)
    assert record.code == experiment.code, (
        f"What {experiment.name} runs has changed since it was recorded: "
        "run `make experiments`, then `make notebooks`, and read its page again."
    )
    wanted = [(s, seed) for s in experiment.settings for seed in range(experiment.seeds)]
    assert [(run.setting, run.seed) for run in record.runs] == wanted
    assert experiment.seeds >= 3
    assert all(np.isfinite(v) for run in record.runs for v in run.values.values())


@contextmanager
def noted_calls():
    """Give the set of the functions and classes of the package that are called meanwhile."""
    called, before, package = set(), sys.gettrace(), str(FOLDER / "course_lib")

    def note(frame, event, arg):
        name = frame.f_code.co_qualname.split(".")[0]  # "<lambda>" for one in a table
        if frame.f_code.co_filename.startswith(package) and not name.startswith("<"):
            called.add((frame.f_globals["__name__"], name))

    sys.settrace(note)
    try:
        yield called
    finally:
        sys.settrace(before)


@pytest.mark.parametrize("experiment", [*long_ones_in_the_wide_sweep()])
def test_one_more_seed_lies_in_the_recorded_spread_and_runs_what_the_key_counts(experiment):
    with noted_calls() as called:
        values = experiment.run(experiment.live, experiment.seeds)
    assert experiment.slack, "no number of the experiment is compared"
    assert within(experiment, recorded(experiment.name), values), values
    assert (experiment.run.__module__, "run") in called
    assert called <= Package().reached(experiment.run.__module__, "run").keys()


def test_every_record_belongs_to_an_experiment():
    assert {path.stem for path in tool.RECORDS.glob("*.json")} == set(tool.find())


def test_best_is_for_each_seed_the_number_that_is_best_for_the_others():
    values = {"low": 0.2, "high": 0.8}, {"low": 0.9, "high": 0.4}, {"low": 0.1, "high": 0.7}
    runs = tuple(Run("few", seed, 0.1, v) for seed, v in enumerate(values))
    record = record_of([])._replace(runs=runs)
    np.testing.assert_array_equal(record.best("few"), [0.8, 0.4, 0.7])
    with pytest.raises(ValueError, match=r"Record\(coin\)\.values: setting is 'many', expected"):
        record.best("many")


def test_a_seed_does_not_help_to_choose_its_own_rate():
    """The lucky seed makes its rate the best on average; it is shown at the other one."""
    lucky = np.array([[0.0, 0.0, 0.9], [0.2, 0.2, 0.2]])
    assert lucky.mean(axis=1).argmax() == 0
    np.testing.assert_array_equal(at_rates_of_others(lucky), [0.0, 0.0, 0.2])


def test_where_one_rate_is_clearly_best_all_seeds_have_it():
    clear = np.random.default_rng(0).random((3, 5)) + 3.0 * np.eye(3)[:, [1]]
    np.testing.assert_array_equal(at_rates_of_others(clear), clear[1])


def test_a_new_value_may_lie_outside_by_the_slack_and_no_more():
    record = record_of([3.0, 5.0])
    assert within(COIN, record, {"heads": 7.0})
    assert within(COIN, record, {"heads": 1.0})
    assert not within(COIN, record, {"heads": 7.5})
    assert not within(COIN, record, {"heads": 0.5})


def test_values_come_in_the_order_of_the_seeds():
    record = record_of([3.0, 5.0, 4.0])
    again = record._replace(runs=record.runs[::-1])
    np.testing.assert_array_equal(again.values("few", "heads"), [3, 5, 4])
    assert record.label == "Recorded on 2026-01-01: a processor, kernel K, NumPy 2."


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: record_of([1.0]).values("much", "heads"),
            ValueError,
            "Record(coin).values: setting is 'much', expected one of 'few'.",
        ),
        (
            lambda: record_of([1.0]).values("few", "tails"),
            ValueError,
            "Record(coin).values: key is 'tails', expected one of 'heads'.",
        ),
        (
            lambda: Experiment("coin", coin, ("few",), seeds=3, live="many"),
            ValueError,
            "Experiment(coin): live is 'many', expected one of 'few'.",
        ),
        (
            lambda: recorded("no-such"),
            FileNotFoundError,
            "recorded: there is no record of 'no-such', run `make experiments`.",
        ),
    ],
)
def test_errors(call, error, message):
    with pytest.raises(error) as found:
        call()
    assert str(found.value) == message


def test_the_command_runs_what_is_missing_and_keeps_the_rest(monkeypatch, tmp_path):
    monkeypatch.setattr(tool, "RECORDS", tmp_path)
    first = [Run("few", 0, 0.1, coin("few", 0)), Run("many", 1, 0.1, coin("many", 1))]
    tool.store(COIN, "abc", first[::-1])
    assert tool.kept(COIN, "abc") == first
    assert len(list(tool.missing(COIN, first))) == 6
    assert ("few", 0) not in tool.missing(COIN, first)
    assert tool.kept(COIN, "other code") == []
    stored = json.loads((tmp_path / "coin.json").read_text())
    assert {"date", "processor", "kernel", "versions"} <= set(stored)
    assert Record(**{k: v for k, v in stored.items() if k != "runs"}, runs=()).code == "abc"


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (0, "new", "coin is the same in 2 runs"),
        (1e-12, "old", "coin is not the same: many, seed 0: heads is 109.0, recorded was"),
    ],
)
def test_a_record_is_confirmed_only_by_the_same_numbers(
    monkeypatch, tmp_path, capsys, change, code, said
):
    monkeypatch.setattr(tool, "RECORDS", tmp_path)
    monkeypatch.setattr(tool, "find", lambda: {"coin": COIN})
    monkeypatch.setattr(tool, "ProcessPoolExecutor", ThreadPoolExecutor)
    monkeypatch.setattr(Experiment, "code", property(lambda self: "new"))
    runs = [Run(s, n, 0.1, coin(s, n)) for s in COIN.settings for n in range(COIN.seeds)]
    first = next(run for run in runs if (run.setting, run.seed) == ("many", 0))
    first.values["heads"] += change
    tool.store(COIN, "old", runs)
    before = json.loads((tmp_path / "coin.json").read_text())
    with pytest.raises(SystemExit) as ended:
        tool.confirm({"coin": COIN}, ["coin"])
    assert bool(ended.value.code) == bool(change)
    assert json.loads((tmp_path / "coin.json").read_text()) == before | {"code": code}
    assert said in capsys.readouterr().out


def test_a_measured_time_may_differ():
    timed = Experiment("coin", coin, ("few",), seeds=1, live="few", clock=("time",))
    old, new = (Run("few", 0, 0.1, {"heads": 3.0, "time": time}) for time in (1.0, 2.0))
    assert tool.differences(timed, [old], [new]) == []


def test_an_unknown_name_is_a_clear_error(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["experiments.py", "no-such"])
    with pytest.raises(SystemExit, match="there is no experiment 'no-such', there are"):
        tool.main()
