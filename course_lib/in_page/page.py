"""The cells of one page: which of them must run, and what the page is told while they do.

A press runs what has not run, or has changed since, from the first such cell on, and then the
pressed cell itself. So a changed cell makes all later ones stale, and what has not changed is left
as it is.
"""

import builtins
import sys
import time
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, NamedTuple

from course_lib.in_page import cell, stand_ins

Post = Callable[[dict[str, Any]], None]


class Source(NamedTuple):
    """A cell as it stands on the page now."""

    text: str
    shown: bool = True
    """Whether its figures and values are to be seen: of the pressed cell, and of changed ones."""


class Page:
    """The names that the cells share, and those that have run.

    Parameters
    ----------
    post : callable
        Takes each message for the page; ``tools/extension/static/run/worker.js`` lists them.

    Attributes
    ----------
    names : dict
        What the cells have defined.
    ran : list of str
        The cells that count as run, from the first one on, each as it was then.
    """

    def __init__(self, post: Post) -> None:
        self.post = post
        self.ran: list[str] = []
        # What a dataclass or a pickle looks up by its module's name is found there.
        module = sys.modules["__main__"] = ModuleType("__main__")
        self.names = vars(module)
        self.names["__builtins__"] = builtins
        self._now = 0
        self._compiler = cell.Compiler()
        stand_ins.install(lambda *values: self.names["display"](*values), self._bar)

    def waiting(self, texts: Sequence[str]) -> list[int]:
        """Return which cells a press of the last one of ``texts`` runs."""
        last = len(texts) - 1
        fresh = 0
        while fresh < min(last, len(self.ran)) and texts[fresh] == self.ran[fresh]:
            fresh += 1
        return list(range(fresh, last + 1))

    async def run(self, sources: Sequence[Source]) -> bool:
        """Run the last of some cells, and those before it that must run first.

        Returns
        -------
        bool
            Whether all of them ended without an error. The first error ends the run; what was
            named before it stays, and the cell counts as not run.
        """
        texts = [source.text for source in sources]
        waiting = self.waiting(texts)
        good = True
        for k, number in enumerate(waiting, 1):
            self.post({"type": "cell", "cell": number, "k": k, "of": len(waiting)})
            good = await self.run_one(number, sources[number])
            if not good:
                break
        self.post({"type": "done", "ok": good, "fresh": len(self.ran)})
        return good

    async def run_one(self, number: int, source: Source) -> bool:
        """Run one cell; a changed one, and one that fails, makes the later ones stale."""
        start = time.perf_counter()
        if self.ran[number : number + 1] != [source.text]:
            del self.ran[number:]
        self._now = number

        def send(kind: str, text: str) -> None:
            self.post({"type": "output", "cell": number, "kind": kind, "text": text})

        file = f"cell {number + 1}"
        failure = await cell.run(
            source.text, file, self.names, send, self._compiler, shown=source.shown
        )
        if failure:
            del self.ran[number:]
            self.post({"type": "error", "cell": number, **failure._asdict()})
        elif number == len(self.ran):
            self.ran.append(source.text)
        seconds = round(time.perf_counter() - start, 3)
        self.post({"type": "ran", "cell": number, "ok": not failure, "seconds": seconds})
        return not failure

    def _bar(self, done: int, total: int | None, says: str) -> None:
        self.post(
            {"type": "progress", "cell": self._now, "done": done, "total": total, "says": says}
        )
