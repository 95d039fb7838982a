"""The polyphones: balanced readings, no near-duplicate in both parts, clear numbers."""

import hashlib
import itertools
import json
import runpy
import zipfile
from collections import Counter
from importlib import import_module

import numpy as np
import pytest

from course_lib.datasets import (
    POLYPHONES,
    READINGS,
    DatasetError,
    files,
    majority_accuracy,
    polyphones,
)
from tools.paths import ROOT

MAKE = runpy.run_path(str(ROOT / "tools" / "data" / "datasets" / "make.py"))
MODULE = import_module("course_lib.datasets.polyphones")


@pytest.fixture(scope="module")
def parts():
    return polyphones()


def test_arrays_have_the_documented_shapes_and_dtypes(parts):
    for part, n in zip(parts, (2734, 656), strict=True):
        assert part.characters.shape == part.mask.shape == (5, n)
        assert part.mask.dtype == np.bool_
        for array in (part.characters, part.positions, part.readings):
            assert array.dtype == np.int64
        assert part.positions.shape == part.readings.shape == part.text.shape == (n,)
        assert part.text.dtype == "<U5"
        assert part.vocabulary.dtype == "<U1"


# Characters and numbers


def test_numbers_and_vocabulary_give_the_phrases_back(parts):
    for part in parts:
        for column, mask, text in zip(part.characters.T, part.mask.T, part.text, strict=True):
            assert mask.sum() == len(text)
            assert (column[~mask] == 0).all()
            for number, character in zip(column[mask], text, strict=True):
                known = character in part.vocabulary
                assert (part.vocabulary[number] == character) if known else number == 1


def test_the_vocabulary_is_the_characters_of_two_training_phrases_or_more(parts):
    train, test = parts
    counts = Counter(c for phrase in set(train.text) for c in set(phrase))
    expected = sorted(c for c, count in counts.items() if count >= 2)
    assert list(train.vocabulary[2:]) == expected
    np.testing.assert_array_equal(test.vocabulary, train.vocabulary)
    # So the number for rare characters is trained.
    assert 0.05 < np.mean(train.characters[train.mask] == 1) < 0.15


def test_the_asked_character_is_the_one_of_the_reading_and_never_rare(parts):
    for part in parts:
        for text, position, reading in zip(part.text, part.positions, part.readings, strict=True):
            assert text[position] == READINGS[reading][0]
        asked = part.characters[part.positions, np.arange(len(part.positions))]
        assert asked.min() > 1


def test_each_character_has_two_readings_in_a_row():
    assert len(POLYPHONES) == 24
    assert len(READINGS) == len(set(READINGS)) == 48
    for k, (character, both) in enumerate(POLYPHONES.items()):
        assert READINGS[2 * k : 2 * k + 2] == ((character, both[0]), (character, both[1]))


@pytest.mark.parametrize(
    ("phrase", "position", "reading"),
    [
        ("银行", 1, "háng"),
        ("校长", 1, "zhǎng"),
        ("重要", 0, "zhòng"),
        ("音乐", 1, "yuè"),
        ("理发", 1, "fà"),
    ],
)
def test_known_words_have_their_known_readings(parts, phrase, position, reading):
    found = [
        READINGS[r][1]
        for part in parts
        for text, p, r in zip(part.text, part.positions, part.readings, strict=True)
        if text == phrase and p == position
    ]
    assert found == [reading]


# Balance


def test_both_readings_of_a_character_are_equally_often_in_train_and_in_test(parts):
    train, test = (
        np.bincount(part.readings.astype(np.intp), minlength=48).reshape(24, 2) for part in parts
    )
    np.testing.assert_array_equal(train[:, 0], train[:, 1])
    np.testing.assert_array_equal(test[:, 0], test[:, 1])
    np.testing.assert_array_equal(test, (train + test) // 5)
    assert test.min() >= 4


def test_without_context_half_is_right(parts):
    assert majority_accuracy(*parts) == 0.5


def test_the_majority_is_counted_in_train_and_judged_in_test(parts):
    train, test = parts
    # 行 xíng three times, háng once; 长 cháng once, zhǎng twice; then a test of each.
    train = train._replace(readings=np.array([0, 0, 0, 1, 2, 3, 3]))
    test = test._replace(readings=np.array([0, 1, 3, 3, 2]))
    assert majority_accuracy(train, test) == pytest.approx(3 / 5)


def test_the_order_is_mixed(parts):
    for part in parts:
        same = np.mean(part.readings[1:] == part.readings[:-1])
        assert same < 0.06
        first, second = np.array_split(np.char.str_len(part.text), 2)
        assert abs(first.mean() - second.mean()) < 0.2


# No leak


def test_no_phrase_and_no_near_duplicate_is_in_both_parts(parts):
    train, test = (set(part.text.tolist()) for part in parts)
    assert not train & test
    for a, b in itertools.product(train, test):
        assert a not in b
        assert b not in a
        if len(a) == len(b):
            assert sorted(a) != sorted(b)
            assert len(a) < 4 or sum(x != y for x, y in zip(a, b, strict=True)) > 1


def test_no_example_is_there_twice(parts):
    examples = [
        (text, position)
        for part in parts
        for text, position in zip(part.text, part.positions.tolist(), strict=True)
    ]
    assert len(examples) == len(set(examples))


def test_the_context_tells_more_than_half_and_a_wrong_context_does_not(parts):
    train, test = parts
    V = len(train.vocabulary)

    def bags(part):
        """Count the other characters of each phrase; where the asked one stands and the length."""
        other = part.mask & (np.arange(5)[:, None] != part.positions)
        bag = np.zeros((len(part.text), V + 1))
        np.add.at(bag, (np.nonzero(other)[1], part.characters[other]), 1)
        bag[:, V] = part.positions + 1 == part.mask.sum(axis=0)
        return bag

    def naive_bayes(context):
        known = bags(train)
        right = 0
        for k in range(24):
            rows, asked = train.readings // 2 == k, test.readings // 2 == k
            second = train.readings[rows] % 2 == 1
            odds = np.log(known[rows][second].sum(axis=0) + 0.5)
            odds -= np.log(known[rows][~second].sum(axis=0) + 0.5)
            right += np.sum((context[asked] @ odds > 0) == test.readings[asked] % 2)
        return right / len(test.text)

    assert naive_bayes(bags(test)) > 0.58
    assert naive_bayes(np.random.default_rng(0).permutation(bags(test))) < 0.55


# Loading


def test_loading_again_gives_the_same_in_new_writable_arrays(parts):
    for part, again in zip(parts, polyphones(), strict=True):
        for array, same in zip(part, again, strict=True):
            np.testing.assert_array_equal(array, same)
            assert not np.shares_memory(array, same)
            assert same.flags.writeable


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    with pytest.raises(DatasetError) as error:
        polyphones()
    start = f"polyphones: the file {tmp_path / MODULE.FILE} is missing; restore it in a clone with "
    assert str(error.value).startswith(start)


def test_a_damaged_file_is_named(tmp_path, monkeypatch):
    content = files.FOLDER.joinpath(MODULE.FILE).read_bytes()[:-1]
    tmp_path.joinpath(MODULE.FILE).write_bytes(content)
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    with pytest.raises(DatasetError) as error:
        polyphones()
    assert str(error.value).startswith(
        f"polyphones: the file {tmp_path / MODULE.FILE} is damaged, its SHA-256 is "
        f"{hashlib.sha256(content).hexdigest()[:8]}..., expected {MODULE.SHA256[:8]}..."
    )


def test_the_note_has_the_whole_licence():
    note = files.FOLDER.joinpath("polyphones.md").read_text(encoding="utf-8")
    for text in (
        *("**Origin.**", "**Changes.**", "**Licence.**", MODULE.FILE, "pypinyin 0.55.0"),
        "Copyright (c) 2016 mozillazg, 闲耘",
        "THE SOFTWARE IS PROVIDED",
    ):
        assert text in note


# The script that makes the file


@pytest.mark.parametrize(
    ("phrases", "together"),
    [
        (["银行", "银行家"], True),
        (["银行", "银行家", "家银行"], True),
        (["乐极生悲", "生悲乐极"], True),
        (["一往情深", "一往深情"], True),
        (["万古长青", "万古长存"], True),
        (["银行", "银币"], False),
        (["行家", "行长"], False),
        (["三字经", "三字行"], False),
        (["万古长青", "万古不变"], False),
    ],
)
def test_the_script_groups_near_duplicates(phrases, together):
    assert (len(set(MAKE["groups"](phrases).values())) == 1) == together


def test_the_script_chains_groups_and_does_not_join_others():
    phrases = ["长江大桥", "长江", "大桥", "走长江", "江长", "桥头", "长青"]
    group = MAKE["groups"](phrases)
    assert len({group[p] for p in phrases[:5]}) == 1
    assert len(set(group.values())) == 3


def test_the_script_keeps_groups_whole_and_a_fifth_at_most_for_the_test():
    examples = [(f"{chr(0x4E00 + i)}{chr(0x5E00 + i)}", 0, i % 2) for i in range(98)]
    examples += [("银行", 1, 0), ("银行家", 1, 0)]
    train, test = MAKE["split"](examples)
    assert sorted(train + test) == sorted(examples)
    assert Counter(reading for *_, reading in test) == {0: 10, 1: 9}
    assert (examples[-1] in test) == (examples[-2] in test)


def test_the_script_balances_the_two_readings_of_each_character():
    examples = [(str(i), 0, reading) for i, reading in enumerate([0] * 7 + [1] * 3 + [4] * 2)]
    kept = MAKE["balanced"](examples)
    assert Counter(reading for *_, reading in kept) == {0: 3, 1: 3}
    assert len(set(kept)) == 6
    assert set(kept) <= set(examples)


def test_the_script_reads_only_what_the_note_says(tmp_path):
    fits = {f"{chr(0x4E00 + i)}行": [["x"], [("xíng", "háng")[i % 2]]] for i in range(60)}
    fits = {phrase: entry for phrase, entry in fits.items() if MAKE["is_simplified"](phrase)}
    others = {
        "行": [["xíng"]],
        "一二三四五行": [["x"]] * 5 + [["xíng"]],
        "銀行": [["yín"], ["háng"]],
        "道行": [["dào"], ["héng"]],
        "不行": [["bù", "bú"], ["xíng"]],
        "你我": [["nǐ"], ["wǒ"]],
    }
    with zipfile.ZipFile(tmp_path / "pypinyin.whl", "w") as wheel:
        wheel.writestr("pypinyin/phrases_dict.json", json.dumps({**fits, **others}))
        arrays = MAKE["read_phrases"](wheel)
    found = {*arrays["train_phrases"].tolist(), *arrays["test_phrases"].tolist()}
    assert found
    assert found <= set(fits)
    for part in ("train", "test"):
        assert arrays[f"{part}_phrases"].dtype == "<U5"
        np.testing.assert_array_equal(arrays[f"{part}_positions"], 1)
        for phrase, reading in zip(
            arrays[f"{part}_phrases"], arrays[f"{part}_readings"], strict=True
        ):
            assert fits[phrase][1] == [READINGS[reading][1]]
