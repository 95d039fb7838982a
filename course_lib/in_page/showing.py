"""What a cell shows: its streams, and the best form of a value.

Each output is a kind and a text. ``html`` comes from the book's own figures, and from Markdown
whose words are escaped; what else offers HTML is shown as text.
"""

import base64
import io
import sys
import time
from collections.abc import Callable
from io import TextIOBase
from typing import Any

from course_lib.in_page import markdown

Send = Callable[[str, str], None]
# What a loop without end prints must not fill the page.
MOST = 200_000
CUT = "\n… more is not shown here.\n"
# Of many lines some go together: a message each would keep the page busy.
LINES, LONG, SECONDS = 200, 4096, 0.2
ALT = "A figure drawn by this cell."
OWN = ("course_lib.widgets.", "course_lib.figures.")


class Stream(TextIOBase):
    """A stream that hands on what is written, a line or more at a time, up to ``MOST`` letters."""

    def __init__(self, kind: str, send: Send) -> None:
        self.kind, self.send = kind, send
        self.held, self.lines, self.size, self.last = "", 0, 0, 0.0

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def isatty(self) -> bool:
        """Say that somebody looks: the library's progress bars ask for it."""
        return self.kind == "err"

    def write(self, text: str) -> int:
        """Take a text, and hand on whole lines."""
        if self.size <= MOST:
            self.held += text
            self.size += len(text)
            self.lines += "\n" in text
            now = self.lines < LINES or time.monotonic() - self.last > SECONDS
            if len(self.held) > LONG or ("\n" in text and now):
                self.flush()
        return len(text)

    def flush(self) -> None:
        """Hand on what is there."""
        if not self.held:
            return
        if self.size > MOST:
            self.held = self.held[: MOST - self.size] + CUT
        self.send(self.kind, self.held)
        self.held, self.last = "", time.monotonic()


def show(value: Any, send: Send) -> None:
    """Send a value as a notebook shows it."""
    kind = type(value)
    if kind.__module__.startswith(OWN):
        text = own_html(value)
        if text:
            send("html", text)
            return
    if kind.__module__ == "matplotlib.figure":
        send("html", figure_html(value))
    elif hasattr(value, "_repr_markdown_"):
        send("html", markdown.html(value._repr_markdown_()))
    else:
        send("plain", repr(value))


def own_html(value: Any) -> str:
    """Return the HTML of one of the book's own figures, "" of anything else."""
    if hasattr(value, "_repr_mimebundle_"):
        return str(value._repr_mimebundle_().get("text/html", ""))
    return str(value._repr_html_()) if hasattr(value, "_repr_html_") else ""


def figure_html(figure: Any) -> str:
    """Return the picture of a reader's own matplotlib figure."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=100, bbox_inches="tight")
    data = base64.b64encode(file.getvalue()).decode()
    return f'<img alt="{ALT}" src="data:image/png;base64,{data}">'


def show_plots(send: Send) -> None:
    """Send the figures that a cell has drawn with pyplot, and close them, as a notebook does."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        for number in pyplot.get_fignums():
            send("html", figure_html(pyplot.figure(number)))
        pyplot.close("all")
