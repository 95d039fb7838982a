"""A number on a page is computed there, or derived in a line that is evaluated here.

Readers found false sentences nearly always where no cell computed them. So each number of a folded
answer, of the text, of a caption and of an alternative text, but the whole numbers up to 10, stands
in an output of the page, as a number in its code, in the question, or in a line beside it that the
reader does not see: ``<!-- derived: 0.9**20 = 0.12 -->``. A setting that the library holds is
named in such a line: ``<!-- derived: at("course_lib.experiments.lstm.gates:BATCH") = 32 -->``. What
a paper is cited for is left out.
"""

import ast
import math
import re
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest

from tools.notebooks import find, read
from tools.paths import ROOT

ANSWER = re.compile(r"^(:{3,})\{dropdown\} *(\d.*?)\n(.*?)^\1 *$", re.DOTALL | re.MULTILINE)
DERIVED = re.compile(r"<!-- derived: (.+?) = (\S+) -->")
# Code, what is not seen, anchors, links, indices and exponents of symbols, and what a paper is
# cited for.
UNREAD = re.compile(
    r"```.*?```|<!--.*?-->|^\([\w-]+\)=$|"
    r"^[^\n]*\{cite[^\n]*$|\{\w+\}`[^`]*`|\]\([^)]*\)|[_^]\{[^{}]*\}",
    re.DOTALL | re.MULTILINE,
)
NUMBER = re.compile(r"(?<![\w.^_])\d[\d,]*(?:\.\d+)?(?:e-?\d+)?(?!\w)")
NAMES: dict[str, Any] = {name: getattr(math, name) for name in ("sqrt", "exp", "log", "tanh", "pi")}
NAMES["at"] = resolve_name
NAMES["sigma"] = lambda z: 1 / (1 + math.exp(-z))


@dataclass(frozen=True)
class Number:
    """A number as it is written, which says how many digits are meant."""

    text: str

    @property
    def value(self) -> float:
        return float(self.text.replace(",", ""))

    @property
    def half_a_digit(self) -> float:
        mantissa, _, exponent = self.text.replace(",", "").partition("e")
        places = -len(mantissa.partition(".")[2])
        if "." not in mantissa:
            places = len(mantissa) - len(mantissa.rstrip("0"))
        return 0.5 * 10.0 ** (places + int(exponent or 0)) * (1 + 1e-9)

    def rounds(self, other: float) -> bool:
        return abs(other - self.value) <= self.half_a_digit

    @property
    def is_a_small_count(self) -> bool:
        return self.text.isdigit() and self.value <= 10


def numbers(text: str) -> list[Number]:
    # In formulas a thousand is written 9{,}000, so that no space follows the comma.
    found = NUMBER.findall(text.replace("{,}", ",").replace("−", "-"))
    return [Number(each.rstrip(",")) for each in found]


def values(text: str) -> list[float]:
    """Return the numbers of an output, and for 4e-18 also its 4."""
    found = [number.text.replace(",", "") for number in numbers(text)]
    return [float(part) for each in found for part in {each, each.partition("e")[0]}]


def outputs(path: Path) -> str:
    texts = []
    for cell in read(path).cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            texts.append(output.get("text", "") or data.get("text/markdown", ""))
            texts.append(data.get("text/plain", ""))
    return "\n".join(texts)


def constants(path: Path) -> tuple[set[float], list[str]]:
    """Return the numbers in the code of a page, and its captions and alternative texts."""
    cells = [ast.parse(c.source) for c in read(path).cells if c.cell_type == "code"]
    nodes = [node for cell in cells for node in ast.walk(cell)]
    found = [node.value for node in nodes if isinstance(node, ast.Constant)]
    spoken = [k.value.value for k in nodes if isinstance(k, ast.keyword) and is_spoken(k)]
    return {float(v) for v in found if isinstance(v, int | float)}, spoken


def is_spoken(keyword: ast.keyword) -> bool:
    said = keyword.arg in ("alt", "caption") and isinstance(keyword.value, ast.Constant)
    return said and isinstance(keyword.value.value, str)


def answers(path: Path) -> list[tuple[str, str]]:
    cells = (c.source for c in read(path).cells if c.cell_type == "markdown")
    return [(m[2], m[3]) for cell in cells for m in ANSWER.finditer(cell)]


def unfounded(question: str, answer: str, printed: list[float], written: set[float]) -> list[str]:
    """Return the numbers of an answer that nothing on the page gives."""
    derived = [Number(value).value for _, value in DERIVED.findall(answer)]
    literals = written | set(values(question))
    for expression, _ in DERIVED.findall(answer):
        literals |= set(values(expression))
    found = []
    for number in numbers(UNREAD.sub(" ", answer)):
        known = [*printed, *(100 * v for v in printed), *derived, *(100 * v for v in derived)]
        if number.is_a_small_count or number.value in literals:
            continue
        if not any(number.rounds(value) for value in known):
            found.append(number.text)
    return found


PAGES = [path for path in find() if path.is_relative_to(ROOT / "chapters")]
every_page = pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)


def texts(path: Path) -> list[str]:
    cells = (c.source for c in read(path).cells if c.cell_type == "markdown")
    return [ANSWER.sub("", cell) for cell in cells] + constants(path)[1]


def hold(path: Path, missing: list[list[str]]) -> None:
    none = [*chain(*missing)]
    assert not none, f"{path}: neither an output nor a derived line gives {none}."


@every_page
def test_each_number_of_an_answer_is_computed_or_derived(path):
    printed, written = values(outputs(path)), constants(path)[0]
    found = [unfounded(*answer, printed, written) for answer in answers(path)]
    hold(path, found)


@every_page
def test_each_number_of_the_text_is_computed_or_derived(path):
    printed, written = values(outputs(path)), constants(path)[0]
    # A caption's line stands in a cell of text.
    lines = "\n".join(m[0] for text in texts(path) for m in DERIVED.finditer(text))
    found = [unfounded("", f"{text}\n{lines}", printed, written) for text in texts(path)]
    hold(path, found)


@every_page
def test_each_derived_line_is_true(path):
    for cell in read(path).cells:
        assert cell.source.count("derived:") == len(DERIVED.findall(cell.source)), cell.source
        # Text after a comment on its line would be shown as it is, with its stars.
        for line in cell.source.split("\n"):
            assert "<!-- derived" not in line or DERIVED.fullmatch(line.strip()), line
        for expression, value in DERIVED.findall(cell.source):
            result = eval(expression, {"__builtins__": {}}, dict(NAMES))
            assert Number(value).rounds(result), f"{expression} is {result}, not {value}"


EXAMPLE = "It is 0.12, or 12 %, of 9,100.\n<!-- derived: 0.9**20 = 0.12 -->"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (EXAMPLE, []),
        (EXAMPLE.replace("0.12, or", "0.13, or"), ["0.13"]),
        (EXAMPLE.replace("9,100", "9,200"), ["9,200"]),
        ("After 20 steps, in 3 of 7.", []),
        ("After 21 steps.", ["21"]),
        ("$W_{11}^{12}$, x_17 and [here](../2-recurrent/rnn.ipynb#claim-77) have none.", []),
        ("The page printed 0.5.", []),
        ("The page printed 0.52.", ["0.52"]),
        ("{cite:t}`glorot2010` had 1000 units.", []),
        ("About $4 \\cdot 10^{-18}$, $9{,}100$, 46 %.", []),
    ],
)
def test_a_number_that_nothing_gives_is_found(answer, found):
    printed = values("loss 0.4579 and 9100 and 4e-18")
    assert unfounded("How much after 20 steps?", answer, printed, {64.0}) == found


@pytest.mark.parametrize(
    ("text", "other", "same"),
    [
        ("0.12", 0.1249, True),
        ("0.12", 0.126, False),
        ("9,100", 9149, True),
        ("9,100", 9151, False),
        ("4.2e-18", 4.24e-18, True),
        ("4.2e-18", 4.3e-18, False),
        ("17", 17.4, True),
    ],
)
def test_a_number_means_the_digits_that_are_written(text, other, same):
    assert Number(text).rounds(other) == same
