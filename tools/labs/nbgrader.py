"""Try our labs in nbgrader, the grader that many courses have. ``python -m tools.labs.nbgrader``.

nbgrader is wanted for this alone, so it gets an environment of its own, in ``.venv/nbgrader``. In a
course tree made of our source notebooks three of its commands are run: ``validate`` on the
solution, ``generate_assignment``, and ``autograde`` on the solution, which must get all points, and
on what learners get, which must get none.
"""

import csv
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from tools.paths import ROOT

SOURCE = ROOT / "labs" / "source"
VENV = ROOT / ".venv" / "nbgrader"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "installed.txt"
# jsonschema finds it in there and builds a grammar with it, which takes seconds at each start.
UNWANTED = "rfc3987-syntax"
PACKAGES = ["nbgrader==0.9.5", "ipykernel>=6", f"numpy=={version('numpy')}", "tqdm>=4.66"]


def install() -> None:
    """Make the environment, unless it is there."""
    wanted = "\n".join([sys.version, *PACKAGES, f"without {UNWANTED}"])
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    print(f"nbgrader: installing {PACKAGES[0]} into .venv/nbgrader", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    for what in (["install", *PACKAGES], ["uninstall", UNWANTED]):
        command = [sys.executable, "-m", "uv", "pip", what[0], "--quiet", "--python", str(PYTHON)]
        done = subprocess.run([*command, *what[1:]], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"nbgrader: it cannot be installed on this machine:\n{done.stderr.strip()}")
    STAMP.write_text(wanted)


def settings(course: Path) -> dict[str, str]:
    """Return the variables of its commands: our library, one thread, no settings of the user."""
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    own = {"PYTHONPATH": str(ROOT), "JUPYTER_PREFER_ENV_PATH": "1", "IPYTHONDIR": str(course)}
    # It calls programs of its environment by their names.
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    return os.environ | threads | own | {"PATH": path, "JUPYTER_CONFIG_DIR": str(course / "conf")}


def nbgrader(course: Path, *arguments: str) -> str:
    """Run one command in a course tree; return what it says, end if it fails."""
    done = subprocess.run(
        [PYTHON, "-m", "nbgrader", *arguments],
        cwd=course,
        env=settings(course),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        sys.exit(f"nbgrader {' '.join(arguments)} failed:\n{done.stdout[-3000:]}")
    return done.stdout


def make_course(course: Path, lab: str) -> None:
    """Write a course tree with one lab, and let nbgrader make the assignment from it."""
    (course / "source" / lab).mkdir(parents=True)
    shutil.copy(SOURCE / f"{lab}.ipynb", course / "source" / lab)
    (course / "nbgrader_config.py").write_text('get_config().CourseDirectory.course_id = "x"\n')
    nbgrader(course, "generate_assignment", lab)


def hand_in(course: Path, lab: str, learner: str, raw: bytes) -> None:
    """Put a notebook where nbgrader looks for it."""
    folder = course / "submitted" / learner / lab
    folder.mkdir(parents=True)
    (folder / f"{lab}.ipynb").write_bytes(raw)


def scores(course: Path, lab: str) -> dict[str, tuple[float, float]]:
    """Return the points of each learner, and how many there are."""
    nbgrader(course, "export", "--to", "grades.csv")
    with (course / "grades.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["assignment"] == lab]
    return {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in rows}


def check(lab: str) -> list[str]:
    """Return what nbgrader does not do with a lab as it should."""
    found = []
    with tempfile.TemporaryDirectory(prefix="nbgrader-") as name:
        course = Path(name)
        said = nbgrader(course, "validate", str(SOURCE / f"{lab}.ipynb"))
        if "Success!" not in said:
            found.append(f"validate says {said.strip()[-300:]}")
        make_course(course, lab)
        released = (course / "release" / lab / f"{lab}.ipynb").read_bytes()
        for word in (b"BEGIN SOLUTION", b"HIDDEN TESTS", b"hidden=True"):
            if word in released:
                found.append(f"generate_assignment leaves {word.decode()}")
        hand_in(course, lab, "solved", (SOURCE / f"{lab}.ipynb").read_bytes())
        hand_in(course, lab, "ours", (ROOT / "labs" / f"{lab}.ipynb").read_bytes())
        hand_in(course, lab, "theirs", released)
        nbgrader(course, "autograde", lab)
        points = scores(course, lab)
    print(f"nbgrader: {lab}: {points}")
    most = points["solved"][1]
    wanted = {"solved": (most, most), "ours": (0.0, most), "theirs": (0.0, most)}
    return found if points == wanted else [*found, f"autograde gives {points}, expected {wanted}"]


def main() -> None:
    """Check the labs that are named, else all."""
    install()
    names = sys.argv[1:] or sorted(path.stem for path in SOURCE.glob("*.ipynb"))
    found = [f"{lab}: {fault}" for lab in names for fault in check(lab)]
    if found:
        sys.exit("\n".join(["nbgrader does not take our labs as it should:", *found]))
    print(f"nbgrader: {', '.join(names)}: taken, all points for the solution, none for the stubs")


if __name__ == "__main__":
    main()
