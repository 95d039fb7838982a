"""A dense net and a CNN that are shipped, so that a page can read what its reader draws."""

from functools import cache

import numpy as np

from course_lib.datasets.files import read_arrays
from course_lib.experiments.cnn.cnn_or_dense import build
from course_lib.fully_connected.sequential import Sequential

FILE = "digit_nets.npz"
SHA256 = "ed68d85f4ac555ceee3d2a7909918125b09321e663fda13d79deee095e51d522"
NETS = ("dense", "max")
PARTS = 1000
"""The weights are whole thousandths: short to send, and the same in NumPy and in a browser."""


@cache
def nets() -> dict[str, Sequential]:
    """Return both nets, from pictures (B, 1, 14, 14) float64 to 10 scores; trained on 4,000 digits.

    Raises
    ------
    DatasetError
        If the package's data file is missing or damaged.

    Notes
    -----
    ``python -m tools.data.digit_nets`` trains them.

    Examples
    --------
    >>> list(nets())
    ['dense', 'max']
    """
    stored = read_arrays("nets", FILE, SHA256)
    found = {}
    for name in NETS:
        net = build(name, np.random.default_rng(0), dtype=np.float64)
        for key, array in net.params.items():
            array[:] = stored[f"{name} {key}"] / PARTS
            array.flags.writeable = False  # The next caller gets the same net.
        found[name] = net
    return found
