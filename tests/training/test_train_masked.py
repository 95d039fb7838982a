"""Sequences of several lengths: what a mask hides weighs nothing."""

import re

import numpy as np
import pytest

from course_lib.fully_connected.activations import Tanh
from course_lib.fully_connected.dense import Dense
from course_lib.fully_connected.sequential import Sequential
from course_lib.recurrent.lstm import LSTM
from course_lib.recurrent.over_time import MeanOverTime
from course_lib.training.losses import accuracy
from course_lib.training.optim import SGD, Adam
from course_lib.training.train import DivergenceError, evaluate, fit
from course_lib.training.update import update
from tests.support.training import CE, MSE, X, Y, copy_of


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


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
