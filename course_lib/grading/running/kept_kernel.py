"""Where a process grades: its trusted kernel and the labs' libraries, kept from batch to batch."""

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from course_lib.grading.learners.self_check import RejectedError
from course_lib.grading.outside import sandbox
from course_lib.grading.outside.sandbox import Sandbox
from course_lib.grading.outside.scratch import scratch
from course_lib.grading.reading.lab import Lab, labs
from course_lib.grading.reading.submission import from_bytes
from course_lib.grading.reading.variants import Course, with_course
from course_lib.grading.results.result import Result, rejection_of, result_of, write_result


class Item(NamedTuple):
    """What a process gets: plain bytes, so that it can be on another machine."""

    name: str
    raw: bytes
    path: str = ""


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
    keys : mapping
        The key of each lab, by its name. A machine with other labs must not grade.
    course : Course or None
        Whose students have labs of their own.
    """

    out: Path
    sources: Path | None
    wanted: str | None
    sandbox: Sandbox
    keys: Mapping[str, str] = field(default_factory=dict)
    course: Course | None = None

    def labs(self) -> dict[str, Lab]:
        """Return the labs, with the keys that hold for this course.

        Raises
        ------
        LabError
            If there are none, or one is not well formed.
        """
        found = labs(self.sources)
        return {name: with_course(lab, self.course) for name, lab in found.items()}


Outcomes = list[tuple[str, Result | str]]


class KeptKernel:
    """A kernel, the labs, and a folder with their libraries; `close` ends and removes all.

    Parameters
    ----------
    plan : Plan
        How the batches are graded.

    Raises
    ------
    RuntimeError
        If the labs are not those of the plan.
    ValueError
        If the sandbox does not work on this machine.
    """

    def __init__(self, plan: Plan) -> None:
        from course_lib.grading.running.nbval_kernel import NbvalKernel

        self.labs = plan.labs()
        found = {name: lab.key for name, lab in self.labs.items()}
        if found != dict(plan.keys):
            raise RuntimeError("this machine has another version of the labs than the first one")
        sandbox.named(plan.sandbox.name)
        self.keys = found
        with contextlib.ExitStack() as stack:
            self.folder = stack.enter_context(scratch())
            self.kernel = stack.enter_context(NbvalKernel())
            self.close = stack.pop_all().close

    def grade(self, item: Item, plan: Plan) -> Result:
        """Return the result of one submission, a rejection if it is none."""
        from course_lib.grading.running.one_submission import course_of, grade

        try:
            submission = from_bytes(
                item.raw, item.name, self.labs, plan.wanted, course=plan.course, path=item.path
            )
        except RejectedError as error:
            key = hashlib.sha256(item.raw).hexdigest()[:16]
            return rejection_of(item.name, str(error), key)
        course = course_of(submission.lab, self.folder)
        return result_of(grade(submission, self.kernel, course=course, sandbox=plan.sandbox))


FULL = "there is no space left on the disk of"

_lock = threading.Lock()  # pytest and its kernel are one for a process, whatever its threads
_kept: list[KeptKernel] = []


def grade_batch(batch: Sequence[Item], plan: Plan) -> Outcomes:
    """Grade some submissions in this process; store each as it is done.

    Returns
    -------
    list
        For each submission its name, and its result, or a text if the grader failed.
    """
    with _lock:
        if _kept and _kept[0].keys != dict(plan.keys):
            _kept.pop().close()
        if not _kept:
            _kept.append(KeptKernel(plan))
        return [(item.name, _outcome(_kept[0], item, plan)) for item in batch]


def _outcome(kept: KeptKernel, item: Item, plan: Plan) -> Result | str:
    try:
        outcome = kept.grade(item, plan)
    except Exception as error:
        return fault_of(error, plan)
    # On another machine there is no such folder.
    return stored_or_fault(plan, outcome) if plan.out.is_dir() else outcome


def store(plan: Plan, result: Result) -> None:
    """Write a result into its folder."""
    write_result(plan.out / result["extra_data"]["name"], result)


def stored_or_fault(plan: Plan, result: Result) -> Result | str:
    """Write a result and return it, or return why it cannot be written."""
    try:
        store(plan, result)
    except OSError as error:
        return fault_of(error, plan)
    return result


def fault_of(error: BaseException, plan: Plan) -> str:
    """Return what went wrong in the grader; if a disk is full, which."""
    # Other processes tell of it in words.
    if os.strerror(errno.ENOSPC) in str(error):
        places = [place for place in (plan.out, Path(tempfile.gettempdir())) if place.is_dir()]
        fullest = min(places, key=lambda place: shutil.disk_usage(place).free)
        return f"{FULL} {fullest}"
    return f"{type(error).__name__}: {error}"


def release() -> None:
    """End this process's kernel, and remove what it has written."""
    with _lock:
        while _kept:
            _kept.pop().close()
