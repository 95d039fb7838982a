"""Laws of the page on one f: its figure, its data, and what its two nets learn."""

import numpy as np
import pytest

from course_lib import RNNCell, ShapeError
from course_lib.experiments.recorded import recorded, within
from course_lib.experiments.recurrent.recurrent import (
    NETS,
    RECORD,
    SIZES,
    arranged,
    at_best_rates,
    changes,
    enough,
    learner,
    share_right,
    train,
    weights,
)
from course_lib.figures.recurrent import recurrent
from course_lib.recurrent.recurrent import Recurrent


def test_the_target_says_whether_the_bit_has_changed():
    xs, target = changes(30, 12, np.random.default_rng(0))
    bits = xs[..., 0].astype(int)
    assert set(bits.ravel()) == {0, 1}
    np.testing.assert_array_equal(target[0, :, 0] > 0, bits[0] == 1)
    np.testing.assert_array_equal(target[1:, :, 0] > 0, (bits[1:] ^ bits[:-1]) == 1)


def test_nets_that_share_need_fewer_sequences_than_nets_that_do_not():
    found = at_best_rates(recorded("recurrent"))
    sequences = {kind: SIZES[enough(shares)] for kind, shares in found.items()}
    assert sequences["window, shared"] <= sequences["recurrent"]
    assert 2 * sequences["recurrent"] < sequences["dense, past"] < sequences["dense"]


def test_one_more_seed_lies_in_the_recorded_spread():
    record = recorded("recurrent")
    assert within(RECORD, record, RECORD.run(RECORD.live, RECORD.seeds))
    assert len(record.runs) == len(NETS) * RECORD.seeds


def test_the_dense_net_of_the_past_sees_no_later_bit_before_and_after_training():
    rng = np.random.default_rng(0)
    for net in (learner("dense, past", rng), train("dense, past", 10, 0)):
        xs = rng.integers(0, 2, (1, 10)).astype(float)
        for t in range(10):
            other = xs.copy()
            other[0, t] = 1 - xs[0, t]
            changed = np.flatnonzero((net.forward(other)[0] != net.forward(xs)[0])[0])
            assert changed.tolist() == list(range(t, 10))


def test_a_shared_window_sees_a_bit_and_the_one_before():
    xs, target = changes(4, 6, np.random.default_rng(0))
    seen, same = arranged("window, shared", xs, target)
    np.testing.assert_array_equal(seen[:, :, 1:], xs)
    np.testing.assert_array_equal(seen[1:, :, :1], xs[:-1])
    assert not seen[0, :, 0].any()
    assert same is target


def test_the_weights_that_are_counted_are_those_that_exist():
    net = learner("dense, past", np.random.default_rng(0))
    wires = sum(int((p != 0).sum()) for key, p in net.params.items() if key.endswith("W"))
    assert weights(net) == wires + 80 + 10


def test_what_was_learned_on_ten_steps_holds_on_more_and_the_dense_net_takes_ten_only():
    assert share_right("recurrent", train("recurrent", 20, seed=7), 300) > 0.99
    dense = learner("dense", np.random.default_rng(0))
    with pytest.raises(ShapeError, match=r"a has shape \(500, 11\), expected \(\.\.\., 10\)"):
        share_right("dense", dense, 11)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: learner("convolutional", np.random.default_rng(0)),
            "learner: kind is 'convolutional', expected one of 'recurrent', 'window, shared', "
            "'dense, past', 'dense'.",
        ),
        (
            lambda: changes(0, 5, np.random.default_rng(0)),
            "changes: n is 0, expected a whole number of at least 1.",
        ),
    ],
)
def test_a_wrong_name_or_size_is_a_clear_error(call, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the text is compared below
        call()
    assert str(error.value) == message


def test_the_states_in_the_picture_are_counts_parities_and_those_of_a_cell():
    bits = np.array(recurrent.XS)
    assert recurrent.run("count")[0][1:] == list(np.cumsum(bits))
    assert recurrent.run("parity")[0][1:] == list(np.cumsum(bits) % 2)
    cell = RNNCell(1, 1, np.random.default_rng(0))
    cell.params["W"][:] = [[1, 0.5]]
    hs, _ = Recurrent(cell).forward(bits[:, None, None].astype(float))
    np.testing.assert_allclose(recurrent.run("neuron")[0][1:], hs.ravel())


def test_the_picture_shows_a_state_only_when_its_step_is_done():
    def drawn(step):
        return [text.get_text() for text in recurrent.unrolled("neuron", step).axes[1].texts]

    states = [recurrent.text(h) for h in recurrent.run("neuron")[0][1:]]
    for step in range(6):
        assert [h in drawn(step) for h in states] == [t < step for t in range(5)]
