"""The ways to run a page: Binder, and Colab from the branch that ``tools/hosts/colab.py`` makes.

The theme makes the links from ``launch_buttons`` in ``_config.yml``; it knows only one branch.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

COLAB_BRANCH = "colab"
NOTES = {
    "Binder": "A free service, no account. The first start takes minutes.",
    "Colab": "A free service of Google; you need an account there.",
}


def launches(buttons: list[dict[str, Any]], branch: str) -> list[dict[str, str]]:
    """Return the name, the address and a note of each of the theme's launch buttons.

    >>> colab = {"text": "Colab", "url": "https://c.org/github/a/b/blob/main/c.ipynb"}
    >>> launches([{"buttons": [colab]}], "main")[0]["url"]
    'https://c.org/github/a/b/blob/colab/c.ipynb'
    """
    found = [button for group in buttons for button in group["buttons"] if button["text"] in NOTES]
    return [
        {
            "name": button["text"],
            "note": NOTES[button["text"]],
            "url": button["url"].replace(f"/blob/{branch}/", f"/blob/{COLAB_BRANCH}/"),
        }
        for button in found
    ]


def add_launches(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Give the template what it writes into the list of ways to run the page."""
    branch = app.config.html_theme_options["repository_branch"]
    context["launches"] = launches(context.get("header_buttons", []), branch)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect it after the theme has made its buttons, at 501."""
    app.connect("html-page-context", add_launches, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
