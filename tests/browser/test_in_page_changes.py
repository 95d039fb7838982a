"""The reader's own code in a page: the editor, and what is kept of it, in one tab and in two."""

import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from tests.browser.running import FORBIDDEN, LAB, NEURON, Runner

# A tab that sleeps is told nothing.
SLEEP = """() => {
  for (const event of ["storage", "pageshow", "focus"])
    addEventListener(event, (told) => told.stopImmediatePropagation(), true);
}"""
FULL = """() => {
  const keep = Storage.prototype.setItem;
  Storage.prototype.setItem = () => { throw Error("full"); };
  window.emptied = () => { Storage.prototype.setItem = keep; };
}"""
SIGMOID = "def sigmoid"
ID = "01-dense-sigmoid"
# What a reader has changed and solved before, as another tab of the same book writes it.
BEFORE = """([answers, labs]) => {
  const root = new URL("..", location).pathname;
  for (const [page, cells] of Object.entries(answers))
    localStorage[`answers:${root}:${page}`] = JSON.stringify(cells);
  localStorage[`labs:${root}`] = JSON.stringify(labs);
}"""
SOLVED = {LAB: {"sigmoid": True, "tanh_from": False}}
# On a page, on a lab, and on a page that the book has lost.
CHANGES = {
    "chapters/gone": {"a": {"source": "gone", "was": ""}},
    LAB: {ID: {"source": "mine", "was": "1"}, "01-dense-tanh_from": {"source": "2", "was": ""}},
    NEURON: {"b": {"source": "n", "was": "", "others": ["m"]}},
}
LABS = """() => Object.entries(localStorage)
  .filter(([key]) => key.startsWith("labs:")).map(([, text]) => JSON.parse(text))"""


def test_tab_is_no_trap(reader: Callable[..., Runner]) -> None:
    runner = reader(LAB)
    page = runner.page
    inside = "document.activeElement.matches('.cm-content')"
    runner.type("def sigmoid", "ControlOrMeta+a", "if True:")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("x = 1")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("y = 2")
    lines = page.locator(".cm-line").all_inner_texts()

    assert lines == ["if True:", "    x = 1", "        y = 2"]
    page.keyboard.press("ControlOrMeta+z")
    assert "y = 2" not in page.locator(".cm-content").inner_text()
    assert page.evaluate(inside)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert not page.evaluate(inside)
    assert page.locator(".run-note").get_by_text("Escape, then Tab, leaves the field.").is_visible()


def test_a_plain_field_where_the_editor_does_not_come(reader: Callable[..., Runner]) -> None:
    runner = reader(LAB)
    page = runner.page
    page.context.route("**/editor.js", lambda route: route.abort())
    runner.press("def sigmoid", "change")
    field = page.get_by_role("textbox", name="Code of cell 3")
    field.fill("def sigmoid(z):")
    field.press("End")
    field.press("Enter")
    page.keyboard.insert_text("return z")

    assert field.input_value() == "def sigmoid(z):\n    return z"
    assert runner.barriers() == []
    page.context.unroute("**/editor.js")
    page.reload()
    runner.rests()
    assert "return z" in runner.cell("write your answer here").inner_text()


def test_a_changed_page_keeps_the_answers_and_says_so(
    reader: Callable[..., Runner], tmp_path: Path
) -> None:
    runner = reader(LAB)
    page = runner.page
    runner.type("def sigmoid", "ControlOrMeta+a", "def sigmoid(z):\n    return 1 - z")
    # As if the page had had another code then, and one cell more.
    page.evaluate("""() => {
      const name = Object.keys(localStorage).find((key) => key.startsWith("answers:"));
      const kept = JSON.parse(localStorage[name]);
      kept["01-dense-sigmoid"].was = "other";
      kept["01-dense-gone"] = { source: "gone = 1\\n", was: "other" };
      localStorage[name] = JSON.stringify(kept);
    }""")
    page.goto(f"{page.url}#run=all")
    page.reload()

    assert "The page has changed since" in runner.rests()
    note = runner.cell("write your answer here").locator(".run-note")
    assert "the page has changed its own code of this cell" in note.inner_text()
    # What is kept is shown, and does not run; nor does an address run anything.
    assert not any(re.search("worker|pyodide", url) for url in runner.visit.requests)
    with page.expect_download() as file:
        runner.more("Download with my changes")
    file.value.save_as(tmp_path / "mine.ipynb")
    mine = nbformat.read(tmp_path / "mine.ipynb", as_version=4)
    nbformat.validate(mine)
    assert (mine.cells[-1].id, mine.cells[-1].source) == ("01-dense-gone", "gone = 1\n")

    page.once("dialog", lambda dialog: dialog.accept())
    runner.more("Delete my changes")
    assert runner.rests() == "Your changes of this page are deleted."
    assert "write your answer here" in runner.cell("def sigmoid").inner_text()
    assert runner.kept() == {}


def test_a_second_tab_takes_what_the_first_one_writes(reader: Callable[..., Runner]) -> None:
    first = reader(LAB)
    second = first.tab()
    first.write(SIGMOID, "one")
    # Nothing of Python or of the editor was there before.
    second.page.locator(".run-changed pre", has_text="one").wait_for()
    second.type(SIGMOID, "ControlOrMeta+End", " and two")
    first.page.locator(".cm-line", has_text="one and two").wait_for()
    second.write("def tanh_from", "another cell")
    first.page.locator(".run-changed pre", has_text="another cell").wait_for()
    first.type(SIGMOID, "ControlOrMeta+End", " and three")
    second.page.locator(".cm-line", has_text="one and two and three").wait_for()

    kept = {name: cell["source"] for name, cell in first.kept()[LAB].items()}
    assert kept == {ID: "one and two and three", "01-dense-tanh_from": "another cell"}
    second.page.once("dialog", lambda dialog: dialog.accept())
    second.more("Delete my changes")
    first.page.wait_for_function("() => !document.querySelector('.run-changed')")
    assert "write your answer here" in first.page.locator(".cm-content").inner_text()
    assert first.kept() == {}


def test_two_tabs_that_change_one_cell_lose_neither_text(reader: Callable[..., Runner]) -> None:
    first = reader(LAB)
    second = first.tab()
    second.page.evaluate(SLEEP)
    second.press(SIGMOID, "change")
    first.write(SIGMOID, "one")
    second.write(SIGMOID, "two")

    assert second.rests() == (
        "Cell 3 has another text too, from a second tab or from a file. Choose at the cell."
    )
    for tab in (first, second):
        tab.cell(SIGMOID).get_by_role("button", name="Show the other one").wait_for()
        assert tab.cell(SIGMOID).locator(".cm-content").inner_text() == "two"
    assert first.barriers() == []
    cell = first.kept()[LAB][ID]
    assert (cell["source"], cell["others"]) == ("two", ["one"])

    second.page.reload()
    other = second.cell(SIGMOID).get_by_role("button", name="Show the other one")
    other.click()
    assert second.page.evaluate("document.activeElement.textContent") == "Show the other one"
    second.cell(SIGMOID).locator("pre", has_text="one").wait_for()
    first.page.locator(".cm-line", has_text="one").wait_for()
    first.cell(SIGMOID).get_by_role("button", name="Keep only this one").click()
    other.wait_for(state="hidden")
    cell = first.kept()[LAB][ID]
    assert (cell["source"], "others" in cell) == ("one", False)


def test_what_could_not_be_kept_is_not_replaced(reader: Callable[..., Runner]) -> None:
    first = reader(LAB)
    second = first.tab()
    second.page.evaluate(FULL)
    second.write(SIGMOID, "two")
    assert second.rests().startswith("This browser does not keep your changes.")
    first.write(SIGMOID, "one")
    second.cell(SIGMOID).get_by_role("button", name="Show the other one").wait_for()
    assert second.cell(SIGMOID).locator(".cm-content").inner_text() == "two"

    second.page.evaluate("emptied()")
    second.page.keyboard.insert_text(" again")
    cell = second.kept()[LAB][ID]
    assert (cell["source"], cell["others"]) == ("two again", ["one"])


def test_where_nothing_may_be_kept_the_page_works_and_says_so(
    reader: Callable[..., Runner],
) -> None:
    runner = reader("chapters/run", script=FORBIDDEN)
    page = runner.page
    page.get_by_text("You have changed no page so far.").wait_for()
    page.goto(page.url.replace("chapters/run", LAB))
    runner.write(SIGMOID, "two")

    assert runner.rests().startswith("This browser does not keep your changes.")
    page.locator(".theme-switch-button:visible").first.click()
    assert runner.visit.errors == []


def test_all_changes_are_listed_and_come_out_and_back(
    reader: Callable[..., Runner], tmp_path: Path
) -> None:
    runner = reader("chapters/run", width=360, height=740, has_touch=True, is_mobile=True)
    page = runner.page
    place = page.locator(".kept-changes")
    download, read, delete = [
        place.get_by_role("button", name=name)
        for name in ("Download all as one file", "Read such a file", "Delete all")
    ]
    place.get_by_text("You have changed no page so far.").wait_for()
    assert not download.is_visible()
    assert not delete.is_visible()

    other = runner.tab()
    other.page.evaluate(BEFORE, [CHANGES, SOLVED])
    place.locator("li").nth(2).wait_for()
    assert place.locator("li").all_inner_texts() == [
        "One neuron (1 cell)",
        "Lab 1: A layer of your own (2 cells)",
        "chapters/gone (1 cell)",
    ]
    for part in (download, read, delete, *place.locator("a").all()):
        assert part.bounding_box()["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert runner.barriers() == []
    with page.expect_download() as file:
        download.tap()
    mine = tmp_path / file.value.suggested_filename
    file.value.save_as(mine)

    page.once("dialog", lambda dialog: dialog.dismiss())
    delete.tap()
    assert runner.kept() == CHANGES
    page.once("dialog", lambda dialog: dialog.accept())
    delete.tap()
    place.get_by_text("All your changes are deleted.").wait_for()
    assert runner.kept() == {}
    assert page.evaluate(LABS) == []
    assert page.evaluate("document.activeElement.textContent") == "Read such a file"

    # One cell was changed since: it has both texts then.
    other.page.evaluate(BEFORE, [{LAB: {ID: {"source": "newer", "was": "1"}}}, {LAB: {}}])
    place.locator("li").wait_for()
    with page.expect_file_chooser() as chosen:
        read.tap()
    chosen.value.set_files(mine)
    place.get_by_text("The file is read. It has changes of 3 pages.").wait_for()
    both = {"source": "newer", "was": "1", "others": ["mine"]}
    assert runner.kept() == CHANGES | {LAB: CHANGES[LAB] | {ID: both}}
    assert page.evaluate(LABS) == [SOLVED]
    assert runner.barriers() == []

    place.locator("a", has_text="Lab 1").tap()
    page.wait_for_url(f"**/{LAB}.html")
    runner.cell(SIGMOID).locator("pre", has_text="newer").wait_for()
    page.locator(".run-more summary").tap()
    page.get_by_role("link", name="All pages that I changed").tap()
    page.wait_for_url("**/run.html#kept-changes")
    assert runner.visit.foreign == runner.visit.errors == runner.visit.failed == []


@pytest.mark.parametrize(
    "text",
    [
        "no JSON",
        "[]",
        "null",
        '{"cells": []}',
        '{"format": "changes of a book\'s cells, 1", "answers": {"p": {"c": 1}}, "labs": {}}',
        '{"format": "changes of a book\'s cells, 1", "answers": {"p": []}, "labs": {}}',
        '{"format": "changes of a book\'s cells, 1", "answers": {}, "labs": {"p": {"e": "<b>"}}}',
    ],
)
def test_what_is_no_file_of_changes_changes_nothing(
    reader: Callable[..., Runner], tmp_path: Path, text: str
) -> None:
    runner = reader("chapters/run")
    runner.page.evaluate(BEFORE, [CHANGES, SOLVED])
    (tmp_path / "wrong.json").write_text(text, encoding="utf-8")
    runner.page.locator(".kept-changes input").set_input_files(tmp_path / "wrong.json")
    runner.page.get_by_text("This is no file of changes").wait_for()

    assert runner.kept() == CHANGES
