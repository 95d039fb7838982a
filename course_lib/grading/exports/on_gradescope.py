"""What runs on Gradescope: grade what lies in ``submission``, write ``results/results.json``.

``python -m course_lib.grading.exports.on_gradescope FOLDER LAB [--trust]``. Where the grader itself
fails nothing is written, so that Gradescope shows a failed run and no zero.

Source: https://gradescope-autograders.readthedocs.io/en/latest/specs/ for the fields.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from course_lib.grading.reading.collect import NOTHING
from course_lib.grading.results.result import FILE, GRADED, Result, stored, write

FAULT, REJECTED = 3, 2
# What the specification has at the top of a result; `labs grade` writes more.
FIELDS = ("score", "execution_time", "output", "output_format", "visibility", "tests", "extra_data")
MANY = "There are {n} notebooks of lab {lab} in what was handed in; hand in one."


def results_json(found: Sequence[Result], lab: str) -> dict[str, Any]:
    """Return what Gradescope gets for all that a student has handed in.

    Parameters
    ----------
    found : sequence of dict
        The results of all files.
    lab : str
        The lab that was asked for.
    """
    graded = [one for one in found if one["extra_data"]["status"] == GRADED]
    if len(graded) == 1:
        whole: dict[str, Any] = dict(graded[0])
        return {name: whole[name] for name in FIELDS}
    refused = " ".join(f"{one['extra_data']['name']}: {one['output']}" for one in found)
    nothing = f"There is no notebook in what was handed in; hand in {lab}.ipynb."
    says = MANY.format(n=len(graded), lab=lab) if graded else refused or nothing
    return {"score": 0, "output": says, "output_format": "text", "visibility": "visible"}


def main(arguments: Sequence[str]) -> int:
    """Grade as Gradescope asks; return 0 when ``results.json`` is written."""
    here, lab, *options = arguments
    root = Path(here)
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "course_lib.grading", "grade", str(root / "submission")]
        command += ["--lab", lab, "--out", out, "--quiet", *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        print(done.stdout + done.stderr, end="")  # for the teacher alone
        found = [stored(path.parent) for path in sorted(Path(out).glob(f"*/{FILE}"))]
    results = [one for one in found if one is not None]
    nothing = done.returncode == REJECTED and NOTHING in done.stderr
    if not (nothing or (results and done.returncode != FAULT)):
        return 1
    made = results_json(results, lab)
    write(root / "results" / "results.json", json.dumps(made, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
