"""The slide's GRU is h = h', and the task of the first symbol is what it says."""

import numpy as np
import pytest

from course_lib import GRUCell
from course_lib.experiments.gru.erratum import (
    FORMULAS,
    LIMIT,
    OTHER_RATES,
    STEPS,
    first_symbol,
    kept_per_step,
    layer,
    run,
    slide,
    train,
    verdict,
)
from course_lib.experiments.recorded import recorded
from course_lib.figures.gru import erratum


def test_the_slide_net_is_a_naive_rnn_with_a_reset_gate():
    rng = np.random.default_rng(0)
    net, xs, h = slide(3, 4, rng), rng.normal(size=(6, 2, 3)), np.zeros((2, 4))
    W = net.params["W"]
    hs, _ = net.forward(xs)
    for t, x in enumerate(xs):
        r = 1 / (1 + np.exp(-(np.hstack([x, h]) @ W[:4].T)))
        h = np.tanh(np.hstack([x, r * h]) @ W[8:].T)
        np.testing.assert_allclose(hs[t], h, atol=1e-14)


def test_the_equation_of_the_slide_holds_in_it_for_any_update_gate():
    rng = np.random.default_rng(1)
    net, xs = slide(3, 4, rng), rng.normal(size=(6, 2, 3))
    hs, cache = net.forward(xs)
    h_new = cache.gates[:, 2].transpose(0, 2, 1)
    z = rng.random(hs.shape)
    np.testing.assert_allclose(z * hs + (1 - z) * h_new, hs, atol=1e-14)


def test_its_update_gate_gets_no_gradient_at_all():
    rng = np.random.default_rng(2)
    net = slide(3, 4, rng)
    hs, cache = net.forward(rng.normal(size=(6, 2, 3)))
    _, grads = net.backward(rng.normal(size=hs.shape), cache)
    assert (grads["W"][4:8] == 0).all()
    assert (grads["b"][4:8] == 0).all()
    assert (grads["W"][:4] != 0).any()
    assert (grads["W"][8:] != 0).all()


def test_the_trace_of_one_step_is_the_slope_of_the_cell():
    rng = np.random.default_rng(3)
    cell = GRUCell(5, 16, rng)
    xs, h0 = rng.normal(size=(1, 50, 5)), np.zeros((50, 16))
    _, cache = cell.forward(xs[0], (h0,))
    dh = rng.normal(size=h0.shape)
    (_, (dh0,)), _ = cell.backward((dh,), cache)
    wanted = np.linalg.norm(dh0) / np.linalg.norm(dh)
    assert kept_per_step("right", steps=1, seed=3) == pytest.approx(wanted)


def test_the_slide_keeps_less_than_the_naive_rnn_and_that_less_than_the_right_gru():
    right, shut, naive = (
        np.mean([kept_per_step(formula, seed=seed) for seed in range(3)]) for formula in FORMULAS
    )
    assert shut < 0.7 * naive
    assert naive < right


def test_the_first_step_tells_the_symbol_and_the_others_are_coins():
    xs, symbols = first_symbol(200, 7, np.random.default_rng(0))
    np.testing.assert_array_equal(xs[0, :, :4].argmax(axis=1), symbols)
    assert (xs[0].sum(axis=1) == 1).all()
    assert (xs[1:, :, :4] == 0).all()
    assert set(np.unique(xs[1:, :, 4])) == {-1, 1}
    assert set(symbols) == {0, 1, 2, 3}


@pytest.mark.parametrize("formula", FORMULAS)
def test_one_step_is_learned_by_all_formulas(formula):
    values = run(f"{formula} 1", 0)
    assert values["accuracy"] == 1
    assert values["updates"] < LIMIT / 2


def test_the_slide_does_not_learn_twenty_steps():
    values = run("slide 20", 7)
    assert values["updates"] == LIMIT
    assert verdict(values["accuracy"]) == "guesses"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: layer("wrong", 3, 4, np.random.default_rng(0)),
            "layer: formula is 'wrong', expected one of 'right', 'slide', 'naive'.",
        ),
        (
            lambda: first_symbol(0, 4, np.random.default_rng(0)),
            "first_symbol: n is 0, expected a whole number of at least 1.",
        ),
        (
            lambda: first_symbol(3, 0, np.random.default_rng(0)),
            "first_symbol: steps is 0, expected a whole number of at least 1.",
        ),
    ],
)
def test_a_wrong_name_or_size_is_a_clear_error(call, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        call()
    assert str(error.value) == message


@pytest.mark.parametrize("r", [0, 0.5, 1])
def test_the_pulse_follows_both_formulas(r):
    right, slide = erratum.pulse(0.9, r)
    start = np.tanh(2)
    one = other = start
    for t in range(erratum.PULSE, erratum.LENGTH):
        one, other = 0.9 * one + 0.1 * np.tanh(r * one), np.tanh(r * other)
        assert right[t] == pytest.approx(one)
        assert slide[t] == pytest.approx(other, abs=1e-12)
    assert right[erratum.PULSE - 1] == slide[erratum.PULSE - 1] == pytest.approx(start)


def test_the_update_gate_does_not_move_the_curve_of_the_slide():
    curves = [erratum.pulse(z, 0.5)[1] for z in (0, 0.3, 0.9)]
    np.testing.assert_array_equal(curves[0], curves[1])
    np.testing.assert_array_equal(curves[0], curves[2])


def test_where_the_update_gate_is_1_the_slide_has_no_answer_and_the_right_gru_keeps_all():
    right, slide = erratum.pulse(1, 0.5)
    assert np.flatnonzero(~np.isnan(slide)).tolist() == [erratum.PULSE - 1]
    assert set(right[erratum.PULSE - 1 :]) == {right[-1]}
    assert "not decided" in erratum.memory_says(1, 0.5)


def test_all_formulas_start_from_the_same_weights():
    right, shut, plain = (layer(name, 5, 16, np.random.default_rng(4)) for name in FORMULAS)
    for other in (shut.params["W"][32:], plain.params["W"]):
        np.testing.assert_array_equal(other, right.params["W"][32:])
    np.testing.assert_array_equal(shut.params["W"][:16], right.params["W"][:16])


def test_in_the_record_the_slide_is_behind_the_naive_rnn_and_that_behind_the_right_gru():
    record = recorded("erratum")
    lengths, rates = [f"{steps}" for steps in STEPS], [f"20 {rate}" for rate in OTHER_RATES]
    for case in (*lengths, *rates):
        right, shut, plain = (
            record.values(f"{name} {case}", "accuracy").mean() for name in FORMULAS
        )
        assert shut < plain <= right


def test_the_rate_of_a_setting_is_the_rate_of_its_training():
    assert run("naive 3 0.02", 1) == train("naive", 3, 1, lr=0.02)
    assert run("naive 3", 1) == train("naive", 3, 1)
