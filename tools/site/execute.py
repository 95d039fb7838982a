"""Run the cells of several pages at once, and keep their outputs where Jupyter Book looks for them.

Jupyter Book runs one page after the other, but takes from its cache what it finds there. So this
fills the cache before, with a process for each core. A page that fails is left out: Jupyter Book
runs it again, and its message says what is wrong. ``tools.build`` calls this.
"""

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import single_nb_execution

from tools.paths import BUILD, ROOT
from tools.site.pages import page_names

CACHE = BUILD / ".jupyter_cache"
# Each page is a process with NumPy and Matplotlib, of up to half a gigabyte.
MOST = 8


def executed(path: Path, timeout: int) -> tuple[Path, Any, float]:
    """Return a page's notebook with its outputs, None if it failed, and the seconds it took."""
    notebook = nbformat.read(path, as_version=4)
    result = single_nb_execution(
        notebook, cwd=str(path.parent), timeout=timeout, allow_errors=False
    )
    return path, None if result.err else notebook, result.time


def fill(folder: Path, paths: Iterable[Path], timeout: int) -> list[Path]:
    """Run the pages that are not in the cache, and return those that are new in it."""
    cache = get_cache(folder)
    waiting = []
    for path in paths:
        with suppress(KeyError):
            cache.match_cache_notebook(nbformat.read(path, as_version=4))
            continue
        waiting.append(path)
    added = []
    with ProcessPoolExecutor(min(os.cpu_count() or 1, MOST)) as pool:
        for path, notebook, seconds in pool.map(executed, waiting, [timeout] * len(waiting)):
            if notebook is not None:
                data = {"execution_seconds": seconds}
                bundle = CacheBundleIn(notebook, str(path), data=data)
                cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
                added.append(path)
    # It is closed here: newer Pythons warn of a database that is left open.
    cache.db.dispose()
    return added


def main() -> None:
    """Fill the book's cache."""
    execute = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["execute"]
    paths = [ROOT / f"{name}.ipynb" for name in page_names(ROOT / "_toc.yml")]
    left_out = [path for pattern in execute["exclude_patterns"] for path in ROOT.glob(pattern)]
    wanted = [path for path in paths if path.is_file() and path not in left_out]
    fill(CACHE, wanted, execute["timeout"])


if __name__ == "__main__":
    main()
