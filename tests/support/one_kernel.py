"""A plugin of pytest: nbval runs all notebooks in one kernel, which is emptied before each."""

import nbval.plugin

from course_lib.grading.running.nbval_kernel import SharedKernel

KERNEL = SharedKernel()
nbval.plugin.RunningKernel = KERNEL


def pytest_unconfigure() -> None:
    """End the kernel."""
    KERNEL.end()
