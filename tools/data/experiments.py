"""Run the experiments that take minutes and record them.

``python -m tools.data.experiments [NAME …]``
Only what is missing runs, and what was run by other code than ``run`` can reach today. Each run is
stored as it ends, so that nothing is lost when the command is stopped.

``python -m tools.data.experiments --same [NAME …]``
For a change of the code that should change no number: of each stale record the first seed of each
setting runs again. If all numbers are the recorded ones to the last digit, the record stays as it
is and is said to be of today's code; if one is not, the record is left alone, and its name is said.
"""

import json
import os
import pkgutil
import platform
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import date
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from tools.paths import ROOT

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import threadpoolctl

import course_lib.experiments
from course_lib.experiments.recorded import Experiment, Run

RECORDS = ROOT / "course_lib" / "data" / "experiments"


def find() -> dict[str, Experiment]:
    """Return all experiments to record, by name."""
    found = pkgutil.walk_packages(course_lib.experiments.__path__, "course_lib.experiments.")
    modules = [import_module(module.name) for module in found]
    records = [getattr(module, "RECORD", None) for module in modules]
    return {record.name: record for record in records if isinstance(record, Experiment)}


def path(name: str) -> Path:
    """Return the file of a record."""
    return RECORDS / f"{name}.json"


def machine() -> dict[str, str]:
    """Return what the last digits of a result depend on."""
    model, facts = platform.processor() or platform.machine(), Path("/proc/cpuinfo")
    if facts.exists():
        lines = [line for line in facts.read_text().splitlines() if line.startswith("model name")]
        model = lines[0].split(":")[1].strip() if lines else model
    kernels = {
        str(p["architecture"]) for p in threadpoolctl.threadpool_info() if "architecture" in p
    }
    return {
        "date": date.today().isoformat(),
        "processor": model,
        "kernel": ", ".join(sorted(kernels)) or "unknown",
        "versions": f"NumPy {version('numpy')}, Python {platform.python_version()}",
    }


def kept(experiment: Experiment, code: str) -> list[Run]:
    """Return the stored runs that today's code made."""
    if not path(experiment.name).exists():
        return []
    stored = json.loads(path(experiment.name).read_text(encoding="utf-8"))
    return [Run(**run) for run in stored["runs"]] if stored["code"] == code else []


def store(experiment: Experiment, code: str, runs: list[Run]) -> None:
    """Write a record, in the order of the settings."""
    order = [(s, seed) for s in experiment.settings for seed in range(experiment.seeds)]
    chosen = sorted(
        (run for run in runs if (run.setting, run.seed) in order),
        key=lambda run: order.index((run.setting, run.seed)),
    )
    content = {"name": experiment.name, "code": code, **machine()}
    content["runs"] = [run._asdict() for run in chosen]  # type: ignore[assignment]
    RECORDS.mkdir(exist_ok=True)
    new = path(experiment.name).with_suffix(".new")
    new.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    new.replace(path(experiment.name))


def measure(name: str, setting: str, seed: int) -> Run:
    """Run one setting with one seed."""
    start = time.process_time()
    values = find()[name].run(setting, seed)
    seconds = round(time.process_time() - start, 1)
    return Run(setting, seed, seconds, {key: float(value) for key, value in values.items()})


def missing(experiment: Experiment, runs: list[Run]) -> Iterator[tuple[str, int]]:
    """Yield the settings and seeds that are still to be run."""
    done = {(run.setting, run.seed) for run in runs}
    for setting in experiment.settings:
        for seed in range(experiment.seeds):
            if (setting, seed) not in done:
                yield setting, seed


def differences(experiment: Experiment, stored: list[Run], again: list[Run]) -> list[str]:
    """Say which numbers of some runs are not the recorded ones, measured times left out."""
    old = {(run.setting, run.seed): run.values for run in stored}
    return [
        f"{run.setting}, seed {run.seed}: {key} is {value}, recorded was {was.get(key)}"
        for run in again
        for was in [old.get((run.setting, run.seed), {})]
        for key, value in run.values.items()
        if key not in experiment.clock and was.get(key) != value
    ]


def confirm(experiments: dict[str, Experiment], names: list[str]) -> None:
    """Keep the stale records whose numbers today's code gives too; end with 1 if one differs."""
    failed = False
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for name in names:
            experiment = experiments[name]
            content = json.loads(path(name).read_text(encoding="utf-8"))
            if content["code"] == experiment.code:
                continue
            n, kernel = len(experiment.settings), machine()["kernel"]
            if content["kernel"] != kernel:
                what = f"was recorded with kernel {content['kernel']}, this machine has {kernel}"
                found = [what]
            else:
                again = pool.map(measure, [name] * n, experiment.settings, [0] * n)
                found = differences(experiment, [Run(**r) for r in content["runs"]], list(again))
            if found:
                failed = True
                print(f"experiments: {name} is not the same: {found[0]}", flush=True)
                continue
            content["code"] = experiment.code
            path(name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
            print(f"experiments: {name} is the same in {n} runs", flush=True)
    sys.exit(failed)


def main() -> None:
    """Bring the records up to date, those that are named or all."""
    experiments = find()
    same = "--same" in sys.argv[1:]
    names = [name for name in sys.argv[1:] if name != "--same"] or list(experiments)
    unknown = [name for name in names if name not in experiments]
    if unknown:
        known = ", ".join(experiments)
        sys.exit(f"experiments: there is no experiment {unknown[0]!r}, there are {known}.")
    if same:
        confirm(experiments, names)
    codes = {name: experiments[name].code for name in names}
    runs = {name: kept(experiments[name], codes[name]) for name in names}
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        waiting = {
            pool.submit(measure, name, *what): name
            for name in names
            for what in missing(experiments[name], runs[name])
        }
        for n, job in enumerate(as_completed(waiting), 1):
            name, run = waiting[job], job.result()
            runs[name].append(run)
            store(experiments[name], codes[name], runs[name])
            what = f"{name}, {run.setting}, seed {run.seed}: {run.values}, {run.seconds} s"
            print(f"experiments: {n} of {len(waiting)}: {what}", flush=True)
    if not waiting:
        print("experiments: all records are up to date.")


if __name__ == "__main__":
    main()
