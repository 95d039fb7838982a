"""Find what was handed in: notebooks in files, folders and archives, each under a name of its own.

What cannot be read is found too, with the reason: one bad file must not stop the others.
"""

import contextlib
import hashlib
import lzma
import os
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from course_lib.grading.learners.self_check import RejectedError
from course_lib.grading.reading.submission import MOST_BYTES

MOST_MEMBERS = 20_000
MOST_UNPACKED = 2 * 2**30
"""Bytes of an archive, unpacked: all that is read stays in memory."""
SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@+")
# Names that Windows keeps for its devices, with any ending.
DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}
NOTHING = "there is no notebook in what was named."
TOO_LARGE = (
    f"the file has more than {MOST_BYTES / 1e6:.0f} MB; clear the outputs of its cells and save it."
)
LINK = "the file is a link or a device, expected a notebook."
ARCHIVES = (".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar")
# How files of these kinds begin, whatever they are named.
BEGINNINGS = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"Rar!",
)
UNREADABLE = (
    "the archive cannot be read: it is cut off, damaged, or of another kind than zip and tar; "
    "pack the notebooks again, as zip."
)
DAMAGED_MEMBER = "the file is damaged in its archive: {}."
CUT_OFF = "the archive cannot be read to its end: {}."
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
    path: str = ""
    """Its path in what was named: folders often have the names of students."""

    @property
    def key(self) -> str:
        """A hash of its bytes."""
        raw = self.why.encode() if self.raw is None else self.raw
        return hashlib.sha256(raw).hexdigest()[:16]


def find(paths: Iterable[Path], taken: Iterable[str] = ()) -> list[Found]:
    """Return all notebooks in files, folders and archives (zip, tar), each with a name.

    Parameters
    ----------
    paths : iterable of pathlib.Path
        What was named.
    taken : iterable of str
        Names that no submission gets: files of the class that stand beside their folders.

    Raises
    ------
    RejectedError
        If a path does not exist, or nothing is found.
    """
    found: list[Found] = []
    for path in paths:
        if path.is_dir():
            found += _in_folder(path)
        elif not path.is_file():
            raise RejectedError(f"there is no file or folder {path}.")
        else:
            found += _in_file(path)
    if not found:
        raise RejectedError(NOTHING)
    names = _names([one.name for one in found], taken)
    return [one._replace(name=name, path=one.name) for one, name in zip(found, names, strict=True)]


def _in_folder(folder: Path) -> Iterator[Found]:
    faults: list[OSError] = []
    files = [
        Path(place, name)
        for place, _, names in os.walk(folder, onerror=faults.append)
        for name in names
    ]
    for fault in faults:
        place = Path(str(fault.filename))
        said = f"the folder cannot be read: {fault.strerror}."
        yield Found(str(place.relative_to(folder)), str(place), None, said)
    for file in sorted(files):
        name = file.relative_to(folder)
        if (why := _fault(str(name))) is not None:
            yield Found(str(name), str(file), None, why) if why else _read(file, str(name))


def _in_file(path: Path) -> Iterable[Found]:
    if path.suffix.lower() == ".ipynb":
        return [_read(path, path.name)]
    packed = path.name.lower().endswith(ARCHIVES)
    with contextlib.suppress(*DAMAGED):
        with path.open("rb") as file:
            packed |= file.read(8).startswith(BEGINNINGS)
        if zipfile.is_zipfile(path):
            return _unpacked(path, _zip_members(path))
        if tarfile.is_tarfile(path):
            return _unpacked(path, _tar_members(path))
    plain = _read(path, path.name)
    return [plain._replace(raw=None, why=UNREADABLE) if packed and not plain.why else plain]


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


def _fault(name: str) -> str | None:
    """Return why a file inside something is not read, "" if it is; None if it is none of ours."""
    path = PurePosixPath(name.replace("\\", "/"))  # a zip from Windows may have either
    parts = [part for part in path.parts if part not in (".", "..")]
    hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
    if hidden or not path.name.lower().endswith((".ipynb", *ARCHIVES)):
        return None
    return "" if path.suffix.lower() == ".ipynb" else PACKED


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
        yield Found(path.name, str(path), None, CUT_OFF.format(_said(error)))


def _said(error: BaseException) -> str:
    return str(error).rstrip(".") or type(error).__name__


def _zip_members(path: Path) -> Iterator[tuple[str, bytes | None, str]]:
    member: tuple[bytes | None, str]
    with zipfile.ZipFile(path) as archive:
        for n, info in enumerate(archive.infolist()):
            why = None if info.is_dir() else _fault(info.filename)
            if n == MOST_MEMBERS:
                yield path.name, None, TOO_MANY
                return
            if why == "" and info.file_size <= MOST_BYTES:
                # One damaged or locked member must not take the others with it.
                try:
                    with archive.open(info) as file:
                        member = file.read(MOST_BYTES), ""
                except DAMAGED as error:
                    member = None, DAMAGED_MEMBER.format(_said(error))
                yield info.filename, *member
            elif why is not None:
                yield info.filename, None, why or TOO_LARGE


def _tar_members(path: Path) -> Iterator[tuple[str, bytes | None, str]]:
    n, read = 0, 0
    fault: BaseException | None = None
    # Where a header is damaged, the second time is to find the members behind it.
    for skip in (False, True):
        try:
            with tarfile.open(path, ignore_zeros=skip) as tar:
                for member in tar:
                    if skip and member.offset < read:
                        continue
                    read = member.offset + 1
                    if n == MOST_MEMBERS:
                        yield path.name, None, TOO_MANY
                        return
                    n += 1
                    yield from _tar_member(tar, member)
                    # To reach the next one a packed archive must be unpacked up to there.
                    if member.offset_data + member.size > MOST_UNPACKED:
                        yield path.name, None, TOO_LONG
                        return
                # The reader stops at a damaged header as if it were the end.
                tar.fileobj.seek(tar.offset)
                if any(tar.fileobj.read(tarfile.BLOCKSIZE)):
                    raise tarfile.ReadError("a header is damaged")
        except DAMAGED as error:
            fault = fault or error
        if fault is None:
            return
    assert fault is not None
    raise fault


def _tar_member(
    tar: tarfile.TarFile, member: tarfile.TarInfo
) -> Iterator[tuple[str, bytes | None, str]]:
    why = None if member.isdir() else _fault(member.name)
    source = tar.extractfile(member) if why == "" and member.isfile() else None
    if source is not None and member.size <= MOST_BYTES:
        try:
            yield member.name, source.read(), ""
        except tarfile.ReadError as error:
            yield member.name, None, DAMAGED_MEMBER.format(_said(error))
    elif why is not None:
        yield member.name, None, why or (TOO_LARGE if source is not None else LINK)


def _names(found: Sequence[str], taken: Iterable[str]) -> list[str]:
    """Return a name for each: its path with the unsafe letters replaced, numbered if it repeats.

    A name that only one file has is kept. Upper and lower case count as equal, for the sake of file
    systems that do not tell them apart, and a made name is as good as one that was there.
    """
    safe = [_safe(relative) for relative in found]
    never = DEVICES | {name.lower() for name in taken}
    theirs = {name.lower() for name in safe}
    used: set[str] = set()
    tried: Counter[str] = Counter()
    names = []
    for name in safe:
        low, made = name.lower(), name
        if low in never or low in used:
            while any(made.lower() in those for those in (never, used, theirs)):
                tried[low] += 1
                made = f"{name}-{tried[low] + 1}"
        used.add(made.lower())
        names.append(made)
    return names


def _safe(relative: str) -> str:
    path = PurePosixPath(relative.replace("\\", "/"))
    parts = [part for part in path.parts if part not in ("..", ".", "/")]
    parts[-1:] = [PurePosixPath(part).stem for part in parts[-1:]]
    text = "__".join(parts)
    safe = "".join(c if c in SAFE else "_" for c in text).strip(".")[:100] or "submission"
    if safe != text:  # two names must not become one
        safe += "-" + hashlib.sha256(relative.encode("utf-8", "replace")).hexdigest()[:6]
    return safe
