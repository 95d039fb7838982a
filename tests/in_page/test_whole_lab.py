"""A whole lab checked in the page gives the points that `labs check` gives."""

import json
from pathlib import Path

import pytest

from course_lib.in_page import whole_lab
from course_lib.in_page.page import Page
from tests.support.in_page import Told, finish, kept_modules
from tools.in_page.notebooks import code_cells
from tools.paths import ROOT

LABS = sorted((ROOT / "labs").glob("*.ipynb"))


@pytest.fixture(autouse=True)
def modules():
    with kept_modules():
        yield


def cells(path: Path) -> tuple[list[str], dict[str, int]]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    points = notebook["metadata"]["course"]["points"]
    texts = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    return texts, {name: point["check"] for name, point in points.items()}


def rows(texts, points):
    told = Told()
    page = Page(told.post)
    assert finish(whole_lab.check(page, texts, points))
    return {row["name"]: row for row in told.messages[-1]["rows"]}, told


DENSE = cells(ROOT / "labs" / "01-dense.ipynb")


def test_an_empty_lab_gets_nothing_and_goes_through():
    found, told = rows(*DENSE)
    assert told.cells == list(range(len(DENSE[0])))
    assert {row["got"] for row in found.values()} == {0}
    assert {row["of"] for row in found.values()} == set(DENSE[1].values())
    assert all(row["says"] for row in found.values())


def test_one_right_answer_counts_and_an_error_elsewhere_takes_nothing():
    texts, points = DENSE
    answer = "def sigmoid(z):\n    return 0.5 * (1 + np.tanh(z / 2))"
    solved = [answer if "def sigmoid" in text else text for text in texts]
    found, _ = rows([*solved[:2], "1 / 0", *solved[2:]], points)
    assert found["sigmoid"]["got"] == points["sigmoid"]
    assert found["sigmoid"]["says"] == "ok"
    assert sum(row["got"] for row in found.values()) == points["sigmoid"]


def test_nothing_that_the_notebook_prints_or_replaces_decides():
    texts, points = DENSE
    cheat = "class lab:\n    check = staticmethod(lambda name, f: print(f'{name}: ok'))"
    found, _ = rows([*texts[:2], cheat, *texts[2:]], points)
    assert {row["got"] for row in found.values()} == {0}


def test_a_check_that_is_gone_is_asked_at_the_end():
    texts, points = DENSE
    left = [text for text in texts if not text.startswith("lab.check")]
    assert rows(left, points)[0].keys() == points.keys()
    nothing, _ = rows(texts[:2], points)
    assert {row["says"] for row in nothing.values()} == {"is not defined"}


def test_a_page_without_a_lab_has_no_rows():
    told = Told()
    assert not finish(whole_lab.check(Page(told.post), ["x = 1"], {}))
    assert told.messages[-1] == {"type": "lab", "rows": []}


@pytest.mark.wide
@pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)
def test_each_solution_gets_all_points(path):
    _, points = cells(path)
    solved = [cell["source"] for cell in code_cells(path)]
    found, _ = rows(solved, points)
    assert {name: row["got"] for name, row in found.items()} == points
