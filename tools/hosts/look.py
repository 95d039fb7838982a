"""Look at a notebook in a started JupyterLab with a real browser, as its reader does."""

import re
from typing import Any

from playwright.sync_api import ViewportSize, sync_playwright

from tools.browser import ARGUMENTS, PATIENCE, find_browser
from tools.hosts.jupyterlab import Lab

RAW = re.compile(r":::|```|\{[\w:-]+\}`|\$")
WORDS = ".jp-MarkdownCell .myst"
DRAWN = "([css, n]) => [...document.querySelectorAll(css)].filter(e => e.innerText).length >= n"
# JupyterLab draws only the cells that are in the window: it is as high as the longest page.
WINDOW: ViewportSize = {"width": 1280, "height": 12_000}


def cells_of(lab: Lab, notebook: str) -> list[str]:
    """Return the text cells of a notebook as they are written."""
    cells: list[dict[str, Any]] = lab.api(f"api/contents/{notebook}")["content"]["cells"]
    return [cell["source"] for cell in cells if cell["cell_type"] == "markdown"]


def look(lab: Lab, notebook: str) -> list[str]:
    """Return what of a notebook's text is not readable: MyST that is shown as it is written."""
    written = cells_of(lab, notebook)
    folded = "\n".join(written).count("{dropdown}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(ARGUMENTS))
        page = browser.new_page(viewport=WINDOW)
        page.set_default_timeout(PATIENCE)
        page.goto(f"http://127.0.0.1:{lab.port}/lab/tree/{notebook}?token={lab.token}&reset")
        page.wait_for_function(DRAWN, arg=[WORDS, len(written)])
        text = "\n".join(page.locator(WORDS).all_inner_texts())
        found = [f"{notebook}: JupyterLab shows {raw!r}." for raw in sorted(set(RAW.findall(text)))]
        shown = page.locator(f"{WORDS} details").count()
        if shown != folded:
            found.append(f"{notebook}: {shown} answers are folded, expected {folded}.")
        if page.locator(f"{WORDS} .katex-error").count():
            found.append(f"{notebook}: an equation is not rendered.")
        browser.close()
    return found
