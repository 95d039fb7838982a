"""The game of the gates: its cell is the LSTM's, its score and its hints say what is wrong."""

import numpy as np
import pytest

from course_lib.figures.lstm import keeping

N = keeping.STEPS
BEST = "0" + "1" * (N - 1) + "1" + "0" * (N - 1) + "0" * (N - 1) + "1"


def with_gate(gate, step, value):
    """Return the best gates with one of them changed; the step counts from 1."""
    k = keeping.GATES.index(gate) * N + step - 1
    return BEST[:k] + value + BEST[k + 1 :]


@pytest.mark.parametrize("wide", keeping.OPEN)
def test_the_memory_is_the_equation(wide):
    gates = "".join(map(str, np.random.default_rng(0).integers(0, 2, 3 * N)))
    played = keeping.play(gates, wide)
    share = keeping.OPEN[wide]
    zf, zi, zo = np.where(keeping.switches(gates) == 1, share, 1 - share)
    c = keeping.BEFORE
    for t, z in enumerate(keeping.HEARD):
        c = zf[t] * c + zi[t] * z
        assert played.c[t] == pytest.approx(c)
        assert played.h[t] == pytest.approx(zo[t] * np.tanh(c))


def test_only_the_best_gates_have_the_full_score():
    assert keeping.play(BEST, "1").score == 100
    assert keeping.play(BEST, "1").c[-1] == pytest.approx(keeping.HEARD[0])
    for k in range(3 * N):
        other = BEST[:k] + ("0" if BEST[k] == "1" else "1") + BEST[k + 1 :]
        played = keeping.play(other, "1")
        changes = np.abs(played.h - keeping.play(BEST, "1").h).max() > 0
        assert (played.score < 100) == changes, k


def test_a_cell_that_says_nothing_has_no_points():
    assert keeping.play("0" * 3 * N, "1").score == 0


def test_gates_that_are_not_quite_open_leak():
    scores = [keeping.play(BEST, wide).score for wide in keeping.OPEN]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] < 60


@pytest.mark.parametrize(
    ("gate", "step", "value", "key"),
    [
        ("zf", 1, "1", "keep old"),
        ("zi", 1, "0", "keep unwritten"),
        ("zi", 5, "1", "keep mixed"),
        ("zf", 7, "0", "keep forgot"),
        ("zo", 3, "1", "keep early"),
        ("zo", N, "0", "keep silent"),
    ],
)
def test_a_hint_names_the_gate_and_its_step(gate, step, value, key):
    assert keeping.hint(with_gate(gate, step, value), "1") == (key, step)


def test_the_best_gates_are_praised_and_those_that_leak_explained():
    assert "survived" in keeping.game_says(BEST, "1")
    assert "leaks" in keeping.game_says(BEST, "0.9")


def test_the_game_begins_with_something_to_do():
    start = "".join(f"{v:.0f}" for v in keeping.START.ravel())
    assert keeping.play(start, "1").score < 50
    assert keeping.hint(start, "1") == ("keep old", 1)
