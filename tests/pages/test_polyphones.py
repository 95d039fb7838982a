"""What the readers of polyphones see, and what can be known at all."""

import numpy as np
import pytest

from course_lib import READINGS, compare_gradients, numerical_gradient, polyphones
from course_lib.experiments.gru.polyphones import (
    KINDS,
    OTHER_RATES,
    most_possible,
    part,
    probabilities,
    reader,
    run,
    share_right,
    table_accuracy,
    trained,
)
from course_lib.experiments.recorded import recorded
from course_lib.figures.gru import polyphones as figure


@pytest.fixture(scope="module")
def phrases():
    return polyphones()


def changed_scores(kind, phrases, side):
    """Whether the scores of ten phrases change when the characters of one side do."""
    asked = part(phrases, np.flatnonzero(phrases.mask.sum(axis=0) == 3)[:10])
    steps = np.arange(5)[:, np.newaxis]
    away = steps < asked.positions if side == "before" else steps > asked.positions
    away &= asked.mask
    net = reader(kind, 937, np.random.default_rng(0))
    another = np.where(asked.characters == 2, 3, 2)
    other = asked._replace(characters=np.where(away, another, asked.characters))
    different = (net.forward(asked)[0] != net.forward(other)[0]).any(axis=1)
    return different[away.any(axis=0)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_net_sees_the_sides_that_its_name_says(kind, phrases):
    before, after = (changed_scores(kind, phrases[0], side) for side in ("before", "after"))
    assert before.size
    assert after.size
    assert before.all() if kind != "after" else not before.any()
    assert after.all() if kind != "before" else not after.any()


def test_padding_does_not_change_the_scores(phrases):
    asked = part(phrases[0], np.flatnonzero(phrases[0].mask.sum(axis=0) == 2)[:10])
    short = asked._replace(characters=asked.characters[:2], mask=asked.mask[:2])
    for kind in KINDS:
        net = reader(kind, 937, np.random.default_rng(0))
        np.testing.assert_allclose(net.forward(short)[0], net.forward(asked)[0], atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_gradients_are_slopes(kind, phrases):
    rng = np.random.default_rng(0)
    asked = part(phrases[0], rng.integers(0, 2734, 6))
    asked = asked._replace(characters=asked.characters % 20)
    net = reader(kind, 20, rng)
    scores, cache = net.forward(asked)
    dscores = rng.normal(size=scores.shape)
    grads = net.backward(dscores, cache)
    assert grads.keys() == net.params.keys()
    for name in ("embedding.W", "out.W"):
        numeric = numerical_gradient(
            lambda: float((net.forward(asked)[0] * dscores).sum()), net.params[name]
        )
        compare_gradients(name, grads[name], numeric)


def test_an_unknown_net_is_a_clear_error():
    with pytest.raises(ValueError, match=r"^reader: kind is 'left', expected one of 'both', 'bef"):
        reader("left", 9, np.random.default_rng(0))


def test_the_bound_is_the_best_answer_to_what_looks_the_same(phrases):
    train, _ = phrases
    few = train._replace(
        text=np.array(["行人", "行家", "银行", "银行"]),
        positions=np.array([0, 0, 1, 1]),
        readings=np.array([0, 1, 1, 1]),
    )
    assert most_possible(few, lambda text, at: text[at]) == 0.75
    assert most_possible(few, lambda text, at: text[: at + 1]) == 0.75
    assert most_possible(few, lambda text, at: text) == 1


def test_no_net_passes_its_bound(phrases):
    train, _ = phrases
    for kind, see in (
        ("before", lambda text, at: text[: at + 1]),
        ("after", lambda text, at: text[at:]),
    ):
        scores, _ = trained(kind, 6).forward(part(train, slice(None)))
        right = float((scores.argmax(axis=1) == train.readings).mean())
        assert 0.7 < right < most_possible(train, see) < 0.9


def test_the_table_is_made_of_training_phrases_alone(phrases):
    train, test = phrases
    assert table_accuracy(train, test, lambda text, at: text) == 0
    assert table_accuracy(train, train, lambda text, at: (text, at)) == 1
    by_place = table_accuracy(train, test, lambda text, at: (text[at], at, len(text)))
    counts: dict = {}
    for text, at, k in zip(train.text, train.positions, train.readings, strict=True):
        counts.setdefault((text[at], at, len(text)), np.zeros(48, int))[k] += 1
    asked = [
        counts.get((text[at], at, len(text)))
        for text, at in zip(test.text, test.positions, strict=True)
    ]
    # Where both readings are equally frequent, either is an answer.
    sure = [c is not None and c[k] == c.max() for c, k in zip(asked, test.readings, strict=True)]
    tied = [c is not None and (c == c.max()).sum() > 1 for c in asked]
    assert np.mean(sure) - np.mean(tied) <= by_place <= np.mean(sure)
    assert by_place == pytest.approx(0.677, abs=0.001)


def test_probabilities_are_of_the_two_readings_and_add_up_to_1(phrases):
    train, _ = phrases
    asked = part(train, np.flatnonzero(train.readings // 2 == 3)[:20])
    net = trained("both", figure.SEED)
    p = probabilities(net, asked, 3)
    scores = net.forward(asked)[0][:, 6:8]
    np.testing.assert_allclose(p.sum(axis=1), 1)
    np.testing.assert_allclose(np.log(p[:, 0] / p[:, 1]), scores[:, 0] - scores[:, 1])


# ---- the figure


def test_the_figure_has_known_phrases_and_new_ones(phrases):
    for text in figure.PHRASES:
        found = figure.reading(text, "")
        assert found.trained == (text in phrases[0].text)
        assert (text in phrases[1].text) != found.trained
    kinds = [figure.reading(text, "").trained for text in figure.PHRASES]
    assert 4 <= sum(kinds) <= 8


def test_the_figure_shows_the_reading_of_the_dictionary():
    found = figure.reading("银行", "")
    assert found.names[found.right] == "háng"
    assert (found.at, found.trained) == (1, True)
    assert ("行", found.names[0]) in READINGS
    assert found.p.sum() == pytest.approx(1)


def test_hiding_a_side_without_characters_changes_nothing():
    np.testing.assert_array_equal(figure.reading("银行", "").p, figure.reading("银行", "after").p)
    assert figure.reading("银行", "before").p[1] < figure.reading("银行", "").p[1]


def test_a_hidden_character_is_not_drawn():
    def drawn(hide):
        fig = figure.readings("助人为乐", hide)
        return [t.get_text() for t in fig.findobj(figure.Character)]

    assert drawn("") == list("助人为乐")
    assert drawn("before") == ["乐"]
    assert drawn("after") == list("助人为乐")


def test_no_net_reaches_the_table_at_any_rate(phrases):
    record = recorded("polyphones")
    place = table_accuracy(*phrases, lambda text, at: (text[at], at, len(text)))
    for kind in KINDS:
        for setting in (kind, *(f"{kind} {rate}" for rate in OTHER_RATES)):
            assert 0.5 < record.values(setting, "test").mean() < place


def test_two_directions_learn_more_of_the_training_phrases_than_one():
    record = recorded("polyphones")
    both, before, after = (record.values(kind, "train") for kind in ("both", "before", "after"))
    assert min(both) > max(*before, *after) + 0.02


def test_a_new_phrase_holds_no_training_phrase_and_none_holds_it(phrases):
    train, test = phrases
    known, new = set(train.text), set(test.text)

    def within(text):
        n = len(text)
        return {text[i:j] for i in range(n) for j in range(i + 2, n + 1)}

    assert not any(within(text) & known for text in new)
    assert not any(within(text) & new for text in known)
    assert not {"".join(sorted(t)) for t in new} & {"".join(sorted(t)) for t in known}


def test_a_rate_in_a_setting_is_that_of_the_training():
    quick, slow = (trained("window", 7, rate) for rate in (0.02, 0.002))
    assert run("window 0.02", 7)["train"] == share_right(quick, polyphones()[0])
    assert share_right(slow, polyphones()[0]) < share_right(quick, polyphones()[0])
