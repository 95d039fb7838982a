"""The cells of a page: which run, what is shown, and what an error leaves behind."""

import io
import sys
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.in_page.page import Page, Source
from tests.support.in_page import Told, finish, kept_modules


@pytest.fixture(autouse=True)
def modules():
    with kept_modules():
        yield


@pytest.fixture
def told():
    return Told()


def press(page, *texts, shown=True):
    return finish(page.run([Source(text, shown) for text in texts]))


def test_a_press_runs_all_that_comes_before(told):
    assert press(Page(told.post), "a = 1", "a += 1", "print(a)")
    assert told.cells == [0, 1, 2]
    assert told.texts == ["2\n"]
    assert told.messages[-1] == {"type": "done", "ok": True, "fresh": 3}


def test_what_has_not_changed_does_not_run_again_and_the_pressed_cell_does(told):
    page = Page(told.post)
    press(page, "n = 0", "n += 1", "print(n)")
    told.clear()
    press(page, "n = 0", "n += 1", "print(n)")
    assert told.cells == [2]
    assert told.texts == ["1\n"]


def test_a_changed_cell_makes_the_later_ones_stale(told):
    page = Page(told.post)
    press(page, "a = 1", "b = a", "print(b)")
    press(page, "a = 2")
    assert told.messages[-1]["fresh"] == 1
    told.clear()
    press(page, "a = 2", "b = a", "print(b)")
    assert told.cells == [1, 2]
    assert told.texts == ["2\n"]


def test_an_unchanged_cell_that_runs_again_keeps_the_later_ones(told):
    page = Page(told.post)
    press(page, "a = 1", "b = a", "print(b)")
    press(page, "a = 1")
    assert told.messages[-1]["fresh"] == 3


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4), max_size=6))
def test_after_any_presses_the_state_is_that_of_the_page(presses):
    """A cell writes down itself and what its predecessor wrote: the last word is the page's."""
    with kept_modules():
        page = Page(Told().post)
        for letters in presses:
            texts = [
                f"s{i} = {'s' + str(i - 1) + ' + ' if i else ''}{letter!r}"
                for i, letter in enumerate(letters)
            ]
            assert press(page, *texts)
            assert page.names[f"s{len(letters) - 1}"] == "".join(letters)


def test_an_error_names_the_readers_line_and_keeps_what_came_before_it(told):
    page = Page(told.post)
    source = "def f(x):\n    return 1 / x\n\nkept = 3\nf(0)\nlost = 4"
    assert not press(page, "start = 1", source, "print('never')")
    (error,) = told.of("error")
    assert (error["cell"], error["name"], error["line"]) == (1, "ZeroDivisionError", 2)
    assert error["says"] == "division by zero"
    lines = error["trace"].splitlines()
    assert lines[1:3] == ['  File "cell 2", line 5, in <module>', "    f(0)"]
    assert "in_page" not in error["trace"]
    assert told.cells == [0, 1]
    assert (page.names["kept"], "lost" in page.names) == (3, False)
    assert told.messages[-1] == {"type": "done", "ok": False, "fresh": 1}


def test_after_an_error_the_cell_runs_again(told):
    page = Page(told.post)
    press(page, "a = 1", "b = 1 / 0", "print(b)")
    told.clear()
    assert press(page, "a = 1", "b = 1 / 2", "print(b)")
    assert told.cells == [1, 2]
    assert told.texts == ["0.5\n"]


def test_an_error_far_inside_a_call_names_the_line_that_was_running(told):
    press(Page(told.post), "def f():\n    raise ValueError('no')", "x = 1\nf()")
    (error,) = told.of("error")
    assert (error["cell"], error["line"]) == (1, 2)
    assert "raise ValueError('no')" in error["trace"]


@pytest.mark.parametrize(
    ("source", "line", "hint"),
    [
        ("x = 1\ny = (\n", 2, False),
        ("%timeit 1", 1, True),
        ("x = 1\n!pip install x", 2, True),
        ("files = !ls", 1, True),
        ("a, b = %time f()", 1, True),
        ("x = 1\nx?", 2, True),
        ("%%time\nx = 1", 1, True),
        ("x = y = ", 1, False),
        ("return 1", 1, False),
    ],
)
def test_what_is_no_python_is_an_error_of_its_line(told, source, line, hint):
    assert not press(Page(told.post), source)
    (error,) = told.of("error")
    assert (error["name"], error["line"]) == ("SyntaxError", line)
    assert ("is for Jupyter; here is plain Python." in error["trace"]) == hint


@pytest.mark.parametrize("source", ["exit()", "raise KeyboardInterrupt", "raise SystemExit(3)"])
def test_what_would_end_python_ends_the_cell_alone(told, source):
    page = Page(told.post)
    assert not press(page, source)
    assert press(page, "print('still here')")
    assert told.texts == ["still here\n"]


def test_what_asks_the_reader_is_told_that_it_cannot(told, monkeypatch):
    # As in a worker: there is nothing to read.
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert not press(Page(told.post), "name = input('Your name? ')")
    (error,) = told.of("error")
    assert (error["name"], error["line"]) == ("EOFError", 1)
    assert "write the answer into the cell." in error["trace"]


def test_names_live_in_a_module_as_in_a_notebook(told):
    page = Page(told.post)
    assert press(
        page,
        "import pickle\nfrom dataclasses import dataclass\n@dataclass\nclass A:\n    x: int",
        "print(pickle.loads(pickle.dumps(A(3))), __name__)",
    )
    assert told.texts == ["A(x=3) __main__\n"]
    assert isinstance(sys.modules["__main__"], ModuleType)


def test_a_name_of_this_room_is_no_name_of_the_page(told):
    page = Page(told.post)
    press(page, "pass")
    assert set(page.names) - {"display"} == set(vars(ModuleType("x"))) | {"__builtins__"}


def test_what_this_room_imports_from_the_future_stays_in_it(told):
    source = "def f(x: int): ...\nprint(f.__annotations__['x'])"
    assert press(Page(told.post), source)
    assert told.texts == ["<class 'int'>\n"]


def test_an_error_behind_an_await_names_the_readers_line(told):
    source = "import asyncio\nasync def f():\n    1 / 0\nawait asyncio.sleep(0)\nawait f()"
    assert not press(Page(told.post), source)
    (error,) = told.of("error")
    assert (error["name"], error["line"]) == ("ZeroDivisionError", 3)
    assert error["trace"].splitlines()[1] == '  File "cell 1", line 5, in <module>'


def test_a_text_in_a_cell_keeps_its_spaces(told):
    assert press(Page(told.post), "print(len('''a\n   \nb'''))")
    assert told.texts == ["7\n"]
