"""Folded code stands below the figure that it draws, and says what it is."""

from itertools import takewhile

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode, HideInputCells
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from tools.extension.words import word


def shows_figure(cell: nodes.Element) -> bool:
    """Return whether a cell's output is a picture."""
    return any(cell.findall(nodes.image)) or any(
        "<figure" in raw.astext() or "<svg" in raw.astext() for raw in cell.findall(nodes.raw)
    )


def silent_above(cell: nodes.Element) -> list[nodes.Element]:
    """Return the cells just above one, nearest first, that are folded code without output."""
    before = cell.parent.children[: cell.parent.index(cell)]
    return list(takewhile(is_silent, reversed(before)))


def is_silent(node: nodes.Node) -> bool:
    """Return whether a cell is nothing but folded code."""
    return len(node.children) == 1 and isinstance(node.children[0], HideCodeCellNode)


def join(above: nodes.Element, cell: nodes.Element) -> None:
    """Put the code of the cell ``above`` before that of another, as one block; remove the first."""
    code, block = (next(iter(each.findall(nodes.literal_block))) for each in (above, cell))
    block.rawsource = f"{code.astext()}\n\n{block.astext()}"
    block.children = []
    block.append(nodes.Text(block.rawsource))
    # The page's runner needs to know both.
    cell["joined"] = [above["cell_index"], *cell.get("joined", [])]
    above.parent.remove(above)


class CodeBelow(SphinxPostTransform):
    """Move the folded code of a cell behind its output.

    Imports in cells just above a figure join its code: the reader meets the picture first.
    """

    # After myst-nb has folded it.
    default_priority = HideInputCells.default_priority + 1
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Move each and name it."""
        for fold in list(self.document.findall(HideCodeCellNode)):
            cell = fold.parent
            if "above-input" not in fold["classes"]:
                continue
            figure = shows_figure(cell)
            fold["prompt_show"] = fold["prompt_hide"] = word("code of figure" if figure else "code")
            cell.remove(fold)
            cell.append(fold)
            for above in silent_above(cell) if figure else []:
                join(above, cell)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the transform."""
    app.add_post_transform(CodeBelow)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
