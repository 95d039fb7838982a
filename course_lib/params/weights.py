"""Params to a file and back: one ``.npz`` of plain arrays, no pickle."""

from collections.abc import Mapping
from os import PathLike
from typing import Any, Protocol

import numpy as np

from course_lib.protocol import Array, Params
from course_lib.shapes import expect_floats


class HasParams(Protocol):
    """Any layer, cell or net."""

    params: Params


def save(path: str | PathLike[str], layer: HasParams) -> None:
    """Write all params of a layer to ``path``, under their names.

    Parameters
    ----------
    path : str or path
        The file, written as given: nothing is added to its name.
    layer : Layer
        A layer, a cell or a net of layers.

    Raises
    ------
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from course_lib import Dense
    >>> first, second = (Dense(3, 2, np.random.default_rng(seed)) for seed in (0, 1))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(f"{folder}/dense.npz", first)
    ...     load(f"{folder}/dense.npz", second)
    >>> np.array_equal(first.params["W"], second.params["W"])
    True
    """
    arrays: dict[str, Any] = dict(layer.params)
    with open(path, "wb") as file:
        np.savez(file, **arrays)


def load(path: str | PathLike[str], layer: HasParams) -> None:
    """Read params that `save` wrote into a layer of the same build: all of them or none.

    The layer's arrays are changed in place, so a net that holds the layer sees them too.

    Parameters
    ----------
    path : str or path
        The file.
    layer : Layer
        Has the names, shapes and dtypes of what was saved.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ShapeError, ValueError
        If the file is damaged or holds Python objects, or if a name is missing or too many, or an
        array has another shape or dtype. Then the layer stays as it was.

    Examples
    --------
    >>> import tempfile
    >>> from course_lib import Dense
    >>> layer = Dense(3, 2, np.random.default_rng(0))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(f"{folder}/dense.npz", layer)
    ...     layer.params["W"][:] = 0.0
    ...     load(f"{folder}/dense.npz", layer)
    >>> bool(layer.params["W"].any())
    True
    """
    # The file is opened here, so that it is closed whatever NumPy finds in it.
    with open(path, "rb") as file:
        try:
            with np.load(file, allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
        except Exception:  # zipfile, zlib and NumPy have many names for a damaged file
            raise ValueError(
                f"load: {path} is no readable .npz file of arrays, expected one that save wrote."
            ) from None
    assign("load", layer, arrays)


def assign(where: str, layer: HasParams, arrays: Mapping[str, Array]) -> None:
    """Copy ``arrays`` into the params of a layer: all of them or none.

    Parameters
    ----------
    where : str
        Begins the message of an error.
    layer : Layer
        Its params are changed in place.
    arrays : mapping of str to numpy.ndarray
        One array for each name of ``layer.params``.

    Raises
    ------
    ShapeError, ValueError
        If a name is missing or too many, or an array has another shape or dtype.

    Examples
    --------
    >>> from course_lib import Dense
    >>> dense = Dense(3, 2, np.random.default_rng(0))
    >>> assign("assign", dense, {"W": np.zeros((2, 3))})
    Traceback (most recent call last):
    ValueError: assign: 'b' is missing, expected the names 'W', 'b'.
    """
    expect_names(where, arrays, tuple(layer.params))
    for name, value in layer.params.items():
        expect_floats(f"{where}: {name}", arrays[name], value.shape, value.dtype)
    for name, value in layer.params.items():
        value[...] = arrays[name]


def expect_names(where: str, arrays: Mapping[str, Any], names: tuple[str, ...]) -> None:
    """Check that the names are these, in any order.

    Raises
    ------
    ValueError
        If one is missing or too many.
    """
    expected = f"expected the names {', '.join(map(repr, names))}"
    for name in names:
        if name not in arrays:
            raise ValueError(f"{where}: {name!r} is missing, {expected}.")
    for name in arrays:
        if name not in names:
            raise ValueError(f"{where}: {name!r} is unknown, {expected}.")
