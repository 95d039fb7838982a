"""Pages that run in the reader's browser: what ``static/run/start.js`` must know of each.

``tools.in_page`` makes the files that Python needs there. A build without them has no buttons.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from tools.extension.words import named, word
from tools.in_page.assemble import RUN
from tools.paths import NPM, ROOT
from tools.site import editor
from tools.site.pages import page_names

# Before a press a page needs no other words.
FIRST_WORDS = ("run", "change", "about", "whole", "solved", "unloaded")
# Where a page has this, what the reader has changed on all pages is listed.
LIST = 'class="kept-changes'
TOC = ROOT / "_toc.yml"


def code_cells(doctree: nodes.document) -> list[list[int]]:
    """Return each cell's places in its notebook: more than one if cells were joined."""
    cells = [
        node for node in doctree.findall(nodes.container) if node.get("nb_element") == "cell_code"
    ]
    return [[*cell.get("joined", []), cell["cell_index"]] for cell in cells]


def slow(page: str, cells: list[list[int]]) -> list[int]:
    """Return how many seconds each cell takes in a browser, 0 if that is not long."""
    measured = json.loads((RUN / "seconds.json").read_text(encoding="utf-8"))["seconds"]
    times = measured.get(page, {})
    found, code = [], 0
    for joined in cells:
        found.append(sum(times.get(str(code + k), 0) for k in range(len(joined))))
        code += len(joined)
    return found


def add_runner(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Put the buttons' script on a page with cells, if this build has the files for it."""
    cells = code_cells(doctree) if doctree else []
    context["runs"] = bool(cells) and RUN.is_dir()
    if context["runs"]:
        start(app, about_cells(pagename, context, cells))
    elif RUN.is_dir() and LIST in context.get("body", ""):
        names = [name for name in page_names(TOC) if app.env.doc2path(name).endswith(".ipynb")]
        start(app, {"titles": {name: app.env.titles[name].astext() for name in names}})


def about_cells(page: str, context: dict[str, Any], cells: list[list[int]]) -> dict[str, Any]:
    """Return what the script must know of a page with cells."""
    words = {key: word(f"run {key}") for key in FIRST_WORDS}
    return {
        "page": page,
        "notebook": context["pathto"](f"_sources/{context['sourcename']}", 1),
        "mine": context["pathto"]("chapters/run") + "#kept-changes",
        "lab": Path(page).parent.name == "labs",
        "cells": cells,
        "slow": slow(page, cells),
        "words": words,
    }


def start(app: Sphinx, about: dict[str, Any]) -> None:
    """Put the script on the page that is being written."""
    text = json.dumps(about, ensure_ascii=False, separators=(",", ":"))
    attributes: dict[str, Any] = {"data-about": text}
    app.add_js_file("run/start.js", loading_method="defer", **attributes)
    app.add_css_file("run/cells.css")


def write_files(app: Sphinx) -> None:
    """Write what is loaded after a press: the page's words, the editor, what cleans outputs."""
    folder = Path(app.outdir, "_static", "run")
    if RUN.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(named("run"), ensure_ascii=False)
        (folder / "words.json").write_text(text, encoding="utf-8")
        editor.bundle(folder / "editor.js")
        shutil.copy(NPM / "node_modules/dompurify/dist/purify.es.mjs", folder / "purify.js")


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect it after the other scripts of a page are chosen."""
    app.connect("builder-inited", write_files)
    app.connect("html-page-context", add_runner, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
