"""The six nets of the page on CLDNN, the moved digits, and the figure of the stages."""

import numpy as np
import pytest

from course_lib import LSTM, Conv2D, Dense, count_parameters, softmax
from course_lib.datasets import mnist5k
from course_lib.experiments.recorded import recorded, within
from course_lib.experiments.together.cldnn import (
    OTHER_RATES,
    RATE,
    RECORD,
    SETTINGS,
    build,
    pictures,
    run,
    shifted,
)
from course_lib.figures.style import new_figure
from course_lib.figures.together import cldnn


@pytest.mark.parametrize("setting", SETTINGS)
def test_all_nets_are_equal_in_params_and_have_the_parts_of_their_name(setting):
    net = build(setting, np.random.default_rng(0))
    assert abs(count_parameters(net) - 7000) < 150
    kinds = [type(layer) for layer in net.layers]
    assert (Conv2D in kinds) == ("CNN" in setting or setting == "CLDNN")
    assert (LSTM in kinds) == ("LSTM" in setting or setting == "CLDNN")
    hidden = setting in ("dense", "CNN", "LSTM, dense", "CLDNN")
    assert kinds.count(Dense) == 1 + hidden
    scores, _ = net.forward(pictures()[0][:3])
    assert scores.shape == (3, 10)
    assert scores.dtype == np.float32


def test_moved_digits_are_the_digits_moved():
    x = pictures()[2]
    np.testing.assert_array_equal(x[:, 0], mnist5k(size=14, dtype=np.float32)[1].images)
    for axis, roll in ((2, (1, 0)), (3, (0, 1))):
        moved = np.roll(x, roll, axis=(2, 3))
        moved[
            (slice(None), slice(None), *((0, slice(None)) if axis == 2 else (slice(None), 0)))
        ] = 0
        np.testing.assert_array_equal(shifted(x, axis), moved)


def test_a_run_depends_on_its_seed_alone_and_counts_right_digits():
    one, again, other = (run("dense", seed, epochs=1) for seed in (3, 3, 4))
    assert one == again != other
    assert 0.6 < one["accuracy"] < 0.95
    assert one["down"] < one["accuracy"]


def test_another_seed_lies_in_the_recorded_spread():
    assert within(RECORD, recorded("cldnn"), run(RECORD.live, RECORD.seeds + 1))


@pytest.mark.parametrize("ending", ["", *(f": {rate}" for rate in OTHER_RATES)])
def test_what_the_page_says_of_the_record(ending):
    record = recorded("cldnn")

    def mean(setting, key):
        return record.values(f"{setting}{ending}", key).mean()

    lost = {s: mean(s, "accuracy") - mean(s, "right") for s in SETTINGS}
    assert max(lost[s] for s in SETTINGS[2:]) < 0.02
    assert min(lost[s] for s in SETTINGS[:2]) > 0.05
    assert max(SETTINGS, key=lambda s: mean(s, "accuracy")) == "CNN, LSTM"
    without = max(mean(s, "down") for s in ("dense", "LSTM", "LSTM, dense"))
    assert min(mean(s, "down") for s in ("CNN", "CNN, LSTM", "CLDNN")) > without
    for one, other in (("LSTM", "LSTM, dense"), ("CNN, LSTM", "CLDNN")):
        seeds = [record.values(f"{s}{ending}", "accuracy") for s in (one, other)]
        gap = abs(seeds[0].mean() - seeds[1].mean())
        assert gap < sum(values.std(ddof=1) for values in seeds)


def test_the_rate_of_a_setting_is_the_rate_of_its_training():
    assert run("dense: 0.01", 3, epochs=1) != run("dense", 3, epochs=1)
    assert run(f"dense: {RATE}", 3, epochs=1) == run("dense", 3, epochs=1)


def test_each_stage_holds_what_the_layers_give():
    found = cldnn.passed(7)
    maps, pooled, frames = found["maps"], found["pooled"], found["frames"]
    np.testing.assert_array_equal(pooled, maps.reshape(8, 7, 2, 14).max(axis=2))
    for t in range(14):
        np.testing.assert_array_equal(frames[t], pooled[:, :, t].ravel())
    x = pictures()[2]
    place = next(n for n in range(10) if (x[n] == found["picture"]).all())
    scores, _ = cldnn.trained().forward(x[place : place + 1])
    powers = np.exp(scores[0] - scores.max())
    np.testing.assert_allclose(found["scores"], powers / powers.sum(), rtol=1e-4)
    assert found["scores"].argmax() == pictures()[3][place] == 7


def test_an_unknown_setting_is_a_clear_error():
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        build("GRU", np.random.default_rng(0))
    assert str(error.value) == (
        "build: setting is 'GRU', expected one of 'dense', 'CNN', 'LSTM', 'LSTM, dense', "
        "'CNN, LSTM', 'CLDNN'."
    )


def test_a_pixel_reaches_what_the_figure_frames_and_nothing_else():
    """Turned over, it changes cells inside the frames alone, but for rounding."""
    picture = cldnn.passed(cldnn.DIGIT)["picture"]
    for row, column in ((0, 0), (6, 5), (13, 9)):
        x = np.stack([picture, picture])
        x[1, 0, row, column] = 1 - x[1, 0, row, column]
        changed = {}
        for n, layer in enumerate(cldnn.trained().layers, 1):
            x, _ = layer.forward(x)
            if n == 2 or n == 3:
                changed["maps" if n == 2 else "pooled"] = np.abs(x[1] - x[0]).max(axis=0) > 1e-5
            elif n == 5:
                moved = np.abs(x[:, 1] - x[:, 0]).max(axis=1) > 1e-5
        for stage, (top, bottom, left, right) in cldnn.reach(row, column).items():
            outside = changed[stage].copy()
            outside[top : bottom + 1, left : right + 1] = False
            assert not outside.any(), stage
        assert not moved[: max(column - 1, 0)].any()


def test_the_figure_says_what_a_turned_pixel_does():
    found = cldnn.turned()
    k = 14 * 5 + 6
    x = cldnn.passed(cldnn.DIGIT)["picture"][None].copy()
    x[0, 0, 5, 6] = 1 - x[0, 0, 5, 6]
    scores, _ = cldnn.trained().forward(x)
    np.testing.assert_allclose(found.scores[k], softmax(scores)[0], atol=6e-4)
    assert found.change.max() == 1
    assert f"to {found.scores[k, cldnn.DIGIT]:.2f}"[:6] in cldnn.way_says(5, 6, 5)


@pytest.mark.parametrize("stage", range(len(cldnn.STAGES)))
def test_the_words_beside_bars_come_with_the_bars(stage):
    parts = cldnn.way_parts(5, 6, stage)
    assert bool(parts["key change"]) == bool(parts["change"])
    assert bool(parts["key before"]) == bool(parts["key after"]) == bool(parts["turned"])


def test_a_stronger_colour_is_a_larger_number():
    _, (ax,) = new_figure()
    values = np.array([[0.5, -2.0], [4.0, 0.0]])
    cldnn.cells(ax, values, (0, 0, 2, 2))
    opacity = np.asarray(ax.images[0].get_array())[..., 3]
    np.testing.assert_allclose(opacity, (np.abs(values) / 4) ** cldnn.LIFT)
    assert 0 < cldnn.LIFT <= 1
