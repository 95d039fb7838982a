"""Laws of the tables of results, and of the line that says two results are equal."""

import numpy as np
import pytest

from course_lib.widgets import Table, agree, spread

ROWS = {"tanh": [0.981, 5], "|z|": [np.float32(1), "none"]}


def test_a_table_has_a_row_for_each_name_in_markdown():
    assert Table(ROWS, ("factor", "seeds"), corner="layer")._repr_markdown_() == (
        "| layer | factor | seeds |\n|:--|--:|--:|\n| tanh | 0.98 | 5 |\n| \\|z\\| | 1.00 | none |"
    )


def test_as_plain_text_its_columns_stand_below_each_other():
    lines = repr(Table(ROWS, ("factor", "seeds"))).split("\n")
    assert [line.index("|", 4) for line in lines] == [5, 5, 5]
    assert {len(line) for line in lines} == {len(lines[0])}


def test_a_number_that_rounds_to_zero_has_no_sign():
    assert repr(Table({"a": [-1e-9]}, ["b"])).split()[-1] == "0.00"


def test_a_row_of_another_length_is_named():
    with pytest.raises(ValueError, match=r"^Table: row 'tanh' has 2 values, expected 1\.$"):
        Table(ROWS, ["factor"])


def test_spread_is_the_mean_and_the_deviation_of_a_sample():
    runs = np.random.default_rng(0).normal(size=7)
    assert spread(runs, 3) == f"{runs.mean():.3f} ± {np.sqrt(runs.var() * 7 / 6):.3f}"


@pytest.mark.parametrize("values", [[0.5], [], [[1, 2]], 3])
def test_spread_of_one_run_is_refused(values):
    with pytest.raises(ValueError, match=r"^spread: values has shape .*, expected \(runs,\), 2"):
        spread(values)


def test_agree_names_what_is_equal():
    assert agree(c=(1, 1 + 1e-15))._repr_markdown_() == "✓ equal: `c`"


@pytest.mark.parametrize(
    ("pair", "says"),
    [
        ((1.0, 1.001), r"^agree: c differs by 1\.0e-03\.$"),
        ((np.zeros(2), np.zeros((1, 2))), r"^agree: c has the shapes \(2,\) and \(1, 2\)\.$"),
        ((np.nan, np.nan), r"^agree: c differs by nan\.$"),
    ],
)
def test_agree_raises_where_something_differs(pair, says):
    with pytest.raises(AssertionError, match=says):
        agree(a=(1, 1), c=pair)


def test_agree_with_nothing_to_compare_is_an_error():
    with pytest.raises(ValueError, match="there is no pair"):
        agree()
