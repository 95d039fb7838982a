"""The environment in which the project's commands run notebooks: nothing that the user has set up.

A startup file with ``np.set_printoptions(precision=2)`` would be published, and fail the tests.
"""

import os
import subprocess
import sys

from course_lib.grading.learners import clean_settings
from tools.paths import ROOT

FOLDER = ROOT / ".venv" / "settings"


def environment() -> dict[str, str]:
    """Return the environment; the folder of its settings is made by those who write there."""
    made = clean_settings.environment(FOLDER)
    if not any(FOLDER.glob("matplotlib/fontlist-*")):
        # Before kernels do it, all at once and with a warning in a page.
        subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], env=made)
    return made


def use() -> None:
    """Give this process that environment, for the kernels that it starts."""
    made = environment()
    os.environ.clear()
    os.environ.update(made)
