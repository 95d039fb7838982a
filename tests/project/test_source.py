"""Laws of Source: what a page shows is what runs."""

import inspect

import numpy as np
import pytest

from course_lib import Dense, relu
from course_lib.source import Source, without_docstrings


def test_shown_code_is_the_code_of_the_file_without_docstrings():
    shown = str(Source(Dense.forward))
    assert '"""' not in shown
    file = [line.strip() for line in inspect.getsource(Dense.forward).split("\n")]
    assert all(line.strip() in file for line in shown.split("\n"))
    assert "z = a @ W.T" in shown


def test_shown_code_runs_and_gives_the_same():
    names: dict = {"np": np, "Array": object}
    exec(str(Source(relu)), names)
    z = np.array([-1.0, 0.0, 2.0])
    np.testing.assert_array_equal(names["relu"](z), relu(z))


def test_docstring_is_kept_when_asked_for():
    assert "Return max(0, z)" in str(Source(relu, docstring=True))


def test_a_string_that_is_no_docstring_stays():
    code = 'def f():\n    text = "hello"\n    return text'
    assert without_docstrings(code) == code


def test_it_is_markdown_for_the_page():
    assert Source(relu)._repr_markdown_().startswith("```python\ndef relu")


def test_compiled_code_is_a_clear_error():
    with pytest.raises(ValueError, match=r"Source: item is .* expected a function or class writt"):
        Source(np.tanh)
