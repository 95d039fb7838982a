"""Wrong answers that nobody listed: each is caught, and most are named; what is said is recorded.

`tests.labs.mistakes` holds them. ``python -m tests.labs.test_mistakes`` records what the checks say
of them today in ``verdicts.json``: somebody has to read each changed line beside its mistake.
"""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from course_lib.grading.checking.check import judge
from tests.labs.lab_tree import EXERCISES
from tests.labs.mistakes import LABS, function, mistakes

VERDICTS = Path(__file__).parent / "mistakes" / "verdicts.json"
EXERCISE = {exercise.name: exercise for _, exercise in EXERCISES}
ALL = [mistake for lab in LABS for mistake in mistakes(lab)]
# What follows is the example, with its numbers.
EXAMPLE = re.compile(r"(;| at \[[^]]*\])? for [\w'\[\]]+ (= |of |a function|with ).*", re.DOTALL)
RATIO = re.compile(r"typically \S+ times")
BARE = re.compile(r"differs|is not the right number")


def said(mistake, **how):
    return judge(EXERCISE[mistake.exercise], function(mistake), **how)


def sentence(verdict):
    """Return a verdict without its example."""
    return EXAMPLE.sub("", verdict.says)


def recorded():
    return json.loads(VERDICTS.read_text(encoding="utf-8"))


def expect_recorded(some):
    known = recorded()
    other = {}
    for mistake in some:
        verdict = said(mistake)
        assert not verdict.passed, f"{mistake.exercise} passes: {mistake.what}"
        found = sentence(verdict)
        assert not re.search(r"\d\.\d", RATIO.sub("", found)), found
        if known[mistake.exercise][mistake.what] != found:
            other[mistake.exercise, mistake.what] = found
    assert other == {}


def test_some_mistakes_are_named_as_they_were():
    expect_recorded(ALL[::4])


@pytest.mark.wide
def test_all_mistakes_are_named_as_they_were():
    expect_recorded(ALL)


@pytest.mark.wide
def test_no_mistake_passes_the_hidden_check():
    for mistake in ALL:
        for seed in range(3):
            verdict = said(mistake, hidden=True, rng=np.random.default_rng(seed))
            assert not verdict.passed, f"{mistake.exercise}: {mistake.what}"


def test_there_are_hundreds_and_nine_of_ten_are_named():
    known = recorded()
    assert sum(map(len, known.values())) == len(ALL) > 400
    assert set(known) == set(EXERCISE)
    sentences = [says for of_exercise in known.values() for says in of_exercise.values()]
    bare = [says for says in sentences if BARE.search(says)]
    assert len(bare) < 0.1 * len(sentences)


def main():
    found = {}
    for mistake in ALL:
        found.setdefault(mistake.exercise, {})[mistake.what] = sentence(said(mistake))
    text = json.dumps(found, ensure_ascii=False, indent=1)
    VERDICTS.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
