"""The checks of pages fail on a page that is wrong, each in its own words."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Visit
from gates import faults

WRONG = {
    "a request to another host": '<script src="https://example.org/x.js"></script>',
    "a failed request": '<img src="missing.png" alt="nothing">',
    "an error on the console": "<script>console.error('no')</script>",
    "unrendered mathematics": "<p>where $a = b$ holds</p>",
    "wider than the window": '<div style="width: 3000px">wide</div>',
    "too heavy": '<img src="heavy.png" alt="heavy">',
    "too many requests": "".join(f'<img src="heavy.png?{n}" alt="again">' for n in range(25)),
    "axe color-contrast": '<p style="color: #bbb; background: #fff">pale</p>',
}


@pytest.fixture
def check(
    open_page: Callable[..., Visit], serve_folder: Callable[[Path], str], tmp_path: Path
) -> Callable[[str], list[str]]:
    """Return what the gates say of a page with a given body."""
    base = serve_folder(tmp_path)
    (tmp_path / "heavy.png").write_bytes(bytes(600_001))

    def check_body(body: str) -> list[str]:
        page = f'<html lang="en"><title>t</title><main><h1>A page</h1>{body}</main></html>'
        (tmp_path / "page.html").write_text(f"<!DOCTYPE html>{page}", encoding="utf-8")
        (tmp_path / "favicon.ico").write_bytes(b"")
        return faults(open_page(f"{base}page.html", width=360))

    return check_body


def test_gates_let_a_good_page_pass(check: Callable[[str], list[str]]) -> None:
    assert check("<p>All is well, and <code>$a$</code> is code.</p>") == []


@pytest.mark.parametrize("fault", WRONG)
def test_gates_stop_a_wrong_page(check: Callable[[str], list[str]], fault: str) -> None:
    assert any(found.startswith(fault) for found in check(WRONG[fault]))
