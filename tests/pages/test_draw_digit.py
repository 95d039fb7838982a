"""The drawn digit: the shipped nets read real digits, and the figure shows what they say."""

import hashlib

import numpy as np
import pytest

from course_lib import accuracy, softmax
from course_lib.datasets.files import FOLDER
from course_lib.experiments.cnn.cnn_or_dense import digits, shifted
from course_lib.experiments.cnn.drawn import FILE, NETS, PARTS, SHA256, nets
from course_lib.figures.cnn import draw_digit


def text(picture):
    return "".join(f"{v:.0f}" for v in picture.ravel())


def test_the_file_is_small_and_the_one_that_is_named():
    content = (FOLDER / FILE).read_bytes()
    assert len(content) <= 60_000
    assert hashlib.sha256(content).hexdigest() == SHA256


def test_all_weights_are_whole_thousandths_and_read_only():
    for net in nets().values():
        for array in net.params.values():
            np.testing.assert_allclose(array * PARTS, np.round(array * PARTS), atol=1e-9)
            assert not array.flags.writeable


def test_the_cnn_reads_black_and_white_digits_better_and_moved_ones_much_better():
    _, test = digits()
    inked = (test.images >= draw_digit.INKED) + 0.0
    shares = {
        name: [accuracy(net.forward(shifted(inked, 0, k))[0], test.labels) for k in (0, 1)]
        for name, net in nets().items()
    }
    assert shares["max"][0] > shares["dense"][0] > 0.8
    assert shares["max"][1] > shares["dense"][1] + 0.1


def test_the_page_sends_the_weights_of_both_nets():
    sent = draw_digit.digit_numbers()["nets"]
    for name, net in nets().items():
        assert sent[name].keys() == net.params.keys()
        for key, array in net.params.items():
            np.testing.assert_array_equal(np.ravel(sent[name][key]), array.ravel())


@pytest.mark.parametrize(("right", "down"), [(0, 0), (2, -1)])
def test_bars_and_words_are_what_the_nets_say_of_the_pushed_picture(right, down):
    picture = draw_digit.start()
    found = draw_digit.answers(text(picture), right, down)
    parts = draw_digit.digit_parts(text(picture), right, down)
    for name in NETS:
        scores, _ = nets()[name].forward(shifted(picture, down, right)[None, None])
        np.testing.assert_allclose(found[name], softmax(scores)[0])
        assert len(parts[f"{name} bars"]) == 9
        best = int(found[name].argmax())
        assert f" {best} (" in parts[f"{name} says"]
    assert len(parts["ink"]) == picture.sum()
