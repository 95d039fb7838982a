"""The film of gradient descent: its frames are the training of the page's nets."""

import numpy as np
import pytest

from course_lib import SoftmaxCrossEntropy
from course_lib.experiments.fully_connected import regions as experiment
from course_lib.figures.fully_connected import descent


@pytest.mark.parametrize("start", descent.STARTS)
def test_the_film_ends_where_the_trained_net_is(start):
    way = experiment.descent(descent.WIDTH, descent.ACTIVATION, start)
    grid = experiment.DESCENT_GRID
    last = experiment.regions(descent.WIDTH, descent.ACTIVATION, start, grid=grid)
    np.testing.assert_allclose(way.seen[-1].p, last.p)
    np.testing.assert_array_equal(way.seen[-1].right, last.right)
    x, arm = experiment.spirals()
    net = experiment.trained(descent.WIDTH, descent.ACTIVATION, start)
    assert way.loss[-1] == pytest.approx(SoftmaxCrossEntropy().forward(net.forward(x)[0], arm)[0])


@pytest.mark.parametrize("start", descent.STARTS)
def test_a_frame_is_the_net_after_so_many_updates(start):
    way = experiment.descent(descent.WIDTH, descent.ACTIVATION, start)
    assert len(way.loss) == experiment.UPDATES + 1
    assert len(way.seen) == len(experiment.SHOWN) == descent.STEPS
    x, arm = experiment.spirals()
    for step in (1, 5, 10):
        update = experiment.SHOWN[step]
        net = experiment.trained(descent.WIDTH, descent.ACTIVATION, start, updates=update)
        scores, _ = net.forward(x)
        loss, _ = SoftmaxCrossEntropy().forward(scores, arm)
        assert way.loss[update] == pytest.approx(loss)
        np.testing.assert_array_equal(way.seen[step].right, scores.argmax(axis=1) == arm)


def test_the_first_start_goes_well_and_the_second_is_stuck():
    ends = [descent.film_says(descent.STEPS - 1, start) for start in descent.STARTS]
    assert "120 of 120 points are right" in ends[0]
    assert "not the deepest" in ends[1]
