"""The photographs are what they say, upright, small, and fail clearly."""

import hashlib
import io
import runpy
import zipfile
from importlib import import_module

import numpy as np
import pytest
from PIL import Image

from course_lib import Conv2D
from course_lib.datasets import DatasetError, files, photograph
from tools.paths import ROOT

MAKE = runpy.run_path(str(ROOT / "tools" / "data" / "datasets" / "make.py"))
MODULE = import_module("course_lib.datasets.photographs")
NAMES = MODULE.NAMES


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_photograph_has_the_documented_shape_and_range(name, dtype):
    for colour, shape in ((False, (160, 240)), (True, (160, 240, 3))):
        image = photograph(name, colour=colour, dtype=dtype)
        assert image.shape == shape
        assert image.dtype == dtype
        assert 0 <= image.min() < 0.05
        assert 0.8 < image.max() <= 1


@pytest.mark.parametrize("name", NAMES)
def test_colours_are_whole_255ths_and_grey_is_their_weighted_sum(name):
    colours = photograph(name, colour=True)
    np.testing.assert_allclose(colours * 255, np.rint(colours * 255), rtol=0, atol=1e-12)
    red, green, blue = np.moveaxis(colours, -1, 0)
    grey = 0.299 * red + 0.587 * green + 0.114 * blue
    np.testing.assert_allclose(photograph(name), grey, rtol=1e-14, atol=1e-16)


@pytest.mark.parametrize("colour", [False, True])
def test_float32_is_the_nearest_to_float64(colour):
    exact, single = (photograph("china", colour=colour, dtype=d) for d in (np.float64, np.float32))
    np.testing.assert_array_equal(single, exact.astype(np.float32))


def test_the_weights_of_the_colours_leave_white_white():
    assert sum(MODULE.BRIGHTNESS) == 1000


def test_the_photographs_stand_upright_and_are_not_mirrored():
    sky = photograph("china")[:10]
    ground = photograph("china")[-10:]
    assert sky.mean() > ground.mean() + 0.3
    red, _, blue = np.moveaxis(photograph("china", colour=True), -1, 0)
    # The pavilion, red and brown, stands left of the middle; the lake is on the right.
    rows = slice(60, 120)
    warm = (red - blue)[rows].clip(min=0)
    assert (warm @ np.arange(240)).sum() / warm.sum() < 110
    # The flower is orange, high in the middle, on dark green and blue.
    red, _, blue = np.moveaxis(photograph("flower", colour=True), -1, 0)
    orange = (red > 0.6) & (red > blue + 0.2)
    centre = np.argwhere(orange).mean(axis=0)
    assert 60 < centre[0] < 100
    assert 100 < centre[1] < 135
    assert not orange[:20].any()


@pytest.mark.parametrize("name", NAMES)
def test_it_is_a_photograph_and_no_noise(name):
    # Neighbours are much more alike than pixels far from each other, in both directions.
    image = photograph(name)
    for axis in (0, 1):
        near = np.abs(np.diff(image, axis=axis)).mean()
        far = np.abs(image - np.roll(image, 60, axis=axis)).mean()
        assert near < 0.5 * far


def test_a_photograph_goes_into_a_convolution():
    conv = Conv2D(3, 2, 3, np.random.default_rng(0))
    x = np.moveaxis(photograph("flower", colour=True), -1, 0)[None]
    assert conv.forward(x)[0].shape == (1, 2, 158, 238)


@pytest.mark.parametrize("colour", [False, True])
def test_loading_again_gives_the_same_in_a_new_writable_array(colour):
    first, second = photograph("china", colour=colour), photograph("china", colour=colour)
    np.testing.assert_array_equal(first, second)
    first[:] = 0
    assert second.any()


def test_the_file_is_small_and_its_note_names_both_photographers():
    assert len(files.FOLDER.joinpath(MODULE.FILE).read_bytes()) <= 250_000
    note = files.FOLDER.joinpath("photographs.md").read_text(encoding="utf-8")
    for text in (
        *("**Origin.**", "**Changes.**", "**Licence.**", MODULE.FILE),
        "https://creativecommons.org/licenses/by/2.0/",
        "https://www.flickr.com/photos/danielbuechele/6061409035/",
        "https://www.flickr.com/photos/vultilion/6056698931/",
    ):
        assert text in note


# Errors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "cat"}, "photograph: name is 'cat', expected one of 'china', 'flower'."),
        ({"name": 0}, "photograph: name is 0, expected one of 'china', 'flower'."),
        (
            {"name": "china", "colour": "yes"},
            "photograph: colour is 'yes', expected True or False.",
        ),
        (
            {"name": "china", "dtype": np.uint8},
            "photograph: dtype is uint8, expected float32 or float64.",
        ),
    ],
)
def test_a_wrong_argument_is_named(arguments, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        photograph(**arguments)
    assert str(error.value) == message


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    with pytest.raises(DatasetError) as error:
        photograph("china")
    start = f"photograph: the file {tmp_path / MODULE.FILE} is missing; restore it in a clone with "
    assert str(error.value).startswith(start)


def test_a_damaged_file_is_named(tmp_path, monkeypatch):
    content = files.FOLDER.joinpath(MODULE.FILE).read_bytes()[:-1]
    tmp_path.joinpath(MODULE.FILE).write_bytes(content)
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    with pytest.raises(DatasetError) as error:
        photograph("china")
    assert str(error.value).startswith(
        f"photograph: the file {tmp_path / MODULE.FILE} is damaged, its SHA-256 is "
        f"{hashlib.sha256(content).hexdigest()[:8]}..., expected {MODULE.SHA256[:8]}..."
    )


# The script that makes the file


def test_the_script_shrinks_each_picture_to_the_means_of_rectangles(tmp_path):
    # Blocks of 2x2 pixels, each of one colour, so that JPEG hardly changes their means.
    blocks = np.linspace(40, 200, 160)[:, None] + np.linspace(0, 50, 240)
    picture = np.kron(blocks, np.ones((2, 2))).astype(np.uint8)
    content = io.BytesIO()
    Image.fromarray(np.stack([picture] * 3, axis=2)).save(content, "JPEG", quality=100)
    with zipfile.ZipFile(tmp_path / "scikit_learn.whl", "w") as wheel:
        for name in NAMES:
            wheel.writestr(f"sklearn/datasets/images/{name}.jpg", content.getvalue())
        arrays = MAKE["read_photographs"](wheel)
    assert list(arrays) == list(NAMES)
    for image in arrays.values():
        assert image.shape == (160, 240, 3)
        assert image.dtype == np.uint8
        np.testing.assert_allclose(image, blocks[:, :, None].repeat(3, axis=2), atol=2.5)
