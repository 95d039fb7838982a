"""Each small change of a solution is caught by the visible check, and told by what it is as if."""

import ast
import json
import re

import nbformat
import numpy as np
import pytest

from course_lib.grading.checking.check import PUBLIC_SEED, judge
from course_lib.grading.checking.naming.catalogue import FILE, as_if, catalogue, fingerprint
from course_lib.grading.checking.naming.faults import fault_of
from course_lib.grading.checking.naming.trials import Trial
from course_lib.grading.inside.outcome import call
from tools.labs.answers import answers, exercises, solved
from tools.labs.catalogue import is_todays, kinds
from tools.labs.changed import Mutant, mutants, short
from tools.labs.make import SOURCE
from tools.labs.operators import Seen, changes, value_changes
from tools.labs.operators.trees import OTHER_NAMES
from tools.labs.operators.words import WORDS
from tools.labs.watched import seen_in, twins_of

SOURCES = sorted(SOURCE.glob("*.ipynb"))
every_lab = pytest.mark.parametrize("source", SOURCES, ids=lambda p: p.stem)


@every_lab
def test_the_catalogue_is_that_of_todays_solutions(source):
    found = json.loads(FILE.read_text(encoding="utf-8"))
    assert is_todays(source, found), "run `python -m tools.labs.mutants`"
    assert set(exercises(source)) == set(found["labs"][source.stem]["exercises"])


def test_a_changed_solution_or_case_makes_the_catalogue_stale():
    found = json.loads(FILE.read_text(encoding="utf-8"))
    stem = SOURCES[0].stem
    assert not is_todays(SOURCES[0], found | {"keys": found["keys"] | {stem: "other"}})
    moved = {"sigmoid": {"": ["3", [0.0, 0.0]]}}
    assert not is_todays(SOURCES[0], found | {"rights": found["rights"] | moved})


def test_no_two_labs_have_an_exercise_of_the_same_name():
    names = [name for source in SOURCES for name in exercises(source)]
    assert len(names) == len(set(names))


def test_a_sentence_names_variables_and_holds_no_code():
    told = {
        says
        for parts in catalogue().values()
        for shapes in parts.values()
        for known in shapes.values()
        for says in known.says
    }
    assert len(told) > 1000
    for says in told:
        assert re.fullmatch(r"as if [\w .,:;*+'-]+", says), says
        assert not re.search(r"\d{2}|\*\*|\bnp\b|[()\[\]]", says.replace("log10", "")), says


# Words of English that are names too: a reader understands them.
PLAIN = {"cut", "factor", "here", "joined", "left", "moved", "places", "squares", "top"}
# Symbols that stand in a formula with a second index.
SYMBOLS = {"c", "k", "s", "K", "W_z"}


def text_of(source, exercise):
    """Return what a learner reads of an exercise, without its solution."""
    sections = [""]
    for cell in nbformat.read(source, as_version=4).cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            sections.append("")
        if "**Why it is right.**" not in cell.source:
            sections[-1] += re.sub(r"### BEGIN.*?### END", "", cell.source, flags=re.DOTALL)
    return next(text for text in sections if f"def {exercise}(" in text)


def spelled(text):
    """Return a text whose formulas are spelled as code spells them: W^r as Wr."""
    return re.sub(r"\\text|[\^_{}]", "", text.replace(r"\mathrm{d}", "d"))


@every_lab
def test_a_variable_that_is_told_stands_in_the_text_of_its_exercise(source):
    _, trees = answers(source)
    for exercise, ways in trees.items():
        text = text_of(source, exercise)
        known = set(re.findall(r"\w+", f"{text} {spelled(text)}")) | PLAIN | SYMBOLS | OTHER_NAMES
        named = {n.id for way in ways for n in ast.walk(way) if isinstance(n, ast.Name)} - {"_"}
        words = WORDS.get(exercise, {})
        unknown = {n for n in named - set(words) if not {n, n.replace("_", "")} & known}
        assert unknown == set(), f"{exercise}: give these words, in tools/labs/operators/words.py"


def test_no_words_take_the_place_of_those_of_a_sentence():
    tree = ast.parse("def f(a, b):\n    return a * b[0] + np.tanh(a) / 2").body[0]
    found = [says for says, _ in changes(tree, {"a": ["b"], "b": ["a"]})]
    nodes = [n for n in ast.walk(tree) if isinstance(n, ast.Name | ast.BinOp)]
    found += [s for s, _ in value_changes(tree, Seen(dict.fromkeys(nodes, ((2, 2),)), {}))]
    used = set(re.findall(r"\w+", " ".join(found)))
    # What is counted in lab 6 has no axes along which something could be changed.
    assert used & {name for words in WORDS.values() for name in words} <= {"along"}


@every_lab
def test_each_way_of_a_learner_is_right(source):
    names, trees = answers(source)
    for name, exercise in exercises(source).items():
        assert len(trees[name]) > 1, name
        for tree in trees[name]:
            space = dict(names)
            exec(compile(ast.fix_missing_locations(ast.Module([tree], [])), name, "exec"), space)
            rng = np.random.default_rng(1)
            assert judge(exercise, space[name], hidden=True, rng=rng).says == "ok", name


def test_variables_of_the_same_shape_may_be_taken_for_each_other():
    names, trees = solved(SOURCES[0])
    exercise = exercises(SOURCES[0])["dense_forward"]
    cases = exercise.draw(np.random.default_rng(PUBLIC_SEED), hidden=False)
    assert twins_of(trees["dense_forward"], names, cases) == {
        "a": ["W"],  # in the first case, whose sizes are all equal
        "W": ["a"],
        "b": [],
    }
    names, trees = solved(SOURCES[3])
    exercise = exercises(SOURCES[3])["lstm_step"]
    cases = exercise.draw(np.random.default_rng(PUBLIC_SEED), hidden=False)
    assert "c_prev" in twins_of(trees["lstm_step"], names, cases)["h_prev"]


def some(source, n):
    """Return changed solutions of each exercise of a lab, evenly chosen, about n of each."""
    names, trees = solved(source)
    for name, exercise in exercises(source).items():
        many = sum(1 for _ in changes(trees[name], {}))
        for mutant in mutants(exercise, trees[name], names, max(1, many // n)):
            yield exercise, mutant


def some_values(source, n):
    """Return plain answers with one changed value, evenly chosen, about n of each exercise."""
    names, trees = answers(source)
    for name, exercise in exercises(source).items():
        _, plain, *_ = trees[name]
        cases = exercise.draw(np.random.default_rng(PUBLIC_SEED), hidden=False)
        many = sum(1 for _ in value_changes(plain, seen_in(plain, names, cases)))
        for mutant in mutants(exercise, plain, names, max(1, many // n), values=True):
            yield exercise, mutant


def passes(exercise, function, cases):
    """Tell whether a function is right in all cases, as the check judges."""
    for args in cases:
        right = call(exercise.reference, args).value
        if fault_of(exercise, Trial(args, right, call(function, args))):
            return False
    return True


def is_caught(exercise, mutant, seeds):
    """Tell whether the visible check finds a change whatever is drawn, or nothing ever does."""
    function = short(mutant.function)
    drawn = [exercise.draw(np.random.default_rng(s), hidden=False) for s in seeds]
    drawn += [exercise.draw(np.random.default_rng(s), hidden=True) for s in seeds[:3]]
    return len({passes(exercise, function, cases) for cases in drawn}) == 1


@every_lab
def test_a_changed_solution_is_caught_by_the_visible_check(source):
    for exercise, mutant in some(source, 6):
        assert is_caught(exercise, mutant, range(2)), f"{exercise.name}: {mutant.says}"


@pytest.mark.wide
@every_lab
def test_every_changed_solution_is_caught_with_twenty_seeds(source):
    missed = [
        f"{exercise.name}: {mutant.says}"
        for exercise, mutant in some(source, 100_000)
        if not is_caught(exercise, mutant, range(20))
    ]
    assert missed == []


@every_lab
def test_a_changed_solution_is_told_and_not_only_where_it_differs(source):
    for exercise, mutant in some(source, 6):
        function = short(mutant.function)
        function.__name__ = exercise.name
        verdict = judge(exercise, function)
        # A change may be an error, a wrong shape, or the same function.
        if not verdict.passed:
            assert "differs" not in verdict.says, f"{exercise.name}, {mutant.says}: {verdict.says}"


@every_lab
def test_a_changed_value_is_told_but_for_a_few(source):
    """A few have the result of several other ones, and are not told for one of them."""
    told = []
    for exercise, mutant in some_values(source, 4):
        function = short(mutant.function)
        function.__name__ = exercise.name
        verdict = judge(exercise, function)
        if not verdict.passed:
            bare = verdict.says.startswith("differs") or " differs" in verdict.says
            told.append(not bare and "not the right number" not in verdict.says)
    assert len(told) > 8
    assert np.mean(told) > 0.85


def test_changes_with_one_public_result_are_told_together_or_not_at_all():
    exercise = exercises(SOURCES[0])["dense_forward"]

    def alike(**wrong):
        return [Mutant(f"as if {says}", function) for says, function in wrong.items()]

    def only(x):
        """Return an answer that is wrong in the public cases as if b were x, else by itself."""
        public = exercise.draw(np.random.default_rng(PUBLIC_SEED), hidden=False)
        known = {case[2].tobytes() for case in public}
        return lambda a, W, b: a @ W.T + (0 if b.tobytes() in known else x)

    no_bias = lambda a, W, b: a @ W.T  # noqa: E731
    assert kinds(exercise, "", alike(A=no_bias, B=lambda a, W, b: a @ W.T + 0 * b)) == ["as if A"]
    assert kinds(exercise, "", alike(A=no_bias, B=only(1))) == ["as if A", "as if B"]
    assert kinds(exercise, "", alike(A=no_bias, B=only(1), C=only(2))) == []


def test_values_are_seen_with_their_shapes():
    names, trees = answers(SOURCES[0])
    exercise = exercises(SOURCES[0])["dense_backward"]
    cases = exercise.draw(np.random.default_rng(PUBLIC_SEED), hidden=False)
    seen = seen_in(trees["dense_backward"][1], names, cases)
    shapes = {ast.unparse(node): shape for node, shape in seen.floats.items()}
    assert shapes["dz @ W"] == tuple(a.shape for _, a, _ in cases)
    assert shapes["dz"] == tuple(dz.shape for dz, _, _ in cases)
    assert "dz.sum" not in shapes


def test_no_number_of_a_result_can_be_read_out_of_its_print():
    """Two sums of six numbers: many other six numbers have the same."""
    values = [np.arange(6.0).reshape(2, 3), np.ones(4)]
    made = fingerprint(values)
    assert made.shapes == "2x3 4"
    assert len(made.sums) == 2
    assert not set(made.sums) & {float(n) for n in range(6)}


def test_small_numbers_count_beside_an_overflow_in_a_print():
    one, other = (fingerprint([np.array([np.inf, x, 2.0])]).sums for x in (0.5, 0.51))
    assert not np.isclose(one, other, rtol=3e-6, atol=1e-7).any()
    assert fingerprint([np.array([9.0, -9.0])]).sums != fingerprint([np.array([9.0, -8.9])]).sums


def test_a_result_without_numbers_has_no_print():
    assert fingerprint([np.array(["a"])]) is None
    assert fingerprint(["raised ValueError"]) is None
    assert as_if("sigmoid", "", [np.array([np.inf])], {}) is None
    assert as_if("no such exercise", "", [np.ones(2)], {}) is None
