"""The files of the project: what a clone of it holds, also where there is no git."""

import os
import subprocess
from fnmatch import fnmatch
from pathlib import Path


def tracked(root: Path) -> list[Path]:
    """Return all files that git tracks or would track, in a fixed order.

    An unpacked archive has no ``.git``, and a machine may have no git: then it is all files but
    those that ``.gitignore`` names, which has names and no paths.
    """
    return sorted(path for path in by_git(root) or by_name(root) if path.is_file())


def by_git(root: Path) -> list[Path]:
    """Return the files that git lists, none if it cannot."""
    if not (root / ".git").exists():
        return []
    # Ended by zeros, names are as they are: else git writes those that are not ASCII in quotes.
    listing = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(listing, cwd=root, capture_output=True).stdout
    except FileNotFoundError:
        return []
    return [root / os.fsdecode(name) for name in listed.split(b"\0") if name]


def by_name(root: Path) -> list[Path]:
    """Return all files below a folder but those with a name that ``.gitignore`` has."""
    lines = (root / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = [".git", *(line.strip("/") for line in lines if line)]
    found: list[Path] = []
    for folder, folders, files in os.walk(root):
        folders[:] = [n for n in folders if not any(fnmatch(n, pattern) for pattern in ignored)]
        found += [
            Path(folder, n) for n in files if not any(fnmatch(n, pattern) for pattern in ignored)
        ]
    return found
