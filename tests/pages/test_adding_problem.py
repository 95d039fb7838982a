"""Laws of the experiment on the adding problem, and of its figure."""

import numpy as np
import pytest

from course_lib import ADDING_BASELINE, GRU, LSTM, RNN, LSTMCell, MeanSquaredError, adding
from course_lib.experiments.lstm.adding_problem import (
    MOST,
    SETTINGS,
    SOLVED,
    adding_net,
    run,
    train_adding,
)
from course_lib.experiments.recorded import recorded
from course_lib.figures.lstm import adding_problem as figure


@pytest.mark.parametrize("layer", [RNN, LSTM, GRU])
def test_the_net_is_one_recurrent_layer_and_one_answer_in_float32(layer):
    net = adding_net(layer, np.random.default_rng(0), n_hidden=5)
    answers, _ = net.forward(np.ones((7, 3, 2), np.float32))
    assert answers.shape == (3, 1)
    assert {p.dtype for p in net.params.values()} == {np.dtype(np.float32)}
    assert isinstance(net.layers[0], layer)
    assert net.params["0.W"].shape[-1] == 2 + 5


def test_options_reach_the_layer_and_xavier_may_be_replaced():
    net = adding_net(LSTM, np.random.default_rng(0), without=("zo",), forget_bias=3.0)
    assert net.params["0.b"].shape == (3 * 32,)
    assert net.params["0.b"].max() == 3
    spreads = [
        adding_net(RNN, np.random.default_rng(0), init=init).params["0.W"].std() * 34**0.5
        for init in ("xavier", "uniform")
    ]
    assert spreads == pytest.approx([(2 * 34 / (34 + 32)) ** 0.5, 3**-0.5], rel=0.1)


def test_a_training_is_decided_by_its_seed():
    one, same, other = (train_adding(GRU, s, steps=6, most=20, every=10) for s in (3, 3, 4))
    np.testing.assert_array_equal(one.errors, same.errors)
    assert (one.errors != other.errors).all()


def test_the_errors_are_those_of_the_net_on_sequences_of_its_own():
    trained = train_adding(RNN, 2, steps=30, most=10, every=4)
    np.testing.assert_array_equal(trained.updates, [0, 4, 8, 10])
    test_rng = np.random.default_rng(2).spawn(2)[1]
    xs, sums = adding(500, 30, test_rng, dtype=np.float32)
    error = np.mean((trained.net.forward(xs)[0].astype(float) - sums) ** 2)
    assert trained.errors[-1] == pytest.approx(error / ADDING_BASELINE, rel=1e-5)
    assert trained.last == 10
    assert not trained.solved


def test_a_solved_training_ends_at_once():
    trained = train_adding(RNN, 0, steps=2, most=400, lr=3e-3)
    assert trained.solved
    assert trained.last < 400
    assert (trained.errors[:-1] >= SOLVED).all()
    assert trained.errors[-1] < SOLVED


def test_run_gives_what_the_training_gave(monkeypatch):
    module = "course_lib.experiments.lstm.adding_problem.train_adding"
    seen = []

    def short(layer, seed, **options):
        seen.append((layer, seed, options))
        return train_adding(layer, seed, steps=4, most=6, every=3)

    monkeypatch.setattr(module, short)
    values = run("RNN, T = 50", 1)
    assert seen == [(RNN, 1, {"steps": 50, "lr": 0.003})]
    expected = train_adding(RNN, 1, steps=4, most=6, every=3)
    assert values == {"updates": 6, "solved": 0, "least": expected.errors.min()}


def test_what_the_page_says_of_the_record():
    record = recorded("adding-problem")
    solved = {setting: record.values(setting, "solved") for setting in SETTINGS}
    least = {setting: record.values(setting, "least") for setting in SETTINGS}
    for setting in SETTINGS:
        if setting.startswith("RNN, rate"):
            assert not solved[setting].any()
            assert (abs(least[setting] - 1) < 0.1).all()
            assert (record.values(setting, "updates") == MOST).all()
    assert (least["RNN, T = 50"] < 0.95).sum() in range(2, 5)
    assert least["RNN, T = 20"].max() < 0.3
    assert solved["LSTM"].all()
    assert solved["GRU"].all()
    assert record.values("GRU", "updates").max() < record.values("LSTM", "updates").min()


def test_one_unit_with_weights_by_hand_solves_it():
    cell = LSTMCell(2, 1, np.random.default_rng(0))
    cell.params["W"][:] = [[0.1, 0, 0], [0, 30, 0], [0, 0, 0], [0, 0, 0]]
    cell.params["b"][:] = [0, -15, 15, 1000]
    xs, sums = adding(300, 100, np.random.default_rng(1))
    state = cell.zero_state(300)
    for x in xs:
        state, _ = cell.forward(x, state)
    error, _ = MeanSquaredError().forward(10 * state[0], sums)
    assert error < 0.01 * ADDING_BASELINE


@pytest.mark.parametrize("name", ["most", "every"])
def test_a_size_below_one_is_a_clear_error(name):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        train_adding(RNN, 0, **{name: 0})
    assert str(error.value) == f"train_adding: {name} is 0, expected a whole number of at least 1."


@pytest.mark.parametrize("sequence", [1, 12])
def test_the_dotted_guess_is_one_then_a_half_more_than_seen_then_the_sum(sequence):
    xs, sums = figure.sequences()
    numbers, marks = xs[:, sequence - 1].T
    first, second = np.flatnonzero(marks)
    guess = figure.best_guess(sequence)
    assert guess[:first] == pytest.approx(1)
    assert guess[first:second] == pytest.approx(numbers[first] + 0.5)
    assert guess[second:] == pytest.approx(sums[sequence - 1, 0])
