"""Make the project's environment in ``.venv``: Python packages by hash, then npm's for the site.

Run it with any Python 3.11-3.13; it needs nothing else. A second run with nothing changed does
nothing. ``python tools/setup.py``
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "tools" / "requirements.lock"
NPM = ROOT / "tools" / "npm"
STAMP = VENV / "setup.sha256"
NEWEST = (3, 13)


def inputs() -> str:
    """Return a hash of all that the environment is made from."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (LOCK, ROOT / "pyproject.toml", NPM / "package-lock.json", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def run(*command: str | Path, cwd: Path = ROOT) -> None:
    """Run a command and stop with its exit code if it fails."""
    env = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    code = subprocess.run([str(part) for part in command], cwd=cwd, env=env).returncode
    if code:
        sys.exit(f"setup: this command failed with exit code {code}: {' '.join(map(str, command))}")


def uv_requirement() -> str:
    """Return the lock file's lines for uv: its pin and its hashes."""
    found = re.search(r"^uv==.*?(?=^\S|\Z)", LOCK.read_text(), flags=re.MULTILINE | re.DOTALL)
    if not found:
        sys.exit(f"setup: {LOCK.name} has no line for uv; make it again with `make lock`.")
    return found.group()


def has_venv() -> bool:
    """Tell whether ``.venv`` is there, works, and is of this Python."""
    if not PYTHON.exists():
        return False
    asked = subprocess.run(
        [PYTHON, "-c", "import sys, uv; print(sys.version)"], capture_output=True, text=True
    )
    return asked.stdout.strip() == sys.version.strip()


def make_venv() -> None:
    """Make ``.venv`` anew with this Python, and uv in it."""
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if made.returncode:
        sys.exit(
            f"setup: {sys.executable} cannot make a virtual environment; on Debian or Ubuntu run "
            "`apt-get install python3-venv` first."
        )
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder, "uv.txt")
        pinned.write_text(uv_requirement())
        run(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", pinned)


def main() -> None:
    """Set up what is missing or has changed."""
    if not (3, 11) <= sys.version_info[:2] <= NEWEST:
        sys.exit(
            f"setup: this is Python {sys.version.split()[0]}, the book needs 3.11 to "
            f"{'.'.join(map(str, NEWEST))}; name one, e.g. `make book PYTHON=python3.12`."
        )
    wanted = inputs()
    if STAMP.exists() and STAMP.read_text() == wanted and PYTHON.exists():
        return
    print("setup: installing the locked packages into .venv")
    if not has_venv():
        make_venv()
    uv = (PYTHON, "-m", "uv", "pip")
    run(*uv, "sync", "--quiet", "--require-hashes", "--python", PYTHON, LOCK)
    run(
        *uv,
        "install",
        "--quiet",
        "--python",
        PYTHON,
        "--no-deps",
        "--no-build-isolation",
        "-e",
        ".",
    )
    npm = "npm.cmd" if os.name == "nt" else "npm"
    run(BIN / npm, "ci", "--no-audit", "--no-fund", "--loglevel=error", cwd=NPM)
    STAMP.write_text(wanted)
    print("setup: done")


if __name__ == "__main__":
    main()
