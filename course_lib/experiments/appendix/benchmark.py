"""The speed of the library: against PyTorch as it was recorded, and against itself, live."""

import json
import time
from collections.abc import Callable
from importlib import resources
from typing import NamedTuple

import numpy as np

from course_lib.protocol import Layer
from course_lib.recurrent.lstm import LSTM
from course_lib.recurrent.recurrent import Recurrent


class Row(NamedTuple):
    """One workload. A ratio is our time divided by PyTorch's: below 1, NumPy is faster."""

    name: str
    ours_ms: float
    """Median time of a forward with its backward (or of an epoch), in milliseconds."""
    torch_ms: float
    ratio: float
    """Median of the ratios of pairs, run one right after the other; q25 and q75, quartiles."""
    q25: float
    q75: float
    ours_mib: float | None = None
    """Peak memory of one forward with its backward, in MiB; None where it was not measured."""
    torch_mib: float | None = None
    share: float | None = None
    """The speed of the layer's matrix products, as a share of the peak of one large product on the
    same core; None where products are not most of the work."""


class Comparison(NamedTuple):
    """What `make bench` wrote: the rows, and the machine that they hold for."""

    date: str
    processor: str
    kernel: str
    """The variant of NumPy's matrix product; the ratios change with it."""
    versions: str
    peak: int
    """The speed of one large float32 product, in 10⁹ operations a second."""
    rows: tuple[Row, ...]


def comparison() -> Comparison:
    """Return the comparison with PyTorch that the package carries.

    Examples
    --------
    >>> sorted(row.name for row in comparison().rows if row.name.startswith("LSTM"))
    ['LSTM, H 128', 'LSTM, H 512']
    """
    file = resources.files("course_lib") / "data" / "benchmark.json"
    found = json.loads(file.read_text(encoding="utf-8"))
    machine = found["machine"]
    versions = f"NumPy {machine['numpy']}, PyTorch {machine['torch']}, Python {machine['python']}"
    rows = [Row(**{k: row[k] for k in Row._fields if k in row}) for row in found["rows"]]
    return Comparison(
        machine["date"],
        machine["processor"],
        machine["kernel"],
        versions,
        machine["sgemm_gflops"],
        tuple(rows),
    )


def table(record: Comparison) -> str:
    """Return the record as a table in Markdown.

    Examples
    --------
    >>> print(table(Comparison("", "", "", "", 99, (Row("loss", 1.0, 2.0, 0.5, 0.4, 0.6),))))
    | workload | ms | PyTorch ms | ratio | quartiles | share of peak | MiB | PyTorch MiB |
    |:--|--:|--:|--:|:-:|--:|--:|--:|
    | loss | 1.00 | 2.00 | **0.50** | 0.40–0.60 |  |  |  |
    """
    lines = [
        "| workload | ms | PyTorch ms | ratio | quartiles | share of peak | MiB | PyTorch MiB |",
        "|:--|--:|--:|--:|:-:|--:|--:|--:|",
    ]
    for row in record.rows:
        peaks = ["" if mib is None else f"{mib:.1f}" for mib in (row.ours_mib, row.torch_mib)]
        share = "" if row.share is None else f"{row.share:.2f}"
        lines.append(
            f"| {row.name} | {_three_digits(row.ours_ms)} | {_three_digits(row.torch_ms)} "
            f"| **{row.ratio:.2f}** | {row.q25:.2f}–{row.q75:.2f} | {share} | {' | '.join(peaks)} |"
        )
    return "\n".join(lines)


def speed_ratio(
    ours: Callable[[], object], other: Callable[[], object], n_pairs: int = 9
) -> tuple[float, float, float]:
    """Return the median and the quartiles of how long ``ours`` takes, divided by ``other``.

    The two run in turn, so that whatever slows the machine slows both, and each time is this
    thread's own on the processor.

    Examples
    --------
    >>> median, q25, q75 = speed_ratio(lambda: sum(range(9000)), lambda: sum(range(3000)))
    >>> q25 <= median <= q75
    True
    """
    # A browser has one thread, and no clock for it.
    clock = getattr(time, "thread_time", time.perf_counter)
    ratios = []
    for f in (ours, other):
        f()
    for pair in range(n_pairs):
        # Who comes first changes: neither shall always find the other's cache.
        order = (0, 1) if pair % 2 else (1, 0)
        seconds = [0.0, 0.0]
        for side in order:
            begin = clock()
            (ours, other)[side]()
            seconds[side] = clock() - begin
        ratios.append(seconds[0] / max(seconds[1], 1e-9))
    q25, median, q75 = np.percentile(ratios, [25, 50, 75])
    return float(median), float(q25), float(q75)


def readable_and_fast(
    n_steps: int = 100, n_sequences: int = 32, n_hidden: int = 128
) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return forward with backward of one LSTM in two forms: the loop over its cell, and `LSTM`.

    Examples
    --------
    >>> loop, fast = readable_and_fast(n_steps=5, n_sequences=2, n_hidden=3)
    >>> loop(), fast()
    (None, None)
    """
    rng = np.random.default_rng(0)
    fast = LSTM(n_hidden, n_hidden, rng, dtype=np.float32)
    xs = rng.standard_normal((n_steps, n_sequences, n_hidden), dtype=np.float32)
    dhs = rng.standard_normal(xs.shape, dtype=np.float32)

    def both_ways(layer: Layer) -> None:
        _, cache = layer.forward(xs)
        layer.backward(dhs, cache)

    return lambda: both_ways(Recurrent(fast.cell)), lambda: both_ways(fast)


def _three_digits(value: float) -> str:
    """Return a positive number with three digits: 0.0205, 3.05, 327."""
    digits = max(0, 2 - int(np.floor(np.log10(value))))
    return f"{value:.{digits}f}"
