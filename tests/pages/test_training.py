import math

import numpy as np
import pytest

from course_lib import SGD, Dense, ReLU, Sequential, SoftmaxCrossEntropy, fit
from course_lib.experiments.fully_connected import regions, training
from course_lib.experiments.fully_connected.training import run, standard_error, verdict
from course_lib.figures.fully_connected import softmax as three
from course_lib.figures.fully_connected import spiral_point
from course_lib.figures.fully_connected import training as figure
from course_lib.training.gradcheck import numerical_gradient
from course_lib.training.losses import softmax


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


PLACES = np.random.default_rng(0).uniform(-4, 4, (50, 2))


def area(polygon):
    x, y = polygon.T
    return abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def test_the_net_at_a_point_is_the_net_that_learned_the_spirals():
    net = regions.trained(spiral_point.WIDTH, spiral_point.ACTIVATION)
    p = softmax(net.forward(PLACES)[0])
    found = [spiral_point.answer(*x) for x in PLACES]
    np.testing.assert_allclose([answer.p for answer in found], p, rtol=1e-12)
    np.testing.assert_allclose([answer.a for answer in found], np.tanh([a.z for a in found]))
    assert regions.n_right(spiral_point.WIDTH, spiral_point.ACTIVATION) == regions.N_POINTS


def test_the_pushes_of_the_neurons_and_the_biases_make_the_shares():
    bias = regions.trained(spiral_point.WIDTH, spiral_point.ACTIVATION).params["2.b"]
    for x in PLACES:
        _, _, push, p = spiral_point.answer(*x)
        np.testing.assert_allclose(push.sum() + bias[1] - bias[0], np.log(p[1] / p[0]), rtol=1e-9)


def test_a_wire_is_as_wide_as_its_neuron_pushes_and_ends_at_the_arm_that_it_pushes_to():
    for x in PLACES:
        push = spiral_point.answer(*x).push
        parts = spiral_point.point_parts(*x)
        for arm, chosen in ((0, push[push < 0]), (1, push[push >= 0])):
            wires = parts[f"to {arm}"]
            widths = [wire[2, 0] - wire[1, 0] for wire in wires]
            np.testing.assert_allclose(widths, 2 * spiral_point._PUSH * np.abs(chosen))
            ends = {round(float(wire[1:3, 0].mean()), 6) for wire in wires}
            assert ends <= {spiral_point._OUT[arm][0]}


def test_a_hidden_neuron_is_empty_on_its_dashed_line_and_half_full_far_from_it():
    half = math.pi * spiral_point._RADIUS**2 / 2
    for far in (-100, 100):
        assert area(spiral_point._glass(0, far)) == pytest.approx(half, rel=0.02)
    assert area(spiral_point._glass(0, 0)) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("z", [-2.0, -0.3, 0.0, 0.7, 20.0])
def test_a_hidden_neuron_is_filled_from_its_middle_to_the_height_of_its_a(z):
    glass = spiral_point._glass(2, z) - spiral_point._NEURONS[2]
    heights = sorted([0, spiral_point._RADIUS * np.tanh(z)])
    assert [glass[:, 1].min(), glass[:, 1].max()] == pytest.approx(heights, abs=1e-9)
    assert glass[[0, -1], 1] == pytest.approx(0, abs=1e-9)
    np.testing.assert_allclose(np.hypot(*glass.T), spiral_point._RADIUS)


def test_the_bar_is_cut_at_the_share_of_arm_0():
    left, right, *_ = spiral_point._BAR
    for x in PLACES:
        parts = spiral_point.point_parts(*x)
        cut = parts["share 0"][0][2, 0]
        assert (cut - left) / (right - left) == pytest.approx(spiral_point.answer(*x).p[0])
        assert parts["share 1"][0][0, 0] == cut


def point_of_the_border(low, high):
    """Return a point where both shares are one half: by halves, between two of different arms."""
    for _ in range(60):
        middle = (low + high) / 2
        same = np.argmax(spiral_point.answer(*middle).p) == np.argmax(spiral_point.answer(*low).p)
        low, high = (middle, high) if same else (low, middle)
    return low


def test_the_words_at_a_point_say_the_arm_and_that_the_border_has_none():
    x, arm = regions.spirals()
    for group, words in ((0, "arm 0, the circles, with p"), (1, "arm 1, the triangles, with p")):
        says = spiral_point.point_says(*x[arm == group][0])
        assert words in says
        assert "The nearest training point is 0.0 away." in says
    border = point_of_the_border(x[arm == 0][0], x[arm == 1][0])
    says = spiral_point.point_says(*border)
    assert "the net cannot tell: p = 0.50 for both arms" in says


def test_each_hidden_neuron_is_named_once_where_its_a_is():
    for x in PLACES:
        lists = spiral_point.point_says(*x).split("neurons near 1: ")[1].rstrip(".")
        on, rest = lists.split("; near −1: ")
        off, between = rest.split("; between: ")
        a = spiral_point.answer(*x).a
        found = [
            {int(k) - 1 for k in part.split(", ") if k != "none"} for part in (on, off, between)
        ]
        near = spiral_point.NEAR
        wanted = [a > near, a < -near, (a >= -near) & (a <= near)]
        assert found == [set(np.flatnonzero(mask).tolist()) for mask in wanted]


def test_a_share_is_never_said_to_be_all_or_nothing():
    says = [spiral_point._share(p) for p in (1.0, 0.9951, 0.99, 0.5, 0.006, 0.0049, 0.0)]
    assert says == ["> 0.99", "> 0.99", "0.99", "0.50", "0.01", "< 0.01", "< 0.01"]


@pytest.mark.parametrize("start", range(5))
def test_far_from_all_points_the_net_is_no_less_sure_than_near_them(start):
    far, p = regions.how_sure(spiral_point.WIDTH, spiral_point.ACTIVATION, start)
    assert p[far >= 1].mean() > p[far < 0.5].mean()


def test_how_sure_is_what_the_net_says_at_each_place():
    far, p = regions.how_sure(3, "tanh", grid=8)
    plane = np.stack(np.meshgrid(*[np.arange(-3.5, 4)] * 2), axis=-1).reshape(-1, 2)
    x, _ = regions.spirals()
    np.testing.assert_allclose(far, [np.hypot(*(x - place).T).min() for place in plane])
    shares = softmax(regions.trained(3, "tanh").forward(plane)[0])
    np.testing.assert_allclose(p, shares.max(axis=1))
