"""The shipped data are what they say, belong to their labels, and fail clearly."""

import hashlib
import io
import runpy
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from course_lib.datasets import DatasetError, files, japanese_vowels, mnist, mnist5k, vowels
from tools.paths import ROOT

MAKE = runpy.run_path(str(ROOT / "tools" / "data" / "datasets" / "make.py"))
LOADERS = [
    pytest.param(mnist5k, mnist.FILE, id="mnist5k"),
    pytest.param(japanese_vowels, vowels.FILE, id="japanese_vowels"),
]


def nearest_mean(x, labels, x_test):
    """Return for each row of ``x_test`` the class whose mean is nearest."""
    means = np.stack([x[labels == label].mean(axis=0) for label in np.unique(labels)])
    return ((x_test[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)


# Digits


@pytest.mark.parametrize("size", [28, 14, 7, 1])
def test_digits_have_the_documented_shapes_and_range(size):
    train, test = mnist5k(size=size)
    assert train.images.shape == (4000, size, size)
    assert test.images.shape == (1000, size, size)
    for images, labels in (train, test):
        assert images.dtype == np.float64
        assert labels.dtype == np.int64
        assert labels.shape == images.shape[:1]
        assert images.min() >= 0
        assert images.max() <= 1
    assert size < 14 or (train.images.min() == 0 and train.images.max() == 1)


def test_digits_are_whole_255ths_of_ink_at_full_size():
    train, test = mnist5k()
    ink = np.concatenate([train.images, test.images]) * 255
    np.testing.assert_allclose(ink, np.rint(ink), rtol=0, atol=1e-12)
    assert len(np.unique(np.rint(ink))) == 256


@pytest.mark.parametrize("n_train", [10, 250, 4000])
def test_every_class_is_equally_often_in_train_and_test(n_train):
    train, test = mnist5k(size=1, n_train=n_train)
    np.testing.assert_array_equal(
        np.bincount(train.labels.astype(np.intp)), np.full(10, n_train // 10)
    )
    np.testing.assert_array_equal(np.bincount(test.labels.astype(np.intp)), np.full(10, 100))


def test_fewer_training_digits_are_the_first_ones_and_the_test_set_stays():
    train, test = mnist5k(size=14)
    few, same = mnist5k(size=14, n_train=123)
    np.testing.assert_array_equal(few.images, train.images[:123])
    np.testing.assert_array_equal(few.labels, train.labels[:123])
    np.testing.assert_array_equal(same.images, test.images)


def test_no_digit_is_both_in_train_and_test():
    train, test = mnist5k()
    assert len(np.unique(np.concatenate([train.images, test.images]), axis=0)) == 5000


def test_digits_are_not_sorted_by_class():
    train, _ = mnist5k(size=1)
    repeats = np.mean(train.labels[1:] == train.labels[:-1])
    # Inside a ten there are none, between tens one in ten on average.
    assert 0 < repeats < 0.05
    # And each digit comes at each place of a ten about equally often: 40 of 400.
    places = train.labels.reshape(-1, 10)
    counts = np.stack([np.bincount(place.astype(np.intp), minlength=10) for place in places.T])
    assert counts.min() > 18
    assert counts.max() < 66
    assert len({tuple(ten) for ten in places}) == 400


def test_a_small_digit_holds_the_means_of_blocks_of_the_large_one():
    large, small = mnist5k(n_train=20)[0].images, mnist5k(n_train=20, size=14)[0].images
    np.testing.assert_allclose(small[7, 3, 5], large[7, 6:8, 10:12].mean(), rtol=1e-14)
    np.testing.assert_allclose(small.mean(axis=(1, 2)), large.mean(axis=(1, 2)), rtol=1e-13)


@pytest.mark.parametrize("size", [28, 14])
def test_each_class_of_digits_is_found_by_its_nearest_mean(size):
    train, test = mnist5k(size=size)
    rows = [images.reshape(len(images), -1) for images, _ in (train, test)]
    found = nearest_mean(rows[0], train.labels, rows[1]) == test.labels
    assert found.mean() > 0.75
    assert min(found[test.labels == label].mean() for label in range(10)) > 0.6


def test_digits_stand_upright():
    train, _ = mnist5k()
    top, foot = slice(6, 12), slice(16, 22)

    def centre_and_width(label, rows):
        ink = train.images[train.labels == label, rows].sum(axis=(0, 1))
        centre = ink @ np.arange(28) / ink.sum()
        return centre, np.sqrt(ink @ (np.arange(28) - centre) ** 2 / ink.sum())

    # A 7 is wide at its top, a 6 at its foot; a 1 leans to the right, as handwriting does, and has
    # ink in more rows than columns. So nothing is upside down, mirrored, turned or transposed.
    assert centre_and_width(7, top)[1] > 1.4 * centre_and_width(7, foot)[1]
    assert centre_and_width(6, foot)[1] > 1.2 * centre_and_width(6, top)[1]
    assert centre_and_width(1, top)[0] > centre_and_width(1, foot)[0] + 2
    one = train.images[train.labels == 1].mean(axis=0)
    assert (one.mean(axis=1) > 0.02).sum() > 1.5 * (one.mean(axis=0) > 0.02).sum()


# Utterances


def test_utterances_have_the_documented_shapes():
    for utterances, n in zip(japanese_vowels(), (270, 370), strict=True):
        assert utterances.frames.shape == (29, n, 12)
        assert utterances.frames.dtype == np.float64
        assert utterances.mask.shape == (29, n)
        assert utterances.mask.dtype == np.bool_
        assert utterances.lengths.shape == utterances.speakers.shape == (n,)
        assert utterances.lengths.dtype == utterances.speakers.dtype == np.int64


def test_utterances_have_the_lengths_that_uci_documents():
    train, test = japanese_vowels()
    lengths = np.concatenate([train.lengths, test.lengths])
    assert (lengths.min(), lengths.max()) == (7, 29)
    assert (train.lengths.sum(), test.lengths.sum()) == (4274, 5687)


def test_speakers_have_as_many_utterances_as_uci_documents():
    train, test = japanese_vowels()
    np.testing.assert_array_equal(np.bincount(train.speakers.astype(np.intp)), np.full(9, 30))
    np.testing.assert_array_equal(
        np.bincount(test.speakers.astype(np.intp)), [31, 35, 88, 44, 29, 24, 40, 50, 29]
    )


def test_the_mask_counts_the_frames_from_the_start_and_the_rest_is_zero():
    for utterances in japanese_vowels():
        np.testing.assert_array_equal(utterances.mask.sum(axis=0), utterances.lengths)
        assert (utterances.mask[:-1] >= utterances.mask[1:]).all()
        assert (utterances.frames[~utterances.mask] == 0).all()
        assert (utterances.frames[utterances.mask] != 0).any(axis=1).all()


def test_the_first_frame_is_the_one_of_the_source():
    train, _ = japanese_vowels()
    np.testing.assert_array_equal(train.frames[:3, 0, 0], [1.860936, 1.891651, 1.939205])
    np.testing.assert_array_equal(train.frames[0, 0, :3], [1.860936, -0.207383, 0.261557])


def test_each_speaker_is_found_by_the_nearest_mean_frame():
    train, test = japanese_vowels()
    means = [u.frames.sum(axis=0) / u.lengths[:, None] for u in (train, test)]
    found = nearest_mean(means[0], train.speakers, means[1]) == test.speakers
    assert found.mean() > 0.85
    assert min(found[test.speakers == speaker].mean() for speaker in range(9)) > 0.7


def test_frames_of_an_utterance_follow_each_other_smoothly():
    # A wrong order of storage would give jumps as large as between any two frames.
    train, _ = japanese_vowels()
    both = train.mask[1:]
    steps = (train.frames[1:] - train.frames[:-1])[both]
    assert steps.std() < 0.3 * train.frames[train.mask].std(axis=0).mean()


# Both


@pytest.mark.parametrize(("load", "_file"), LOADERS)
def test_float32_is_the_nearest_to_float64(load, _file):
    for exact, single in zip(load(), load(dtype=np.float32), strict=True):
        assert single[0].dtype == np.float32
        np.testing.assert_allclose(single[0], exact[0], rtol=1e-7, atol=0)
        for ours, theirs in zip(single[1:], exact[1:], strict=True):
            np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize(("load", "_file"), LOADERS)
def test_loading_again_gives_the_same_in_new_writable_arrays(load, _file):
    first, second = load(), load()
    for array, again in zip([*first[0], *first[1]], [*second[0], *second[1]], strict=True):
        np.testing.assert_array_equal(array, again)
        array[:] = 0
        assert again.any()


@pytest.mark.parametrize(("load", "file"), LOADERS)
def test_a_licence_note_stands_beside_each_file(load, file):
    note = files.FOLDER.joinpath(Path(file).with_suffix(".md").name).read_text(encoding="utf-8")
    for word in ("**Origin.**", "**Changes.**", "**Licence.**", "creativecommons.org", file):
        assert word in note


# Errors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"size": 10}, "mnist5k: size is 10, expected 28 or a divisor of it, such as 14 or 7."),
        ({"size": 56}, "mnist5k: size is 56, expected 28 or a divisor of it, such as 14 or 7."),
        ({"size": 0}, "mnist5k: size is 0, expected a whole number of at least 1."),
        ({"size": 14.0}, "mnist5k: size is 14.0, expected a whole number of at least 1."),
        ({"n_train": 0}, "mnist5k: n_train is 0, expected a whole number of at least 1."),
        (
            {"n_train": 5000},
            "mnist5k: n_train is 5000, expected at most 4000; the other 1000 pictures are the "
            "test set.",
        ),
        ({"dtype": np.int64}, "mnist5k: dtype is int64, expected float32 or float64."),
        ({"dtype": object}, "mnist5k: dtype is object, expected float32 or float64."),
        ({"dtype": "foo"}, "mnist5k: dtype is 'foo', expected float32 or float64."),
    ],
)
def test_a_wrong_argument_of_mnist5k_is_named(arguments, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        mnist5k(**arguments)
    assert str(error.value) == message


def test_a_wrong_dtype_of_japanese_vowels_is_named():
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        japanese_vowels(dtype=np.float16)
    assert str(error.value) == ("japanese_vowels: dtype is float16, expected float32 or float64.")


@pytest.mark.parametrize(("load", "file"), LOADERS)
def test_a_missing_file_is_named_with_what_to_do(load, file, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    with pytest.raises(DatasetError) as error:
        load()
    assert str(error.value) == (
        f"{load.__name__}: the file {tmp_path / file} is missing; restore it in a clone with "
        "`git checkout -- course_lib/data`, else install the package again (pip install "
        "--force-reinstall --no-deps, and the folder or archive it came from)."
    )


def truncated(content):
    return content[: len(content) // 2]


def changed(content):
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def emptied(content):
    return b""


def pickled(content):
    out = io.BytesIO()
    np.savez(out, images=np.array([{}], dtype=object), labels=np.zeros(1))
    return out.getvalue()


@pytest.mark.parametrize("damage", [truncated, changed, emptied, pickled])
@pytest.mark.parametrize(("load", "file"), LOADERS)
def test_a_damaged_file_is_named_with_what_to_do(load, file, damage, tmp_path, monkeypatch):
    content = damage(files.FOLDER.joinpath(file).read_bytes())
    tmp_path.joinpath(file).write_bytes(content)
    expected = {mnist.FILE: mnist.SHA256, vowels.FILE: vowels.SHA256}[file]
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    with pytest.raises(DatasetError) as error:
        load()
    assert str(error.value) == (
        f"{load.__name__}: the file {tmp_path / file} is damaged, its SHA-256 is "
        f"{hashlib.sha256(content).hexdigest()[:8]}..., expected {expected[:8]}...; "
        "restore it in a clone with `git checkout -- course_lib/data`, else install the package "
        "again (pip install --force-reinstall --no-deps, and the folder or archive it came from)."
    )


def test_a_pickle_is_never_opened(tmp_path, monkeypatch):
    content = pickled(b"")
    tmp_path.joinpath("bad.npz").write_bytes(content)
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match="allow_pickle"):
        files.read_arrays("bad", "bad.npz", hashlib.sha256(content).hexdigest())


# The script that makes the files, and the package that ships them


def test_the_script_writes_the_same_bytes_at_another_time(tmp_path, monkeypatch):
    arrays = {"a": np.arange(6, dtype=np.uint8).reshape(2, 3), "b": np.arange(3, dtype="<i4")}
    MAKE["write_npz"](tmp_path / "now.npz", arrays)
    monkeypatch.setattr("time.time", lambda: 2e9)
    monkeypatch.setattr("time.localtime", lambda *_: (2033, 5, 18, 3, 33, 20, 2, 138, 0))
    MAKE["write_npz"](tmp_path / "later.npz", arrays)
    assert (tmp_path / "now.npz").read_bytes() == (tmp_path / "later.npz").read_bytes()
    with np.load(tmp_path / "now.npz", allow_pickle=False) as stored:
        assert list(stored) == ["a", "b"]
        for name, array in arrays.items():
            np.testing.assert_array_equal(stored[name], array)


def test_the_script_mixes_classes_in_tens_and_moves_pictures_with_labels():
    labels = np.repeat(np.arange(10, dtype=np.uint8), 5)
    images = np.arange(50, dtype=np.uint8).reshape(50, 1, 1)
    order = MAKE["mixed"](images, labels)
    assert sorted(order) == list(range(50))
    assert order != sorted(order)
    np.testing.assert_array_equal(np.sort(labels[order].reshape(5, 10)), [np.arange(10)] * 5)


def test_the_script_reads_utterances_time_first(tmp_path):
    text = "#note\n@dimensions 12\n@data\n" + "".join(
        ":".join(f"{i}.5,{sign}8.3E-4" for i in range(12)) + f":{speaker}\n"
        for sign, speaker in (("-", 1), ("", 9))
    )
    with zipfile.ZipFile(tmp_path / "sktime.whl", "w") as wheel:
        for part in ("TRAIN", "TEST"):
            wheel.writestr(f"sktime/datasets/data/JapaneseVowels/JapaneseVowels_{part}.ts", text)
        arrays = MAKE["read_utterances"](wheel)
    for part in ("train", "test"):
        np.testing.assert_array_equal(arrays[f"{part}_lengths"], [2, 2])
        np.testing.assert_array_equal(arrays[f"{part}_speakers"], [0, 8])
        frames = arrays[f"{part}_millionths"]
        np.testing.assert_array_equal(frames[0], np.arange(12) * 1_000_000 + 500_000)
        np.testing.assert_array_equal(frames[[1, 3]], [[-830] * 12, [830] * 12])


def test_the_script_refuses_to_round():
    with pytest.raises(SystemExit, match="more than six decimals"):
        MAKE["millionths"](np.array([0.1234567]))


def test_an_installed_wheel_brings_the_data_and_their_licences(tmp_path):
    source = tmp_path / "source"
    shutil.copytree(
        ROOT / "course_lib", source / "course_lib", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = "import setuptools.build_meta as b; print(b.build_wheel('..'))"
    subprocess.run([sys.executable, "-c", build], cwd=source, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert {
            f"course_lib/data/{Path(file).stem}{ending}"
            for file in (mnist.FILE, vowels.FILE)
            for ending in (".npz", ".md")
        } <= set(archive.namelist())
    # A wheel can be imported as it is; so this also shows that the files need not lie on a disk.
    use = (
        f"import sys; sys.path.insert(0, {str(wheel)!r})\n"
        "import course_lib.datasets as d\n"
        "print(d.__file__, *d.mnist5k()[1].images.shape, *d.japanese_vowels()[1].frames.shape)"
    )
    result = subprocess.run(
        [sys.executable, "-c", use], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert result.stdout.startswith(str(wheel))
    assert result.stdout.split()[-6:] == ["1000", "28", "28", "29", "370", "12"]
