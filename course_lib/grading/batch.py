"""Grade many submissions: find them, skip those that are done, share the rest among processes.

Each worker process has its own trusted kernel and writes each result as it is found. So a run that
is killed loses nothing but the submissions it was at, and the next run goes on from there.
"""

import hashlib
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from course_lib.grading import result as results
from course_lib.grading.lab import Lab, labs
from course_lib.grading.sandbox import Sandbox
from course_lib.grading.self_check import RejectedError
from course_lib.grading.submission import MOST_BYTES, Submission, from_bytes

SIZE, MOST_MEMBERS, TRIES = 25, 20_000, 2
SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@+")


class Found(NamedTuple):
    """One file that was handed in."""

    name: str
    """The name of its folder of results: unique, and safe on every file system."""
    place: str
    """Where it was found, for messages."""
    raw: bytes | None
    """Its bytes; None if it is too large to be read."""


class Item(NamedTuple):
    """What a worker process gets: plain bytes, so that it can be on another machine."""

    name: str
    raw: bytes


@dataclass(frozen=True)
class Plan:
    """How a batch is graded.

    Attributes
    ----------
    out : pathlib.Path
        Where the results go, a folder for each submission.
    sources : pathlib.Path or None
        The folder of the labs' source notebooks, None for the project's own.
    wanted : str or None
        The one lab that is accepted, None for any.
    sandbox : Sandbox
        The walls around the learners' code.
    """

    out: Path
    sources: Path | None
    wanted: str | None
    sandbox: Sandbox


def find(paths: Iterable[Path]) -> list[Found]:
    """Return all notebooks in files, folders and archives (zip, tar), each with a name.

    Raises
    ------
    RejectedError
        If a path does not exist, or nothing is found.
    """
    found: list[tuple[str, str, bytes | None]] = []
    for path in paths:
        if path.is_dir():
            inside = [p for p in sorted(path.rglob("*.ipynb")) if not _hidden(p.relative_to(path))]
            found += [(str(p.relative_to(path)), str(p), _bytes(p)) for p in inside]
        elif path.is_file() and _is_archive(path):
            found += [(name, f"{path}:{name}", raw) for name, raw in _members(path)]
        elif path.is_file():
            found.append((path.name, str(path), _bytes(path)))
        else:
            raise RejectedError(f"there is no file or folder {path}.")
    if not found:
        raise RejectedError("there is no notebook in what was named.")
    return [
        Found(name, place, raw) for name, (_, place, raw) in zip(_names(found), found, strict=True)
    ]


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.stat().st_size <= MOST_BYTES else None


def _hidden(path: PurePosixPath | Path) -> bool:
    named = [part for part in path.parts if part not in (".", "..")]
    return any(part.startswith((".", "__MACOSX")) for part in named)


def _is_archive(path: Path) -> bool:
    return path.suffix != ".ipynb" and (zipfile.is_zipfile(path) or tarfile.is_tarfile(path))


def _members(path: Path) -> Iterator[tuple[str, bytes | None]]:
    """Yield the notebooks of an archive, read in memory: nothing is unpacked to the disk."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist()[:MOST_MEMBERS]:
                name = PurePosixPath(info.filename)
                if name.suffix == ".ipynb" and not _hidden(name) and not info.is_dir():
                    small = info.file_size <= MOST_BYTES
                    with archive.open(info) as file:
                        yield str(name), file.read(MOST_BYTES + 1) if small else None
        return
    with tarfile.open(path) as tar:
        for n, member in enumerate(tar):
            name = PurePosixPath(member.name)
            if n < MOST_MEMBERS and name.suffix == ".ipynb" and not _hidden(name):
                source = tar.extractfile(member) if member.isfile() else None
                if source is not None:
                    yield str(name), source.read() if member.size <= MOST_BYTES else None


def _names(found: Sequence[tuple[str, str, bytes | None]]) -> Iterator[str]:
    """Yield a name for each: its path with the unsafe letters replaced, numbered if it repeats."""
    seen: dict[str, int] = {}
    for relative, _, _ in found:
        path = PurePosixPath(relative.replace("\\", "/")).with_suffix("")
        parts = [part for part in path.parts if part not in ("..", ".", "/")]
        text = "__".join(parts)
        safe = "".join(c if c in SAFE else "_" for c in text).lstrip(".")[:100] or "submission"
        if safe != text:  # two names must not become one
            safe += "-" + hashlib.sha256(relative.encode("utf-8", "replace")).hexdigest()[:6]
        seen[safe.lower()] = seen.get(safe.lower(), 0) + 1
        yield safe if seen[safe.lower()] == 1 else f"{safe}-{seen[safe.lower()]}"


def key_of(raw: bytes | None) -> str:
    """Return the hash of a submission's bytes."""
    return hashlib.sha256(raw if raw is not None else b"too large").hexdigest()[:16]


def grade_all(
    found: Sequence[Found],
    plan: Plan,
    *,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Callable[[str], None] = lambda name: None,
) -> list[dict[str, Any]]:
    """Grade all submissions that are not graded yet, and return all results in their order.

    Parameters
    ----------
    found : sequence of Found
        What was handed in.
    plan : Plan
        How it is graded.
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
    """
    known = labs(plan.sources)
    keys = {lab.key for lab in known.values()}
    todo: list[Item] = []
    for one in found:
        if results.is_current(results.stored(plan.out / one.name), key_of(one.raw), keys):
            progress(one.name)
        elif one.raw is None:
            why = f"the file has more than {MOST_BYTES / 1e6:.0f} MB."
            _store(plan, results.rejection_of(one.name, why, key_of(None)))
            progress(one.name)
        else:
            todo.append(Item(one.name, one.raw))
    faults: dict[str, str] = {}
    for _ in range(TRIES):
        batches = [todo[i : i + SIZE] for i in range(0, len(todo), SIZE)]
        if len(batches) < workers:  # few submissions: share them evenly
            batches = [todo[i::workers] for i in range(workers) if todo[i::workers]]
        faults = {}
        for outcomes in _spread(batches, plan, workers, scheduler):
            for name, outcome in outcomes:
                if isinstance(outcome, str):
                    faults[name] = outcome
                else:
                    _store(plan, outcome)
                    progress(name)
        todo = [item for item in todo if item.name in faults]
        if not todo:
            break
    if faults:
        raise GraderError(faults)
    return [results.stored(plan.out / one.name) or {} for one in found]


class GraderError(RuntimeError):
    """Some submissions have no result, and that is the grader's fault.

    Attributes
    ----------
    faults : dict
        What went wrong, by the name of the submission.
    """

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        name, fault = next(iter(self.faults.items()))
        n = len(self.faults)
        super().__init__(f"{n} of the submissions have no result; the first, {name}: {fault}")


def _store(plan: Plan, result: dict[str, Any]) -> None:
    results.write_result(plan.out / result["extra_data"]["name"], result)


Outcomes = list[tuple[str, dict[str, Any] | str]]


def _spread(
    batches: list[list[Item]], plan: Plan, workers: int, scheduler: str | None
) -> Iterator[Outcomes]:
    """Yield the outcomes of the batches as they come."""
    if not batches:
        return
    if scheduler is not None:
        yield from _on_cluster(batches, plan, scheduler)
        return
    # A fresh Python for each: pytest and the kernel must not inherit what this one has open.
    with ProcessPoolExecutor(min(workers, len(batches)), mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(grade_batch, batch, plan) for batch in batches]
        for batch, job in zip(batches, jobs, strict=True):
            try:
                yield job.result()
            except Exception as error:
                yield [(item.name, f"{type(error).__name__}: {error}") for item in batch]


def _on_cluster(batches: list[list[Item]], plan: Plan, scheduler: str) -> Iterator[Outcomes]:
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise RejectedError(
            "dask.distributed is not installed; pip install 'course-lib[cluster]' brings it."
        ) from None
    with distributed.Client(scheduler, timeout=30) as client:
        waiting = {client.submit(grade_batch, b, plan, pure=False, retries=1): b for b in batches}
        for job in distributed.as_completed(waiting):
            try:
                yield job.result()
            except Exception as error:
                yield [(i.name, f"{type(error).__name__}: {error}") for i in waiting[job]]


def grade_batch(batch: Sequence[Item], plan: Plan) -> Outcomes:
    """Grade some submissions in this process, with one kernel; store each as it is done.

    Returns
    -------
    list
        For each submission its name, and its result, or a text if the grader failed.
    """
    from course_lib.grading.engine import Engine

    known = labs(plan.sources)
    outcomes: Outcomes = []
    with tempfile.TemporaryDirectory(prefix="labs-") as folder, Engine() as engine:
        for item in batch:
            try:
                outcome = _grade_one(item, plan, known, engine, Path(folder))
            except Exception as error:
                outcomes.append((item.name, f"{type(error).__name__}: {error}"))
                continue
            if plan.out.is_dir():  # on another machine there is no such folder
                _store(plan, outcome)
            outcomes.append((item.name, outcome))
    return outcomes


def _grade_one(
    item: Item, plan: Plan, known: Mapping[str, Lab], engine: Any, folder: Path
) -> dict[str, Any]:
    from course_lib.grading.grade import course_of, grade

    try:
        submission: Submission = from_bytes(item.raw, item.name, known, plan.wanted)
    except RejectedError as error:
        return results.rejection_of(item.name, str(error), key_of(item.raw))
    course = course_of(submission.lab, folder)
    return results.result_of(grade(submission, engine, course=course, sandbox=plan.sandbox))
