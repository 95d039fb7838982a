"""The graded copy of a submission: our notebook, in which each answer is a proxy.

`notebook` makes it from the lab's source: our cells, our stored outputs, and in the place of each
answer a line that fetches a function of the learner's process. The trusted kernel calls `prepare`
once, and then `opened` in the first cell of each copy. So nbval runs and compares our cells alone,
and the learner's code runs elsewhere.

Of the outputs, those of the checks are new for each run: in the place of "ok" stands a seal that
is drawn anew and that the trusted kernel alone can print. So nothing that comes from elsewhere can
be what nbval waits for.
"""

import atexit
import gc
import json
import secrets
import sys
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from course_lib.grading.outside.process import ForkServer
from course_lib.grading.outside.remote import Cell, Limits, Remote
from course_lib.grading.outside.sandbox import Sandbox
from course_lib.grading.reading.lab import HIDDEN, PUBLIC, Lab, SourceCell, Task

HERE = "course_lib.grading.running.copy_for_nbval"
OPEN = f"from {HERE} import again, closed, opened\n\n_submission = opened({{job!r}})"
AGAIN = "_submission = again(_submission, {job!r})"
FETCH = "{name} = _submission.function({name!r})"
CLOSE = "closed(_submission, {job!r})"


def write_job(
    path: Path,
    cells: Iterable[Cell],
    *,
    course: Path,
    sandbox: Sandbox,
    limits: Limits,
    seal: str,
) -> None:
    """Write what the trusted kernel must know of a submission."""
    job = {
        "cells": [list(cell) for cell in cells],
        "course": str(course),
        "sandbox": sandbox.name,
        "limits": list(limits),
        "seal": seal,
    }
    path.write_text(json.dumps(job), encoding="utf-8")


def prepare() -> None:
    """Make the trusted kernel ready for many notebooks."""
    if sys.platform == "linux":
        from course_lib.grading.inside import confine

        confine.die_with_parent()
    # What is loaded is for good: else each reset would look through all of it for garbage.
    gc.freeze()


def opened(job: str) -> Remote:
    """Start the learner's process of a job; the functions of the submission are its ``function``.

    Parameters
    ----------
    job : str
        The file of `write_job`.
    """
    found = json.loads(Path(job).read_text(encoding="utf-8"))
    cells = [Cell(name, code, tuple(names), *more) for name, code, names, *more in found["cells"]]
    server = _server(found["sandbox"], found["course"])
    remote = Remote(cells, server, Limits(*found["limits"]), found["seal"])
    return remote.__enter__()


def again(remote: Remote, job: str) -> Remote:
    """End the learner's process, and start another that knows nothing of the first one.

    What came of the cells in the first one is written: ``NAME.defined`` beside the job. What comes
    of them in the second one is not: that process is called with hidden inputs.
    """
    remote.close()
    said = {"held": remote.held, "cells": [list(d) for d in remote.defined.values()]}
    _defined(job).write_text(json.dumps(said), encoding="utf-8")
    second = opened(job)
    second.used += remote.used
    return second


def closed(remote: Remote, job: str) -> None:
    """End the second process, and add to what is written how long both have taken."""
    remote.close()
    said = json.loads(_defined(job).read_text(encoding="utf-8"))
    _defined(job).write_text(json.dumps(said | {"used": remote.used}), encoding="utf-8")


def _defined(job: str) -> Path:
    return Path(job).with_suffix(".defined")


@cache
def _server(sandbox: str, course: str) -> ForkServer:
    """Return the server of a lab, which is kept until the trusted kernel ends."""
    server = ForkServer(Sandbox(sandbox), Path(course))
    atexit.register(server.end)
    return server


def worker_cells(
    lab: Lab,
    cells: Iterable[Cell],
    solved: Collection[str] = (),
    kept: Collection[str] | None = None,
) -> list[Cell]:
    """Return what the learner's process runs: our imports, then the learner's cells.

    Parameters
    ----------
    lab : Lab
        The lab.
    cells : iterable of Cell
        The learner's.
    solved : collection of str
        Exercises whose answer is ours: those that a later one needs and that are wrong.
    kept : collection of str, optional
        The exercises whose answers are run; left out, all. Cells that answer none always are.
    """
    ours = [Cell(cell.id, cell.source, ours=True) for cell in lab.before]
    ours += [
        Cell(f"solution-{task.name}", task.answer.source, (task.name,), ours=True)
        for task in lab.tasks
        if task.name in solved
    ]
    chosen = set(names_of(lab) if kept is None else kept) - set(solved)
    return ours + [cell for cell in cells if not cell.answers or chosen & set(cell.answers)]


def names_of(lab: Lab) -> set[str]:
    """Return the names of all exercises."""
    return {task.name for task in lab.tasks}


def new_seal() -> str:
    """Return words for one run that nobody can guess."""
    return f"ok {secrets.token_hex(16)}"


def notebook(lab: Lab, tasks: Iterable[Task], job: Path, seal: str) -> str:
    """Return the graded copy as a notebook's text, with the checks of these exercises.

    All public checks come first. The hidden ones meet a process of their own: what a function has
    seen in a hidden check must not come back as the text of an error in a later cell.
    """
    cells = [_code("open", OPEN.format(job=str(job)))]
    cells += [cell.raw for cell in lab.before]
    for task in tasks:
        cells += [_fetched(task, PUBLIC), _checked(task.public, f"{task.name}: {seal}\n")]
    cells.append(_code("again", AGAIN.format(job=str(job))))
    for task in tasks:
        # The public cases come again, not compared: what remembers them is to be seen.
        again = _code(f"again-{task.name}", task.public.source) | {"execution_count": None}
        hidden = _checked(task.hidden, f"{task.name}: {seal}\n")
        cells += [_fetched(task, HIDDEN), again, hidden]
    cells.append(_code("close", CLOSE.format(job=str(job))))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps(
        {
            "cells": cells,
            "metadata": {"kernelspec": kernel},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def _fetched(task: Task, kind: str) -> dict[str, Any]:
    return _code(f"fetch-{task.name}-{kind}", FETCH.format(name=task.name))


def _checked(cell: SourceCell, said: str) -> dict[str, Any]:
    """Return a check cell that nbval compares with a text, whatever its tags say."""
    return cell.raw | {
        "execution_count": 1,
        "metadata": {"course": {"grade_id": cell.grade_id}},
        "outputs": [{"name": "stdout", "output_type": "stream", "text": said}],
    }


def _code(name: str, source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": 1,
        "id": name,
        "metadata": {},
        "outputs": [],
        "source": source,
    }
