"""What stands in for IPython and tqdm in a page: they would be megabytes for a dozen lines."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from types import ModuleType
from typing import Any

# Seconds between two messages of a bar.
PAUSE = 0.1
Tell = Callable[[int, int | None, str], None]


class Markdown:
    """A text in Markdown, as `IPython.display.Markdown`."""

    def __init__(self, data: str) -> None:
        self.data = data

    def _repr_markdown_(self) -> str:
        return self.data


class HTML:
    """A text in HTML. A page shows it as text: only its own figures are HTML there."""

    def __init__(self, data: str) -> None:
        self.data = data

    def __repr__(self) -> str:
        return self.data


class Bar:
    """A progress bar, as `tqdm.tqdm`: the page is told how far it is.

    Parameters
    ----------
    tell : callable
        Takes the steps that are done, how many there will be (None: unknown), and what is said
        behind the bar.
    counted : iterable, optional
        What a loop goes through.
    total : int, optional
        How many steps there will be.
    """

    def __init__(
        self, tell: Tell, counted: Iterable[Any] = (), total: int | None = None, **look: Any
    ) -> None:
        size = getattr(counted, "__len__", None)
        self.tell, self.counted = tell, counted
        self.total = total if total is not None or size is None else size()
        self.n, self.says, self.told = 0, "", 0.0

    def __iter__(self) -> Iterator[Any]:
        for item in self.counted:
            yield item
            self.update()
        self.close()

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def update(self, n: int = 1) -> None:
        """Count steps."""
        self.n += n
        if time.monotonic() - self.told >= PAUSE:
            self._tell()

    def set_postfix(self, **values: object) -> None:
        """Show values behind the bar."""
        self.says = ", ".join(f"{name}={value}" for name, value in values.items())

    def set_description(self, text: str = "") -> None:
        """Show a text behind the bar."""
        self.says = text

    def close(self) -> None:
        """End the bar."""
        self._tell()

    def _tell(self) -> None:
        self.told = time.monotonic()
        self.tell(self.n, self.total, self.says)


def installed(name: str) -> bool:
    """Tell whether a package is there, and not what an earlier page has put in its place."""
    if name in sys.modules:
        return getattr(sys.modules[name], "__spec__", None) is not None
    return find_spec(name) is not None


def install(display: Callable[..., None], tell: Tell) -> None:
    """Let cells import IPython and tqdm where these are not installed."""
    if not installed("IPython"):
        # matplotlib asks for get_ipython.
        _module("IPython", get_ipython=lambda: None, version_info=(8, 24))
        sys.modules["IPython"].display = _module(  # type: ignore[attr-defined]
            "IPython.display", Markdown=Markdown, HTML=HTML, display=display
        )
    if not installed("tqdm"):

        def tqdm(counted: Iterable[Any] = (), *args: Any, **look: Any) -> Bar:
            return Bar(tell, counted, **look)

        def trange(*n: int, **look: Any) -> Bar:
            return Bar(tell, range(*n), **look)

        for name in ("tqdm", "tqdm.auto", "tqdm.notebook"):
            _module(name, tqdm=tqdm, trange=trange)


def _module(name: str, **names: Any) -> ModuleType:
    module = sys.modules[name] = ModuleType(name)
    vars(module).update(names)
    return module
