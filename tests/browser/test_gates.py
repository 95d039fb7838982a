"""The checks of pages fail on a page that is wrong, each in its own words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.gates import delays, faults
from tools.site.visits import Visit

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
# Mathematics that a script sets three seconds after the first paint, and a block that comes late.
LATE = {
    "late": """<p class="math">a</p><script>
      setTimeout(() => document.querySelector(".math").innerHTML = "<i class=katex>a</i>", 3000);
    </script>""",
    "unsteady": """<p style="height: 400px">Read me</p><script>
      const late = '<p style="height: 300px">late</p>';
      setTimeout(() => document.querySelector("p").insertAdjacentHTML("beforebegin", late), 150);
    </script>""",
}


@pytest.fixture
def open_body(
    open_page: Callable[..., Visit], serve_folder: Callable[[Path], str], tmp_path: Path
) -> Callable[..., Visit]:
    """Open a page with a given body."""
    base = serve_folder(tmp_path)
    (tmp_path / "heavy.png").write_bytes(bytes(600_001))

    def open_it(body: str, **options: object) -> Visit:
        page = f'<html lang="en"><title>t</title><main><h1>A page</h1>{body}</main></html>'
        (tmp_path / "page.html").write_text(f"<!DOCTYPE html>{page}", encoding="utf-8")
        (tmp_path / "favicon.ico").write_bytes(b"")
        return open_page(f"{base}page.html", width=360, **options)

    return open_it


def test_gates_let_a_good_page_pass(open_body: Callable[..., Visit]) -> None:
    assert faults(open_body("<p>All is well, and <code>$a$</code> is code.</p>")) == []


@pytest.mark.parametrize("fault", WRONG)
def test_gates_stop_a_wrong_page(open_body: Callable[..., Visit], fault: str) -> None:
    assert any(found.startswith(fault) for found in faults(open_body(WRONG[fault])))


@pytest.mark.parametrize("fault", LATE)
def test_gates_stop_a_page_that_is_late_or_moves(
    open_body: Callable[..., Visit], fault: str
) -> None:
    visit = open_body(LATE[fault], slow=True)
    visit.excess = 1  # its lateness is by a timer, and not by what else the machine does

    assert any(found.startswith(fault) for found in delays(visit))


@pytest.mark.parametrize("pale", ['<p style="color: #bbb">pale</p>', "<div><p>pale</p></div>"])
def test_one_pale_text_among_many_that_look_alike_is_seen(
    open_body: Callable[..., Visit], pale: str
) -> None:
    """The second is pale because of what it stands in alone."""
    many = "<p>dark</p>" * 30
    visit = open_body(f"<style>div {{ background: #333 }}</style>{many}{pale}{many}")

    assert [fault.partition(":")[0] for fault in faults(visit)] == ["axe color-contrast"]
