"""Padding around pictures: zeros, or the picture's own pixels reflected at its edge."""

from course_lib.protocol import Array
from course_lib.shapes import ShapeError

PADDING_MODES = ("zeros", "reflect")


def expect_reflectable(name: str, shape: tuple[int, ...], padding: tuple[int, ...]) -> None:
    """Check that a picture has enough pixels beside its edge to reflect.

    Raises
    ------
    ShapeError
        If the padding of an axis is not smaller than the axis.

    Examples
    --------
    >>> expect_reflectable("Conv2D.forward: x", (1, 1, 2, 9), (2, 2))
    Traceback (most recent call last):
    course_lib.shapes.ShapeError: Conv2D.forward: x has shape (1, 1, 2, 9), expected at least \
3 x 3 in axes 2 and 3; a reflection of 2 x 2 pixels needs one more than that.
    """
    if any(p >= n for n, p in zip(shape[-len(padding) :], padding, strict=True) if p):
        least, pixels = (" x ".join(str(p + more) for p in padding) for more in (1, 0))
        axes = "axes 2 and 3" if len(padding) == 2 else "axis 2"
        raise ShapeError(
            f"{name} has shape {shape}, expected at least {least} in {axes}; "
            f"a reflection of {pixels} pixels needs one more than that."
        )


def inside(padded: Array, padding: tuple[int, ...]) -> Array:
    """Return the view of the picture without its padding."""
    p, q = padding
    return padded[..., p : padded.shape[-2] - p, q : padded.shape[-1] - q]


def reflect(padded: Array, padding: tuple[int, ...]) -> None:
    """Fill the padding in place: entry -k gets entry k, columns first, then whole rows.

    Examples
    --------
    >>> import numpy as np
    >>> padded = np.array([[0.0, 0.0, 1.0, 2.0, 3.0, 0.0, 0.0]])
    >>> reflect(padded, (0, 2))
    >>> padded
    array([[3., 2., 1., 2., 3., 2., 1.]])
    """
    p, _ = padding
    rows = padded[..., p : padded.shape[-2] - p, :]
    for source, target in (*_mirrors(rows, -1, padding[1]), *_mirrors(padded, -2, p)):
        target[...] = source


def reflect_backward(dpadded: Array, padding: tuple[int, ...]) -> None:
    """Add the gradient of the padding, in place, to the pixels that it was copied from."""
    p, _ = padding
    rows = dpadded[..., p : dpadded.shape[-2] - p, :]
    for source, target in (*_mirrors(dpadded, -2, p), *_mirrors(rows, -1, padding[1])):
        source += target


def _mirrors(padded: Array, axis: int, p: int) -> list[tuple[Array, Array]]:
    """Return (pixels in reflected order, padding) as views, for both ends of one axis."""
    if not p:
        return []
    a = padded.swapaxes(axis, 0)
    pairs = [(a[p + 1 : 2 * p + 1], a[:p]), (a[-2 * p - 1 : -p - 1], a[-p:])]
    return [(pixels[::-1], border) for pixels, border in pairs]
