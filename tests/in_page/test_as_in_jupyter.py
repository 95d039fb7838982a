"""A cell that a notebook runs runs in a page, and shows the same: held against IPython itself."""

import asyncio
import io
from contextlib import redirect_stdout

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course_lib.in_page.page import Page, Source
from tests.support.in_page import Told, kept_modules

AWAITS = "import asyncio\nasync def later(x):\n    await asyncio.sleep(0.001)\n    return x\n"
STREAM = "async def numbers():\n    for i in range(3):\n        yield i\n"
CELLS = {
    "await": [AWAITS + "y = await later(3)\ny"],
    "await in the last line": [AWAITS, "await later(4)"],
    "await in a loop": [AWAITS + "for i in range(2):\n    print(await later(i))"],
    "a task of an earlier cell": [AWAITS + "task = asyncio.create_task(later(5))", "await task"],
    "gather": [AWAITS, "await asyncio.gather(later(1), later(2))"],
    "async for": [STREAM + "async for i in numbers():\n    print(i)"],
    "async comprehension": [STREAM, "[i async for i in numbers()]"],
    "async with": [AWAITS + "async with asyncio.Lock() as lock:\n    print(lock)\n7"],
    "await of what is none": ["await 3"],
    "await in a plain function": ["def f():\n    await g()"],
    "yield": ["(yield 1)"],
    "return": ["return 1"],
    "a semicolon": ["2;"],
    "a semicolon before a comment": ["2;  # said"],
    "a semicolon in a comment": ["2  # no;"],
    "a semicolon in a string": ["'a;'"],
    "only a comment": ["# nothing"],
    "nothing": [""],
    "an indent": ["  x = 1\n  if x:\n      x += 1\n  x"],
    "an indent after empty lines": ["\n\n    x = 1\n    x"],
    "a wrong indent": ["  x = 1\nx"],
    "prompts": [">>> def f(x):\n...     return x\n...\n>>> f(2)"],
    "three points": ["x = 1\n...\nx"],
    "a later annotation": ["from __future__ import annotations", "def f(x: Later): ...\nprint(1)"],
    "a value in a block": ["if True:\n    5"],
    "two values": ["1\n2"],
    "two statements in a line": ["print(1); 2"],
    "the last value": ["6", "_ + 1"],
}


def in_a_notebook(texts: list[str]) -> list[tuple[str, str]]:
    """Return what IPython prints for some cells, and the kind of the first error."""
    config = Config(HistoryManager={"enabled": False})
    shell = InteractiveShell(config=config)
    shell.displayhook.write_output_prompt = lambda: None
    shell.showtraceback = shell.showsyntaxerror = lambda *args, **options: None

    async def run() -> list[tuple[str, str]]:
        found = []
        for text in texts:
            code = shell.transform_cell(text)
            with redirect_stdout(io.StringIO()) as out:
                done = await shell.run_cell_async(text, transformed_cell=code, store_history=True)
            error = done.error_before_exec or done.error_in_exec
            found.append((type(error).__name__ if error else "", out.getvalue()))
        return found

    try:
        return asyncio.run(run())
    finally:
        InteractiveShell.clear_instance()


def in_a_page(texts: list[str]) -> list[tuple[str, str]]:
    """Return what a page shows for some cells, and the kind of each error."""
    told = Told()
    page = Page(told.post)

    async def run() -> None:
        for number, text in enumerate(texts):
            await page.run_one(number, Source(text))

    asyncio.run(run())
    found = []
    for number in range(len(texts)):
        own = [message for message in told.messages if message["cell"] == number]
        error = "".join(message["name"] for message in own if message["type"] == "error")
        ends = {"plain": "\n", "out": ""}
        text = [m["text"] + ends[m["kind"]] for m in own if m["type"] == "output"]
        found.append((error, "".join(text)))
    return found


@pytest.mark.parametrize("texts", CELLS.values(), ids=CELLS)
def test_a_cell_does_what_it_does_in_a_notebook(
    texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where another test has put a translator of words there, IPython leaves `_` alone.
    monkeypatch.delattr("builtins._", raising=False)
    with kept_modules():
        theirs = in_a_notebook(texts)
    with kept_modules():
        ours = in_a_page(texts)
    assert ours == theirs
