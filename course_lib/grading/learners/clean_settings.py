"""Run Python, pytest, Jupyter and Matplotlib as on a fresh machine, whatever the user has set up.

A startup file of IPython or an option of pytest can change what a cell prints, and so a verdict or
a page. Such settings come from variables, from files in the user's folders, and from modules in
the current folder. `environment` is for programs whose code is the reader's or the book's;
`own_environment` is for the grader's kernel, which reads nothing of the user's at all;
`start_anew` gives a whole command a Python that ignores them.
"""

import os
import site
import sys
from collections.abc import Sequence
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
# How the variables begin that Python, these packages and nbgrader read.
PREFIXES = (
    *("PYTHON", "PYTEST", "PY_", "COVERAGE", "COV_", "HYPOTHESIS", "NBVAL", "NBGRADER", "NBFORMAT"),
    *("JUPYTER", "IPYTHON", "IPYKERNEL", "JPY_", "TRAITLETS", "PYZMQ", "TORNADO"),
    *("MPL", "MATPLOTLIB", "NPY_", "NUMPY"),
)


def without_settings() -> dict[str, str]:
    """Return the variables of this process without those that hold such settings."""
    return {k: v for k, v in os.environ.items() if not k.upper().startswith(PREFIXES)}


def environment(folder: Path) -> dict[str, str]:
    """Return an environment without these settings, and with other folders for them.

    Parameters
    ----------
    folder : pathlib.Path
        Where the programs keep their own files instead. With nothing of the user's in it.
    """
    places = {"CONFIG_DIR": "config", "DATA_DIR": "data", "RUNTIME_DIR": "runtime"}
    return {
        **without_settings(),
        **{f"JUPYTER_{name}": str(folder / "jupyter" / place) for name, place in places.items()},
        # The kernels and the settings of this Python come before those of the user and the system.
        "JUPYTER_PREFER_ENV_PATH": "1",
        "IPYTHONDIR": str(folder / "ipython"),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
    }


def own_environment(folder: Path) -> dict[str, str]:
    """Return an environment in which the user's home is an empty folder.

    Parameters
    ----------
    folder : pathlib.Path
        The empty folder, for nobody else to write to.
    """
    kept = {k: v for k, v in environment(folder).items() if not k.startswith("XDG_")}
    # A home that has another place hides the packages that are installed there.
    users = {"PYTHONUSERBASE": site.getuserbase()} if in_user_site() else {"PYTHONNOUSERSITE": "1"}
    return {
        **kept,
        **users,
        "HOME": str(folder),
        "USERPROFILE": str(folder),
        "PYTHONSAFEPATH": "1",
        "PYTHONPATH": os.pathsep.join(own_path()),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }


def in_user_site() -> bool:
    """Tell whether what the grader needs is installed for this user alone."""
    needed = [PACKAGE, Path(str(sys.modules["numpy"].__file__))]
    return any(path.is_relative_to(site.getusersitepackages()) for path in needed)


def own_path() -> list[str]:
    """Return the folder of this package, if Python does not look there by itself."""
    installed = PACKAGE.parent.name in ("site-packages", "dist-packages")
    return [] if installed else [str(PACKAGE.parent)]


def start_anew(arguments: Sequence[str]) -> None:
    """Replace this process by the command ``labs`` in a Python without the user's settings.

    It returns if this Python has none: no variable, no module of the current folder. What Python
    has loaded until now by such settings ends with this process.

    Parameters
    ----------
    arguments : sequence of str
        Of the command.
    """
    kept = without_settings()
    if sys.flags.safe_path and sys.flags.ignore_environment and kept == dict(os.environ):
        return
    code = f"import sys; sys.path[:0] = {own_path()!r}; "
    code += "from course_lib.grading.cli import main; sys.exit(main())"
    flags = ["-E", "-P", *([] if in_user_site() else ["-s"])]
    os.execve(sys.executable, [sys.executable, *flags, "-c", code, *arguments], kept)
