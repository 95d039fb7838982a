"""One subject, one stem: from a page's name its figure, its record and its test are found."""

import pytest

from tools.paths import ROOT

PAGES = sorted((ROOT / "chapters").glob("*/*.ipynb"))
RECORDS = sorted((ROOT / "course_lib" / "data" / "experiments").glob("*.json"))
every_page = pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])


def stem(path):
    return path.stem.replace("-", "_")


def chapter(page):
    """Return the chapter's folder in the library: ``fully_connected`` for ``1-fully-connected``."""
    return page.parent.name.lstrip("0123456789-").replace("-", "_")


@every_page
def test_a_page_has_its_figure_and_its_test(page):
    place = ROOT / "course_lib" / "figures" / chapter(page)
    assert (place / f"{stem(page)}.py").is_file()
    assert (ROOT / "tests" / "pages" / f"test_{stem(page)}.py").is_file()


@pytest.mark.parametrize("record", RECORDS, ids=[record.stem for record in RECORDS])
def test_a_record_has_the_name_of_its_page_and_of_its_experiment(record):
    (page,) = [page for page in PAGES if page.stem == record.stem]
    place = ROOT / "course_lib" / "experiments" / chapter(page)
    assert (place / f"{stem(page)}.py").is_file()


def test_a_test_of_a_page_is_of_a_page_or_of_a_figure():
    subjects = {path.stem for path in (ROOT / "course_lib" / "figures").rglob("*.py")}
    tests = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "pages").glob("*.py")}
    assert tests <= subjects
