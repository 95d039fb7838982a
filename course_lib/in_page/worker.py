"""The page's worker: its messages come in as JSON, and go out as JSON."""

import json
import logging
import os
from collections.abc import Callable
from typing import Any

from course_lib.in_page.page import Page, Source


class Worker:
    """One page's Python; made by ``begin``.

    Parameters
    ----------
    post : callable
        Takes each message for the page, as JSON.
    """

    def __init__(self, post: Callable[[str], None]) -> None:
        self.page = Page(lambda message: post(json.dumps(message)))

    async def take(self, message: str) -> None:
        """Do what the page asks for: ``{"run": […]}`` or ``{"lab": […], "points": {…}}``."""
        asked: dict[str, Any] = json.loads(message)
        if "lab" in asked:
            from course_lib.in_page import whole_lab

            await whole_lab.check(self.page, asked["lab"], asked.get("points", {}))
        else:
            cells = [Source(cell["source"], cell.get("shown", True)) for cell in asked["run"]]
            await self.page.run(cells)


def begin(post: Callable[[str], None]) -> Worker:
    """Return the worker's Python, with figures as the built page has them."""
    # There are no widgets here: a figure brings all its states, and the page's script moves it.
    os.environ["COURSE_BUILD"] = "1"
    # The package that draws pyplot's figures into the document: a worker has none.
    os.environ["MPLBACKEND"] = "agg"
    # A formula in a reader's label looks for fonts that are left out, and takes ours: no news.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    return Worker(post)
