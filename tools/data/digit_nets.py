"""Train the two nets of the drawn digit: ``python -m tools.data.digit_nets``.

It writes ``course_lib/data/digit_nets.npz``: the dense net and the CNN of
`course_lib.experiments.cnn.cnn_or_dense`, after the epochs of its pictures, each weight in
thousandths. Training adds floating-point numbers in another order on another machine, so the bytes
may differ there: enter the SHA-256 that is printed only if a new training is meant.
"""

import hashlib

import numpy as np

from course_lib.experiments.cnn.cnn_or_dense import trained
from course_lib.experiments.cnn.drawn import FILE, NETS, PARTS
from tools.data.datasets.make import DATA, Arrays, write_npz


def main() -> None:
    """Write the file and print its SHA-256."""
    arrays: Arrays = {
        f"{name} {key}": np.round(value * PARTS).astype(np.int16)
        for name in NETS
        for key, value in trained(name).params.items()
    }
    path = DATA / FILE
    write_npz(path, arrays)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    print(f"{path.name}: {path.stat().st_size:,} bytes, SHA-256 {sha256}")


if __name__ == "__main__":
    main()
