"""Find what was handed in: notebooks in files, folders and archives, each under a name of its own.

What cannot be read is found too, with the reason: one bad file must not stop the others.
"""

import hashlib
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from course_lib.grading.learners.self_check import RejectedError
from course_lib.grading.reading.submission import MOST_BYTES

MOST_MEMBERS = 20_000
MOST_UNPACKED = 2 * 2**30
"""Bytes of an archive, unpacked: all that is read stays in memory."""
SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@+")
TOO_LARGE = (
    f"the file has more than {MOST_BYTES / 1e6:.0f} MB; clear the outputs of its cells and save it."
)
LINK = "the file is a link or a device, expected a notebook."
ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz")
PACKED = "the file is an archive inside a folder or an archive; unpack it, or name it by itself."
TOO_MANY = f"the archive has more than {MOST_MEMBERS:,} members; the others were not read."
TOO_LONG = f"the archive has more than {MOST_UNPACKED / 1e9:.0f} GB; the rest was not read."
# What Python's readers of archives raise when one is damaged or locked.
DAMAGED = (
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
)


class Found(NamedTuple):
    """One file that was handed in."""

    name: str
    """The name of its folder of results: unique, and safe on every file system."""
    place: str
    """Where it was found, for messages."""
    raw: bytes | None
    """Its bytes; None if it cannot be read."""
    why: str = ""
    """Why it cannot be read, in a sentence."""

    @property
    def key(self) -> str:
        """A hash of its bytes."""
        raw = self.why.encode() if self.raw is None else self.raw
        return hashlib.sha256(raw).hexdigest()[:16]


def find(paths: Iterable[Path]) -> list[Found]:
    """Return all notebooks in files, folders and archives (zip, tar), each with a name.

    Raises
    ------
    RejectedError
        If a path does not exist, or nothing is found.
    """
    found: list[Found] = []
    for path in paths:
        if path.is_dir():
            for file in sorted(p for p in path.rglob("*") if not p.is_dir()):
                name = file.relative_to(path)
                if (why := _fault(name)) is not None:
                    unread = Found(str(name), str(file), None, why)
                    found.append(unread if why else _read(file, str(name)))
        elif not path.is_file():
            raise RejectedError(f"there is no file or folder {path}.")
        elif path.suffix != ".ipynb" and zipfile.is_zipfile(path):
            found += _unpacked(path, _zip_members(path))
        elif path.suffix != ".ipynb" and tarfile.is_tarfile(path):
            found += _unpacked(path, _tar_members(path))
        else:
            found.append(_read(path, path.name))
    if not found:
        raise RejectedError("there is no notebook in what was named.")
    names = _names([one.name for one in found])
    return [one._replace(name=name) for one, name in zip(found, names, strict=True)]


def _read(path: Path, name: str) -> Found:
    # A link may lead to another's work, or to a file of the machine.
    if path.is_symlink() or not path.is_file():
        return Found(name, str(path), None, LINK)
    try:
        if path.stat().st_size > MOST_BYTES:
            return Found(name, str(path), None, TOO_LARGE)
        return Found(name, str(path), path.read_bytes())
    except OSError as error:
        return Found(name, str(path), None, f"the file cannot be read: {error.strerror}.")


def _hidden(path: PurePosixPath | Path) -> bool:
    named = [part for part in path.parts if part not in (".", "..")]
    return any(part.startswith((".", "__MACOSX")) for part in named)


def _fault(name: PurePosixPath | Path) -> str | None:
    """Return why a file inside something is not read, "" if it is; None if it is none of ours."""
    if _hidden(name) or not name.name.lower().endswith((".ipynb", *ARCHIVES)):
        return None
    return "" if name.suffix.lower() == ".ipynb" else PACKED


def _unpacked(path: Path, members: Iterator[tuple[str, bytes | None, str]]) -> Iterator[Found]:
    """Yield the notebooks of an archive, read in memory: nothing is unpacked to the disk."""
    left = MOST_UNPACKED
    try:
        for name, raw, why in members:
            yield Found(name, f"{path}:{name}", raw, why)
            left -= len(raw or b"")
            if left < 0:
                yield Found(path.name, str(path), None, TOO_LONG)
                return
    except DAMAGED as error:
        said = str(error).rstrip(".") or type(error).__name__
        yield Found(path.name, str(path), None, f"the archive cannot be read to its end: {said}.")


def _zip_members(path: Path) -> Iterator[tuple[str, bytes | None, str]]:
    with zipfile.ZipFile(path) as archive:
        for n, info in enumerate(archive.infolist()):
            why = None if info.is_dir() else _fault(PurePosixPath(info.filename))
            if n == MOST_MEMBERS:
                yield path.name, None, TOO_MANY
                return
            if why == "" and info.file_size <= MOST_BYTES:
                with archive.open(info) as file:
                    yield info.filename, file.read(MOST_BYTES), ""
            elif why is not None:
                yield info.filename, None, why or TOO_LARGE


def _tar_members(path: Path) -> Iterator[tuple[str, bytes | None, str]]:
    with tarfile.open(path) as tar:
        for n, member in enumerate(tar):
            why = None if member.isdir() else _fault(PurePosixPath(member.name))
            if n == MOST_MEMBERS:
                yield path.name, None, TOO_MANY
                return
            source = tar.extractfile(member) if why == "" and member.isfile() else None
            if source is not None and member.size <= MOST_BYTES:
                yield member.name, source.read(), ""
            elif why is not None:
                yield member.name, None, why or (TOO_LARGE if source is not None else LINK)
            # To reach the next member a packed archive must be unpacked up to there.
            if member.offset_data + member.size > MOST_UNPACKED:
                yield path.name, None, TOO_LONG
                return


def _names(found: Sequence[str]) -> Iterator[str]:
    """Yield a name for each: its path with the unsafe letters replaced, numbered if it repeats."""
    seen: dict[str, int] = {}
    for relative in found:
        path = PurePosixPath(relative.replace("\\", "/")).with_suffix("")
        parts = [part for part in path.parts if part not in ("..", ".", "/")]
        text = "__".join(parts)
        safe = "".join(c if c in SAFE else "_" for c in text).lstrip(".")[:100] or "submission"
        if safe != text:  # two names must not become one
            safe += "-" + hashlib.sha256(relative.encode("utf-8", "replace")).hexdigest()[:6]
        seen[safe.lower()] = seen.get(safe.lower(), 0) + 1
        yield safe if seen[safe.lower()] == 1 else f"{safe}-{seen[safe.lower()]}"
