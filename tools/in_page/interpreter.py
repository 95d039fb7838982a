"""Python in Pyodide, run under the environment's Node: the page's own files, without a browser."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.in_page.released import PYODIDE

SCRIPT = Path(__file__).with_suffix(".mjs")


def node() -> str:
    """Return the path of Node, which comes as a package of this environment."""
    found = shutil.which("node", path=str(Path(sys.executable).parent))
    if not found:
        sys.exit("in_page: this environment has no Node; run `make setup`.")
    return found


def run(
    code: str,
    folder: Path,
    *,
    arguments: Any = None,
    packages: Sequence[str] = (),
    archives: Sequence[Path] = (),
    mounts: Mapping[str, Path] | None = None,
    environment: Mapping[str, str] | None = None,
    **options: Any,
) -> "subprocess.CompletedProcess[str]":
    """Run Python code in Pyodide.

    Parameters
    ----------
    code : str
        The program. The value of its last line is the exit code; None is 0.
    folder : pathlib.Path
        Pyodide's files, as `assemble` writes them.
    arguments : object, optional
        What the code finds under this name; anything that JSON can hold.
    packages, archives
        Packages of that folder, and further wheels, to install before.
    mounts : mapping
        Folders of this machine, by the path where the code sees them.
    environment : mapping
        Environment variables of that Python.
    **options
        For `subprocess.run`.
    """
    job = {
        "loader": str(PYODIDE / "pyodide.mjs"),
        "folder": f"{folder}{os.sep}",
        "code": code,
        "arguments": arguments,
        "packages": list(packages),
        "archives": [str(path) for path in archives],
        "mounts": {inside: str(outside) for inside, outside in (mounts or {}).items()},
        "environment": dict(environment or {}),
    }
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch, "job.json")
        file.write_text(json.dumps(job), encoding="utf-8")
        command = [node(), str(SCRIPT), str(file)]
        return subprocess.run(command, text=True, encoding="utf-8", check=False, **options)
