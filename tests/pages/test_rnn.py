"""Laws of the naive RNN: its figure, its sentences, and the weight that pulses ask for."""

import numpy as np
import pytest

from course_lib import (
    RNN,
    Dense,
    LastStep,
    RNNCell,
    Sequential,
    compare_gradients,
    numerical_gradient,
)
from course_lib.experiments.recurrent.rnn import (
    NOISE,
    WORDS,
    compare,
    judge,
    pulses,
    rests,
    sentences,
    share_right,
    train,
)
from course_lib.figures.recurrent import rnn
from course_lib.recurrent.recurrent import Recurrent
from tools.notebooks import read
from tools.paths import ROOT


def test_a_sentence_is_answered_by_its_last_word_and_not():
    xs, hungry, there = sentences(300, 1, 4, np.random.default_rng(0))
    np.testing.assert_array_equal(xs.sum(axis=2), there)
    negated = []
    for k, answer in enumerate(hungry):
        said = [WORDS[i] for i in xs[there[:, k], k].argmax(axis=1)]
        assert said[:2] == ["I", "am"]
        between, last = said[2:-1], said[-1]
        assert 1 <= len(between) <= 4
        assert last in ("hungry", "full")
        assert set(between) <= {"not", "very", "really", "so"}
        assert between.count("not") <= 1
        assert answer == ((last == "hungry") != ("not" in between))
        negated.append("not" in between)
    assert np.mean(negated) == pytest.approx(0.5, abs=0.1)


def test_a_net_that_always_says_the_same_is_right_at_half_of_the_sentences():
    rng = np.random.default_rng(0)
    net = Sequential(RNN(8, 1, rng), LastStep(), Dense(1, 2, rng))
    for name in net.params:
        net.params[name][:] = 0
    loss, *shares = judge(net)
    assert loss == pytest.approx(np.log(2))
    assert shares == pytest.approx([0.5] * 3, abs=0.07)


def test_the_backward_pass_of_the_page_is_the_gradient():
    page = {}
    for cell in read(ROOT / "chapters" / "2-recurrent" / "rnn.ipynb").cells:
        if cell.source.startswith(("import numpy", "def back(")):
            exec(cell.source, page)
    rng = np.random.default_rng(0)
    page["W_i"], page["W_h"] = rng.normal(size=(3, 4)), rng.normal(size=(3, 3))
    xs, end = rng.normal(size=(5, 4)), rng.normal(size=3)

    def states():
        hs = [np.zeros(3)]
        for x in xs:
            hs.append(np.tanh(page["W_h"] @ hs[-1] + page["W_i"] @ x))
        return hs

    found = page["back"](xs, states(), end)
    for name, ours in zip(("W_i", "W_h"), found, strict=True):
        numeric = numerical_gradient(lambda: float(end @ states()[-1]), page[name])
        compare_gradients(name, ours, numeric)


def test_the_sign_is_that_of_the_last_pulse():
    xs, signs = pulses(20, 60, np.random.default_rng(0))
    last = np.zeros(20)
    for t in range(60):
        loud = np.abs(xs[t, :, 0]) > 0.5  # five times the noise away from both 0 and 1
        last = np.where(loud, np.sign(xs[t, :, 0]), last)
        np.testing.assert_array_equal(signs[t], last > 0)


def test_pulses_are_as_rare_as_told_and_the_noise_as_loud():
    xs, _ = pulses(200, 500, np.random.default_rng(0), rate=0.01)
    loud = np.abs(xs[1:]) > 0.5
    assert loud.mean() == pytest.approx(0.01, rel=0.1)
    assert xs[1:][~loud].std() == pytest.approx(NOISE, rel=0.02)


def test_training_finds_a_weight_that_latches():
    trained = train(11)
    assert abs(trained.w[0]) < 1
    assert 1.4 < trained.w[-1] < 2
    assert share_right(trained.net) > 0.97


def test_a_weight_that_is_held_does_not_move_and_fades_below_one():
    trained = train(0, held=0.9, updates=20)
    assert set(trained.w) == {0.9}
    assert compare((0.9, 1.6), 1)[:, 0] == pytest.approx([0.55, 0.99], abs=0.1)


def test_the_slopes_at_rest_are_those_of_the_trained_neuron_with_its_bias():
    net = train(0).net
    net.params["0.b"][:] = 0.1
    w = net.params["0.W"][0, 1]
    for slope, start in zip(rests(net), (-1.0, 1.0), strict=True):
        hs, _ = net.layers[0].forward(np.zeros((400, 1, 1)), (np.array([[start]]),))
        assert slope == pytest.approx(w * (1 - hs[-1, 0, 0] ** 2))
    low, high = rests(net)
    assert low > high  # the bias draws the lower place towards 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: pulses(3, 0, np.random.default_rng(0)),
            "pulses: steps is 0, expected a whole number of at least 1.",
        ),
        (
            lambda: sentences(3, 5, 4, np.random.default_rng(0)),
            "sentences: longest is 4, expected at least 5.",
        ),
        (
            lambda: train(0, updates=0),
            "train: updates is 0, expected a whole number of at least 1.",
        ),
    ],
)
def test_a_wrong_size_is_a_clear_error(call, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        call()
    assert str(error.value) == message


def test_the_state_in_the_picture_is_that_of_a_cell():
    cell = RNNCell(1, 1, np.random.default_rng(0))
    cell.params["W"][:] = [[3, 1.3]]
    xs = np.zeros((rnn.STEPS, 1, 1))
    xs[0] = 1
    hs, _ = Recurrent(cell).forward(xs)
    np.testing.assert_allclose(rnn.after_pulse(1.3, 3)[1:], hs.ravel())


@pytest.mark.parametrize("w", [1.001, 1.1, 1.5, 3.0])
def test_the_place_of_rest_is_a_solution_that_draws_h_in(w):
    h = rnn.resting(w)
    assert h > 0
    assert np.tanh(w * h) == pytest.approx(h, abs=1e-12)
    assert 0 < w * (1 - h**2) < 1


def test_up_to_one_only_zero_is_at_rest():
    assert rnn.resting(0.3) == rnn.resting(1) == 0
    h = np.linspace(0.01, 1, 100)
    assert (np.tanh(h) < h).all()


def test_words_say_whether_the_pulse_is_forgotten_fades_or_stays():
    assert "at step 6 less than 5 % of it is left" in rnn.pulse_says(0.5, 1)
    assert "It fades slowly" in rnn.pulse_says(1.0, 1)
    assert "never comes back to 0" in rnn.pulse_says(1.5, 1)


@pytest.mark.parametrize("u", [0.5, 1, 3])
def test_at_one_each_pulse_of_the_picture_leaves_the_root_that_the_page_has(u):
    h = np.tanh(u)
    for _ in range(100):
        h = np.tanh(h)
    assert h == pytest.approx(np.sqrt(3 / 200), abs=0.005)
