"""Run notebooks in Pyodide as the pages do, and compare what they show with what they store.

``python -m tools.in_page.notebooks [PATH …]``: all pages, the labs' solutions and the labs with the
answers of these, or those that are named. With ``--seconds`` the cells that take long are written
to ``seconds.json``, which the pages bring: so a reader knows it before. Measure on a machine that
does nothing else.
"""

import json
import os
import platform
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from course_lib.in_page import markdown
from tools.in_page import assemble, interpreter
from tools.in_page.assemble import FOLDER, RUN
from tools.notebooks import UNCOMPARED
from tools.paths import ROOT

SECONDS = Path(__file__).with_name("seconds.json")
# From here on a reader is told before; and the number is rounded to so many seconds.
LONG, STEP = 10.0, 5
# Each cell is shown, and the next one runs also after an error.
RUN_CELLS = """
import json
from js import process
from course_lib.in_page.page import Source
from course_lib.in_page.worker import begin

def seconds():
    used = process.cpuUsage()
    return (used.user + used.system) / 1e6

for cells in arguments:
    messages = []
    page = begin(lambda message: messages.append(json.loads(message))).page
    for number, text in enumerate(cells):
        start = seconds()
        await page.run_one(number, Source(text))
        messages[-1]["seconds"] = seconds() - start
    print(json.dumps(messages))
None
"""
# So many share a process: its start takes as long as a page.
SOME = 4
DRAWING = ("numpy", "matplotlib")
Shown = list[tuple[str, str]]


def find() -> list[Path]:
    """Return the notebooks that run in a page: of the chapters, the labs and their solutions."""
    patterns = ("chapters/**/*.ipynb", "labs/[0-9]*.ipynb", "labs/solutions/*.ipynb")
    return [path for pattern in patterns for path in sorted(ROOT.glob(pattern))]


def code_cells(path: Path) -> list[dict[str, Any]]:
    """Return the code cells of a notebook, each source as one text; a lab's with its answers."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    cells = [cell | {"source": "".join(cell["source"])} for cell in cells]
    solutions = path.parent / "solutions" / path.name
    if not solutions.is_file():
        return cells
    answers = {cell["id"]: cell["source"] for cell in code_cells(solutions)}
    return [cell | {"source": answers.get(cell["id"], cell["source"])} for cell in cells]


def texts(cells: list[dict[str, Any]]) -> list[str]:
    """Return what the cells say."""
    return [cell["source"] for cell in cells]


def ran(books: list[list[str]], folder: Path = RUN) -> list[list[dict[str, Any]]]:
    """Return what a page is told while the cells of some notebooks run, in one process.

    Raises
    ------
    RuntimeError
        If Pyodide or the library does not start.
    """
    done = interpreter.run(
        RUN_CELLS,
        folder / FOLDER,
        arguments=books,
        packages=DRAWING,
        archives=sorted(folder.glob("*.whl")),
        capture_output=True,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("[")]
    if done.returncode or len(lines) != len(books):
        raise RuntimeError(f"in_page: the notebooks do not run in Pyodide:\n{done.stderr}")
    return [json.loads(line) for line in lines]


def shown(messages: list[dict[str, Any]], number: int) -> Shown:
    """Return what one cell has shown: neighbouring pieces of a stream are one."""
    found: Shown = []
    for message in messages:
        if message["cell"] != number or message["type"] not in ("output", "error"):
            continue
        if message["type"] == "error":
            found.append(("error", f"{message['name']}: {message['says']}"))
        elif found and found[-1][0] == message["kind"] in ("out", "err"):
            found[-1] = (message["kind"], found[-1][1] + message["text"])
        else:
            found.append((message["kind"], message["text"]))
    return found


def stored(cell: dict[str, Any]) -> Shown:
    """Return what a page shows of a cell's stored outputs."""
    found: Shown = []
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            kind = "out" if output["name"] == "stdout" else "err"
            found.append((kind, "".join(output["text"])))
        elif output["output_type"] == "error":
            found.append(("error", f"{output['ename']}: {output['evalue']}"))
        elif "text/markdown" in output["data"]:
            found.append(("html", markdown.html("".join(output["data"]["text/markdown"]))))
        else:
            found.append(("plain", "".join(output["data"]["text/plain"])))
    return found


def faults(name: str, cells: list[dict[str, Any]], messages: list[dict[str, Any]]) -> list[str]:
    """Return how what cells show differs from what they store, a line or more for each.

    A cell that is not compared, as its figure is not stored, must show something and no error.
    """
    found = []
    for number, cell in enumerate(cells):
        now, before = shown(messages, number), stored(cell)
        if UNCOMPARED in cell["metadata"].get("tags", []):
            if not now or any(kind in ("error", "err") for kind, _ in now):
                found.append(f"{name}, cell {number + 1}: a figure is stored, it shows {now}")
        elif now != before:
            found.append(f"{name}, cell {number + 1}:\n  stored {before}\n  now    {now}")
    return found


def long_cells(messages: list[dict[str, Any]]) -> dict[str, int]:
    """Return the rounded seconds of the cells that take long, by their number from 0.

    >>> long_cells([{"type": "ran", "cell": 1, "seconds": 23.4}])
    {'1': 25}
    """
    times = {m["cell"]: m["seconds"] for m in messages if m["type"] == "ran"}
    return {
        str(cell): max(round(seconds / STEP) * STEP, int(LONG))
        for cell, seconds in times.items()
        if seconds >= LONG
    }


def machine() -> str:
    """Return the kind of this machine: its processor, and what runs Pyodide here."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    return f"{names[0] if names else platform.machine()}, one thread, Pyodide under Node"


def main() -> None:
    """Run the notebooks, and stop with what differs."""
    words = [word for word in sys.argv[1:] if word != "--seconds"]
    paths = [Path(word).resolve() for word in words] or find()
    if not assemble.ready():
        return
    books = {path.relative_to(ROOT).as_posix(): code_cells(path) for path in paths}
    found: list[str] = []
    times: dict[str, dict[str, int]] = {}

    def some(names: list[str]) -> None:
        for name, messages in zip(names, ran([texts(books[n]) for n in names]), strict=True):
            differ = faults(name, books[name], messages)
            found.extend(differ)
            times[name.removesuffix(".ipynb")] = long_cells(messages)
            total = sum(m["seconds"] for m in messages if m["type"] == "ran")
            print(f"{name}: {total:.1f} s, {f'{len(differ)} differ' if differ else 'as stored'}")
            print(*differ, sep="\n", end="\n" if differ else "", flush=True)

    names = list(books)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(some, (names[i : i + SOME] for i in range(0, len(names), SOME))))
    if "--seconds" in sys.argv:
        kept = json.loads(SECONDS.read_text(encoding="utf-8"))["seconds"]
        kept |= times
        said = {"machine": machine(), "seconds": {n: kept[n] for n in sorted(kept) if kept[n]}}
        SECONDS.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    if found:
        sys.exit(f"in_page: {len(found)} cells show something else than they store.")
    print(f"in_page: {len(books)} notebooks show in a page what they store")


if __name__ == "__main__":
    main()
