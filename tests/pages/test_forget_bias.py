"""The first bias of the forget gate: its gradients, its experiment and its figures."""

import numpy as np
import pytest

from course_lib import LSTMCell, Recurrent
from course_lib.datasets import adding
from course_lib.experiments.lstm import forget_bias as experiment
from course_lib.experiments.lstm.forget_bias import BIASES, RECORD, direct, measured, run
from course_lib.experiments.recorded import recorded
from course_lib.figures.lstm.forget_bias import decay_says
from course_lib.figures.style import in_words


@pytest.mark.parametrize("bias", BIASES)
def test_the_direct_path_is_a_product_of_gates(bias):
    gate = 1 / (1 + np.exp(-bias))
    np.testing.assert_allclose(direct(bias, 20), np.cumprod([1.0] + [gate] * 20))


def test_without_weights_the_measured_gradient_is_the_direct_one(monkeypatch):
    class Bare(LSTMCell):
        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            self.params["W"][:] = 0

    monkeypatch.setattr(experiment, "LSTMCell", Bare)
    np.testing.assert_allclose(measured(1.0, 0, steps=12), direct(1.0, 12), rtol=1e-12)


def test_the_measured_gradient_is_the_slope_of_the_memory():
    """The same draws, and central differences of the memory after step 1 instead of backward."""
    steps, hidden, rng = 3, 4, np.random.default_rng(6)
    cell = LSTMCell(2, hidden, rng, forget_bias=0.5, init="xavier")
    xs, _ = adding(16, steps + 1, rng)
    gradient = rng.normal(size=(16, hidden))
    gradient /= np.linalg.norm(gradient, axis=1, keepdims=True)
    (_, c), first = cell.forward(xs[0], cell.zero_state(16))

    def end(c):
        _, cache = Recurrent(cell).forward(xs[1:], (first.zo * np.tanh(c), c))
        return (cache.state[1] * gradient).sum(axis=1)

    slope = np.zeros((16, hidden))
    for k in range(hidden):
        nudge = np.zeros((16, hidden))
        nudge[:, k] = 1e-5
        slope[:, k] = (end(c + nudge) - end(c - nudge)) / 2e-5
    wanted = np.linalg.norm(slope, axis=1).mean()
    found = measured(0.5, 6, steps=steps, n_hidden=hidden)
    assert found.shape == (steps + 1,)
    assert found[0] == pytest.approx(1)
    assert found[-1] == pytest.approx(wanted, rel=1e-7)


@pytest.mark.parametrize("bias", BIASES)
def test_the_roundabout_way_adds_to_the_direct_one(bias):
    assert measured(bias, 4)[-1] > 10 * direct(bias)[-1]


def test_more_bias_more_gradient_and_with_3_it_grows():
    ends = [measured(bias, 5)[-1] for bias in BIASES]
    assert ends == sorted(ends)
    assert ends[2] < 1 < ends[3]


def test_what_the_page_says_of_the_record():
    record = recorded("forget-bias")
    updates = {b: record.values(f"b = {b:g}", "updates") for b in BIASES}
    solved = [record.values(f"b = {b:g}", "solved").sum() for b in BIASES]
    assert solved == [4, 5, 5, 5]
    means = [updates[b].mean() for b in (0, 1, 3)]
    assert max(means) - min(means) < min(updates[b].std(ddof=1) for b in (0, 1, 3))
    assert updates[-1].mean() > max(means) + 200


def test_a_run_trains_with_the_bias_of_its_setting(monkeypatch):
    seen = {}

    def fake(layer, seed, **options):
        seen.update(options, seed=seed)
        return type("Trained", (), {"last": 350, "solved": True})

    monkeypatch.setattr(experiment, "train_adding", fake)
    assert run("b = -1", 3) == {"updates": 350.0, "solved": 1.0}
    assert seen == {"forget_bias": -1.0, "seed": 3}
    assert RECORD.settings == ("b = -1", "b = 0", "b = 1", "b = 3")


def test_the_words_of_the_figure():
    assert in_words(1e-16) == "1\xa0·\xa010⁻¹⁶"
    says = decay_says(1)
    assert "begins at 0.73" in says
    assert "leaves 2\xa0·\xa010⁻⁷" in says
    assert "It grows" in decay_says(3)
