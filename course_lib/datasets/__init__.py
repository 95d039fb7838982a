"""Real data that ships inside the package: nothing is downloaded.

``train, test = mnist5k()`` and ``train, test = japanese_vowels()``. Licences and origins stand
beside the files, in ``course_lib/data``.
"""

from course_lib.datasets.files import DatasetError
from course_lib.datasets.mnist import Digits, mnist5k
from course_lib.datasets.vowels import Utterances, japanese_vowels

__all__ = ["DatasetError", "Digits", "Utterances", "japanese_vowels", "mnist5k"]
