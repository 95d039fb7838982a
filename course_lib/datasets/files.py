"""Read a data file that is shipped in ``course_lib/data``, and say clearly when it cannot be."""

import hashlib
import io
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
import numpy.typing as npt

FOLDER: Traversable = resources.files("course_lib") / "data"
REPAIR = (
    "restore it in a clone with `git checkout -- course_lib/data`, else install the package again "
    "(pip install --force-reinstall --no-deps, and the folder or archive it came from)."
)


class DatasetError(OSError):
    """A data file of the package is missing or damaged."""


def read_arrays(where: str, name: str, sha256: str) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of one ``.npz`` file by name.

    Parameters
    ----------
    where : str
        Who asks, for the message: ``"mnist5k"``.
    name : str
        The file in ``course_lib/data``.
    sha256 : str
        Its SHA-256. A changed byte would else be a changed picture that nobody sees.

    Raises
    ------
    DatasetError
        If the file is missing, or is not the one that the SHA-256 belongs to.

    Examples
    --------
    >>> read_arrays("letters", "letters.npz", "0" * 64)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    course_lib.datasets.files.DatasetError: letters: the file ...letters.npz is missing; ...
    """
    file = FOLDER / name
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise DatasetError(f"{where}: the file {file} is missing; {REPAIR}") from None
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise DatasetError(
            f"{where}: the file {file} is damaged, its SHA-256 is {found[:8]}..., expected "
            f"{sha256[:8]}...; {REPAIR}"
        )
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)
