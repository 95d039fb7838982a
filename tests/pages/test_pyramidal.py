"""The experiment on pyramids, and the figure that counts their steps."""

import numpy as np
import pytest

from course_lib import accuracy
from course_lib.datasets import japanese_vowels
from course_lib.experiments.recorded import recorded
from course_lib.experiments.recurrent import pyramidal as experiment
from course_lib.experiments.recurrent.pyramidal import build, run, speech, update_seconds
from course_lib.figures.recurrent import pyramidal
from course_lib.figures.style import new_figure
from course_lib.recurrent.pyramid import join_steps


def test_a_long_utterance_is_the_real_one_each_frame_four_times():
    (short, _), (long, _) = speech(1), speech(4)
    for offset in range(4):
        np.testing.assert_array_equal(long.xs[offset::4], short.xs)
        np.testing.assert_array_equal(long.mask[offset::4], short.mask)
    np.testing.assert_array_equal(short.mask.sum(axis=0), japanese_vowels()[0].lengths)


@pytest.mark.parametrize(("kind", "steps"), [("flat", [13, 13, 13]), ("pyramid", [13, 7, 4])])
def test_the_layers_have_so_many_steps(kind, steps):
    xs, found = np.ones((13, 1, 12)), []
    for layer in build(kind, np.random.default_rng(0), hidden=3).layers[:3]:
        xs, _ = layer.forward(xs)
        found.append(len(xs))
    assert found == steps


@pytest.mark.parametrize("kind", ["flat", "pyramid"])
def test_padding_changes_no_answer(kind):
    train, _ = speech(1)
    net = build(kind, np.random.default_rng(0), hidden=4)
    scores, _ = net.forward(train.xs[:, :5], train.mask[:, :5])
    for n in range(5):
        length = train.mask[:, n].sum()
        alone, _ = net.forward(train.xs[:length, n : n + 1])
        np.testing.assert_allclose(scores[n], alone[0])


def test_one_training_gives_the_accuracy_of_the_net_that_was_trained(monkeypatch):
    monkeypatch.setattr(experiment, "EPOCHS", 1)
    built = []

    def remember(kind, rng):
        built.append(build(kind, rng))
        return built[-1]

    monkeypatch.setattr(experiment, "build", remember)
    values = run("pyramid, real", 0)
    _, test = speech(1)
    right = accuracy(built[0].forward(test.xs, test.mask)[0], test.speakers)
    assert values["accuracy"] == right
    assert values["milliseconds"] > 0
    assert run("flat, real", 0)["time"] == 1


def test_the_recorded_pyramid_saves_time_and_keeps_the_accuracy():
    record = recorded("pyramidal")
    for length in ("long", "real"):
        assert record.values(f"pyramid, {length}", "time").max() < 0.8
        gap = [record.values(f"{kind}, {length}", "accuracy") for kind in ("flat", "pyramid")]
        assert abs(gap[0].mean() - gap[1].mean()) < 0.015


@pytest.mark.parametrize("join", [2, 3, 4])
@pytest.mark.parametrize("steps", [9, 13, 16])
def test_the_figure_counts_as_the_layer_joins(steps, join):
    xs, counts, missing = np.ones((steps, 1, 1)), [steps], []
    for _ in range(pyramidal.LEVELS):
        joined = join_steps(xs, join)
        missing.append(int((joined == 0).sum()))
        xs = np.ones((len(joined), 1, 1))
        counts.append(len(joined))
    assert pyramidal.lengths(steps, join) == counts
    says = pyramidal.net_says(steps, join)
    assert " → ".join(map(str, counts)) + " steps" in says
    assert says.endswith(" + ".join(map(str, missing)) + ".")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: build("round", np.random.default_rng(0)),
            "build: kind is 'round', expected one of 'flat', 'pyramid'.",
        ),
        (lambda: speech(0), "speech: repeat is 0, expected a whole number of at least 1."),
        (
            lambda: update_seconds(("flat",), 1, times=0),
            "update_seconds: times is 0, expected a whole number of at least 1.",
        ),
        (
            lambda: run("flat", 0),
            "run: setting is 'flat', expected one of 'flat, long', 'pyramid, long', 'flat, real', "
            "'pyramid, real'.",
        ),
    ],
)
def test_a_wrong_name_or_size_is_a_clear_error(call, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        call()
    assert str(error.value) == message


@pytest.mark.parametrize("join", [2, 3, 4])
def test_a_box_is_as_wide_as_the_boxes_that_it_joins(join):
    _, (ax,) = new_figure()

    def edges(level, i):
        pyramidal.draw_box(ax, level, i, join, missing=False)
        box = ax.patches[-1].get_bbox()
        return box.x0, box.x1

    for level in (1, 2):
        left, right = edges(level, 0)
        assert left == pytest.approx(edges(level - 1, 0)[0])
        assert right == pytest.approx(edges(level - 1, join - 1)[1])
