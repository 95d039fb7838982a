"""Laws of the training loop."""

import io
import json
import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tqdm import tqdm

from course_lib.fully_connected.activations import Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.recurrent.gru import GRU
from course_lib.recurrent.lstm import LSTM
from course_lib.recurrent.over_time import MeanOverTime
from course_lib.training.losses import MeanSquaredError, SoftmaxCrossEntropy, accuracy
from course_lib.training.optim import SGD, Adam
from course_lib.training.train import STOP, DivergenceError, evaluate, fit
from course_lib.training.update import update

ROOT = Path(__file__).parents[2]
CE, MSE = SoftmaxCrossEntropy(), MeanSquaredError()


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


def xor(rng, n=200):
    x = rng.uniform(-1, 1, (n, 2))
    return x, (x[:, 0] * x[:, 1] > 0).astype(int)


def small_net(rng, n_out=2, width=8):
    return Sequential(Dense(2, width, rng, init="xavier"), Tanh(), Dense(width, n_out, rng))


def copy_of(params):
    return {name: p.copy() for name, p in params.items()}


def run(seed=0, **options):
    rng = np.random.default_rng(seed)
    x, target = xor(rng)
    net = small_net(rng)
    options = {"rng": rng, "epochs": 3, "progress": False} | options
    return net, fit(net, CE, Adam(net.params, 0.03), x, target, **options)


def test_a_net_learns_xor(rng):
    x, target = xor(rng)
    net = small_net(rng)
    history = fit(net, CE, Adam(net.params, 0.03), x, target, rng=rng, epochs=60)
    loss, right = evaluate(net, CE, *xor(rng))
    assert history.loss[-1] < 0.2 < 0.6 < history.loss[0]
    assert loss < 0.3
    assert right > 0.9
    assert history.stopped == "epochs"


def test_one_epoch_is_the_written_loop(rng):
    x, target = xor(rng, 50)
    net = small_net(rng)
    plain = small_net(rng)
    for name, p in plain.params.items():
        p[...] = net.params[name]
    history = fit(net, CE, SGD(net.params, 0.1), x, target, rng=np.random.default_rng(5), epochs=1)
    order, losses = np.random.default_rng(5).permutation(50), []
    for start in (0, 32):
        rows = order[start : start + 32]
        scores, cache = plain.forward(x[rows])
        loss, loss_cache = CE.forward(scores, target[rows])
        _, grads = plain.backward(CE.backward(1.0, loss_cache)[0], cache)
        for name, p in plain.params.items():
            p -= 0.1 * grads[name]
        losses.append(loss)
    for name, p in plain.params.items():
        np.testing.assert_allclose(net.params[name], p, rtol=1e-12)
    np.testing.assert_allclose(history.update_loss, losses, rtol=1e-12)
    # The batches have 32 and 18 samples, and each sample weighs the same.
    assert history.loss == [pytest.approx((32 * losses[0] + 18 * losses[1]) / 50, rel=1e-12)]


def test_the_same_seed_gives_the_same_history():
    (net, history), (again_net, again), (_, other) = run(1), run(1), run(2)
    assert history == again
    assert history != other
    for name, p in net.params.items():
        np.testing.assert_array_equal(p, again_net.params[name])


def test_the_data_are_not_changed_and_need_not_be_writeable(rng):
    x, target = xor(rng)
    x.flags.writeable = target.flags.writeable = False
    net = small_net(rng)
    fit(net, CE, SGD(net.params, 0.1), x, target, rng=rng, epochs=2, validation=(x, target))


def test_every_sample_is_seen_once_an_epoch(rng):
    seen = []

    class Watch(Dense):
        def forward(self, a):
            seen.append(a[:, 0])
            return super().forward(a)

    net = Watch(1, 1, rng)
    x = np.arange(10.0)[:, None]
    fit(net, MSE, SGD(net.params, 1e-4), x, x, rng=rng, epochs=2, batch_size=4)
    assert [len(batch) for batch in seen] == [4, 4, 2] * 2
    first, second = np.concatenate(seen[:3]), np.concatenate(seen[3:])
    np.testing.assert_array_equal(np.sort(first), x[:, 0])
    np.testing.assert_array_equal(np.sort(second), x[:, 0])
    assert (first != second).any()


def test_the_history_holds_each_update_and_each_epoch():
    x, target = xor(np.random.default_rng(9))
    net, history = run(epochs=3, batch_size=64, validation=(x, target))
    assert [len(part) for part in (history.loss, history.validation_loss)] == [3, 3]
    assert len(history.validation_accuracy) == 3
    assert len(history.update_loss) == len(history.update_norm) == 3 * 4
    assert list(history.param_norms) == list(net.params)
    whole = np.sqrt(np.sum(np.square(list(history.param_norms.values())), axis=0))
    np.testing.assert_allclose(whole, history.update_norm, rtol=1e-12)
    assert history.best_epoch == int(np.argmin(history.validation_loss))
    loss, right = evaluate(net, CE, x, target)
    assert (history.validation_loss[-1], history.validation_accuracy[-1]) == (loss, right)


def test_targets_that_are_numbers_have_no_accuracy(rng):
    x = rng.normal(size=(20, 2))
    net = Dense(2, 1, rng)
    history = fit(net, MSE, SGD(net.params, 0.1), x, x[:, :1], rng=rng, validation=(x, x[:, :1]))
    assert history.validation_accuracy == []
    assert len(history.validation_loss) == 10
    assert evaluate(net, MSE, x, x[:, :1])[1] is None


def test_clipping_limits_the_step_but_not_the_record(rng):
    x, target = rng.normal(size=(32, 2)), 100 * rng.normal(size=(32, 1))
    net = Dense(2, 1, rng)
    before = copy_of(net.params)
    history = fit(net, MSE, SGD(net.params, 1.0), x, target, rng=rng, epochs=1, clip=0.5)
    step = math.hypot(*(np.linalg.norm(net.params[n] - before[n]) for n in before))
    assert step == pytest.approx(0.5)
    assert history.update_norm[0] > 0.5


def walk(patience, **options):
    """Train the output from near 0 towards 10, but judge it by 3: it gets better, then worse."""
    rng, one = np.random.default_rng(0), np.ones((1, 1))
    net = Dense(1, 1, rng)
    options = {"epochs": 20, "validation": (one, 3 * one), "patience": patience} | options
    history = fit(net, MSE, SGD(net.params, 0.03), one, 10 * one, rng=rng, **options)
    return net, history, MSE.forward(net.forward(one)[0], 3 * one)[0]


def test_early_stop_waits_patiently_and_restores_the_best():
    _, history, loss_now = walk(3)
    best = int(np.argmin(history.validation_loss))
    assert 0 < best < 10
    assert history.best_epoch == best
    assert history.stopped == "patience"
    assert len(history.loss) == len(history.update_loss) == best + 1 + 3
    assert loss_now == min(history.validation_loss)


def test_the_best_is_restored_in_the_same_arrays():
    rng, one = np.random.default_rng(0), np.ones((1, 1))
    net = Dense(1, 1, rng)
    arrays = dict(net.params)
    options = {"epochs": 20, "validation": (one, 3 * one), "patience": 2, "rng": rng}
    fit(net, MSE, SGD(net.params, 0.03), one, 10 * one, **options)
    assert all(net.params[name] is array for name, array in arrays.items())


def test_the_best_is_restored_also_when_all_epochs_are_done():
    _, history, loss_now = walk(100)
    assert history.stopped == "epochs"
    assert loss_now == min(history.validation_loss) < history.validation_loss[-1]


def test_without_patience_the_last_params_stay():
    _, history, loss_now = walk(None)
    assert loss_now == history.validation_loss[-1] > min(history.validation_loss)
    assert history.best_epoch == int(np.argmin(history.validation_loss))


def test_a_callback_that_returns_stop_ends_the_training():
    def after_ten(history):
        return STOP if len(history.update_loss) == 10 else None

    _, history = run(epochs=5, callback=after_ten)
    assert history.stopped == "callback"
    assert len(history.update_loss) == 10
    assert len(history.loss) == 2  # 7 updates, then 3 of the next epoch


@pytest.mark.parametrize("told", [True, np.True_, 1, 0.5, [0], "go on", np.ones(3), None, False])
def test_whatever_else_a_callback_returns_the_training_goes_on(told):
    _, history = run(epochs=2, callback=lambda history: told)
    assert (history.stopped, len(history.update_loss)) == ("epochs", 14)


def test_a_callback_may_be_a_bar_whose_update_returns_true():
    bar = tqdm(total=14, file=io.StringIO(), mininterval=0, disable=False)
    told = []

    def move(history):
        told.append(bar.update())
        return told[-1]

    _, history = run(epochs=2, callback=move)
    assert True in told
    assert (history.stopped, bar.n) == ("epochs", 14)


def test_an_interrupted_training_returns_its_history_and_the_best_params():
    def press_stop(history):
        if len(history.update_loss) == 12:
            raise KeyboardInterrupt

    _, history, loss_now = walk(100, callback=press_stop)
    assert history.stopped == "interrupted"
    assert len(history.update_loss) == len(history.loss) == 12
    assert loss_now == min(history.validation_loss)


def test_divergence_says_at_which_update_and_what_to_try(rng):
    x = rng.normal(size=(8, 2))
    net = Dense(2, 1, rng)
    text = (
        r"fit, update \d+: .*, expected finite numbers; try a smaller learning rate, or a limit "
        r"for the gradient, clip=1\.0\."
    )
    with pytest.raises(DivergenceError, match=text) as caught:
        fit(net, MSE, SGD(net.params, 1e30), x, x[:, :1], rng=rng, epochs=99)
    history = caught.value.history
    assert f"update {len(history.update_loss) + 1}:" in str(caught.value)
    assert np.isfinite(history.update_loss).all()
    assert len(history.loss) == len(history.update_loss) > 1


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("criterion", [CE, MSE])
def test_scores_that_are_not_finite_are_a_divergence(criterion, bad, rng):
    net = Dense(2, 2, rng)
    net.params["b"][1] = bad
    target = np.zeros(6, int) if criterion is CE else np.zeros((6, 2))
    with pytest.raises(DivergenceError, match=r"fit, update 1: the net's output holds NaN or inf,"):
        fit(net, criterion, SGD(net.params, 0.1), np.zeros((6, 2)), target, rng=rng)
    with pytest.raises(DivergenceError, match=r"evaluate: the net's output holds NaN or inf, exp"):
        evaluate(net, criterion, np.zeros((6, 2)), target)


def test_divergence_in_validation_is_the_same_error(rng):
    x = rng.normal(size=(8, 2))
    net = Dense(2, 1, rng)
    with pytest.raises(DivergenceError, match=r"fit, validation after update 1: the loss is inf"):
        fit(net, MSE, SGD(net.params, 1e160), x, x[:, :1], rng=rng, validation=(x, x[:, :1]))


def test_a_gradient_that_is_not_finite_is_found_before_the_step(rng):
    class Broken(Dense):
        def backward(self, dz, a):
            da, grads = super().backward(dz, a)
            return da, grads | {"b": grads["b"] * np.nan}

    net = Broken(2, 2, rng)
    before = copy_of(net.params)
    with pytest.raises(DivergenceError, match=r"fit, update 1: a gradient has norm nan, expected"):
        fit(net, CE, Adam(net.params), *xor(rng), rng=rng)
    for name, p in before.items():
        np.testing.assert_array_equal(net.params[name], p)


def test_evaluate_does_not_depend_on_the_batch_size(rng):
    x, target = xor(rng, 101)
    net = small_net(rng)
    scores, _ = net.forward(x)
    for size in (1, 10, 101, 1000):
        loss, right = evaluate(net, CE, x, target, batch_size=size)
        assert loss == pytest.approx(CE.forward(scores, target)[0], rel=1e-12)
        assert right == pytest.approx(accuracy(scores, target), rel=1e-12)


def test_evaluate_sends_no_more_than_a_batch_through_the_net(rng):
    sizes = []

    class Watch(Dense):
        def forward(self, a):
            sizes.append(len(a))
            return super().forward(a)

    evaluate(Watch(2, 2, rng), CE, *xor(rng, 25), batch_size=10)
    assert sizes == [10, 10, 5]


def sequences(rng, n_steps=4, n=10):
    xs = rng.normal(size=(n_steps, n, 2))
    mask = np.arange(n_steps)[:, None] < rng.integers(1, n_steps + 1, n)
    return xs, (xs[:, :, 0] > 0).astype(int), mask


def test_sequences_are_batched_on_axis_1_and_each_kept_frame_weighs_the_same(rng):
    xs, target, mask = sequences(rng)
    net = Dense(2, 2, rng)
    expected, _ = CE.forward(net.forward(xs)[0], target, mask)
    loss, right = evaluate(net, CE, xs, target, mask=mask, batch_axis=1, batch_size=3)
    assert loss == pytest.approx(expected, rel=1e-12)
    assert right == pytest.approx(accuracy(net.forward(xs)[0], target, mask), rel=1e-12)
    history = fit(
        net,
        CE,
        SGD(net.params, 0.5),
        xs,
        target,
        rng=rng,
        mask=mask,
        batch_axis=1,
        batch_size=3,
        validation=(xs, target, mask),
    )
    assert len(history.update_loss) == 10 * 4
    assert history.validation_loss[-1] < loss


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("criterion", [CE, MSE])
def test_a_batch_without_a_target_weighs_nothing(criterion, seed):
    """One target in eight is known: most trainings meet batches that have none."""
    rng = np.random.default_rng(seed)
    x, mask = rng.normal(size=(24, 2)), np.zeros(24, bool)
    mask[rng.permutation(24)[:3]] = True
    target = rng.integers(0, 2, 24) if criterion is CE else rng.normal(size=(24, 2))
    net, plain = Dense(2, 2, rng), Dense(2, 2, rng)
    for name, p in plain.params.items():
        p[...] = net.params[name]
    expected, _ = criterion.forward(net.forward(x)[0], target, mask)
    for size in (1, 5, 24):
        loss, right = evaluate(net, criterion, x, target, mask=mask, batch_size=size)
        assert loss == pytest.approx(expected, rel=1e-12)
        if criterion is CE:
            assert right == pytest.approx(accuracy(net.forward(x)[0], target, mask), rel=1e-12)
    history = fit(
        net,
        criterion,
        SGD(net.params, 0.1, momentum=0.9),
        x,
        target,
        mask=mask,
        rng=np.random.default_rng(seed),
        epochs=2,
        batch_size=4,
        progress=False,
        validation=(x, target, mask),
    )
    shuffle, by_hand, losses = np.random.default_rng(seed), SGD(plain.params, 0.1, momentum=0.9), []
    for _ in range(2):
        order = shuffle.permutation(24)
        for rows in np.split(order, range(4, 24, 4)):
            if mask[rows].any():
                seen = update(plain, criterion, by_hand, x[rows], target[rows], mask=mask[rows])
                losses.append(seen.loss)
    assert history.update_loss == losses
    assert 2 <= len(losses) < 12
    assert len(history.loss) == 2
    for name, p in net.params.items():
        np.testing.assert_array_equal(p, plain.params[name])


def test_sequences_without_a_target_weigh_nothing_where_net_and_loss_get_the_mask(rng):
    xs, target, _ = sequences(rng, n_steps=5, n=12)
    mask = np.zeros((5, 12), bool)
    mask[:3, [2, 7]] = True
    net = Sequential(LSTM(2, 3, rng), Dense(3, 2, rng))
    options = {"mask": mask, "mask_for": "both", "batch_axis": 1, "batch_size": 2}
    expected, _ = CE.forward(net.forward(xs, mask=mask)[0], target, mask)
    assert evaluate(net, CE, xs, target, **options)[0] == pytest.approx(expected, rel=1e-12)
    history = fit(net, CE, Adam(net.params), xs, target, rng=rng, epochs=4, **options)
    assert 4 <= len(history.update_loss) <= 8
    assert len(history.loss) == 4
    assert np.isfinite(history.loss).all()


def test_a_callback_hears_of_updates_only_and_the_bar_of_all_batches(capsys):
    rng = np.random.default_rng(0)
    x, mask = rng.normal(size=(10, 2)), np.arange(10) == 3
    net, heard = Dense(2, 2, rng), []
    fit(
        net,
        CE,
        SGD(net.params, 0.1),
        x,
        np.zeros(10, int),
        mask=mask,
        rng=rng,
        epochs=3,
        batch_size=1,
        callback=lambda history: heard.append(len(history.update_loss)),
        progress=True,
    )
    assert heard == [1, 2, 3]
    assert "30/30" in capsys.readouterr().err


def test_a_mask_that_keeps_no_target_at_all_is_a_clear_error(rng):
    net, none = Dense(2, 2, rng), np.zeros(6, bool)
    with pytest.raises(ValueError, match=r"^fit: mask keeps 0 of 6 targets, expected at least 1\."):
        fit(net, CE, SGD(net.params, 0.1), X, Y, rng=rng, mask=none)
    with pytest.raises(
        ValueError, match=r"^evaluate: mask keeps 0 of 6 targets, expected at least"
    ):
        evaluate(net, CE, X, Y, mask=none)
    with pytest.raises(ValueError, match=r"^fit: validation: mask keeps 0 of 6 targets, expected"):
        fit(net, CE, SGD(net.params, 0.1), X, Y, rng=rng, validation=(X, Y, none))


@pytest.mark.parametrize("padding", [np.nan, np.inf])
@pytest.mark.parametrize("mask_for", ["net", "both"])
def test_padding_behind_the_mask_of_the_net_may_be_anything(mask_for, padding):
    def train(value):
        rng = np.random.default_rng(3)
        xs, target, mask = sequences(rng, n_steps=6, n=14)
        xs[~mask] = value
        last = [] if mask_for == "both" else [MeanOverTime()]
        net = Sequential(Dense(2, 4, rng), Tanh(), LSTM(4, 3, rng), *last, Dense(3, 2, rng))
        target = target if mask_for == "both" else target[0]
        options = {"mask": mask, "mask_for": mask_for, "batch_axis": 1, "batch_size": 4}
        options["target_axis"] = 1 if mask_for == "both" else 0
        history = fit(
            net,
            CE,
            Adam(net.params, 0.05),
            xs,
            target,
            rng=rng,
            epochs=3,
            validation=(xs, target, mask),
            progress=False,
            **options,
        )
        return history, evaluate(net, CE, xs, target, **options), copy_of(net.params)

    (history, judged, params), (expected, judged_too, params_too) = train(padding), train(0.0)
    assert (history, judged) == (expected, judged_too)
    for name, p in params.items():
        np.testing.assert_array_equal(p, params_too[name])


def test_padding_is_refused_where_the_net_would_read_it(rng):
    xs, target, mask = sequences(rng, n_steps=4, n=5)
    mask[3, 2], mask[1, 4] = False, True
    options = {"rng": rng, "batch_axis": 1, "mask": mask}
    net = Sequential(Dense(2, 3, rng), LSTM(3, 2, rng))
    optimizer = SGD(net.params, 0.1)
    xs[3, 2, 1] = np.nan
    text = (
        "fit: x[3, 2, 1] is nan, expected a finite number; the mask is for the loss alone, with "
        "mask_for='both' it hides x as well."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        fit(net, CE, optimizer, xs, target, **options)
    xs[3, 2, 1], xs[1, 4, 0] = 0, np.inf
    for mask_for in ("loss", "net", "both"):
        text = "fit: x[1, 4, 0] is inf, expected a finite number."
        with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
            fit(net, CE, optimizer, xs, target, mask_for=mask_for, **options)


def test_scores_behind_the_mask_of_the_loss_may_be_anything(rng):
    class Rooted(Dense):
        """Scores that are NaN where the input is below 0."""

        def forward(self, a):
            z, cache = super().forward(a)
            return np.where(a[:, :1] < 0, np.nan, z), cache

    x = rng.normal(size=(30, 2))
    mask, target, net = x[:, 0] >= 0, rng.integers(0, 2, 30), Rooted(2, 2, rng)
    expected, _ = CE.forward(net.forward(x)[0][mask], target[mask])
    loss, right = evaluate(net, CE, x, target, mask=mask, batch_size=7)
    assert loss == pytest.approx(expected, rel=1e-12)
    assert 0 <= right <= 1
    with pytest.raises(DivergenceError, match=r"evaluate: the net's output holds NaN or inf,"):
        evaluate(net, CE, x, target)


class LastStep(Dense):
    """Scores of the last kept step of each sequence."""

    def forward(self, xs, mask=None):
        steps = np.full(xs.shape[1], len(xs)) if mask is None else mask.sum(axis=0)
        return super().forward(xs[steps - 1, np.arange(xs.shape[1])])


@pytest.mark.parametrize("masked", [False, True])
def test_a_net_gets_the_mask_and_one_target_a_sequence(masked, rng):
    xs, target, mask = sequences(rng, n_steps=10, n=10)  # a square: a wrong axis is not an error
    steps = mask.sum(axis=0) if masked else np.full(10, 10)
    ends = target[steps - 1, np.arange(10)]
    net = LastStep(2, 2, rng)
    options = {"mask": mask if masked else None, "batch_axis": 1, "target_axis": 0}
    history = fit(
        net,
        CE,
        SGD(net.params, 1.0),
        xs,
        ends,
        rng=rng,
        epochs=60,
        batch_size=4,
        mask_for="net",
        **options,
    )
    assert history.loss[-1] < 0.4
    assert evaluate(net, CE, xs, ends, mask_for="net", **options)[1] > 0.8


X, Y = np.zeros((6, 2)), np.zeros(6, int)
NAN = X.copy()
NAN[2, 1] = np.nan
ERRORS = [
    ((X[:0], Y[:0]), {}, "fit: x has 0 samples on axis 0, expected at least 1."),
    ((X, Y[:5]), {}, "fit: target has 5 samples on axis 0, expected 6, as many as x."),
    ((X, Y), {"mask": Y[:5] > 0}, "fit: mask has 5 samples on axis 0, expected 6, as many as x."),
    ((X.tolist(), Y), {}, "fit: x has type list, expected a NumPy array."),
    ((X, Y.tolist()), {}, "fit: target has type list, expected a NumPy array."),
    ((NAN, Y), {}, "fit: x[2, 1] is nan, expected a finite number."),
    ((X, Y), {"batch_axis": 2}, "fit: x has shape (6, 2), expected an axis 2 for the samples;"),
    ((X, Y), {"batch_axis": 1}, "fit: target has shape (6,), expected an axis 1 for the samples;"),
    ((X, Y), {"batch_size": 0}, "fit: batch_size is 0, expected a whole number of at least 1."),
    ((X, Y), {"epochs": -1}, "fit: epochs is -1, expected a whole number of at least 1."),
    ((X, Y), {"epochs": None}, "fit: epochs is None, expected a whole number of at least 1."),
    ((X, Y), {"epochs": 1.5}, "fit: epochs is 1.5, expected a whole number of at least 1."),
    ((X, Y), {"patience": 3}, "fit: patience is 3, expected validation data with it."),
    (
        (X, Y),
        {"patience": 0, "validation": (X, Y)},
        "fit: patience is 0, expected a whole number of at least 1.",
    ),
    ((X, Y), {"clip": 0}, "fit: clip is 0, expected a positive number."),
    ((X, Y), {"clip": "1"}, "fit: clip is '1', expected a positive number."),
    ((X, Y), {"rng": 0}, "fit: rng has type int, expected a numpy.random.Generator;"),
    ((X, Y), {"validation": X}, "fit: validation has type ndarray, expected a tuple (x, target)"),
    ((X, Y), {"validation": (X,)}, "fit: validation has type tuple, expected a tuple (x, target)"),
    ((X, Y), {"validation": (X, Y[1:])}, "fit: validation: target has 5 samples on axis 0, expect"),
    ((X, Y), {"mask_for": "all"}, "fit: mask_for is 'all', expected one of 'loss', 'net', 'both'."),
    (
        (X, Y),
        {"mask": Y == 0, "mask_for": "net"},
        "fit: mask_for is 'net', expected 'loss': Dense.forward takes no mask.",
    ),
    ((X, Y + 7), {}, "target[0] is 7, expected a class from 0 to 1."),
]


@pytest.mark.parametrize(("data", "options", "text"), ERRORS)
def test_a_mistake_is_one_clear_sentence(data, options, text, rng):
    net = Dense(2, 2, rng)
    before = copy_of(net.params)
    with pytest.raises(ValueError, match=re.escape(text)):
        fit(net, CE, SGD(net.params, 0.1), *data, **{"rng": rng} | options)
    for name, p in before.items():
        np.testing.assert_array_equal(net.params[name], p)


@pytest.mark.parametrize("wrapped", [False, True])
def test_sequences_on_the_wrong_axis_are_a_clear_error(wrapped, rng):
    layer = GRU(3, 2, rng)
    net = Sequential(Tanh(), layer) if wrapped else layer
    x, target = rng.normal(size=(6, 6, 3)), rng.integers(0, 2, (6, 6))
    for name, call in (
        ("fit", lambda: fit(net, SoftmaxCrossEntropy(), SGD(net.params, 0.1), x, target, rng=rng)),
        ("evaluate", lambda: evaluate(net, SoftmaxCrossEntropy(), x, target)),
    ):
        text = f"{name}: batch_axis is 0, expected 1: {type(net).__name__} takes sequences time fir"
        with pytest.raises(ValueError, match=f"^{re.escape(text)}"):
            call()
    evaluate(net, SoftmaxCrossEntropy(), x, target, batch_axis=1)


def test_an_optimizer_of_another_net_is_a_clear_error(rng):
    net, other = Dense(2, 2, rng), Dense(2, 2, rng)
    text = r"fit: optimizer\.params are not the arrays of net\.params, expected .* SGD\(net\.params"
    with pytest.raises(ValueError, match=text):
        fit(net, CE, SGD(other.params, 0.1), X, Y, rng=rng)


def test_a_backward_that_forgets_a_gradient_is_a_clear_error(rng):
    class Forgetful(Dense):
        def backward(self, dz, a):
            da, grads = super().backward(dz, a)
            return da, {"W": grads["W"]}

    net = Forgetful(2, 2, rng)
    with pytest.raises(ValueError, match=r"SGD\.step: 'b' is missing in grads, expected the names"):
        fit(net, CE, SGD(net.params, 0.1), X, Y, rng=rng)


def test_an_unknown_argument_is_an_error(rng):
    net = Dense(2, 2, rng)
    with pytest.raises(TypeError, match="epoch"):
        fit(net, CE, SGD(net.params, 0.1), X, Y, rng=rng, epoch=3)


def test_evaluate_names_itself_in_errors(rng):
    with pytest.raises(ValueError, match=r"evaluate: x has 0 samples on axis 0, expected at least"):
        evaluate(Dense(2, 2, rng), CE, X[:0], Y[:0])
    with pytest.raises(ValueError, match=r"evaluate: batch_size is 0, expected a whole number"):
        evaluate(Dense(2, 2, rng), CE, X, Y, batch_size=0)


class Terminal:
    """Stands for stderr when a person looks at it."""

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text

    def flush(self):
        pass

    def isatty(self):
        return True


class Notebook(Terminal):
    """Stands for stderr of a notebook's kernel."""

    __module__ = "ipykernel.iostream"

    def isatty(self):
        return False


class File(Notebook):
    """Stands for stderr that goes to a file."""

    __module__ = "io"


@pytest.fixture
def shown(monkeypatch):
    """Give a function that trains and returns what stderr showed."""

    def show(stderr=Terminal, progress=None, **environment):
        with monkeypatch.context() as patch:
            patch.delenv("TQDM_DISABLE", raising=False)
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stderr", stderr())
            run(progress=progress)
            return sys.stderr.text

    return show


@pytest.mark.parametrize("stderr", [Terminal, Notebook])
def test_a_bar_is_shown_where_a_person_looks(stderr, shown):
    text = shown(stderr)
    assert "21/21" in text
    assert "loss=" in text


@pytest.mark.parametrize("stderr", [Terminal, Notebook])
def test_the_own_switch_of_tqdm_hides_a_bar_that_nobody_asked_for(stderr, shown):
    assert shown(stderr, TQDM_DISABLE="1") == ""
    assert "21/21" in shown(stderr, TQDM_DISABLE="0")
    assert "21/21" in shown(stderr, progress=True, TQDM_DISABLE="1")


@pytest.mark.parametrize("name", ["COURSE_BUILD", "PYTEST_CURRENT_TEST"])
def test_the_bar_does_not_ask_who_runs_the_training(name, shown):
    assert "21/21" in shown(**{name: "1"})


def test_every_page_that_trains_says_that_it_wants_no_bar():
    pages = [*ROOT.glob("chapters/**/*.ipynb"), *ROOT.glob("labs/source/*.ipynb")]
    trained = []
    for page in pages:
        for cell in json.loads(page.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "code" and re.search(r"(?<!def )\bfit\(", source):
                trained.append(page.stem)
                assert re.search(r"progress\W+False", source), page
    assert trained


def test_no_bar_is_written_to_a_file_unless_it_is_asked_for(shown):
    assert shown(File) == ""
    assert "21/21" in shown(File, progress=True)


def test_progress_false_shows_no_bar(shown):
    assert shown(progress=False) == ""


def test_without_tqdm_training_is_silent_and_a_forced_bar_is_a_clear_error(shown, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert shown() == ""
    with pytest.raises(
        ValueError, match=r"fit: progress is True but tqdm is not installed, expect"
    ):
        shown(progress=True)


def test_the_bar_does_not_change_the_training():
    assert run(progress=True)[1] == run(progress=False)[1]


def test_importing_the_loop_does_not_import_tqdm():
    code = "import sys, course_lib.training.train; sys.exit('tqdm' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
