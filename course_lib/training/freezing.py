"""A part of the params: what an optimiser is not given stays as it is, frozen."""

from course_lib.protocol import Params


def only(params: Params, *parts: str) -> Params:
    """Return some of the params, the same arrays: an optimiser made from them freezes the others.

    Parameters
    ----------
    params : dict
        Named arrays, as ``net.params``.
    *parts : str
        Names of arrays, ``"2.W"``, or of layers: ``"2"`` stands for all names that begin with
        ``"2."``.

    Returns
    -------
    dict
        In the order of ``params``.

    Raises
    ------
    ValueError
        If a part names nothing.

    Examples
    --------
    >>> import numpy as np
    >>> params = {"0.W": np.ones((3, 2)), "0.b": np.ones(3), "2.W": np.ones((1, 3))}
    >>> list(only(params, "2", "0.b"))
    ['0.b', '2.W']
    """
    for part in parts:
        if not any(is_part(name, part) for name in params):
            known = ", ".join(map(repr, params))
            raise ValueError(f"only: {part!r} names nothing, expected some of {known}, or a layer.")
    return {name: p for name, p in params.items() if any(is_part(name, part) for part in parts)}


def is_part(name: str, part: str) -> bool:
    """Tell whether the array has this name, or is of the layer with this name."""
    return name == part or name.startswith(f"{part}.")
