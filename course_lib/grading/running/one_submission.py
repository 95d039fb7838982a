"""Grade one submission: run its graded copy, and once more where an earlier answer is missing."""

import json
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from course_lib.grading.checking.check import OK
from course_lib.grading.checking.own_words import without_own_words
from course_lib.grading.inside.outcome import UNWRITTEN
from course_lib.grading.outside.remote import Cell, Limits
from course_lib.grading.outside.sandbox import Sandbox
from course_lib.grading.reading.lab import Lab, Task, used_names
from course_lib.grading.reading.submission import Submission
from course_lib.grading.results.marks import Mark, Marks
from course_lib.grading.running import copy_for_nbval
from course_lib.grading.running.nbval_kernel import CellResult, NbvalKernel, NbvalKernelError

TOO_LONG = "The notebook took longer than {:g} s in all; what was left of it was not run."

TOO_LONG = "The notebook took longer than {:g} s in all; what was left of it was not run."


def grade(
    submission: Submission,
    kernel: NbvalKernel,
    *,
    course: Path,
    sandbox: Sandbox,
    limits: Limits | None = None,
) -> Marks:
    """Grade a submission.

    Parameters
    ----------
    submission : Submission
        What was handed in.
    kernel : NbvalKernel
        The trusted kernel.
    course : pathlib.Path
        The folder with the lab's copy of the library: `course_lib.grading.outside.stripped.write`.
    sandbox : Sandbox
        The walls around the learner's code.
    limits : Limits, optional
        Seconds for a call, a cell and an exercise.

    Raises
    ------
    NbvalKernelError
        If the grader itself fails: there is no result then.
    """
    start = time.monotonic()
    lab = submission.lab
    run = _Run(submission, kernel, course, sandbox, limits or Limits())
    found = run(lab.tasks)
    wrong = [task.name for task in lab.tasks if not _right(task, found)]
    errors, held = dict(run.errors), run.held
    marks = []
    for n, task in enumerate(lab.tasks):
        mark = _mark(task, found, errors)
        if task.name in wrong:
            # A second look: without the other answers, which may have broken something for it,
            # and with ours in the place of wrong ones before it that it needs. Never of a later
            # one: that may hold what is asked here.
            reads = _needs(task, submission)
            earlier = [before.name for before in lab.tasks[:n]]
            needed = [name for name in wrong if name in reads and name in earlier]
            kept = {task.name, *reads} - set(needed)
            places = [] if mark.verdict.startswith(UNWRITTEN) else [submission.cells]
            for cells in [*places, *_other_places(task.name, reads, submission.cells)]:
                if mark.points == task.points or run.left <= 0:
                    break
                again = _mark(task, run([task], needed, kept, cells), errors, with_ours=needed)
                if again.points > mark.points:
                    mark = again
            if mark.points == task.points:
                wrong.remove(task.name)
        marks.append(mark)
    seconds = round(time.monotonic() - start, 2)
    notes = submission.notes
    if run.left <= 0:
        notes += (TOO_LONG.format(run.limits.submission),)
    return Marks(submission, tuple(marks), notes, sandbox.name, held, seconds)


def _other_places(
    name: str, reads: Collection[str], cells: Sequence[Cell]
) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells with the check of an exercise in the other places where it may count.

    A notebook may hold a check twice, or below it the answer, or one that the answer calls: then
    what is there at the end counts as well.
    """
    checks = [n for n, cell in enumerate(cells) if cell.checks == name]
    if not checks:
        return
    below = any({name, *reads} & set(cell.answers) for cell in cells[checks[-1] :])
    for kept in [*reversed(checks[:-1]), *([None] if below else [])]:
        yield tuple(c for n, c in enumerate(cells) if c.checks != name or n == kept)


@dataclass
class _Run:
    submission: Submission
    kernel: NbvalKernel
    course: Path
    sandbox: Sandbox
    limits: Limits
    held: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.errors: dict[str, str] = {}
        self.left = self.limits.submission

    def __call__(
        self,
        tasks: Collection[Task],
        solved: Collection[str] = (),
        kept: Collection[str] | None = None,
        cells: Sequence[Cell] | None = None,
    ) -> dict[str, CellResult]:
        lab = self.submission.lab
        chosen = self.submission.cells if cells is None else cells
        limits = self.limits._replace(submission=self.left)
        with tempfile.TemporaryDirectory(dir=self.course.parent) as name:
            job, copy = Path(name, "job.json"), Path(name, "graded.ipynb")
            run = copy_for_nbval.worker_cells(lab, chosen, solved, kept)
            seal = copy_for_nbval.new_seal()
            copy_for_nbval.write_job(
                job, run, course=self.course, sandbox=self.sandbox, limits=limits, seal=seal
            )
            copy.write_text(copy_for_nbval.notebook(lab, tasks, job, seal), encoding="utf-8")
            found = self.kernel.run(copy)
            said = json.loads(job.with_suffix(".defined").read_text(encoding="utf-8"))
        missing = [i for t in tasks for i in _ids(t) if i not in found]
        if missing:
            raise NbvalKernelError(f"no result for {', '.join(missing)}.")
        self.held = tuple(said["held"])
        self.left -= said["used"]
        for cell_id, error, line in said["cells"]:
            self.errors.pop(cell_id, None)
            if error:
                self.errors[cell_id] = f"{error} (line {line})" if line else error
        return found


def _ids(task: Task) -> tuple[str, str]:
    return task.public.grade_id, task.hidden.grade_id


def _right(task: Task, found: dict[str, CellResult]) -> bool:
    return all(found[i].passed for i in _ids(task))


def _needs(task: Task, submission: Submission) -> set[str]:
    """Return the names that the learner's answer to an exercise reads."""
    return {
        name
        for cell in submission.cells
        if task.name in cell.answers or not cell.answers
        for name in used_names(cell.source)
    }


def _mark(
    task: Task, found: dict[str, CellResult], errors: dict[str, str], with_ours: Sequence[str] = ()
) -> Mark:
    public, hidden = (found[i] for i in _ids(task))
    points = task.public.points * public.passed + task.hidden.points * hidden.passed
    passed = (public.passed, hidden.passed)
    verdict = OK
    if not all(passed):
        said = hidden.said if public.passed else public.said
        verdict = said.strip().removeprefix(f"{task.name}:").strip()
        if public.passed or with_ours:
            verdict = without_own_words(verdict)
        if verdict in ("", OK):
            verdict = "is not right"
    error = errors.get(task.name)
    return Mark(task.name, points, task.points, verdict, passed, tuple(with_ours), error)


def course_of(lab: Lab, folder: Path) -> Path:
    """Write the lab's copy of the library into a folder of its own, once, and return it."""
    from course_lib.grading.outside import stripped

    course = folder / f"course-{lab.name}-{lab.key}"
    if not course.is_dir():
        with tempfile.TemporaryDirectory(dir=folder) as name:
            made = Path(name, "course")
            made.mkdir()
            stripped.write(made, lab.removed, [lab.module])
            made.rename(course)
    return course
