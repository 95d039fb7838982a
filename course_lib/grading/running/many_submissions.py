"""Grade many submissions: skip those that are done, share the rest among processes.

Each process has its own trusted kernel and writes each result as it is found. So a run that is
killed loses nothing but the submissions it was at, and the next run goes on from there.
"""

import atexit
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from importlib import import_module
from multiprocessing import active_children, connection, get_context, parent_process
from typing import Any

from course_lib.grading.reading.collect import Found
from course_lib.grading.results.result import Result, is_current, no_result_of, rejection_of, stored
from course_lib.grading.running import kept_kernel
from course_lib.grading.running.kept_kernel import Item, Outcomes, Plan

SIZE, TRIES = 5, 2
ANSWER = 30
"""Seconds that a scheduler has to answer."""


class GraderError(RuntimeError):
    """Some submissions have no result, and that is the grader's fault.

    Attributes
    ----------
    faults : dict
        What went wrong, by the name of the submission.
    results : list
        What there is of all submissions in their order, with a row for those without a result.
    """

    def __init__(self, faults: Mapping[str, str], results: list[Result]) -> None:
        self.faults, self.results = dict(faults), results
        name, fault = next(iter(self.faults.items()))
        n = len(self.faults)
        super().__init__(f"{n} of the submissions have no result; the first, {name}: {fault}")


def grade_all(
    found: Sequence[Found],
    plan: Plan,
    *,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Callable[[str], None] = lambda name: None,
) -> list[Result]:
    """Grade all submissions that are not graded yet, and return all results in their order.

    Parameters
    ----------
    found : sequence of Found
        What was handed in.
    plan : Plan
        How it is graded; its keys are filled in here.
    workers : int, optional
        Processes on this machine.
    scheduler : str, optional
        Address of a dask scheduler whose workers do the grading instead.
    progress : callable, optional
        Called with the name of each submission when its result is stored.

    Raises
    ------
    GraderError
        If submissions have no result after a second try; the others are stored.
    RuntimeError
        If the scheduler does not answer.
    """
    plan = replace(plan, keys={name: lab.key for name, lab in plan.labs().items()})
    todo: list[Item] = []
    lost: dict[str, str] = {}
    for one in found:
        if one.raw is None:
            rejection = rejection_of(one.name, one.why, one.key)
            if isinstance(said := kept_kernel.stored_or_fault(plan, rejection), str):
                lost[one.name] = said
                continue
        elif not _is_done(one.name, one.key, plan):
            todo.append(Item(one.name, one.raw, one.path))
            continue
        progress(one.name)
    keys, faults = {one.name: one.key for one in found}, dict[str, str]()
    for attempt in range(TRIES):
        faults = {}
        for outcomes in _spread(_batches(todo, workers, attempt), plan, workers, scheduler):
            for name, outcome in outcomes:
                if not isinstance(outcome, str):
                    outcome = kept_kernel.stored_or_fault(plan, outcome)
                # A process that ended may have stored some results of its batch before.
                if isinstance(outcome, str) and not _is_done(name, keys[name], plan):
                    faults[name] = outcome
                else:
                    progress(name)
            if full := next((f for f in faults.values() if f.startswith(kept_kernel.FULL)), ""):
                # Whatever comes next would fail in the same way.
                left = [
                    item.name for item in todo if not _is_done(item.name, keys[item.name], plan)
                ]
                faults |= dict.fromkeys(left, full)
                break
        todo = [item for item in todo if item.name in faults]
        if not todo or any(fault.startswith(kept_kernel.FULL) for fault in faults.values()):
            break
    faults |= lost
    rows = [
        no_result_of(one.name, faults[one.name], one.key)
        if one.name in faults
        else stored(plan.out / one.name)
        or no_result_of(one.name, "its result cannot be read", one.key)
        for one in found
    ]
    if faults:
        raise GraderError(faults, rows)
    return rows


def _is_done(name: str, key: str, plan: Plan) -> bool:
    """Tell whether a result is stored that today's run would find again."""
    keys = {k for lab, k in plan.keys.items() if plan.wanted in (None, lab)}
    return is_current(stored(plan.out / name), key, keys, plan.sandbox.name)


def _batches(todo: Sequence[Item], workers: int, attempt: int) -> list[Sequence[Item]]:
    """Share submissions evenly; in a second try each is alone, so that none fails with another."""
    size = 1 if attempt else max(1, min(SIZE, -(-len(todo) // workers)))
    return [todo[i : i + size] for i in range(0, len(todo), size)]


def _spread(
    batches: list[Sequence[Item]], plan: Plan, workers: int, scheduler: str | None
) -> Iterator[Outcomes]:
    """Yield the outcomes of the batches as they come."""
    if not batches:
        return
    if scheduler is not None:
        yield from _on_cluster(batches, plan, scheduler)
        return
    # A fresh Python for each: pytest and the kernel must not inherit what this one has open.
    with ProcessPoolExecutor(
        min(workers, len(batches)), mp_context=get_context("spawn"), initializer=_begin
    ) as pool:
        jobs = {pool.submit(kept_kernel.grade_batch, batch, plan): batch for batch in batches}
        try:
            for job in as_completed(jobs):
                yield _outcomes_of(job, jobs[job])
        except BaseException:
            # What is graded is stored. To wait for the rest would take as long as its slowest code.
            for process in active_children():
                process.terminate()
            pool.shutdown(cancel_futures=True)
            raise


def _outcomes_of(job: Any, batch: Sequence[Item]) -> Outcomes:
    try:
        return list(job.result())
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        return [(item.name, said) for item in batch]


def _begin() -> None:
    """Prepare a process of this machine: it ends with the first one, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the first process to answer
    signal.signal(signal.SIGTERM, lambda number, frame: _end())
    atexit.register(kept_kernel.release)
    parent = parent_process()
    assert parent is not None

    def watch() -> None:
        connection.wait([parent.sentinel])
        _end()

    threading.Thread(target=watch, daemon=True).start()


def _end() -> None:
    """End this process at once, and leave no folder; its kernel sees it, and ends too."""
    for found in kept_kernel._kept:
        shutil.rmtree(found.folder, ignore_errors=True)
    os._exit(1)


def _on_cluster(batches: list[Sequence[Item]], plan: Plan, scheduler: str) -> Iterator[Outcomes]:
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise RuntimeError(
            "dask.distributed is not installed; pip install '.[cluster]' in the project's folder "
            "brings it."
        ) from None
    try:
        client = distributed.Client(scheduler, timeout=ANSWER)
    except (OSError, ValueError) as error:
        raise RuntimeError(f"no dask scheduler answers at {scheduler}: {error}.") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=ANSWER)
        except TimeoutError:
            raise RuntimeError(f"the dask scheduler at {scheduler} has no workers.") from None
        # Not pure: the same batch again, after a fault, is to be graded again.
        jobs = {client.submit(grade_elsewhere, b, plan, pure=False): b for b in batches}
        for job in distributed.as_completed(jobs):
            yield _outcomes_of(job, jobs[job])
        client.run(kept_kernel.release)


_tried: set[str] = set()


def grade_elsewhere(batch: Sequence[Item], plan: Plan) -> Outcomes:
    """Grade a batch on a machine of a cluster, whose sandbox is tried first, once.

    Raises
    ------
    RuntimeError
        If the sandbox does not hold there.
    """
    from course_lib.grading.outside.selftest import holes

    if plan.sandbox.holds and plan.sandbox.name not in _tried:
        if found := holes(plan.sandbox):
            raise RuntimeError(f"in the sandbox {plan.sandbox.name} code can {', '.join(found)}")
        _tried.add(plan.sandbox.name)
    return kept_kernel.grade_batch(batch, plan)
