"""Data: real ones that ship inside the package, and tasks that are drawn; nothing is downloaded.

Shipped: ``train, test = mnist5k()``, ``japanese_vowels()`` and ``polyphones()``;
``photograph("china")``. Licences and origins stand beside the files, in ``course_lib/data``.

Drawn: ``xs, targets = adding(n, steps, rng)``, ``xs, states = hmm_frames(n, steps, rng)`` with the
best that can be done on them (``posterior``), and ``anbn(counts)``.

A data set may import `protocol`, `shapes`, and what `recurrent` knows of masks.
"""

from course_lib.datasets.adding import ADDING_BASELINE, adding
from course_lib.datasets.anbn import ANBN_SYMBOLS, Strings, anbn
from course_lib.datasets.bayes import expected_accuracy, frame_posterior, posterior
from course_lib.datasets.files import DatasetError
from course_lib.datasets.hmm import HMM, Frames, hmm_frames
from course_lib.datasets.mnist import Digits, mnist5k
from course_lib.datasets.photographs import photograph
from course_lib.datasets.polyphones import (
    POLYPHONES,
    READINGS,
    Phrases,
    majority_accuracy,
    polyphones,
)
from course_lib.datasets.vowels import Utterances, japanese_vowels

__all__ = [
    "ADDING_BASELINE",
    "ANBN_SYMBOLS",
    "HMM",
    "POLYPHONES",
    "READINGS",
    "DatasetError",
    "Digits",
    "Frames",
    "Phrases",
    "Strings",
    "Utterances",
    "adding",
    "anbn",
    "expected_accuracy",
    "frame_posterior",
    "hmm_frames",
    "japanese_vowels",
    "majority_accuracy",
    "mnist5k",
    "photograph",
    "polyphones",
    "posterior",
]
