"""Build the book into ``_build/html``, check its pages and say how to open it.

Run it with the environment's Python: ``.venv/bin/python -m tools.build``. A second run with
nothing changed only checks the pages.
"""

import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from tools import children, settings
from tools.environment import home, require
from tools.in_page import assemble
from tools.paths import BUILD, ROOT, SITE
from tools.site import pages

LOG = BUILD / "build.log"
PROGRAMS = Path(sys.executable).parent
# What a page's outputs depend on beside its own cells.
PACKAGES = ("numpy", "matplotlib", "ipykernel", "myst-nb")
ANSI = re.compile(r"\x1b\[[\d;]*m")
IGNORED = {"__pycache__", ".ipynb_checkpoints", "node_modules"}


def files(*folders: Path) -> list[Path]:
    """Return the files below some folders (or the files themselves) in a fixed order."""
    found: list[Path] = []
    for folder in folders:
        found += [folder] if folder.is_file() else folder.rglob("*")
    return sorted(path for path in found if path.is_file() and not IGNORED & set(path.parts))


def digest(paths: Iterable[Path], *words: str) -> str:
    """Return a hash of some files' names and contents and of some words."""
    total = hashlib.sha256("\0".join(words).encode())
    for path in paths:
        total.update(path.relative_to(ROOT).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def stamps(runs: bool) -> dict[str, str]:
    """Return a hash for each kind of input.

    ``library``: what the cells compute with; ``machinery``: what turns outputs into pages, and
    whether these run in a browser; ``text``: the pages themselves.
    """
    static = ROOT / "course_lib" / "widgets" / "static"
    library = [path for path in files(ROOT / "course_lib") if static not in path.parents]
    versions = [f"{name} {importlib.metadata.version(name)}" for name in PACKAGES]
    machinery = files(static, ROOT / "tools", ROOT / "_config.yml", ROOT / "_toc.yml")
    return {
        "library": digest(library, sys.version, *versions),
        "machinery": digest(machinery, *(["runs"] if runs else [])),
        "text": digest(files(ROOT / "chapters", ROOT / "labs")),
    }


def known(kind: str) -> str:
    """Return the hash that the last good build left."""
    stamp = BUILD / f"{kind}.sha256"
    return stamp.read_text() if stamp.is_file() else ""


def remember(stamps: dict[str, str]) -> None:
    """Write the hashes that a later build compares with."""
    try:
        BUILD.mkdir(exist_ok=True)
        for kind, stamp in stamps.items():
            (BUILD / f"{kind}.sha256").write_text(stamp)
    except OSError as error:
        sys.exit(f"build: {error.filename} cannot be written ({error.strerror}).")


def distrust() -> None:
    """Let the next build make all pages anew: Sphinx warns of a page only when it reads it."""
    for kind in ("machinery", "text"):
        (BUILD / f"{kind}.sha256").unlink(missing_ok=True)


def forget(wanted: dict[str, str]) -> None:
    """Remove what an earlier build left that is no longer true.

    jupyter-cache sees only a page's own cells, and Sphinx only a page's own file: so the cells'
    outputs go when the library changed, and the pages when that or the machinery did.
    """
    if known("library") != wanted["library"]:
        shutil.rmtree(BUILD, ignore_errors=True)
    elif known("machinery") != wanted["machinery"]:
        for name in ("html", ".doctrees", "jupyter_execute"):
            shutil.rmtree(BUILD / name, ignore_errors=True)


def program(name: str) -> str:
    """Return the path of a program of this Python's environment."""
    found = shutil.which(name, path=str(PROGRAMS))
    if not found:
        sys.exit(
            f"build: there is no {name} in {PROGRAMS}; run `python tools/setup.py`, then this "
            "with the Python of `.venv`."
        )
    return found


def environment() -> dict[str, str]:
    """Return the environment for Jupyter Book."""
    return {
        # Small trainings are slower, not faster, with several threads on a shared machine.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        **settings.environment(),
        **home(),
        # Node comes from the environment too, also where the machine has none.
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONUTF8": "1",
        # Moving figures draw their frames only when this is set.
        "COURSE_BUILD": "1",
    }


def jupyter_book() -> None:
    """Run all cells, then Jupyter Book; keep its output in a file, and stop with it if it fails."""
    # Warnings fail the build (-W), after all of them are shown (--keep-going).
    options = ("build", str(ROOT), "-q", "-W", "-n", "--keep-going")
    # What fails here, Jupyter Book runs again, and says why.
    first, nowhere = [sys.executable, "-m", "tools.site.execute"], subprocess.DEVNULL
    children.run(first, cwd=ROOT, env=environment(), stdout=nowhere, stderr=nowhere)
    with LOG.open("w", encoding="utf-8") as log:
        book = [program("jupyter-book"), *options]
        told = subprocess.STDOUT
        code = children.run(book, cwd=ROOT, env=environment(), stdout=log, stderr=told)
    if code:
        print(ANSI.sub("", LOG.read_text(encoding="utf-8")), file=sys.stderr)
        sys.exit(f"build: the book does not build; its output is above and in {LOG}.")


def main() -> None:
    """Build the book, and say in a sentence if somebody stops it."""
    require()
    with children.stoppable("build"):
        make()


def make() -> None:
    """Build what changed, check the pages, and say where they are."""
    start = time.monotonic()
    wheels = assemble.bring()
    wanted = stamps(bool(wheels))
    changed = [kind for kind, stamp in wanted.items() if known(kind) != stamp]
    if not changed and not SITE.is_dir():
        changed = ["site"]
    if changed:
        print(f"build: building the book ({', '.join(changed)} changed)", flush=True)
        forget(wanted)
        # The outputs that a build keeps are good even if the build fails later; its pages are not.
        remember({"library": wanted["library"]})
        distrust()
        assemble.put(wheels)
        jupyter_book()
    problems = pages.check(SITE, ROOT / "_toc.yml")
    if problems:
        distrust()
        sys.exit("\n".join(["build: these pages are not right:", *problems]))
    remember(wanted)
    print(f"build: {'built' if changed else 'nothing changed'}, {time.monotonic() - start:.1f} s")
    print(f"  the site:  {SITE / 'index.html'}")
    print("  to open it: `make serve` (or `python -m tools.serve`), then http://127.0.0.1:8000/")


if __name__ == "__main__":
    main()
