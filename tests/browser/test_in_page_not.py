"""Where no cell can run in the page: its buttons are not shown, and all else is as it was.

That a page of the unpacked zip has none is tested with the zip.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.running import LAB, Runner
from tools import build
from tools.paths import BUILD, ROOT, SITE
from tools.site.visits import Visit

PARTS = ".run-tools, .run-whole, .run-bar"
KEEP = """() => {
  const root = new URL("..", location).pathname;
  const kept = { "01-dense-sigmoid": { source: "mine", was: "" } };
  localStorage[`answers:${root}:labs/01-dense`] = JSON.stringify(kept);
}"""

# As `tools.build` has them written: Jupyter Book's own command writes all pages or none.
WRITE = """
import sys
from pathlib import Path
from jupyter_book.sphinx import build_sphinx
from tools.in_page import assemble

folder, *pages = sys.argv[1:]
assemble.RUN = Path(folder, "none")
options = {"external_toc_path": f"{Path.cwd()}/_toc.yml", "latex_individualpages": False}
done = build_sphinx(
    str(Path.cwd()), f"{folder}/html", path_config="_config.yml", noconfig=True,
    confoverrides=options | {"nitpicky": True}, filenames=pages, really_quiet=True,
)
sys.exit(str(done) if done else 0)
"""


def assert_no_way_to_run(visit: Visit) -> None:
    """Open the list of ways to run a page: the page itself is none of them."""
    page = visit.page
    assert page.locator(".cell_input").count() > 0
    assert page.locator(PARTS).count() == 0
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator("#run").get_by_role("link", name="Binder").wait_for()
    assert not page.get_by_role("button", name="In this page").is_visible()
    assert visit.errors == []


@pytest.mark.parametrize(
    "lacks",
    [
        "delete window.WebAssembly",
        "delete HTMLElement.prototype.popover",
        "Object.defineProperty(Navigator.prototype, 'deviceMemory', { value: 0.5 })",
    ],
    ids=["no WebAssembly", "an old browser", "little memory"],
)
def test_a_browser_that_cannot_has_no_buttons(reader: Callable[..., Runner], lacks: str) -> None:
    runner = reader("chapters/notation")
    runner.page.evaluate(KEEP)
    runner.page.context.add_init_script(lacks)
    runner.page.goto(runner.page.url.replace("chapters/notation", LAB))

    assert_no_way_to_run(runner.visit)


@pytest.mark.parametrize("memory", ["1", "undefined"])
def test_a_small_phone_and_one_that_does_not_say_have_them(
    reader: Callable[..., Runner], memory: str
) -> None:
    runner = reader("chapters/notation")
    has = f"Object.defineProperty(Navigator.prototype, 'deviceMemory', {{ value: {memory} }})"
    runner.page.context.add_init_script(has)
    runner.page.goto(runner.page.url.replace("chapters/notation", LAB))

    assert runner.page.locator(".run-tools").count() == runner.page.locator(".cell_input").count()


@pytest.fixture(scope="module")
def without_files(
    site: str, serve_folder: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Return the address of the site with two pages as a build without the files writes them."""
    folder = tmp_path_factory.mktemp("without")
    shutil.copytree(SITE, folder / "html")
    shutil.copytree(BUILD / ".doctrees", folder / ".doctrees")
    pages = [f"{LAB}.ipynb", "chapters/run.md"]
    command = [sys.executable, "-c", WRITE, str(folder), *(str(ROOT / page) for page in pages)]
    done = subprocess.run(command, cwd=ROOT, env=build.environment(), check=False)
    assert done.returncode == 0
    return serve_folder(folder / "html")


def test_a_site_without_pyodides_files_has_no_buttons(
    without_files: str, open_page: Callable[..., Visit]
) -> None:
    visit = open_page(f"{without_files}chapters/run.html")
    visit.page.evaluate(KEEP)
    place = visit.page.locator(".kept-changes")
    assert place.inner_text() == "Here the list needs a browser that can run the cells."
    visit.page.goto(f"{without_files}{LAB}.html")

    assert_no_way_to_run(visit)
    assert visit.page.locator("html[data-runs], .run__here").count() == 0
    assert [url for url in visit.requests if "/run/" in url] == []
    assert visit.foreign == visit.failed == []
