"""``cards``: a grid of links, each with a picture, a title and one sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from matplotlib.figure import Figure

from course_lib.widgets import page, svg
from course_lib.widgets.moving import building

# In a notebook there is no style sheet of the site: the grid alone.
_GRID = (
    "<style>.cards { display: grid; gap: 1rem; padding: 0; list-style: none;"
    " grid-template-columns: repeat(auto-fit, minmax(11.5rem, 1fr)); }</style>"
)


@dataclass(frozen=True)
class Card:
    """One link.

    Attributes
    ----------
    page
        Where it leads, relative to the notebook and without suffix: ``"3-lstm/lstm"``.
    title, text
        The link's words, and one sentence.
    alt
        What the picture shows, for who cannot see it.
    fig
        The picture.
    """

    page: str
    title: str
    text: str
    alt: str
    fig: Figure


@dataclass(frozen=True)
class Cards:
    """A grid of cards; made by ``cards``."""

    items: tuple[Card, ...]

    def _repr_html_(self) -> str:
        style = "" if building() else page.style() + _GRID
        return style + '<ul class="cards">' + "".join(map(_item, self.items)) + "</ul>"


def cards(items: Iterable[Card]) -> Cards:
    """Return the cards as the last value of a notebook cell.

    On a page the links lead to pages of the site, with a kernel to notebooks. The link is the
    title, and the site's style sheet spreads it over the card: a screen reader says a short name.

    Parameters
    ----------
    items
        The cards in order.

    Raises
    ------
    ValueError
        If there is no card, a card lacks a text, or two cards lead to one page.

    Examples
    --------
    >>> fig = Figure(figsize=(2, 1))
    >>> fig.subplots().set_title("Nothing yet").get_text()
    'Nothing yet'
    >>> len(cards([Card("lstm", "LSTM", "It remembers.", "Empty axes.", fig)]).items)
    1
    """
    found = tuple(items)
    if not found:
        raise ValueError("cards: there is no card, expected one or more.")
    for card in found:
        for name in ("page", "title", "text", "alt"):
            if not getattr(card, name):
                raise ValueError(f"cards: {name} of {card.page!r} is empty, expected words.")
    pages = [card.page for card in found]
    for name in pages:
        if pages.count(name) > 1:
            raise ValueError(f"cards: {name!r} comes {pages.count(name)} times, expected once.")
    return Cards(found)


def _item(card: Card) -> str:
    # A picture's ids must be its own on the page: named after the page that the card leads to.
    ids = svg.Ids("card-" + card.page.replace("/", "-"))
    picture = page.svg_tag(svg.pieces(card.fig, ids), svg.shape(card.fig), card.alt)
    link = card.page + (".html" if building() else ".ipynb")
    return (
        f'<li class="cards-item">{picture}<div><a href="{escape(link)}">{escape(card.title)}</a>'
        f"<p>{escape(card.text)}</p></div></li>"
    )
