"""The teacher's page of a class, opened as a file: a press on a column's head sorts by it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from course_lib.grading.results import pages, report
from course_lib.grading.results.result import Result, rejection_of
from tests.grading.test_report import marked, result
from tools.site.visits import Visit

NAMES = "rows => rows.map((row) => row.cells[0].textContent.trim())"
# 10 points are more than 9, which as texts they are not.
POINTS = {"Bo": 9, "ada": 10, "Çelik": 2, "李雷": 0}


@pytest.fixture
def page(open_page: Callable[..., Visit], tmp_path: Path) -> Visit:
    """Return the page of five submissions, one of them rejected and so without points."""
    results: list[Result] = [
        result(marked("dense", points, 10), name=name) for name, points in POINTS.items()
    ]
    results.append(rejection_of("zoe", "the file is not JSON.", "key"))
    file = tmp_path / "summary.html"
    file.write_text(pages.page_of_class(results, report.HTML), encoding="utf-8")
    return open_page(file.as_uri(), width=360, height=740)


def names(visit: Visit) -> list[str]:
    return list(visit.page.locator("tbody tr").evaluate_all(NAMES))


def test_points_sort_as_numbers_and_a_second_press_turns_the_order(page: Visit) -> None:
    head = page.page.get_by_role("button", name="dense")
    head.click()
    assert names(page) == ["李雷", "Çelik", "Bo", "ada", "zoe"]
    assert page.page.locator("th[aria-sort=ascending]").inner_text().startswith("01-dense dense")
    head.click()
    assert names(page) == ["ada", "Bo", "Çelik", "李雷", "zoe"]
    assert page.page.locator("th[aria-sort]").count() == 1


def test_names_sort_by_keyboard_whatever_their_case_and_script(page: Visit) -> None:
    page.page.get_by_role("button", name="submission").focus()
    page.page.keyboard.press("Enter")
    assert names(page) == ["ada", "Bo", "Çelik", "zoe", "李雷"]


def test_the_wide_table_scrolls_inside_the_page_and_asks_for_nothing(page: Visit) -> None:
    assert page.page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.page.evaluate("document.querySelector('.wide').scrollWidth") > 360
    assert page.errors == page.failed == []
