"""Params, or a whole training, to a file and back: one ``.npz`` of plain arrays, no pickle."""

import os
import shutil
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from course_lib.parts import expect_names
from course_lib.protocol import Array, Named
from course_lib.shapes import expect_floats

# What an optimiser writes: its net's params, and what it remembers.
PARAMS, MEMORY = "params.", "memory."


class HasParams(Protocol):
    """Any layer, cell or net."""

    @property
    def params(self) -> Named:
        """The named arrays."""


class HasMemory(HasParams, Protocol):
    """An optimiser whose training can be taken up again, such as `~course_lib.Adam`."""

    def memory(self) -> dict[str, Array]:
        """Return all that the next step depends on, besides params."""

    def remember(self, memory: Mapping[str, Array], /) -> None:
        """Put back what ``memory`` returned: all of it or nothing."""


def save(path: str | PathLike[str], layer: HasParams | HasMemory) -> None:
    """Write all params of a layer to ``path``, under their names.

    The file is written beside ``path`` and then takes its place: an error in between, or a full
    disk, leaves the old file as it was.

    Parameters
    ----------
    path : str or path
        The file, written as given: nothing is added to its name.
    layer : Layer, SGD or Adam
        A layer, a cell or a net of layers. Of an optimiser its params are written and all that its
        next step depends on, so that a training goes on exactly as if it had not been interrupted.

    Raises
    ------
    OSError
        If the file cannot be written.
    ValueError
        If ``layer`` is an optimiser that does not tell its memory, or a param is not a float array.

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
    arrays = _contents("save", layer)
    for name, array in arrays.items():
        expect_floats(f"save: {name}", array, (...,))
    # A link stays a link, and what is no file (such as /dev/null) cannot be replaced.
    target = Path(path).resolve()
    if target.exists() and not target.is_file():
        with open(target, "wb") as file:
            np.savez(file, **arrays)
        return
    beside = target.with_name(f"{target.name}.{os.getpid()}.new")
    try:
        with open(beside, "wb") as file:
            np.savez(file, **arrays)
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def load(path: str | PathLike[str], layer: HasParams | HasMemory) -> None:
    """Read what `save` wrote into a layer of the same build: all of it or nothing.

    The layer's arrays are changed in place, so a net that holds the layer sees them too.

    Parameters
    ----------
    path : str or path
        The file.
    layer : Layer, SGD or Adam
        Has the names, shapes and dtypes of what was saved. An optimiser gets its net's params, its
        numbers (lr, ...) and its memory back.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ShapeError, ValueError
        If the file is damaged or holds Python objects, or if a name is missing or too many, or an
        array has another shape or dtype. Then the layer stays as it was.

    Notes
    -----
    To take up a training in a new program, load the optimiser, and give `fit` a generator in the
    state that the old one had: ``rng.bit_generator.state``.

    Examples
    --------
    >>> import tempfile
    >>> from course_lib import Adam, Dense
    >>> nets = [Dense(3, 2, np.random.default_rng(seed)) for seed in (0, 1)]
    >>> first, second = (Adam(net.params) for net in nets)
    >>> first.step({"W": np.ones((2, 3)), "b": np.ones(2)})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(f"{folder}/training.npz", first)
    ...     load(f"{folder}/training.npz", second)
    >>> second.t, np.array_equal(nets[0].params["W"], nets[1].params["W"])
    (1, True)
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
    like = _contents("load", layer)
    has, wants = (any(name.startswith(MEMORY) for name in names) for names in (arrays, like))
    if has != wants:
        kinds = ("a net", "an optimizer")
        raise ValueError(
            f"load: {path} was saved from {kinds[has]}, expected a file of {kinds[wants]}; load it "
            f"into {kinds[has]} like the one it was saved from."
        )
    if not wants:
        assign("load", layer, arrays)
        return
    expect_names("load", arrays, tuple(like))
    for name, value in like.items():
        expect_floats(f"load: {name}", arrays[name], value.shape, value.dtype)
    memory = {k.removeprefix(MEMORY): v for k, v in arrays.items() if k.startswith(MEMORY)}
    layer.remember(memory)  # type: ignore[union-attr]
    params = {k.removeprefix(PARAMS): v for k, v in arrays.items() if k.startswith(PARAMS)}
    assign("load", layer, params)


def _contents(where: str, layer: Any) -> dict[str, Any]:
    """Return the arrays of a layer or an optimiser under the names that they have in a file."""
    if hasattr(layer, "forward") or not hasattr(layer, "step"):
        return dict(layer.params)
    if not hasattr(layer, "memory"):
        raise ValueError(
            f"{where}: {type(layer).__name__} is an optimizer without memory and remember, "
            "expected a layer, SGD or Adam; its net can be saved by itself."
        )
    params = {f"{PARAMS}{name}": array for name, array in layer.params.items()}
    return {**params, **{f"{MEMORY}{name}": array for name, array in layer.memory().items()}}


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
