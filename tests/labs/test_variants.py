"""Each student's own lab keeps the promises of the published one, and takes no other's answers."""

import copy
import doctest
import json
import math
import re
from collections import Counter
from dataclasses import replace
from itertools import permutations

import nbformat
import numpy as np
import pytest

from course_lib.grading.checking.check import PUBLIC_SEED, verdict
from course_lib.grading.checking.variants import RESULT, Between, Choice, Option, Order, chosen
from course_lib.grading.inside.outcome import call
from course_lib.grading.learners.self_check import VARIANT
from course_lib.grading.reading import forms
from course_lib.grading.reading.forms import Student, notebook_of, with_true_examples
from course_lib.grading.reading.lab import LabError, labs
from course_lib.grading.reading.release import SOLUTION, learners, source_of, text
from course_lib.grading.reading.variants import Course
from tests.labs.lab_tree import ROOT, answers_of, functions_of

LABS = labs()
VARIED = [name for name, lab in LABS.items() if forms.has_variants(lab)]
SEEDS = 20
LAB = "03-rnn"
RNG = np.random.default_rng(0)
every_lab = pytest.mark.parametrize("lab", VARIED)
some_and_all = pytest.mark.parametrize(
    ("lab", "seed"),
    [
        pytest.param(lab, seed, marks=[pytest.mark.wide] if seed else [])
        for lab in VARIED
        for seed in range(SEEDS)
    ],
)


def student_of(lab, seed, name="anna"):
    return Student(name, Course(f"course {seed}").mark(lab, name))


def module(lab):
    return forms._module(LABS[lab])


def solved(lab, student):
    return with_true_examples(notebook_of(LABS[lab], student))


def functions(notebook):
    return functions_of(nbformat.from_dict(notebook))


def published(lab):
    notebook = copy.deepcopy(LABS[lab].notebook)
    for cell in notebook["cells"]:
        cell["source"] = source_of(cell)
    return notebook


def verdicts(exercise, function):
    fresh = [np.random.default_rng(seed) for seed in range(2)]
    hidden = [verdict(exercise, function, hidden=True, rng=rng) for rng in fresh]
    return {verdict(exercise, function), *hidden}


@some_and_all
def test_a_variant_is_tested_like_the_lab_itself(lab, seed):
    student = student_of(lab, seed)
    variant, source = module(lab).variant(*student), solved(lab, student)
    right, stubs = functions(source), functions(learners(source))
    for name, exercise in variant.exercises.items():
        assert verdicts(exercise, right[name]) == {"ok"}, name
        assert verdict(exercise, stubs[name]) == "not written yet"
        for wrong in exercise.wrong:
            assert verdict(exercise, wrong.function).endswith(wrong.says)
        for answer in answers_of(lab)[name]:
            there = variant.between[name].of_student(answer)
            assert verdict(exercise, there) == "ok", answer.__name__


@some_and_all
def test_its_texts_follow(lab, seed):
    student = student_of(lab, seed)
    variant, source = module(lab).variant(*student), solved(lab, student)
    names, runner = functions(source), doctest.DocTestRunner()
    for name, exercise in variant.exercises.items():
        code = names[name].__code__
        assert code.co_varnames[: code.co_argcount] == exercise.parameters
        example = doctest.DocTestParser().get_doctest(names[name].__doc__, names, name, lab, 0)
        assert example.examples
        assert runner.run(example).failed == 0
        told = names[name].__doc__.replace(" and ", ", ")
        assert ", ".join(exercise.returns) in told, name
    given = learners(source)
    told = text(given)
    assert not re.search("SOLUTION|HIDDEN|hidden=True|-why|removed", told)
    code = "\n".join(c["source"] for c in given["cells"] if c["cell_type"] == "code")
    for cell in source["cells"]:
        for body in SOLUTION.findall(cell["source"]):
            assert all(line.strip() not in code for line in body[1].strip().splitlines())
    nbformat.validate(nbformat.reads(told, as_version=4))
    found = [found for cell in given["cells"] if (found := VARIANT.search(cell["source"]))]
    assert [(json.loads(f["name"]), f["mark"]) for f in found] == [student]


@pytest.mark.parametrize("seed", range(6))
def test_the_broken_lstm_of_a_variant_has_all_of_its_mistakes(seed):
    student = student_of("04-lstm", seed)
    source, exercises = solved("04-lstm", student), module("04-lstm").variant(*student).exercises
    names = functions(source)
    told = next(c["source"] for c in source["cells"] if "def broken_lstm(" in c["source"])
    code = re.search(r"```python\ndef broken_lstm\(.*?\):(.*?)```", told, re.DOTALL)[1]
    exercise = exercises["mended_lstm"]
    exec(f"def broken({', '.join(exercise.parameters)}):{code}", names)
    says = "still has all four mistakes that change the result; read it beside the equations"
    assert verdict(exercise, names["broken"]) == says
    changed = [call(names["broken"], args).changed for args in exercise.draw(RNG, hidden=False)]
    assert {exercise.parameters[i] for one in changed for i in one} == {"c0"}


@every_lab
def test_neither_the_published_answers_nor_another_students_are_right(lab):
    """But an exercise whose forms happen to be the same: then only the order may differ."""
    names = ("anna", "bert", "cleo")
    students = [student_of(lab, 0, name) for name in names]
    sources = [published(lab), *(solved(lab, student) for student in students)]
    for own, student in enumerate(students, 1):
        variant = module(lab).variant(*student)
        for other, source in enumerate(sources):
            theirs = functions(source)
            right = [
                name
                for name, exercise in variant.exercises.items()
                if verdict(exercise, theirs[name]) == "ok"
            ]
            if own == other:
                assert right == list(variant.exercises)
            elif other == 0:
                touched = {n for o in variant.chosen.options for n in o.forms}
                assert not touched & set(right)
            else:
                assert len(right) <= len(variant.exercises) // 2, (student, right)


@every_lab
def test_the_published_lab_is_the_variant_in_which_nothing_is_changed(lab):
    source = published(lab)
    assert text(learners(source)) == (ROOT / "labs" / f"{lab}.ipynb").read_text(encoding="utf-8")
    assert with_true_examples(source) == source
    for exercise in module(lab).EXERCISES.values():
        same = Order(tuple(range(len(exercise.parameters))), tuple(range(len(exercise.returns))))
        for cell in source["cells"]:
            words = forms.with_arguments(cell["source"], exercise.name, same.arguments)
            assert forms.in_order(words, exercise.returns, same.results) == cell["source"]
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == exercise.name:
                named = forms.with_results(cell["source"], exercise.name, same.results)
                assert named == cell["source"]
        between = Between(exercise, {}, same)
        for args in exercise.cases(np.random.default_rng(PUBLIC_SEED)):
            assert all(a is b for a, b in zip(args, between.to_student(args), strict=True))


@every_lab
def test_each_option_is_told_and_each_of_its_sentences_is_there(lab):
    for choice in module(lab).CHOICES:
        first, *others = choice.options
        assert (first.forms, first.edits) == ({}, ()) or not others
        for option in others:
            assert option.edits
            sentences = [
                wrong.says for name in option.forms for wrong in module(lab).EXERCISES[name].wrong
            ]
            for old, new in option.says:
                assert any(old in says for says in sentences), old
                assert new
            for name, changed in option.forms.items():
                exercise = module(lab).EXERCISES[name]
                known = {*exercise.parameters, *(exercise.returns or (RESULT,))}
                assert changed.keys() <= known, (option.name, name)
                assert not set(exercise.parameters) & set(exercise.returns) & changed.keys()


@every_lab
def test_the_last_cell_trains_with_a_variants_answers(lab, capsys, monkeypatch):
    """What it does is tested with the published answers: here, that they reach it."""
    student = student_of(lab, 3)
    variant, right = module(lab).variant(*student), functions(solved(lab, student))
    given = [right[name] for name in variant.trained]
    reached = []
    monkeypatch.setattr(variant, "_train", lambda *functions: reached.extend(functions))
    variant.train(*given)
    assert capsys.readouterr().out == ""
    for name, function in zip(variant.trained, reached, strict=True):
        assert verdict(module(lab).EXERCISES[name], function) == "ok"


@every_lab
def test_the_last_cell_names_a_fault_in_the_students_own_form(lab, capsys):
    student = student_of(lab, 3)
    variant, right = module(lab).variant(*student), functions(solved(lab, student))
    first = next(iter(variant.exercises))
    wrong = variant.exercises[first].wrong[0]
    given = [wrong.function if n == first else right[n] for n in variant.trained]
    variant.train(*given)
    said = verdict(variant.exercises[first], wrong.function)
    assert capsys.readouterr().out == f"Nothing is trained yet. {first}: {said}.\n"


@pytest.mark.parametrize("n", range(2, 6))
def test_every_order_but_the_published_one_is_drawn(n):
    exercise = next(iter(module(LAB).EXERCISES.values()))
    names = tuple("abcde"[:n])
    made = replace(exercise, reference=eval(f"lambda {', '.join(names)}: 0"), returns=())
    orders = [
        chosen(f"{k:x}", {"f": made}, ()).orders["f"].arguments
        for k in range(2 * (math.factorial(n) - 1))
    ]
    assert set(orders) == set(permutations(range(n))) - {tuple(range(n))}
    assert set(Counter(orders).values()) == {2}


def test_students_get_many_variants():
    for lab in VARIED:
        marks = [Course("2026").mark(lab, f"student {n}") for n in range(60)]
        found = {
            (
                tuple(option.name for option in made.options),
                tuple(made.orders.values()),
            )
            for mark in marks
            for made in [chosen(mark, module(lab).EXERCISES, module(lab).CHOICES)]
        }
        assert len(found) >= 55, lab


def test_an_edit_that_finds_nothing_or_too_much_is_a_fault_of_the_course(monkeypatch):
    lab = VARIED[0]
    for old, times in (("no such words", 0), ("## Exercise", len(module(VARIED[0]).EXERCISES))):
        option = Option("x", {}, ((old, "new"),))
        monkeypatch.setattr(module(lab), "CHOICES", (Choice("x", (option,)),))
        with pytest.raises(LabError) as raised:
            notebook_of(LABS[lab], student_of(lab, 0))
        said = f"{lab}: a choice changes {old!r}, found {times} times, expected once."
        assert str(raised.value) == said
