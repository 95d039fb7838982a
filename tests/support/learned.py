"""A plugin of pytest for nbval on the solved labs: what the last cell printed must have learned.

Its numbers differ from machine to machine, so nbval compares none of them. They are held here to
what the lab's page says, in the same run: a lab is trained once.
"""

import re
from collections.abc import Iterator

import pytest
from nbval.plugin import IPyNbCell

from tests.labs.lab_tree import stem

# What a lab prints of each of its nets, and the least share, in percent, of a right solution.
LEARNS = {
    "dense": (r"reads ([\d.]+)% of 1,000", 85),
    "backpropagation": (r"reads ([\d.]+)% of 1,000", 85),
    "rnn": (r"names the speaker: ([\d.]+)% right at the first frame", 85),
    "lstm": (r"updates, ([\d.]+)% less error", 90),
    "gru": (r"names the speaker of ([\d.]+)% of 370", 90),
    "convolution": (r"does ([\d.]+)% of what the hidden one does", 99),
    "pooling": (r"reads ([\d.]+)% in place", 85),
}
TRAINS = "lab.train("


def check(lab: str, printed: str) -> None:
    """Raise AssertionError if a lab's last cell did not print that its nets have learned."""
    says, least = LEARNS[lab]
    shares = [float(share) for share in re.findall(says, printed)]
    assert shares, printed
    assert min(shares) > least, printed
    assert "False" not in printed
    if lab == "dense":
        # The page says that tanh is ahead.
        with_sigmoid, with_tanh = shares
        assert with_tanh > with_sigmoid
    if lab == "rnn":
        # The page says that two directions are clearly better at the first frame.
        one_direction, two_directions = shares
        assert two_directions > one_direction + 1
    if lab == "gru":
        # The page says that the slide's formula guesses one of four symbols.
        right, slide = (int(share) for share in re.findall(r"20 steps: (\d+)% right", printed))
        assert right > 95
        assert slide < 40
        assert re.findall(r"keeps its memory: (\w+)", printed) == ["one", "zero", "never"]
    if lab == "convolution":
        # The page says that noise is the better teacher, by far, and that patience helps.
        noise, few, many = (float(e) for e in re.findall(r"is right to ([\d.e-]+)\.", printed))
        assert noise < 0.01 * few
        assert many < 0.1 * few
    if lab == "pooling":
        # The page says that the maximum keeps the most, all pools more than the corner alone, and
        # that nets with a pool read moved digits better.
        corner, maximum, *others = (int(s) for s in re.findall(r"(\d+)%\n", printed))
        assert corner < min(others) < max(others) < maximum < 50
        stride, *pooled = (float(s) for s in re.findall(r"([\d.]+)% if they move", printed))
        assert stride < min(pooled)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Hold the last cell of a solved lab to what its page says."""
    yield
    if isinstance(item, IPyNbCell) and item.cell.source.startswith(TRAINS):
        printed = "".join(o.text for o in item.test_outputs if o.get("name") == "stdout")
        check(stem(item.path.stem), printed)
