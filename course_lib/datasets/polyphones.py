"""Polyphones: which of its two readings a Chinese character has in a phrase."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_lib.datasets.files import read_arrays
from course_lib.protocol import Mask
from course_lib.recurrent.sequence import lengths_to_mask

FILE = "polyphones.npz"
SHA256 = "962233555d3a346624eceb9da7b1493b263ab2ba49a3068069bcc7ad9a9d984c"
POLYPHONES = {
    "行": ("xíng", "háng"),
    "长": ("cháng", "zhǎng"),
    "重": ("zhòng", "chóng"),
    "乐": ("lè", "yuè"),
    "好": ("hǎo", "hào"),
    "发": ("fā", "fà"),
    "空": ("kōng", "kòng"),
    "中": ("zhōng", "zhòng"),
    "少": ("shǎo", "shào"),
    "传": ("chuán", "zhuàn"),
    "数": ("shù", "shǔ"),
    "当": ("dāng", "dàng"),
    "调": ("diào", "tiáo"),
    "应": ("yīng", "yìng"),
    "兴": ("xīng", "xìng"),
    "朝": ("cháo", "zhāo"),
    "种": ("zhǒng", "zhòng"),
    "相": ("xiāng", "xiàng"),
    "将": ("jiāng", "jiàng"),
    "假": ("jiǎ", "jià"),
    "处": ("chǔ", "chù"),
    "散": ("sàn", "sǎn"),
    "间": ("jiān", "jiàn"),
    "分": ("fēn", "fèn"),
}
"""The 24 characters, and two readings of each."""
READINGS = tuple((character, reading) for character, both in POLYPHONES.items() for reading in both)
"""What the classes 0 to 47 mean: (character, reading)."""
LONGEST = 5
PADDING, RARE = 0, 1


class Phrases(NamedTuple):
    """N phrases, each with one character whose reading is asked, time first, padded to 5 steps."""

    characters: npt.NDArray[np.int64]
    """(5, N), numbers into ``vocabulary``: 0 after the end, 1 for a rare character."""
    mask: Mask
    """(5, N), True where there is a character."""
    positions: npt.NDArray[np.int64]
    """(N,), the step of the character whose reading is asked."""
    readings: npt.NDArray[np.int64]
    """(N,), the class of its reading: 0 to 47, see ``READINGS``."""
    text: npt.NDArray[np.str_]
    """(N,), the phrases as they are written."""
    vocabulary: npt.NDArray[np.str_]
    """(V,), the characters that the numbers stand for; the same in train and test."""


def polyphones() -> tuple[Phrases, Phrases]:
    """Return (train, test): Chinese phrases, and how one character in each is read.

    24 frequent characters with two readings each, such as 行: xíng in 步行, to walk, and háng in
    银行, a bank. Only the characters around it tell which. A phrase has 2 to 5 characters; one with
    two such characters can be there twice, with either asked.

    Returns
    -------
    train, test : Phrases
        ``characters`` and ``mask`` (5, N), ``positions``, ``readings`` and ``text`` (N,), and
        ``vocabulary`` (V,). The arrays are new: change them as you like.

    Raises
    ------
    DatasetError
        If the package's data file is missing or damaged.

    Notes
    -----
    Both readings of a character are equally often there: who does not look at the context is right
    half of the time (`majority_accuracy`). So frequencies here are not those of the language.

    No phrase is in both parts. Nor are near-duplicates: two phrases of which one contains the
    other, such as 银行 and 银行家; two of the same characters in another order; two of four or five
    characters that differ in one. Such phrases form a group, and a group is in one part. The test
    set has a fifth of each reading, rounded down.

    The vocabulary has the characters of two or more training phrases. All others are *rare*, number
    1, in both parts, so that the embedding of 1 is trained too. ``text`` still has them.

    The readings are those of a large dictionary, and a few are wrong: do not expect a
    test accuracy of 1.

    Source: phrases of pypinyin 0.55.0, MIT licence, see ``course_lib/data/polyphones.md``.

    Examples
    --------
    >>> train, test = polyphones()
    >>> train.characters.shape, test.characters.shape
    ((5, 2734), (5, 656))
    >>> i = list(train.text).index("银行")
    >>> READINGS[train.readings[i]], int(train.positions[i])
    (('行', 'háng'), 1)
    """
    stored = read_arrays("polyphones", FILE, SHA256)
    vocabulary = _vocabulary(stored["train_phrases"])

    def part(name: str) -> Phrases:
        text = stored[f"{name}_phrases"]
        letters = _letters(text).T
        # The vocabulary is sorted from 2 on; what is not in it is rare, and "" is padding.
        near = np.searchsorted(vocabulary[2:], letters).clip(max=len(vocabulary) - 3) + 2
        characters = np.where(vocabulary[near] == letters, near, RARE)
        mask = lengths_to_mask(np.char.str_len(text), LONGEST)
        return Phrases(
            np.where(mask, characters, PADDING).astype(np.int64),
            mask,
            stored[f"{name}_positions"].astype(np.int64),
            stored[f"{name}_readings"].astype(np.int64),
            text,
            vocabulary.copy(),
        )

    return part("train"), part("test")


def majority_accuracy(train: Phrases, test: Phrases) -> float:
    """Return how often the reading that is most frequent in ``train`` is right in ``test``.

    Each character has its own most frequent reading, the first of two equally frequent ones; the
    other characters of the phrase are not looked at.

    Examples
    --------
    >>> majority_accuracy(*polyphones())
    0.5
    """
    counts = np.bincount(train.readings.astype(np.intp), minlength=len(READINGS)).reshape(-1, 2)
    guess = counts.argmax(axis=1)
    return float(np.mean(test.readings % 2 == guess[test.readings // 2]))


def _letters(text: npt.NDArray[np.str_]) -> npt.NDArray[np.str_]:
    """Return the characters of phrases (N,) as (N, 5), "" after the end."""
    return text.astype(f"<U{LONGEST}").view("<U1").reshape(len(text), LONGEST)


def _vocabulary(text: npt.NDArray[np.str_]) -> npt.NDArray[np.str_]:
    """Return padding, rare, and the sorted characters of two or more of the phrases."""
    phrases = np.unique(text)
    # Each character once a phrase, however often the phrase repeats it.
    found, counts = np.unique([c for phrase in phrases for c in set(phrase)], return_counts=True)
    return np.concatenate([["", "�"], found[counts >= 2]]).astype("<U1")
