"""The last page: what structures connect and cost, and digits with scrambled pixels."""

from itertools import product

import nbformat
import numpy as np
import pytest

from course_lib.experiments.recorded import recorded
from course_lib.experiments.together.cldnn import pictures
from course_lib.experiments.together.which_structure import (
    NETS,
    ORDERS,
    RATES,
    RECORD,
    learn,
    run,
    scrambled,
)
from course_lib.figures.together import question_tree, structures
from course_lib.figures.together import which_structure as figure
from tools.paths import ROOT

T = structures.STEPS
NEAR = np.abs(np.subtract.outer(np.arange(T), np.arange(T))) <= 1
PAST = np.tri(T, dtype=bool)
SEEN = {
    "table": np.ones((T, T), bool),
    "picture": NEAR,
    "stream": PAST,
    "far": PAST,
    "whole": np.ones((T, T), bool),
    "both": np.tri(T, k=1, dtype=bool),
}


@pytest.mark.parametrize("data", SEEN)
def test_each_structure_sees_what_it_is_made_to_see(data):
    np.testing.assert_array_equal(structures.connections(data) > 0, SEEN[data])


def test_the_slopes_of_a_dense_layer_are_its_weights_and_a_convolution_repeats_its_own():
    rng = np.random.default_rng(1)
    layer = structures.STRUCTURES["table"].build(T, rng)
    np.testing.assert_allclose(
        structures.connections("table"), np.abs(layer.params["W"]), atol=1e-9
    )
    for k in (-1, 0, 1):
        assert np.ptp(np.diag(structures.connections("picture"), k)) < 1e-9


def test_an_lstm_sees_farther_than_a_naive_rnn():
    first = {data: structures.connections(data)[-1, 0] for data in ("stream", "far")}
    last = {data: structures.connections(data)[-1, -1] for data in ("stream", "far")}
    assert first["far"] / last["far"] > 10 * first["stream"] / last["stream"]


@pytest.mark.parametrize(
    ("data", "few", "many"),
    [("table", 110, 1_001_000), ("picture", 16, 16), ("stream", 24, 24), ("far", 96, 96)],
)
def test_the_costs_are_those_of_the_formulas(data, few, many):
    assert structures.costs(data)[0] == (few, many)
    assert structures.costs(data)[1] == ((1, 1) if data in ("table", "picture") else (10, 1000))
    assert f"parameters for 10 and 1,000 steps: {few:,}, {many:,}" in figure.lines([data])


ALL = dict.fromkeys(question_tree.QUESTIONS, question_tree.ANSWERS)
EVERY = [dict(zip(ALL, answers, strict=True)) for answers in product(*ALL.values())]
ONE = {
    "table": {"order": "no"},
    "picture": {"order": "yes", "near": "yes", "far": "no"},
    "both": {"order": "yes", "near": "yes", "far": "yes"},
    "whole": {"order": "yes", "near": "no", "future": "yes"},
    "stream": {"order": "yes", "near": "no", "future": "no", "far": "no"},
    "far": {"order": "yes", "near": "no", "future": "no", "far": "yes"},
}


@pytest.mark.parametrize("data", ONE)
def test_the_answers_of_a_structure_leave_it_alone_and_lead_to_its_page(data):
    answers = dict.fromkeys(ALL, question_tree.OPEN) | ONE[data]
    assert question_tree.left(**answers) == [data]
    assert question_tree.reached(**answers)[-1] == data
    assert figure.tree_parts(**answers)["line 0"] == figure.lines([data])[0]
    ((page, words),) = figure.tree_leads(**answers)
    path = (ROOT / "chapters/6-together" / f"{page}.ipynb").resolve()
    title = nbformat.read(path, as_version=4).cells[0].source.splitlines()[0]
    assert title == f"# {words}"


def test_an_answer_only_rules_out_and_never_the_last_structure():
    for answers in EVERY:
        found = question_tree.left(**answers)
        assert found
        assert set(question_tree.reached(**answers)).isdisjoint(question_tree.fallen(**answers))
        for question in question_tree.QUESTIONS:
            before = question_tree.left(**answers | {question: question_tree.OPEN})
            assert set(found) <= set(before)
        if question_tree.OPEN not in answers.values():
            assert found == question_tree.reached(**answers)[-1:]


def test_scrambled_pictures_have_the_same_pixels_in_one_other_order():
    x = pictures()[2][:200]
    mixed = scrambled(x)
    assert not np.array_equal(mixed, x)
    np.testing.assert_array_equal(np.sort(mixed.reshape(200, -1)), np.sort(x.reshape(200, -1)))
    # The same order for all: so a sum of pictures is scrambled like each of them.
    np.testing.assert_array_equal(scrambled(x[:1] + x[1:2]), mixed[:1] + mixed[1:2])


def test_the_order_of_the_pixels_matters_to_the_cnn_and_not_to_the_dense_net():
    lost = {
        net: learn(net, 5, scramble=False, epochs=5) - learn(net, 5, scramble=True, epochs=5)
        for net in ("dense", "CNN")
    }
    assert abs(lost["dense"]) < 0.02 < lost["CNN"]


def test_only_the_dense_net_does_not_mind_scrambled_pixels():
    record = recorded("which-structure")
    for rate in RATES:
        as_it_is, mixed = (
            {net: record.values(f"{net}, {order}, {rate:g}", "accuracy").mean() for net in NETS}
            for order in ORDERS
        )
        assert abs(as_it_is["dense"] - mixed["dense"]) < 0.01
        assert min(as_it_is[net] - mixed[net] for net in ("CNN", "LSTM")) > 0.03
        assert as_it_is["CNN"] > as_it_is["dense"]
        assert max(NETS, key=mixed.get) == "dense"


def test_a_setting_of_the_record_is_a_net_an_order_and_a_rate(monkeypatch):
    called = []

    def learn(net, seed, **options):
        called.append((net, seed, options))
        return 0.5

    monkeypatch.setattr("course_lib.experiments.together.which_structure.learn", learn)
    assert run("LSTM, as it is, 0.01", 7) == {"accuracy": 0.5}
    assert called == [("LSTM", 7, {"scramble": False, "lr": 0.01})]
    run("dense, scrambled, 0.001", 8)
    assert called[1] == ("dense", 8, {"scramble": True, "lr": 0.001})
    assert len(RECORD.settings) == len(NETS) * len(ORDERS) * len(RATES)


def test_a_window_is_not_behind_a_state_where_a_few_neighbours_decide():
    speakers, phrases = recorded("bidirectional"), recorded("polyphones")
    assert min(speakers.values("window, past", "accuracy")) > max(
        speakers.values("RNN, past", "accuracy")
    )
    assert phrases.values("window", "test").mean() >= phrases.values("both", "test").mean()
