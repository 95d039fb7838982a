"""What tests of a page's cells hear, and how they leave Python as it was."""

import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

Result = TypeVar("Result")


class Told:
    """What the page is told."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.post = self.messages.append

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["type"] == kind]

    def clear(self) -> None:
        self.messages.clear()

    @property
    def cells(self) -> list[int]:
        """Which cells ran."""
        return [message["cell"] for message in self.of("cell")]

    @property
    def texts(self) -> list[str]:
        """What was shown."""
        return [message["text"] for message in self.of("output")]


def finish(steps: Coroutine[Any, Any, Result]) -> Result:
    """Return what cells give that wait for nothing: without a loop, as Pyodide's has no end."""
    while True:
        try:
            steps.send(None)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


@contextmanager
def kept_modules() -> Iterator[None]:
    """Keep what a page puts in the place of modules from staying there."""
    before = dict(sys.modules)
    try:
        yield
    finally:
        sys.modules.clear()
        sys.modules.update(before)
