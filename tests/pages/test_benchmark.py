"""The record of `make bench`: what it counts, and that its numbers fit together."""

import json

import numpy as np
import pytest

from course_lib import (
    GRU,
    LSTM,
    RNN,
    Bidirectional,
    Conv2D,
    Dense,
    ReLU,
    Sequential,
    count_multiply_adds,
)
from course_lib.experiments.appendix.benchmark import comparison, table
from tests.benchmarks.workloads import LAYERS, TRAINING, gflop
from tools.paths import ROOT

RNG = np.random.default_rng(0)
COUNTED = {
    "dense 784-512-512-10": (
        Sequential(Dense(784, 512, RNG), ReLU(), Dense(512, 512, RNG), ReLU(), Dense(512, 10, RNG)),
        (128, 784),
    ),
    "RNN, H 128": (RNN(128, 128, RNG), (100, 32, 128)),
    "LSTM, H 512": (LSTM(512, 512, RNG), (100, 32, 512)),
    "GRU, H 128": (GRU(128, 128, RNG, reset="after"), (100, 32, 128)),
    "bidirectional LSTM": (
        Bidirectional(LSTM(128, 128, RNG), LSTM(128, 128, RNG)),
        (100, 32, 128),
    ),
    "conv 3×3, 16 → 32": (Conv2D(16, 32, 3, RNG, padding=1), (32, 16, 32, 32)),
    "conv 5×5, 16 → 32": (Conv2D(16, 32, 5, RNG, padding=2), (32, 16, 32, 32)),
}


@pytest.mark.parametrize("name", COUNTED)
def test_operations_are_six_for_each_multiply_add_of_the_layer(name):
    layer, shape = COUNTED[name]
    assert gflop(LAYERS[name]) == pytest.approx(6e-9 * count_multiply_adds(layer, shape))


@pytest.mark.parametrize("name", ["conv 3×3, 1 → 8", "max pool", "loss, 10 classes"])
def test_no_operations_are_counted_where_products_are_the_smaller_part(name):
    assert gflop(LAYERS[name]) is None


def test_the_record_has_all_workloads_and_its_shares_are_what_its_numbers_say():
    file = ROOT / "course_lib" / "data" / "benchmark.json"
    found = json.loads(file.read_text(encoding="utf-8"))
    workloads = LAYERS | TRAINING
    assert [row["name"] for row in found["rows"]] == list(workloads)
    for row in found["rows"]:
        counted = gflop(workloads[row["name"]])
        assert row.get("gflop") == (None if counted is None else pytest.approx(counted, rel=6e-3))
        if counted is not None:
            speed = row["gflop"] / (row["ours_ms"] / 1e3)
            assert row["share"] == pytest.approx(speed / found["machine"]["sgemm_gflops"], rel=0.02)
            assert 0 < row["share"] < 1


def test_the_table_shows_the_share_of_the_peak():
    record = comparison()
    head, _, *lines = table(record).splitlines()
    column = [cell.strip() for cell in head.split("|")].index("share of peak")
    for row, line in zip(record.rows, lines, strict=True):
        assert line.split("|")[column].strip() == ("" if row.share is None else f"{row.share:.2f}")
