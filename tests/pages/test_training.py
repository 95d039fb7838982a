import math

import numpy as np
import pytest

from course_lib import SGD, Dense, ReLU, Sequential, SoftmaxCrossEntropy, fit
from course_lib.experiments.fully_connected import training
from course_lib.experiments.fully_connected.training import run, standard_error, verdict
from course_lib.figures.fully_connected import softmax as three
from course_lib.figures.fully_connected import training as figure
from course_lib.training.gradcheck import numerical_gradient


def test_standard_error_is_that_of_a_coin():
    assert standard_error(0.95, 1000) == pytest.approx(math.sqrt(0.95 * 0.05 / 1000))
    assert standard_error(1.0, 10) == 0


def test_standard_error_halves_with_four_times_as_many_cases():
    assert standard_error(0.9, 4000) == pytest.approx(standard_error(0.9, 1000) / 2)


@pytest.mark.parametrize(("share", "n"), [(1.1, 10), (-0.1, 10), (0.5, 0)])
def test_standard_error_of_no_share_is_an_error(share, n):
    with pytest.raises(ValueError, match=r"standard_error: (share|n) is .*, expected"):
        standard_error(share, n)


@pytest.mark.parametrize(
    ("optimizer", "lr", "expected"),
    [
        ("SGD", 1e-3, "too slow"),
        ("SGD", 0.3, "learned"),
        ("SGD", 10.0, "too large"),
        ("Adam", 1e-4, "too slow"),
        ("Adam", 0.01, "learned"),
        ("Adam", 1.0, "too large"),
    ],
)
def test_a_learning_rate_is_too_slow_then_right_then_too_large(optimizer, lr, expected):
    assert verdict(optimizer, lr) == expected


def test_a_good_run_goes_down_far_below_chance():
    result = run("SGD", 0.3, 0)
    assert len(result.loss) == training.EPOCHS
    assert result.loss[-1] < 0.5 < math.log(10) - 0.1
    assert result.n_dead < training.N_HIDDEN / 4


def test_giant_steps_kill_the_hidden_neurons_and_leave_chance():
    result = run("SGD", 10.0, 0)
    assert result.n_dead == training.N_HIDDEN
    assert result.loss[-1] == pytest.approx(math.log(10), abs=0.4)
    assert result.accuracy == pytest.approx(0.1, abs=0.02)


def test_a_loss_that_is_not_finite_ends_the_run_with_accuracy_zero():
    result = run("SGD", 1e200, 0)
    assert (result.accuracy, result.n_dead) == (0.0, training.N_HIDDEN)
    assert len(result.loss) < training.EPOCHS


def test_the_same_seed_gives_the_same_run_and_another_seed_another():
    again = run.__wrapped__("SGD", 0.3, 0)
    assert again == run("SGD", 0.3, 0)
    assert run("SGD", 0.3, 1).loss != again.loss


def test_an_unknown_optimizer_is_named():
    with pytest.raises(ValueError, match=r"run: optimizer is 'sgd', expected one of 'SGD', 'Ad"):
        run("sgd", 0.1, 0)


def test_contact_sheet_wants_one_label_for_each_picture():
    with pytest.raises(ValueError, match=r"contact_sheet: there are 2 labels, expected 3, one for"):
        figure.contact_sheet(np.zeros((3, 4, 4)), ["1", "2"])


def test_contact_sheet_grows_by_rows_and_keeps_every_picture():
    one, two = (figure.contact_sheet(np.zeros((n, 4, 4)), ["1"] * n) for n in (6, 7))
    assert two.get_figheight() > one.get_figheight()
    assert len(two.axes[0].images) == 7


def test_words_under_the_learning_rate_name_the_rate_and_the_verdict():
    assert "learning rate 0.3:" in figure.learning_rates_says("SGD", -0.5)
    assert "It learns." in figure.learning_rates_says("SGD", -0.5)
    assert "hidden neurons are dead" in figure.learning_rates_says("SGD", 1.0)


def test_the_gradient_in_the_figure_of_three_scores_is_the_slope_of_its_cost():
    s = np.array([2.0, 1.0, -1.0])

    def cost():
        return float(three.scores_parts(*s)["drop"][0][1, 1])

    parts = three.scores_parts(*s)
    drawn = [bar[1, 1] for bar in (parts["down"][0], parts["up"][0], parts["down"][1])]
    np.testing.assert_allclose(drawn, numerical_gradient(cost, s), atol=1e-8)
    assert sum(drawn) == pytest.approx(0, abs=1e-12)


def test_the_words_under_three_scores_hold_the_numbers_of_the_page():
    says = three.scores_says(2, 1, -1)
    assert "probabilities 0.71, 0.26, 0.04" in says
    assert "the cost is 1.35" in says
    assert "0.71, −0.74, 0.04" in says


def test_many_noisy_steps_lead_further_than_one_exact_step_over_the_same_digits():
    def loss_after(batch, lr):
        x, labels, _, _ = training._digits()
        rng = np.random.default_rng(0)
        net = Sequential(Dense(x.shape[1], 16, rng), ReLU(), Dense(16, 10, rng))
        criterion, optimizer = SoftmaxCrossEntropy(), SGD(net.params, lr)
        options = {"epochs": 1, "batch_size": batch, "progress": False}
        fit(net, criterion, optimizer, x, labels, rng=rng, **options)
        return criterion.forward(net.forward(x)[0], labels)[0]

    rates = (0.3, 1, 3)
    exact, noisy = (min(loss_after(n, lr) for lr in rates) for n in (1000, 50))
    assert noisy < exact - 0.3


def test_the_long_way_through_the_softmax_ends_at_p_minus_y():
    s, y, h = np.array([2.0, 1.0, -1.0]), 1, 1e-6

    def softmax(scores):
        return np.exp(scores) / np.exp(scores).sum()

    p = softmax(s)
    jacobian = p[:, None] * (np.eye(3) - p)
    moved = [(softmax(s + h * e) - softmax(s - h * e)) / (2 * h) for e in np.eye(3)]
    np.testing.assert_allclose(jacobian, np.transpose(moved), atol=1e-9)
    np.testing.assert_allclose(-jacobian[y] / p[y], p - np.eye(3)[y], atol=1e-12)


@pytest.mark.parametrize("momentum", [0.5, 0.9])
def test_momentum_adds_up_gradients_that_agree_and_leaves_about_half_of_those_that_turn(momentum):
    for sign, expected in ((1, 1 / (1 - momentum)), (-1, 1 / (1 + momentum))):
        theta = {"w": np.zeros(1)}
        optimizer, gradient, before = SGD(theta, 1.0, momentum=momentum), 1.0, 0.0
        for _ in range(200):
            before = theta["w"].item()
            optimizer.step({"w": np.array([gradient])})
            gradient *= sign
        assert abs(theta["w"].item() - before) == pytest.approx(expected)


@pytest.mark.parametrize(("optimizer", "lr"), [("SGD", 10.0), ("Adam", 1.0)])
def test_too_large_a_rate_leaves_nearly_no_neuron_alive(optimizer, lr):
    assert all(run(optimizer, lr, seed).n_dead >= 30 for seed in training.SEEDS)
