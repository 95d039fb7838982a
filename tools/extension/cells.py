"""Folded code stands below the figure that it draws, and says what it is."""

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


class CodeBelow(SphinxPostTransform):
    """Move the folded code of a cell behind its output."""

    # After myst-nb has folded it.
    default_priority = HideInputCells.default_priority + 1
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Move each and name it."""
        for fold in list(self.document.findall(HideCodeCellNode)):
            cell = fold.parent
            if "above-input" not in fold["classes"]:
                continue
            says = word("code of figure" if shows_figure(cell) else "code")
            fold["prompt_show"] = fold["prompt_hide"] = says
            cell.remove(fold)
            cell.append(fold)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the transform."""
    app.add_post_transform(CodeBelow)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
