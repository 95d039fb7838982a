"""Run graded copies with ``pytest --nbval`` in a kernel that is used again and again.

The kernel is trusted: it runs our cells only, so one serves a whole batch, and starting kernels
does not decide the speed. This is a thin layer over nbval 0.11; a contract test holds the few
things of nbval that are used here.

pytest and the kernel see no settings but those of this module: a folder of their own that nobody
else may write to is their home, their current folder and the end of the way up on which pytest
looks for files. See `course_lib.grading.learners.clean_settings`.
"""

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import course_lib.grading.learners.quick  # noqa: F401 - before nbformat
from course_lib.grading.inside import confine
from course_lib.grading.learners.clean_settings import own_environment

# isort: split
import nbval.kernel  # type: ignore[import-untyped]
import nbval.plugin  # type: ignore[import-untyped]
import pytest

CELL_TIMEOUT = 120
PREPARE = "from course_lib.grading.running.copy_for_nbval import prepare\n\nprepare()"
RESET = "%reset -f"
THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class NbvalKernelError(RuntimeError):
    """The grader itself failed: there is no result, and that is not a zero."""


class CellResult(NamedTuple):
    """What nbval found for one check cell."""

    passed: bool
    said: str
    """What the cell printed."""


def tied() -> dict[str, Any]:
    """Return the option with which a kernel ends with this process, from its first moment on.

    ipykernel itself looks for the death of its parent, but not where another process than the
    first one of the system adopts orphans.
    """
    if sys.platform != "linux":
        return {}
    confine.libc()  # loaded before the fork
    return {"preexec_fn": partial(confine.die_with_parent, os.getpid())}


class Kernel(nbval.kernel.RunningKernel):  # type: ignore[misc]
    """nbval's kernel, in a folder that stays, with a stderr that is closed at the end."""

    def __init__(self, folder: Path, startup_timeout: float = 60) -> None:
        self._nowhere = open(os.devnull, "w")  # noqa: SIM115 - as long as the kernel lives
        self.km, self.kc = nbval.kernel.start_new_kernel(
            startup_timeout=startup_timeout,
            kernel_name=nbval.kernel.CURRENT_ENV_KERNEL_NAME,
            stderr=self._nowhere,
            cwd=str(folder),
            **tied(),
        )
        self._ensure_iopub_up()

    def stop(self) -> None:
        """End the kernel: it is asked first, and so can end what it has started."""
        self.kc.stop_channels()
        self.km.shutdown_kernel()
        self._nowhere.close()


class SharedKernel:
    """One running kernel for many notebooks, emptied before each, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: Any = None

    def __call__(self, kernel_name: str, **options: Any) -> "SharedKernel":
        """Stand in for ``RunningKernel(name, …)``: hand out the kernel, fresh or emptied."""
        if self._running is None or not self._running.is_alive():
            self.end()
            self._running = Kernel(self._folder, options.get("startup_timeout", 60))
            self._execute(PREPARE)
        self._execute(RESET)
        return self

    def _execute(self, source: str) -> None:
        message = self._running.execute_cell_input(source, allow_stdin=False)
        self._running.await_reply(message, timeout=30)
        self._running.await_idle(message, 30)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._running, name)

    def stop(self) -> None:
        """Keep it: nbval wants to stop it after each notebook."""

    def end(self) -> None:
        """Stop it at last."""
        if self._running is not None:
            self._running.stop()  # also one that died: its sockets are still open
        self._running = None


class Collector:
    """A pytest plugin that notes what each check cell printed and whether it passed."""

    def __init__(self) -> None:
        self.found: dict[str, CellResult] = {}
        self.faults: list[str] = []

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: Any, call: Any) -> Iterator[None]:
        """Take the result of one cell."""
        outcome = yield
        report = outcome.get_result()  # type: ignore[attr-defined]
        mark = item.cell.metadata.get("course", {}).get("grade_id")
        outputs = item.test_outputs or []
        if call.when == "call" and mark:
            said = "".join(o.get("text", "") for o in outputs if o["output_type"] == "stream")
            raised = [f"{o['ename']}: {o['evalue']}" for o in outputs if "ename" in o]
            if raised or not outputs:
                self.faults.append(f"the check {mark} {raised or 'did not run'}")
            if not item.cell.get("outputs"):  # nbval would let every answer pass
                self.faults.append(f"the check {mark} has no stored output to compare with")
            self.found[mark] = CellResult(report.passed, said)
        elif report.failed:
            self.faults.append(f"cell {item.cell.get('id')}: {report.longreprtext[-500:]}")


class NbvalKernel:
    """Runs graded copies one after the other; a context manager, which ends the kernel.

    Examples
    --------
    >>> with NbvalKernel() as kernel:
    ...     kernel.run.__name__
    'run'
    """

    def __enter__(self) -> "NbvalKernel":
        """Put the shared kernel in the place of nbval's, and the user's settings away."""
        self._folder = tempfile.TemporaryDirectory(prefix="labs-")
        folder = Path(self._folder.name)
        self._settings = folder / "pytest.ini"
        self._settings.write_text("[pytest]\n", encoding="utf-8")
        self._kernel = SharedKernel(folder)
        self._patch = pytest.MonkeyPatch()
        self._patch.setattr(nbval.plugin, "RunningKernel", self._kernel)
        wanted = own_environment(folder) | THREADS
        for name in set(os.environ) - set(wanted):
            self._patch.delenv(name)
        for name, value in wanted.items():
            self._patch.setenv(name, value)
        return self

    def __exit__(self, *error: object) -> None:
        """End the kernel, and give nbval its own and the user the settings back."""
        self._kernel.end()
        self._patch.undo()
        self._folder.cleanup()

    def run(self, path: Path) -> dict[str, CellResult]:
        """Run one graded copy, and return what each check cell said by its id.

        Raises
        ------
        NbvalKernelError
            If a cell that is not a check failed, or a check raised: never the learner's fault.
        """
        try:
            return self._found(path)
        except BaseException:
            self._kernel.end()  # what state it is in is not known: the next one gets a new kernel
            raise

    def _found(self, path: Path) -> dict[str, CellResult]:
        collector = Collector()
        options = ["-p", "nbval.plugin", "--nbval", "--nbval-current-env", "-q", "--no-header"]
        options += [f"--nbval-cell-timeout={CELL_TIMEOUT}", "-p", "no:cacheprovider"]
        # It collects garbage, a quarter of a second for each notebook.
        options += ["-p", "no:unraisableexception"]
        options += ["-c", str(self._settings), f"--rootdir={path.parent}", str(path)]
        options += ["--noconftest", f"--confcutdir={path.parent}"]
        with contextlib.redirect_stdout(io.StringIO()) as said:
            code = pytest.main(options, plugins=[collector])
        if collector.faults:
            raise NbvalKernelError("; ".join(collector.faults))
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            raise NbvalKernelError(f"pytest ended with {code!r}: {said.getvalue()[-500:]}")
        return collector.found
