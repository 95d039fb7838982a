"""Compare a result with the right one: its structure, its shapes, its numbers."""

from typing import Any

import numpy as np

NUMBER = (int, float, complex)


def leaves(value: Any, names: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the parts of a result by their names; a single value has the name "".

    Examples
    --------
    >>> leaves((1.0, {"W": 2.0}), ("loss", "grads"))
    {'loss': 1.0, "grads['W']": 2.0}
    """
    found: dict[str, Any] = {}

    def walk(part: Any, path: str, names: tuple[str, ...]) -> None:
        if isinstance(part, dict):
            for key, inner in part.items():
                walk(inner, f"{path}[{key!r}]", ())
        elif isinstance(part, tuple | list):
            for i, inner in enumerate(part):
                walk(inner, names[i] if i < len(names) else f"{path}[{i}]", ())
        else:
            found[path] = part

    walk(value, "", names)
    return found


def unpacked(right: Any, ours: Any) -> Any:
    """Return several results that came in one array as a list: ``a, b = ours`` unpacks both.

    Anything else is returned as it came.

    Examples
    --------
    >>> unpacked((1.0, 2.0), np.array([3.0, 4.0]))
    [3.0, 4.0]
    """
    if not isinstance(right, tuple | list) or not isinstance(ours, np.ndarray):
        return ours
    if ours.shape[:1] != (len(right),) or any(np.shape(part) != ours.shape[1:] for part in right):
        return ours
    return list(ours) if ours.ndim > 1 else ours.tolist()


def structure_fault(right: Any, ours: Any, names: tuple[str, ...] = (), path: str = "") -> str:
    """Return how a result is built wrongly, as the end of a sentence; "" if it is not.

    Examples
    --------
    >>> structure_fault((1.0, 2.0), 3.0, ("da", "dW"))
    'returned a number, expected 2 values, da, dW'
    """
    where = f" as {path}" if path else ""
    if isinstance(right, dict):
        if not isinstance(ours, dict):
            return f"returned {kind(ours)}{where}, expected a dict with {keys(right)}"
        if ours.keys() != right.keys():
            return f"returned a dict with {keys(ours)}{where}, expected {keys(right)}"
        inner = [(right[key], ours[key], f"{path}[{key!r}]") for key in right]
    elif isinstance(right, tuple | list):
        many = f"{len(right)} values" + "".join(f", {name}" for name in names)
        if not isinstance(ours, tuple | list):
            return f"returned {kind(ours)}{where}, expected {many}"
        if len(ours) != len(right):
            return f"returned {len(ours)} values{where}, expected {many}"
        inner = [
            (right[i], ours[i], names[i] if i < len(names) else f"{path}[{i}]")
            for i in range(len(right))
        ]
    else:
        wanted, given = kind(right), kind(ours)
        if ours is None and right is not None:
            return f"returned nothing{where}; is there a return?"
        if wanted != given and not (scalar(right) and scalar(ours)):
            return f"returned {given}{where}, expected {wanted}"
        return ""
    faults = (structure_fault(r, o, (), name) for r, o, name in inner)
    return next(filter(None, faults), "")


def fault_of_shape(right: Any, ours: Any) -> str:
    """Return what is wrong with the shape or dtype of one part, "" if nothing is."""
    if not isinstance(right, np.ndarray):
        return ""
    ours = np.asarray(ours)
    if ours.shape != right.shape:
        # NumPy gives an array of shape (0,) for a list of no rows.
        empty = " for an empty batch" if ours.shape == (0,) and not right.size else ""
        return f"has shape {ours.shape}, expected {right.shape}{empty}"
    whole = right.dtype.kind in "iu" and ours.dtype.kind in "iu"
    if ours.dtype != right.dtype and right.ndim and not whole:
        return f"has dtype {ours.dtype}, expected {right.dtype}"
    return ""


def fault_of_value(right: Any, ours: Any, rtol: float, atol: float) -> str:
    """Return where the numbers of one part differ, "" if they are near enough."""
    if near(right, ours, rtol, atol):
        return ""
    if not isinstance(right, np.ndarray):
        if isinstance(right, NUMBER) and np.asarray(ours).dtype != object and not np.isfinite(ours):
            return f"is {ours}"
        return (
            f"is {ours!r}, wrongly," if isinstance(right, bool | str) else "is not the right number"
        )
    for name, bad in (("NaN", np.isnan), ("infinity", np.isinf)):
        where = bad(ours) & ~bad(right)
        if where.any():
            return f"has {name}{index(where)}"
    return f"differs{index(~np.isclose(ours, right, rtol, atol, equal_nan=True))}"


def near(right: Any, ours: Any, rtol: float, atol: float) -> bool:
    """Tell whether one part is right: same kind, same shape, near enough in each number."""
    if isinstance(right, bool | str) or right is None:
        return type(right) is type(ours) and bool(right == ours)
    if not isinstance(ours, np.ndarray | int | float | complex) or isinstance(ours, bool):
        return False
    right, ours = np.asarray(right), np.asarray(ours)
    if right.shape != ours.shape or object in (right.dtype, ours.dtype):  # too large a number
        return False
    if right.dtype.kind in "biu" and ours.dtype.kind in "biu":
        return bool(np.array_equal(right, ours))
    if right.size:
        # Most wrong values are refused by their first number.
        one, other = right.item(0), ours.item(0)
        if abs(one - other) > atol + rtol * abs(one):
            return False
    with np.errstate(invalid="ignore"):
        return bool(np.allclose(ours, right, rtol, atol, equal_nan=True))


def index(where: Any) -> str:
    """Return the first place of a mask that is True, as text: " at [0, 2]"."""
    if where.ndim == 0:
        return ""
    return f" at {np.argwhere(where)[0].tolist()}"


def scalar(value: Any) -> bool:
    """Tell whether a value is one number, of Python or in an array without axes."""
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind != "b"
    return isinstance(value, NUMBER) and not isinstance(value, bool)


def kind(value: Any) -> str:
    """Return what a value is, with its article."""
    if isinstance(value, np.ndarray):
        return "an array"
    names = {bool: "True or False", str: "a text", tuple: "a tuple", list: "a list", dict: "a dict"}
    if value is None:
        return "nothing"
    return names.get(type(value), "a number")


def keys(value: dict[str, Any]) -> str:
    """Return the keys of a dict as text."""
    return ", ".join(map(repr, value)) or "no keys"
