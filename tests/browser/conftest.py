"""The built site, and a real browser that opens its pages."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, sync_playwright

from course_lib.widgets import show
from tests.browser.moving import SHOWN, sequence, steps_demo, write_page
from tests.browser.running import Runner
from tests.support.figures import MOVING
from tools.browser import ARGUMENTS, find_browser
from tools.paths import SITE
from tools.serve import server
from tools.site.visits import Visit


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def serve_folder() -> Iterator[Callable[[Path], str]]:
    """Serve folders on free ports of this machine until the tests end."""
    running = []

    def serve(folder: Path) -> str:
        http = server(folder)
        threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
        running.append(http)
        return f"http://127.0.0.1:{http.server_port}/"

    yield serve
    for http in running:
        http.shutdown()
        http.server_close()


@pytest.fixture(scope="session")
def site(serve_folder: Callable[[Path], str]) -> str:
    """Return the address of the built site."""
    if not (SITE / "index.html").is_file():
        pytest.fail("The site is not built; run `make book` first.", pytrace=False)
    return serve_folder(SITE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a running browser."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=find_browser(), args=list(ARGUMENTS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory, serve_folder: Callable[[Path], str]) -> str:
    """Return the address of a page with a few figures, a sequence and a still picture."""
    folder = tmp_path_factory.mktemp("figures")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_BUILD", "1")
        figures = [MOVING[name]().html() for name in SHOWN] + [steps_demo().html()]
        figures.append(show(sequence(2), alt="A line.", caption="Still.")._repr_html_())
        write_page(folder, figures, body='<h2 id="part">A part</h2>')
    return serve_folder(folder) + "figures.html"


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """Open a page of the site by its path, or any page by its address."""
    contexts = []

    def open_it(
        path: str,
        *,
        width: int = 1280,
        height: int = 900,
        scheme: str = "light",
        slow: bool = False,
        script: str = "",
        **options: object,
    ) -> Visit:
        base = path if "://" in path else request.getfixturevalue("site")
        parts = urlsplit(base)
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, **options
        )
        contexts.append(context)
        if script:
            context.add_init_script(script)
        visit = Visit(context.new_page(), f"{parts.scheme}://{parts.netloc}/")
        visit.watch()
        if slow:
            visit.slow()
        visit.page.goto(path if "://" in path else base + path, wait_until="load")
        if slow:
            visit.settle()
        elif options.get("java_script_enabled", True):
            # Fonts are asked for after the first layout, the theme's late work is done by a timer.
            visit.page.evaluate("document.fonts.ready.then(() => true)")
            visit.page.wait_for_timeout(100)
        return visit

    yield open_it
    for context in contexts:
        context.close()


@pytest.fixture
def reader(
    site: str, serve_folder: Callable[[Path], str], open_page: Callable[..., Visit]
) -> Callable[..., Runner]:
    """Open a page of the site below a folder of its host."""
    if not (SITE / "_static/run/setup.json").is_file():
        pytest.fail("The site has no files to run; build it with PYODIDE_FILES.", pytrace=False)
    base = serve_folder(SITE.parent)
    return lambda name, **options: Runner(open_page(f"{base}{SITE.name}/{name}.html", **options))
