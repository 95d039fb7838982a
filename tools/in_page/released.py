"""Pyodide's released files: npm's lock pins its core, and its own lock file names each wheel.

A wheel may come from anywhere, a folder of this machine or the mirror that Pyodide publishes to:
what counts is that its bytes have the sha256 of that lock file.
"""

import hashlib
import json
import os
import sys
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tools.paths import NPM, ROOT

PYODIDE = NPM / "node_modules" / "pyodide"
CACHE = ROOT / ".pyodide"
CORE = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
WANTED = ("numpy", "matplotlib")
# Matplotlib's wheel asks for them, and no page does: fonts for PDF, a backend that draws into the
# document, and time zones.
LEFT_OUT = {"fonttools", "matplotlib-pyodide", "pytz"}
MIRROR = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{name}"
SECONDS = 20

Fetch = Callable[[str], bytes]


class MissingError(OSError):
    """A file of Pyodide is nowhere to be had; the text says which."""


class ChangedError(ValueError):
    """A file is not the released one; the text says which and where it is from."""


def locked(npm: Path = PYODIDE) -> dict[str, Any]:
    """Return Pyodide's own lock file.

    Raises
    ------
    MissingError
        If npm has not brought Pyodide.
    """
    try:
        lock: dict[str, Any] = json.loads((npm / "pyodide-lock.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MissingError("pyodide: npm has not brought it; run `make setup`.") from None
    return lock


def canonical(name: str) -> str:
    """Return a package's name as locks compare it.

    >>> canonical("python_Dateutil")
    'python-dateutil'
    """
    return name.lower().replace("_", "-")


def wanted(lock: dict[str, Any], packages: Sequence[str] = WANTED) -> dict[str, dict[str, Any]]:
    """Return the lock's entries of some packages and of all that they need and pages use."""
    kept: dict[str, dict[str, Any]] = {}
    todo = list(packages)
    while todo:
        name = canonical(todo.pop())
        if name not in kept:
            entry = lock["packages"][name]
            depends = [d for d in map(canonical, entry["depends"]) if d not in LEFT_OUT]
            kept[name] = entry | {"depends": depends}
            todo += depends
    return dict(sorted(kept.items()))


def from_web(address: str) -> bytes:
    """Return what an address answers."""
    with urllib.request.urlopen(address, timeout=SECONDS) as answer:
        found: bytes = answer.read()
    return found


def bring(
    entry: dict[str, Any], version: str, folders: Sequence[Path], fetch: Fetch = from_web
) -> bytes:
    """Return a released wheel: from the first folder that has it, else from the mirror.

    Parameters
    ----------
    entry : dict
        The wheel's entry in Pyodide's lock file.
    version : str
        Pyodide's version, part of the mirror's addresses.
    folders : sequence of pathlib.Path
        Where to look first.
    fetch : callable, optional
        Returns what an address answers, or raises OSError.

    Raises
    ------
    ChangedError
        If the bytes are not the released ones.
    MissingError
        If no folder has it and the mirror does not answer.
    """
    name = entry["file_name"]
    place: Path | str | None = next((f / name for f in folders if (f / name).is_file()), None)
    try:
        if isinstance(place, Path):
            data = place.read_bytes()
        else:
            place = MIRROR.format(version=version, name=name)
            data = fetch(place)
    except OSError as error:
        raise MissingError(f"pyodide: {name} is nowhere to be had ({error}).") from None
    found = hashlib.sha256(data).hexdigest()
    if found != entry["sha256"]:
        raise ChangedError(
            f"pyodide: {place} is not the released file: its sha256 is {found}, expected "
            f"{entry['sha256']}."
        )
    return data


def folders() -> list[Path]:
    """Return where wheels may lie: the folder of ``PYODIDE_FILES``, then the project's own."""
    named = os.environ.get("PYODIDE_FILES")
    return [*([Path(named)] if named else []), CACHE]


def wheels(places: Sequence[Path], fetch: Fetch = from_web) -> dict[str, bytes]:
    """Return all wheels that pages need, by their file's name, and keep what the web has given."""
    lock = locked()
    found = {}
    for entry in wanted(lock).values():
        name = entry["file_name"]
        found[name] = bring(entry, lock["info"]["version"], places, fetch)
        if not any((folder / name).is_file() for folder in places):
            CACHE.mkdir(parents=True, exist_ok=True)
            (CACHE / name).write_bytes(found[name])
    return found


def main() -> None:
    """Bring all wheels, and say how many there are."""
    try:
        found = wheels(folders())
    except (MissingError, ChangedError) as error:
        sys.exit(str(error))
    size = sum(map(len, found.values())) / 1e6
    print(f"pyodide: {len(found)} wheels as released, {size:.1f} MB")


if __name__ == "__main__":
    main()
