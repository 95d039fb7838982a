"""A learner's code in a process of its own, seen from the grader's side.

`Remote` runs the learner's cells in a worker and calls their functions. Whatever the
code does, the grader gets an `Outcome`: a process that ends or hangs is replaced by a new one in
which the cells are run again.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile
from types import TracebackType
from typing import Any, NamedTuple, Self

from course_lib.grading.inside.outcome import MISSING, Outcome
from course_lib.grading.outside import answers
from course_lib.grading.outside.process import ForkServer, GoneError, LateError, Process

OVER = "was not run: the time of the whole notebook was up"


class Limits(NamedTuple):
    """How long the learner's code may take, in seconds."""

    call: float = 5.0
    cell: float = 10.0
    exercise: float = 15.0
    answers: float = 25.0
    """For running all cells that answer an exercise, however often; as much for all others."""
    submission: float = 120.0
    """For all cells and calls of a submission together."""


class Cell(NamedTuple):
    """One code cell of a submission."""

    id: str
    """Shown as the name of its file in a traceback."""
    source: str
    """Plain Python: magics are transformed already."""
    answers: tuple[str, ...] = ()
    """The exercises that it answers; empty for a cell that the learner added."""
    ours: bool = False
    """Whether the lab's author wrote it: it is run however long the learner's cells took."""
    checks: str = ""
    """The exercise whose check stands here: it is judged by what the cells above have made."""


class Defined(NamedTuple):
    """What came of running one cell."""

    id: str
    error: str | None = None
    line: int | None = None


@dataclass
class Remote:
    """The functions of one submission.

    Parameters
    ----------
    cells : sequence of Cell
        Run in this order in every new process.
    server : ForkServer
        Starts the processes.
    limits : Limits, optional
        Seconds for a call, a cell and an exercise.
    seal : str, optional
        What the check of a right answer prints: words that the learner's process cannot know.

    Attributes
    ----------
    defined : dict
        What came of each cell, by its id.
    held : tuple of str
        Which tools of `course_lib.grading.inside.confine` the worker used on itself.
    used : float
        The seconds that cells and calls have taken.
    """

    cells: Sequence[Cell]
    server: ForkServer
    limits: Limits = field(default_factory=Limits)
    seal: str = "ok"
    defined: dict[str, Defined] = field(default_factory=dict, init=False)
    held: tuple[str, ...] = field(default=(), init=False)
    used: float = field(default=0.0, init=False)
    _process: Process | None = field(default=None, init=False)
    _inside: tuple[str, ...] = field(default=(), init=False)
    _bad: set[str] = field(default_factory=set, init=False)
    _spent: dict[str, float] = field(default_factory=dict, init=False)
    _level: dict[str, int] = field(default_factory=dict, init=False)
    _ran: dict[bool, float] = field(default_factory=dict, init=False)

    def __enter__(self) -> Self:
        """Run the cells above the first check, all if there is none."""
        first = list(takewhile(lambda cell: not cell.checks, self.cells))
        self._start(tuple(cell.id for cell in first))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """End the process."""
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.end()
            self._process = None

    def function(self, name: str) -> "RemoteFunction":
        """Return a proxy of the function that a cell defines."""
        return RemoteFunction(self, name)

    def call(self, name: str, args: tuple[Any, ...]) -> Outcome:
        """Call a function; if the process ends, try again with fewer of the other cells.

        So a cell that ends the process later, by a thread for instance, costs only its own points.
        All calls of a function together have the time of an exercise; starting processes is ours.
        """
        left = self.limits.exercise - self._spent.get(name, 0.0)
        seconds = min(self.limits.call, left)
        late = f"took longer than {self.limits.exercise:g} s in all"
        if left <= 0:
            return Outcome(error=late, final=True)
        if self.used > self.limits.submission:
            return Outcome(error=OVER, final=True)
        own = [cell.id for cell in self._above(name) if name in cell.answers]
        if own and self._bad.issuperset(own):
            return Outcome(error=self.defined[own[-1]].error, final=True)
        outcome = Outcome(error=MISSING.sentence)
        levels = self._levels(name)
        for level in range(self._level.get(name, 0), len(levels)):
            if self._process is None or self._inside != levels[level]:
                self._start(levels[level])
            self._level[name] = level
            if levels[level] and not self._inside and level < len(levels) - 1:
                continue  # one of these cells ends the process, and which is not known
            start = time.monotonic()
            try:
                assert self._process is not None
                message = {"do": "call", "name": name, "args": args}
                read = partial(answers.called, args=args)
                return self._explained(self._process.ask(message, seconds, read), own)
            except GoneError as gone:
                self._process = None
                outcome = Outcome(error=str(gone), final=True)
                if isinstance(gone, LateError):  # an endless loop is nobody else's
                    whole = seconds == self.limits.call
                    return outcome if whole else Outcome(error=late, final=True)
            finally:
                took = time.monotonic() - start
                self._spent[name] = self._spent.get(name, 0.0) + took
                self.used += took
        return outcome

    def _explained(self, outcome: Outcome, own: list[str]) -> Outcome:
        """Return an outcome that says why a function is not defined, if its cell failed."""
        failed = [self.defined[i] for i in own if i in self.defined and self.defined[i].error]
        if failed and outcome.error == MISSING.sentence:
            return Outcome(error=failed[-1].error, line=failed[-1].line, final=True)
        return outcome

    def _above(self, name: str) -> list[Cell]:
        """Return the cells above the last check of an exercise, all if it has none."""
        ends = [n for n, cell in enumerate(self.cells) if cell.checks == name]
        above = self.cells[: ends[-1]] if ends else self.cells
        return [cell for cell in above if not cell.checks]

    def _levels(self, name: str) -> list[tuple[str, ...]]:
        """Return sets of cells to try a function in: all, the added ones and its own, its own."""
        well = [cell for cell in self._above(name) if cell.id not in self._bad]
        kept = [
            tuple(cell.id for cell in well),
            tuple(cell.id for cell in well if not cell.answers or name in cell.answers),
            tuple(cell.id for cell in well if cell.ours or name in cell.answers),
        ]
        return list(dict.fromkeys(kept))

    def _start(self, ids: tuple[str, ...]) -> None:
        """Start a process and run these cells in it, without those that end it."""
        while ended := self._run_all(ids):
            ids = tuple(i for i in ids if i != ended)

    def _run_all(self, ids: tuple[str, ...]) -> str:
        """Run these cells; return the id of one that ends the process, "" if none does.

        In a new process, or in the one that has run the first of them and nothing else.
        """
        start = time.monotonic()
        done, process = self._inside, self._process
        if process is None or ids[: len(done)] != done:
            self.close()
            done, process = (), self.server.worker()
            self._process, self.held = process, process.held
        self._inside = ids
        waiting = [
            cell for cell in self.cells if cell.id in ids[len(done) :] and cell.id not in self._bad
        ]
        for cell in waiting:
            kind, most = bool(cell.answers), self.limits.answers
            late = f"was not run: your cells took longer than {most:g} s in all"
            late = OVER if self.used > self.limits.submission else late
            if (late == OVER or self._ran.get(kind, 0.0) > most) and not cell.ours:
                self._bad.add(cell.id)
                self.defined[cell.id] = Defined(cell.id, late)
                continue
            alone = None
            try:
                self.defined.setdefault(cell.id, self._define(process, cell))
            except GoneError as gone:
                self._process = None
                alone = self._ends_alone(cell, gone)
            finally:
                before, start = start, time.monotonic()
                self._ran[kind] = self._ran.get(kind, 0.0) + start - before
                self.used += start - before
            if alone:
                return cell.id
            if alone is not None:
                if len(ids) > 1:  # a cell before it is to blame: each is then run by itself
                    self._process = self.server.worker()
                    self._inside = ()
                return ""
        self._inside = tuple(i for i in ids if i not in self._bad)
        return ""

    def _ends_alone(self, cell: Cell, gone: GoneError) -> bool:
        """Tell whether a cell ends a process in which nothing else was run."""
        process = self.server.worker()
        try:
            answer = self._define(process, cell)
        except GoneError:
            self._bad.add(cell.id)
            self.defined[cell.id] = Defined(cell.id, str(gone))
            return True
        process.end()
        self.defined.setdefault(cell.id, answer)
        return False

    def _define(self, process: Process, cell: Cell) -> Defined:
        file = f"<{cell.id}>"
        message = {"do": "define", "source": cell.source, "file": file, "shown": not cell.ours}
        fault, line = process.ask(message, self.limits.cell, answers.defined)
        return Defined(cell.id, fault.sentence if fault else None, line)


@dataclass
class RemoteFunction:
    """A function of a learner, called through a pipe by `course_lib.grading.inside.outcome.run`."""

    remote: Remote
    name: str

    @property
    def seal(self) -> str:
        """What its check prints if it is right."""
        return self.remote.seal

    def remote_call(self, args: tuple[Any, ...]) -> Outcome:
        """Call it with plain data, within what is left of the exercise's time."""
        return self.remote.call(self.name, args)
