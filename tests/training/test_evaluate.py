"""A net is judged in batches, and the batches do not show."""

import numpy as np
import pytest

from course_lib.fully_connected.dense import Dense
from course_lib.training.losses import accuracy
from course_lib.training.train import evaluate
from tests.support.training import CE, X, Y, small_net, xor


@pytest.fixture
def rng():
    return np.random.default_rng(20170323)


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


def test_evaluate_names_itself_in_errors(rng):
    with pytest.raises(ValueError, match=r"evaluate: x has 0 samples on axis 0, expected at least"):
        evaluate(Dense(2, 2, rng), CE, X[:0], Y[:0])
    with pytest.raises(ValueError, match=r"evaluate: batch_size is 0, expected a whole number"):
        evaluate(Dense(2, 2, rng), CE, X, Y, batch_size=0)
