"""Equations rendered by KaTeX while the book is built: a page needs no script to show them.

One Node process renders all of them, an equation a line over its standard input and output. An
equation that KaTeX does not understand is a warning at its place in the source, and so fails the
build.
"""

import functools
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, NoReturn

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

HERE = Path(__file__).resolve().parent
KATEX = HERE.parent / "npm" / "node_modules" / "katex" / "dist"
logger = logging.getLogger(__name__)


@functools.cache
def node_process() -> subprocess.Popen[str]:
    """Start the process that renders, once for a build; it ends with its input, so with us."""
    node = shutil.which("node")
    if not node or not KATEX.is_dir():
        raise ExtensionError("katex_math: Node or KaTeX is missing; run `python tools/setup.py`.")
    return subprocess.Popen(
        [node, str(HERE / "katex_lines.js"), str(KATEX / "katex.js")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )


@functools.cache
def render(tex: str, display: bool) -> tuple[str, str]:
    """Return the HTML of an equation and an empty string, or nothing and what is wrong."""
    process = node_process()
    # Both are pipes.
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps({"tex": tex, "display": display}) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise ExtensionError("katex_math: the Node process that renders equations has ended.")
    answer = json.loads(line)
    return answer.get("html", ""), answer.get("error", "")


def html_of(node: nodes.Element, display: bool) -> str:
    """Return the HTML of a math node; a warning with its place if KaTeX does not understand it."""
    html, error = render(node.astext(), display)
    if error:
        logger.warning("KaTeX: %s", error, location=node)
    return html


def visit_inline(self: Any, node: nodes.math) -> NoReturn:
    """Write an equation in a line of text."""
    self.body.append(f'<span class="math notranslate">{html_of(node, False)}</span>')
    raise nodes.SkipNode


def visit_display(self: Any, node: nodes.math_block) -> NoReturn:
    """Write an equation on lines of its own, with its number if it has a label."""
    self.body.append(self.starttag(node, "div", CLASS="math notranslate"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append(f"{html_of(node, True)}</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Make this the renderer that ``html_math_renderer: katex`` names."""
    app.add_html_math_renderer("katex", (visit_inline, None), (visit_display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": False}
