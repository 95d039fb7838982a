"""A plugin of pytest that keeps what nbval saw, in words for a learner.

A check cell says which exercise it checks in its metadata: ``{"exercise": "sigmoid"}``. At the end
the verdicts are written as JSON to the file that an environment variable names.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import course_lib.grading.learners.quick  # noqa: F401 - before nbformat
from course_lib.grading.checking.check import OK

RECORD = "COURSE_LAB_RECORD"
TIMEOUT = 60


class Recorder:
    """What each cell of a notebook gave.

    Attributes
    ----------
    verdicts : dict
        "ok" or what is wrong, by exercise.
    broken : list
        The code of each other cell that failed, and why it failed.
    """

    def __init__(self) -> None:
        self.verdicts: dict[str, str] = {}
        self.broken: list[tuple[str, str]] = []

    def pytest_runtest_makereport(self, item: Any, call: Any) -> None:
        """Keep the verdict of a check, or the error of another cell."""
        if call.when != "call" or not hasattr(item, "cell"):
            return
        name = item.cell.metadata.get("exercise")
        if name and self.verdicts.get(name) != OK:
            self.verdicts[name] = OK if call.excinfo is None else self.explain(name, item, call)
        elif not name and call.excinfo is not None:
            self.broken.append((item.cell.source, failure(item, call)))

    def pytest_sessionfinish(self) -> None:
        """Write the verdicts."""
        Path(os.environ[RECORD]).write_text(json.dumps(self.verdicts), encoding="utf-8")

    def explain(self, name: str, item: Any, call: Any) -> str:
        """Return what a check that is not ok says."""
        printed = "".join(output.get("text", "") for output in item.test_outputs or [])
        for line in printed.splitlines():
            if line.startswith(f"{name}: "):
                return line.removeprefix(f"{name}: ")
        for source, error in self.broken:
            if re.search(rf"^(def {name}\b|{name}\s*=)", source, re.MULTILINE):
                return f"its cell {error}"
        says = failure(item, call)
        missing = f"name '{name}' is not defined"
        return f"there is no function {name}" if missing in says else says


def failure(item: Any, call: Any) -> str:
    """Return why a cell failed, in a few words."""
    for output in item.test_outputs or []:
        if output.output_type == "error" and output.ename != "KeyboardInterrupt":
            text = output.evalue.splitlines()[0] if output.evalue else ""
            # A syntax error names a file of the kernel's own.
            return f"raised {output.ename}: " + re.sub(r"\(\S+\.py, line", "(line", text)
    if item.parent.timed_out:
        return f"took longer than {TIMEOUT} s"
    return "ended the Python process" if "dead" in str(call.excinfo.value).lower() else "failed"


def pytest_configure(config: Any) -> None:
    """Let a recorder see this run."""
    config.pluginmanager.register(Recorder(), "course_lab_recorder")
