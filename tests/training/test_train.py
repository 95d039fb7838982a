"""Laws of the training loop."""

import io
import math

import numpy as np
import pytest
from tqdm import tqdm

from course_lib.fully_connected.dense import Dense
from course_lib.training.optim import SGD, Adam
from course_lib.training.train import STOP, DivergenceError, evaluate, fit
from tests.support.training import CE, MSE, copy_of, run, small_net, xor


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


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
