"""A reader on a page whose cells run in the browser, and what such a page keeps."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from tools.site.visits import Visit

LAB = "labs/01-dense"
NEURON = "chapters/1-fully-connected/neuron"
# Python comes in seconds on a quiet machine; the tests wait for states, on any machine.
PATIENCE = 600_000
RESTS = "() => document.querySelector('.run-bar') && !document.querySelector('.run-bar[data-busy]')"
# What a browser does that lets a page keep nothing.
FORBIDDEN = """for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, {
    configurable: true, get() { throw new DOMException("Access is denied", "SecurityError"); },
  });"""
KEPT = """() => Object.fromEntries(Object.entries(localStorage)
  .filter(([key]) => key.startsWith("answers:"))
  .map(([key, text]) => [key.split(":")[2], JSON.parse(text)]))"""


class Runner:
    """A reader on a page that runs."""

    def __init__(self, visit: Visit, page: Page | None = None) -> None:
        self.visit, self.page = visit, page or visit.page
        self.page.set_default_timeout(PATIENCE)

    def tab(self) -> "Runner":
        """Open the same page in a second tab of the browser."""
        page = self.page.context.new_page()
        page.goto(self.page.url)
        return Runner(self.visit, page)

    def cell(self, words: str) -> Locator:
        """Return the cell whose code, as the page has it, has these words."""
        return self.page.locator(
            "article .cell", has=self.page.locator("pre", has_text=words)
        ).first

    def press(self, words: str, what: str = "run") -> None:
        self.cell(words).locator(f".run-tool-{what}").click()

    def rests(self) -> str:
        """Wait for the end of a run; return what the bar says then."""
        self.page.wait_for_function(RESTS)
        return self.page.locator(".run-says").inner_text()

    def run(self, words: str) -> str:
        self.press(words)
        return self.rests()

    def write(self, words: str, code: str) -> None:
        """Change a cell as a reader does: all of it is typed anew."""
        self.type(words, "ControlOrMeta+a", code)

    def type(self, words: str, key: str, code: str) -> None:
        """Open the editor of a cell, go with a key to a place, and type there."""
        self.press(words, "change")
        self.cell(words).locator(".cm-content").press(key)
        self.page.keyboard.insert_text(code)

    def shows(self, words: str) -> str:
        return self.cell(words).locator(".cell_output").inner_text().strip()

    def more(self, name: str) -> None:
        self.page.locator(".run-more summary").click()
        self.page.locator(".run-acts").get_by_role("button", name=name).click()

    def kept(self) -> dict[str, Any]:
        """Return what the browser keeps of the reader's changes, by page."""
        return self.page.evaluate(KEPT)

    def barriers(self) -> list[str]:
        return [found["id"] for found in Axe().run(self.page).response["violations"]]
