"""The one rule for padding: what is given together with a mask does not matter where it is False.

A mask (T, B) of True and False is for sequences of different lengths in one batch. Where it is
False anything may stand, NaN too. Whoever takes a mask puts 0 in these places first and only then
computes: 0 times NaN is NaN, so a weight's gradient would be lost. Sequence layers do it at their
door, and a chain does it for first layers that know nothing of masks.

`fit` and `evaluate` allow NaN in the same places if the net gets the mask. A mask for the loss
alone says which targets count, and nothing about ``x``: there each number must be finite.
"""

from typing import Any

import numpy as np

from course_lib.protocol import Mask


def hide_padding(x: Any, mask: Mask | None) -> Any:
    """Return floats ``x`` (T, B, ...) with 0 where the mask (T, B) is False.

    What the mask does not fit, such as whole numbers or pictures, comes back as it is: the layer
    that takes the mask says what is wrong.

    Examples
    --------
    >>> hide_padding(np.array([[[np.nan, np.nan]], [[1.0, 2.0]]]), np.array([[False], [True]]))
    array([[[0., 0.]],
    <BLANKLINE>
           [[1., 2.]]])
    """
    if not isinstance(mask, np.ndarray) or mask.dtype != np.bool_:
        return x
    if not isinstance(x, np.ndarray) or x.dtype.kind != "f" or x.shape[:2] != mask.shape:
        return x
    return np.where(mask.reshape(*mask.shape, *[1] * (x.ndim - 2)), x, np.zeros((), x.dtype))
