"""What the tests of a learner's process share: a cell that works, short limits, and a worker."""

from contextlib import contextmanager

import pytest

from course_lib.grading.outside.process import ForkServer
from course_lib.grading.outside.remote import Cell, Limits, Remote
from course_lib.grading.outside.sandbox import best

GOOD = Cell("good", "def good(x):\n    return 2 * x", ("good",))
QUICK = Limits(call=2, cell=2, exercise=5)
WALLS = pytest.mark.parametrize("name", ["bubblewrap", "landlock"])


@contextmanager
def running(cells, course, sandbox=None, limits=QUICK):
    """Run cells in a worker of a server of their own."""
    with ForkServer(sandbox or best(), course) as server, Remote(cells, server, limits) as remote:
        yield remote
