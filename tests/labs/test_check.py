"""What a check prints, and what it may know of a learner's function."""

import numpy as np
import pytest

from course_lib.grading.checking.check import Checks, verdict
from course_lib.grading.checking.compare import fault_of_shape
from course_lib.grading.checking.exercise import Exercise, Law, Wrong, by_name, quiet
from course_lib.grading.inside.fixtures import Fixture
from course_lib.grading.inside.outcome import Outcome, call, plain, run


def cases(rng):
    return [(rng.normal(size=(2, 2)),), (rng.normal(size=(2, 3)),)]


def both(x):
    return 2.0 * x, x.sum(axis=0)


ONE = Exercise(
    name="double",
    reference=lambda x: 2.0 * x,
    cases=cases,
    wrong=(Wrong("is x itself", lambda x: x), Wrong("is squared", lambda x: x @ x)),
    laws=(quiet("is right, but warns"), Law("has a negative size", lambda args, o: True)),
)
TWO = Exercise(
    name="both",
    reference=both,
    cases=cases,
    returns=("dx", "db"),
    wrong=(Wrong("is not summed", lambda x: (2 * x, x)),),
)


def changes_its_input(x):
    x *= 2
    return x.copy()


def warns(x):
    np.array([1.0]) / 0.0
    return 2 * x


def stub(x):
    raise NotImplementedError("stub: write your answer here.")


def ends(x):
    raise SystemExit


def prints(x):
    print("a note")
    return 2 * x


class Lying(np.ndarray):
    pass


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda x: x + x, "ok"),
        (prints, "ok"),
        (lambda x: np.asfortranarray(2 * x), "ok"),
        (3, "is a int, expected a function"),
        (stub, "not written yet"),
        (ends, "ended the Python process (line 2 of your cell)"),
        (lambda x: x, "is x itself"),
        (lambda x: x @ x, "is squared"),
        (lambda x: -2 * x, "has the opposite sign"),
        (lambda x: 4 * x, "is twice what it should be"),
        (lambda x: 0.5 * 2 * x, "is x itself"),
        (lambda x: 2 * x.T, "is transposed"),
        (
            lambda x: 2 * x + 0.01,
            "is right but for a number that is added to all its entries; "
            "for x = [[ 0.1 -0.1] [ 0.6 0.1]] "
            "it gives [[ 0.21 -0.19] [ 1.21 0.21]]",
        ),
        (lambda x: 2 * x[:1], "lacks its last row"),
        (lambda x: np.ones((3, 5)), "has shape (3, 5), expected (2, 2)"),
        (lambda x: (2 * x).astype("f"), "has dtype float32, expected float64"),
        (
            lambda x: 2 * x * np.nan,
            "has NaN at [0, 0] for x = [[ 0.1 -0.1] [ 0.6 0.1]]",
        ),
        (lambda x: None, "returned nothing; is there a return?"),
        (lambda x: [[1.0]], "returned a list, expected an array"),
        (lambda x: 1.0, "returned a number, expected an array"),
        (lambda x: (2 * x).astype(object), "returned an array of dtype object, expected numbers"),
        (lambda x: (2 * x).view(Lying), "returned a Lying, expected a plain NumPy array"),
        (lambda x: {1}, "returned a value of type set, expected numbers and arrays"),
        (lambda x: np.ones((3000, 3000)), "returned 72 MB, expected at most 64 MB"),
        (lambda x: (yield x), "returned a generator; is there a yield where a return should be?"),
        (changes_its_input, "is right, but changes its input x; leave it as it was"),
        (warns, "is right, but warns"),
    ],
)
def test_the_verdict_says_what_is_wrong(answer, said):
    first = getattr(answer, "__code__", stub.__code__).co_firstlineno
    assert verdict(ONE, answer) == said.replace("line 2", f"line {first + 1}")


def test_a_result_that_is_not_set_in_some_cases_is_told():
    says = verdict(ONE, lambda x: 2 * x if x.size > 4 else None)
    assert says == "returned nothing in some cases: is what it returns set in each of them?"


def test_a_stub_that_an_answer_calls_is_told_by_its_name():
    names = {"stub": stub}
    exec(compile("def f(x):\n    return 2 * stub(x)\n", "cell", "exec"), names)
    said = "calls stub, which is not written yet (line 2 of your cell)"
    assert verdict(ONE, names["f"]) == said


def test_an_error_is_told_with_its_line_in_the_cell():
    names = {}
    cell = (
        "def f(x):\n    y = 0\n    return g(x) / y\n\ndef g(x):\n    return int(x.shape[1] / 0)\n"
    )
    exec(compile(cell, "cell", "exec"), names)
    said = "raised ZeroDivisionError: division by zero (line 6 of your cell)"
    assert verdict(ONE, names["f"]) == said


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (both, "ok"),
        (lambda x: list(both(x)), "ok"),
        (lambda x: 2 * x, "returned an array, expected 2 values, dx, db"),
        (lambda x: np.ones((2, 2, 2)), "returned an array, expected 2 values, dx, db"),
        (lambda x: (1, 2, 3), "returned 3 values, expected 2 values, dx, db"),
        (lambda x: (2 * x, None), "returned nothing as db; is there a return?"),
        (lambda x: (2 * x, x), "db is not summed"),
        # Two mistakes at once: the first part is told first.
        (lambda x: (-2 * x, x), "dx has the opposite sign"),
        (lambda x: (2 * x, -x.sum(axis=0)), "db has the opposite sign"),
    ],
)
def test_a_result_of_several_parts_is_told_by_its_part(answer, said):
    assert verdict(TWO, answer) == said


def test_results_of_one_shape_may_come_in_one_array():
    pair = Exercise(name="pair", reference=lambda x: (x, 2 * x), cases=cases, returns=("a", "b"))
    assert verdict(pair, lambda x: np.stack([x, 2 * x])) == "ok"
    assert verdict(pair, lambda x: np.stack([x, -2 * x])) == "b has the opposite sign"
    counts = Exercise(name="counts", reference=lambda x: (x.size, x.ndim), cases=cases)
    assert verdict(counts, lambda x: np.array([x.size, x.ndim])) == "ok"


def test_whole_numbers_may_have_any_size_of_their_type():
    first = Exercise(name="first", reference=lambda x: x.argmax(axis=1), cases=cases)
    assert verdict(first, lambda x: x.argmax(axis=1).astype(np.int32)) == "ok"
    assert verdict(first, lambda x: x.argmax(axis=1) * 1.0) == "has dtype float64, expected int64"


def test_of_two_mistakes_with_one_part_alike_that_with_all_of_them_is_told():
    swaps = Exercise(
        name="swaps",
        reference=lambda x: (x, x + 1),
        cases=cases,
        returns=("a", "b"),
        wrong=(
            Wrong("is squared, and b is less", lambda x: (x * x, x - 1)),
            Wrong("is squared, and b is more", lambda x: (x * x, x + 2)),
        ),
    )
    assert verdict(swaps, lambda x: (x * x, x + 2)) == "a is squared, and b is more"
    assert verdict(swaps, lambda x: (x * x, x - 1)) == "a is squared, and b is less"
    assert verdict(swaps, lambda x: (x * x, x + 1)) == "a is squared, and b is less"


def test_a_foreseen_mistake_in_one_part_says_less_than_the_input_that_is_changed():
    exercise = Exercise(
        name="parts",
        reference=lambda x: (x + 1, 2 * x),
        cases=lambda rng: [(rng.normal(size=(n, 3)),) for n in (2, 4)],
        returns=("a", "b"),
        wrong=(Wrong("is x itself", lambda x: (x, x)),),
    )

    def answer(x):
        x -= 1
        return x + 1, 2 * (x + 1)

    says = "a is wrong, and it changes its input x on the way: work with a copy, and look again"
    assert verdict(exercise, answer) == says


def test_a_mistake_that_runs_only_in_some_cases_is_known():
    """x @ x runs for a square alone; the other case raises for both."""
    assert verdict(ONE, lambda x: np.matmul(x, x)) == "is squared"


def test_checks_print_one_line_and_know_their_names(capsys):
    check = Checks(by_name(ONE, TWO))
    check("double", lambda x: 2 * x)
    check("double", prints, hidden=True)
    assert capsys.readouterr().out == "double: ok\ndouble: ok\n"
    with pytest.raises(ValueError, match="check: name is 'tripel', expected one of 'double'"):
        check("tripel", stub)
    assert check.first_fault(double=lambda x: 2 * x, both=stub) == "both: not written yet"
    assert check.first_fault(double=lambda x: 2 * x, both=both) == ""


def test_a_wrong_reference_is_no_fault_of_the_learner():
    broken = Exercise(name="broken", reference=changes_its_input, cases=cases)
    with pytest.raises(RuntimeError, match="the reference of broken changes its input"):
        verdict(broken, lambda x: x)


class Proxy:
    """A stand-in for a function in another process."""

    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)
        self.calls = 0

    def remote_call(self, args):
        self.calls += 1
        return self.outcomes.pop(0)


def test_a_proxy_is_called_for_every_case_and_its_outcomes_count():
    right = [Outcome(2.0 * x) for (x,) in ONE.draw(np.random.default_rng(0), hidden=False)]
    assert verdict(ONE, Proxy(*right)) == "ok"
    assert run(Proxy(Outcome(3)), ()) == Outcome(3)


def test_after_a_final_outcome_a_proxy_is_not_called_again():
    slow = Proxy(Outcome(error="took longer than 5 s", final=True))
    assert verdict(ONE, slow) == "took longer than 5 s"
    assert slow.calls == 1


def test_a_call_gets_copies_and_tells_what_it_changed():
    x, y = np.ones(2), {"W": np.ones(2)}

    def swap(x, y):
        y["W"][0] = 5
        return x

    outcome = call(swap, (x, y))
    assert outcome.changed == (1,)
    assert y["W"].tolist() == [1, 1]
    outcome.value[0] = 7
    assert x[0] == 1


def test_a_call_lets_ctrl_c_through():
    def interrupt():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        call(interrupt, ())


def test_an_error_without_a_readable_text_is_told():
    class SilentError(Exception):
        def __str__(self):
            raise ValueError

    def fail():
        raise SilentError

    def shout():
        raise ValueError("x" * 1000 + "\nmore")

    assert call(fail, ()).error == "raised SilentError: (its text cannot be read)"
    assert len(call(shout, ()).error) < 250


def test_data_nested_without_end_is_refused():
    endless = []
    endless.append(endless)
    assert call(lambda: endless, ()).error == "returned data nested deeper than 20 levels"
    assert plain({"a": (np.int64(3), None)}) == {"a": (3, None)}


def test_a_fixture_is_called_by_name_with_its_data():
    squash = Fixture("arctan-squash", 2.0)
    assert squash(np.zeros(2)).tolist() == [0.5, 0.5]
    assert (squash.name, squash.args) == ("arctan-squash", (2.0,))
    assert call(lambda f, x: f(x), (squash, np.zeros(1))).value.tolist() == [0.5]
    with pytest.raises(ValueError, match="Fixture: name is 'tanh', expected one of"):
        Fixture("tanh")


def test_an_empty_batch_is_named_where_its_shape_is_lost():
    said = fault_of_shape(np.zeros((0, 3)), np.array([]))
    assert said == "has shape (0,), expected (0, 3) for an empty batch"
    assert fault_of_shape(np.zeros((2, 3)), np.zeros(2)) == "has shape (2,), expected (2, 3)"
