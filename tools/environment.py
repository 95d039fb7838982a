"""Fill ``.venv``: Python packages by hash, then npm's for the site. ``setup.py`` runs this.

It needs Python and nothing else. A second run with nothing changed does nothing.
"""

import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "tools" / "requirements.lock"
NPM = ROOT / "tools" / "npm"
STAMP = VENV / "setup.sha256"
PLACE = VENV / "made-in.txt"
# The settings of the three installers that say how to reach packages. The others, such as PIP_USER
# or PIP_TARGET, would put them elsewhere, or choose others.
INSTALLERS = ("PIP_", "UV_", "NPM_CONFIG_")
REACHING = re.compile(
    "INDEX|FIND_LINKS|REGISTRY|AUTH|HOST|CERT|CAFILE|SSL|TLS|PROXY|TIMEOUT|RETRIES|KEYRING|OFFLINE"
    "|CACHE|CONFIG_FILE|USERCONFIG|GLOBALCONFIG|CONCURRENT|LINK_MODE"
)


def inputs() -> str:
    """Return a hash of all that the environment is made from, and of its place."""
    digest = hashlib.sha256(f"{sys.version} {VENV}".encode())
    for path in (LOCK, ROOT / "pyproject.toml", NPM / "package-lock.json", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def home() -> dict[str, str]:
    """Return a home in ``.venv`` for a user without one, as with `docker run --user`."""
    if os.access(os.path.expanduser("~"), os.W_OK):
        return {}
    folder = VENV / "home"
    folder.mkdir(parents=True, exist_ok=True)
    return {"HOME": str(folder)}


def settings() -> dict[str, str]:
    """Return the environment for the installers, clean of what would lead them elsewhere."""

    def kept(name: str) -> bool:
        name = name.upper()
        is_setting = name.startswith(INSTALLERS)
        return not name.startswith("PYTHON") and (not is_setting or bool(REACHING.search(name)))

    env = {name: value for name, value in os.environ.items() if kept(name)}
    return env | home() | {"PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def run(*command: str | Path, cwd: Path = ROOT) -> None:
    """Run a command and stop with its exit code if it fails."""
    code = subprocess.run([str(part) for part in command], cwd=cwd, env=settings()).returncode
    if code:
        sys.exit(f"setup: this command failed with exit code {code}: {' '.join(map(str, command))}")


def uv_requirement() -> str:
    """Return the lock file's lines for uv: its pin and its hashes."""
    found = re.search(r"^uv==.*?(?=^\S|\Z)", LOCK.read_text(), flags=re.MULTILINE | re.DOTALL)
    if not found:
        sys.exit(f"setup: {LOCK.name} has no line for uv; make it again with `make lock`.")
    return found.group()


def in_place() -> bool:
    """Tell whether ``.venv`` was made where it is. Its programs and the library lead there."""
    return PLACE.is_file() and PLACE.read_text(encoding="utf-8") == str(VENV)


def require() -> None:
    """Stop a tool that runs in a ``.venv`` which came here with a copied or moved folder."""
    if Path(sys.prefix) == VENV and not in_place():
        sys.exit(
            "setup: .venv was made in another folder and leads there; run `make setup` (or "
            "`python3 tools/setup.py`), which makes it again."
        )


def has_venv() -> bool:
    """Tell whether ``.venv`` is there, works, and is of this Python and of this place."""
    if not (PYTHON.exists() and in_place()):
        return False
    asked = subprocess.run(
        [PYTHON, "-I", "-c", "import sys, uv; print(sys.version)"], capture_output=True, text=True
    )
    return asked.stdout.strip() == sys.version.strip()


def make_venv() -> None:
    """Make ``.venv`` anew with this Python, and uv in it."""
    if not importlib.util.find_spec("ensurepip"):
        sys.exit(
            f"setup: {sys.executable} cannot make a virtual environment; on Debian or Ubuntu run "
            "`apt-get install python3-venv` first."
        )
    venv.create(VENV, clear=True, with_pip=True, symlinks=os.name != "nt")
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder, "uv.txt")
        pinned.write_text(uv_requirement())
        # A user's pip.conf may lead elsewhere too.
        here = ("--no-user", "--target=", "--disable-pip-version-check")
        pip = (PYTHON, "-I", "-m", "pip", "install", "--quiet", "--require-hashes")
        run(*pip, *here, "-r", pinned)
    PLACE.write_text(str(VENV), encoding="utf-8")


def fill() -> None:
    """Set up what is missing or has changed."""
    wanted = inputs()
    if STAMP.exists() and STAMP.read_text() == wanted and PYTHON.exists():
        return
    print("setup: installing the locked packages into .venv", flush=True)
    if not has_venv():
        make_venv()
    uv = (PYTHON, "-I", "-m", "uv", "pip")
    run(*uv, "sync", "--quiet", "--require-hashes", "--python", PYTHON, LOCK)
    own = ("--no-deps", "--no-build-isolation", "-e", ".")
    run(*uv, "install", "--quiet", "--python", PYTHON, *own)
    npm = "npm.cmd" if os.name == "nt" else "npm"
    quiet = ("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
    run(BIN / npm, "ci", *quiet, cwd=NPM)
    STAMP.write_text(wanted)
    print("setup: done")


def main() -> None:
    """Set up, and say in a sentence what stands in the way."""
    try:
        fill()
    except KeyboardInterrupt:
        sys.exit("\nsetup: stopped; the same command goes on from here.")
    except OSError as error:
        sys.exit(
            f"setup: {error.filename or VENV} cannot be written ({error.strerror}); the project "
            "must be in a folder where you may write."
        )
    except subprocess.CalledProcessError as error:
        said = (error.output or b"").decode(errors="replace").strip()
        sys.exit(f"setup: {sys.executable} cannot make a virtual environment:\n{said}")


if __name__ == "__main__":
    main()
