"""Compare what the pages of the book print with what their notebooks store.

The build ran all cells of the pages and kept their outputs, so nothing is run again. Brought to the
normal form of `make notebooks`, they must give the very bytes of the notebook: each text, stream
and error. ``python -m tools.site.outputs`` after `make book`.
"""

import difflib
import sys
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import JupyterCacheAbstract

from tools.notebooks import find, normalise, text
from tools.paths import ROOT
from tools.site.execute import CACHE


def fault(cache: JupyterCacheAbstract, path: Path) -> str:
    """Return how a page's outputs differ from those that its notebook stores, or nothing."""
    stored = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(stored, as_version=4)
    try:
        ran = cache.get_cache_bundle(cache.match_cache_notebook(notebook).pk).nb
    except KeyError:
        return f"{path}: the build did not run these cells; run `make book`."
    cells, kept = (
        [cell for cell in book.cells if cell.cell_type == "code"] for book in (notebook, ran)
    )
    for cell, new in zip(cells, kept, strict=True):
        cell.outputs = new.outputs
    now = text(normalise(notebook))
    lines = difflib.unified_diff(stored.splitlines(), now.splitlines(), "stored", "now", n=1)
    differ = [line.rstrip("\n") for line in lines]
    return "\n".join([f"{path}: it prints something else:", *differ]) if differ else ""


def main() -> None:
    """Compare all pages; exit with what differs."""
    cache = get_cache(CACHE)
    pages = [path for path in find() if path.relative_to(ROOT).parts[0] == "chapters"]
    faults = [found for path in pages if (found := fault(cache, path))]
    # It is closed here: newer Pythons warn of a database that is left open.
    cache.db.dispose()
    if faults:
        sys.exit("\n".join(faults))
    print(f"outputs: {len(pages)} notebooks print what they store")


if __name__ == "__main__":
    main()
