"""What changed solutions call in the place of the right function."""

import ast
import re

import numpy as np
import pytest

from tools.labs.catalogue import OPERATORS
from tools.labs.operators import HELPERS, changes, value_changes
from tools.labs.operators.values import Seen, called, fits
from tools.labs.operators.words import WORDS

A = np.array([[1.0, -4.0, 2.0], [3.0, 0.0, 5.0]])


@pytest.mark.parametrize(
    ("name", "axis", "value"),
    [
        ("second_largest", 1, [1, 3]),
        ("second_largest", (0, 1), 3),
        ("midrange", 1, [-1, 2.5]),
        ("median", 0, [2, -2, 3.5]),
        ("product", 1, [-8, 0]),
        ("norm", 0, np.sqrt([10, 16, 29])),
        ("largest_size", 1, [4, 5]),
        ("first", 0, [1, -4, 2]),
        ("last", (0, 1), 5),
        ("last_argmax", 1, [2, 2]),
    ],
)
def test_a_helper_takes_the_axis_of_what_it_stands_for(name, axis, value):
    assert np.allclose(HELPERS[name](A, axis=axis), value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("added_up", [[1, -4, 2], [4, -4, 7]]),
        ("turned", [[3, 0, 5], [1, -4, 2]]),
        ("turned_last", [[2, -4, 1], [5, 0, 3]]),
        ("one_before", [[3, 0, 5], [1, -4, 2]]),
        ("one_after_last", [[-4, 2, 1], [0, 5, 3]]),
        ("first_everywhere", [[1, -4, 2], [1, -4, 2]]),
        ("without_last", [[1, -4, 2], [0, 0, 0]]),
        ("only_last", [[0, 0, 0], [3, 0, 5]]),
        ("centred", [[-1, -2, -1.5], [1, 2, 1.5]]),
        ("by_rows", A / 2),
        ("by_columns", A / 3),
        ("by_all", A / 6),
        ("of_sum_one", A / 7),
        ("of_length_one", A / np.sqrt(55)),
        ("sum_everywhere", np.full((2, 3), 7)),
        ("relu", [[1, 0, 2], [3, 0, 5]]),
        ("cut", [[1, -1, 1], [1, 0, 1]]),
    ],
)
def test_a_helper_keeps_the_shape_of_its_value(name, value):
    assert np.allclose(HELPERS[name](A), value)


def made(code, says, found):
    tree = ast.parse(code).body[0]
    wanted = [function() for words, function in found(tree) if words == f"as if {says}"]
    assert wanted, says
    return [ast.unparse(function.body[-1]) for function in wanted]


def whole(tree):
    """Take all names, parts and operations for numbers with a fraction, of one shape."""
    nodes = [n for n in ast.walk(tree) if isinstance(n, ast.Name | ast.Subscript | ast.BinOp)]
    return Seen(dict.fromkeys(nodes, ((2, 2),)), {})


@pytest.mark.parametrize(
    ("line", "says", "new"),
    [
        ("a * b + a", "the product of a and b were squared", "np.square(a * b) + a"),
        ("a * b + a", "b were doubled", "a * (2 * b) + a"),
        ("a * b + a", "a had lost its sign", "np.abs(a) * b + a"),
        ("a * b + a", "a were squared, wherever it stands", "np.square(a) * b + np.square(a)"),
        ("a * b + a", "the mean of b and the sum of a and b stood in its place", None),
        ("a * b", "b were taken from the product of a and b", "a * b - b"),
        ("a * b", "the product of a and b lacked its first along the first axis", None),
        ("a[:2]", "what is taken of a lacked its last along the first axis", None),
    ],
)
def test_a_value_is_changed_in_one_place_and_told(line, says, new):
    code = f"def f(a, b):\n    return {line}"
    found = made(code, says, lambda tree: value_changes(tree, whole(tree)))
    if new is not None:
        assert f"return {new}" in found


@pytest.mark.parametrize(
    ("line", "says", "new"),
    [
        ("a / b", "the top of the fraction with a and b were 1", "1 / b"),
        ("f(2 * b)", "b were squared, not doubled", "f(b ** 2)"),
        (
            "np.where(a > 0, a, b)",
            "the two answers to the question about a changed places",
            "np.where(a > 0, b, a)",
        ),
        ("a.sum(axis=0)", "median stood in the place of sum, at a", "median(a, axis=0)"),
        ("max(a, b)", "min stood in the place of max, at a and b", "min(a, b)"),
        ("a + b", "b were taken from a, not added", "a - b"),
        ("a[:, 2:] @ b", "another part of a were taken", "a[:, :2] @ b"),
        ("a.shape[1] * b", "another size of a were taken", "a.shape[2] * b"),
        (
            "np.sqrt((a ** 2).sum())",
            "sizes stood where squares belong, and no root, at a",
            "np.abs(a).sum()",
        ),
    ],
)
def test_a_piece_of_code_is_changed_and_told(line, says, new):
    code = f"def g(f, a, b):\n    return {line}"
    assert f"return {new}" in made(code, says, lambda tree: changes(tree, {}))


def test_a_value_is_called_by_what_it_is():
    def value(code):
        return called(ast.parse(code, mode="eval").body)

    assert value("a @ W.T") == "the product of a and W"
    assert value("x - y") == "the difference of x and y"
    assert value("np.tanh(z)") == "the tanh of z"
    assert value("z.sum(axis=0)") == "the sum of z"
    assert value("1 - z") == "the term with z"


def test_a_factor_fits_if_it_can_be_broadcast():
    assert fits((), (2, 3))
    assert fits((3,), (2, 3))
    assert fits((1, 3), (2, 3))
    assert not fits((2,), (2, 3))
    assert not fits((2, 2, 3), (2, 3))


def test_a_block_is_told_with_the_line_that_it_is_taken_for():
    code = "def f(a, b):\n    c = a[:, 2:] @ b\n    return c"
    found = {says for says, _ in changes(ast.parse(code).body[0], {})}
    assert "as if another part of a were taken, for c" in found


def test_no_number_is_told_that_a_learner_may_not_have():
    code = "def f(a, n):\n    return np.split(a[2 * n : 3 * n], 4) + 7 * n"
    found = [says for says, _ in changes(ast.parse(code).body[0], {})]
    assert found
    assert not [says for says in found if set("23458") & set(says)]


def test_a_line_that_was_copied_reads_another_variable_in_all_of_it():
    code = "def f(a, b):\n    c = a * (1 - a)\n    return c"
    tree = ast.parse(code).body[0]
    found = {ast.unparse(new().body[0]) for _, new in changes(tree, {"a": ["b"]})}
    assert "c = b * (1 - b)" in found


def test_two_lines_that_changed_places_are_told_by_what_they_make():
    code = "def f(g, xs):\n    gs = []\n    g = g + 1\n    gs.append(g)\n    return gs"
    found = {says for says, _ in changes(ast.parse(code).body[0], {})}
    assert "as if gs were given an entry before g is made" in found


@pytest.mark.parametrize("line", ["np.zeros_like(a)", "np.zeros(a.shape)", "np.zeros(len(a))"])
def test_an_array_that_is_read_for_its_shape_is_told_by_its_shape(line):
    code = f"def f(a, b):\n    c = {line}\n    return c + 0"
    found = [says for says, _ in changes(ast.parse(code).body[0], {"a": ["b"], "b": ["a"]})]
    assert "as if the shape of b stood where that of a belongs" in found
    assert "as if b stood where a belongs" not in found


def test_no_variable_that_is_told_in_other_words_is_a_word_of_the_sentences():
    # It would be replaced there too: "as if the term 1 were left out".
    told = {name for names in WORDS.values() for name in names}
    written = set()
    for file in OPERATORS.glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        docs = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if has_doc(node)}
        texts = (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant))
        for text in texts if file.stem not in ("words", "helpers") else ():
            if isinstance(text, str) and " " in text and text not in docs:
                written |= set(re.findall(r"[A-Za-z_]\w*", text))
    assert "left" in written
    assert told & written == set()


def has_doc(node):
    return isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
