"""Laws of Source: what a page shows is what runs."""

import ast
import inspect

import numpy as np
import pytest

import course_lib
from course_lib import Dense, relu
from course_lib.source import Source, without_checks, without_docstrings


def test_shown_code_is_the_code_of_the_file_without_docstrings():
    shown = str(Source(Dense.forward, checks=True))
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


def test_what_only_guards_is_left_out_unless_asked_for():
    everything = str(Source(Dense.forward, checks=True))
    assert "expect_floats(" in everything
    assert "read_only(z)" in everything
    shown = str(Source(Dense.forward)).split("\n")
    assert shown[-3:] == ["    z = a @ W.T", "    z += b", "    return z, a"]


@pytest.mark.parametrize(
    "layer",
    [value for value in vars(course_lib).values() if hasattr(value, "forward")],
    ids=lambda layer: layer.__name__,
)
def test_a_layer_without_its_guards_is_the_same_program_but_for_them(layer):
    def guards(node):
        if isinstance(node, ast.For | ast.If) and not node.orelse:
            return all(guards(inner) for inner in node.body)
        name = getattr(getattr(getattr(node, "value", None), "func", None), "id", "")
        return isinstance(node, ast.Expr) and name.startswith(("expect_", "enter_"))

    class Unguarded(ast.NodeTransformer):
        def generic_visit(self, node):
            super().generic_visit(node)
            if isinstance(getattr(node, "body", None), list):
                node.body = [n for n in node.body if not guards(n)] or node.body
            return node

        def visit_Call(self, node):
            self.generic_visit(node)
            return node.args[0] if getattr(node.func, "id", "") == "read_only" else node

    file = Unguarded().visit(ast.parse(str(Source(layer, checks=True))))
    assert ast.dump(ast.parse(str(Source(layer)))) == ast.dump(file)


def test_a_call_over_several_lines_is_cut_as_a_whole():
    code = (
        "def f(a):\n    expect_shape(\n        a,\n    )\n    return read_only(\n        a\n    )"
    )
    names: dict = {}
    exec(without_checks(code), names)
    assert names["f"](3) == 3
