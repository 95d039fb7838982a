"""Folders for the time of a run, which a later run removes if their owner was killed.

Each has a lock, held as long as its owner lives: the system lets go of it however that ends. So a
folder whose lock is free belongs to nobody. Source: the manual page flock(2).
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX, LOCK = "labs-", ".lock"


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder of one's own, readable by its owner alone, and remove it in the end.

    Folders that killed runs have left are removed too.
    """
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        with (folder / f"{LOCK}.new").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # Under this name it is never seen unlocked while its owner lives.
            os.rename(lock.name, folder / LOCK)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove the folders of this user whose owners have ended."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if folder.lstat().st_uid == os.getuid() and _is_free(folder / LOCK):
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue  # it is gone, or another's


def _is_free(path: Path) -> bool:
    # Only what has a lock was made here.
    with path.open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
