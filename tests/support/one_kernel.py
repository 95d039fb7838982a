"""A plugin of pytest: nbval runs all notebooks in one kernel, which is emptied before each."""

import tempfile
from pathlib import Path

import nbval.plugin

from course_lib.grading.running.nbval_kernel import SharedKernel

FOLDER = tempfile.TemporaryDirectory()
KERNEL = SharedKernel(Path(FOLDER.name))
nbval.plugin.RunningKernel = KERNEL


def pytest_unconfigure() -> None:
    """End the kernel."""
    KERNEL.end()
    FOLDER.cleanup()
