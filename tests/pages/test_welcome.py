"""The landing page: its cards and their pictures, its moving figure, what it says of the book."""

import gzip
import json
import re
from itertools import pairwise

import nbformat
import numpy as np
import pytest
import yaml

from course_lib.experiments.fully_connected import regions
from course_lib.figures.landing import cards as pictures
from course_lib.figures.landing import welcome
from course_lib.widgets import svg
from course_lib.widgets.cards import Card, cards
from tests.support.figures import moving_figures
from tools.extension.contents import PLACES
from tools.paths import ROOT

PAGE = ROOT / "chapters" / "welcome.ipynb"
MANIFEST = yaml.safe_load((ROOT / "chapters" / "manifest.yml").read_text(encoding="utf-8"))
CELLS = nbformat.read(PAGE, as_version=4).cells
TEXT = "\n".join(cell.source for cell in CELLS if cell.cell_type == "markdown")


def made():
    """The six cards, as the page makes them."""
    (source,) = [cell.source for cell in CELLS if "\ncards(\n" in cell.source]
    names = {"pictures": pictures, "Card": Card, "cards": cards}
    exec(source.replace("\ncards(\n", "\nmade = cards(\n"), names)
    return names["made"]


def card(**changes):
    words = {"page": "a", "title": "A", "text": "One.", "alt": "A picture."}
    return Card(fig=pictures.structure("gru"), **(words | changes))


@pytest.fixture
def build(monkeypatch):
    monkeypatch.setenv("COURSE_BUILD", "1")


# ---- cards


def test_a_card_is_one_link_with_a_picture_a_title_and_a_sentence(build):
    html = cards([card(page="3-lstm/lstm", title="L & M", text="It <keeps>.", alt='A "line".')])
    text = html._repr_html_()
    assert re.findall(r"<a [^>]*>[^<]*</a>", text) == [
        '<a href="3-lstm/lstm.html">L &amp; M</a>',
    ]
    assert "<p>It &lt;keeps&gt;.</p>" in text
    assert 'role="img" aria-label="A &quot;line&quot;."' in text
    assert "<style>" not in text


def test_with_a_kernel_a_card_leads_to_the_notebook_and_brings_its_style(monkeypatch):
    monkeypatch.delenv("COURSE_BUILD", raising=False)
    text = cards([card()])._repr_html_()
    assert '<a href="a.ipynb">A</a>' in text
    assert ".cards { display: grid;" in text


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ([], "cards: there is no card, expected one or more."),
        ([card(alt="")], "cards: alt of 'a' is empty, expected words."),
        ([card(title="")], "cards: title of 'a' is empty, expected words."),
        ([card(), card(title="B")], "cards: 'a' comes 2 times, expected once."),
    ],
)
def test_a_mistake_is_named(items, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        cards(items)


def test_six_cards_lead_to_the_first_pages_of_the_chapters(build):
    items = made().items
    firsts = {}
    for slug in MANIFEST["pages"]:
        firsts.setdefault(slug[0], slug)
    # A chapter that is not there yet has no first page in the manifest.
    expected = [firsts[n] for n in "123456" if n in firsts]
    assert len(items) == 6
    pages = [item.page for item in items]
    assert [page[0] for page in pages] == list("123456")
    assert [page for page in pages if page[0] in firsts] == expected


def test_cards_have_ids_of_their_own_and_one_size(build):
    html = made()._repr_html_()
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert re.findall(r'viewBox="([^"]+)"', html) == ["0 0 200 112"] * 6
    assert len(set(re.findall(r'aria-label="([^"]+)"', html))) == 6


# ---- the pictures mean what they say


def test_the_net_is_drawn_with_its_weights():
    fig = welcome.spirals(5)
    net = fig.axes[0]
    weights = regions.trained(5, "tanh").params
    drawn = [line for line in net.lines if len(line.get_xdata()) == 2]
    negative = sum(int((weights[name] < 0).sum()) for name in ("0.W", "2.W"))
    assert len(drawn) == 5 * 4
    assert sum(line.get_linestyle() == "--" for line in drawn) == negative


def test_the_words_of_the_spirals_are_the_nets_answers():
    for width in (1, 12):
        right = regions.n_right(width, "tanh")
        said = welcome.spirals_says(width)
        assert f"{right} of {regions.N_POINTS}" in said
        assert ("No point" in said) == (right == regions.N_POINTS)


def test_a_cross_is_on_each_wrong_point():
    _, right = regions.regions(1, "tanh")
    crosses = welcome.spirals(1).axes[1].lines[-1]
    assert crosses.get_marker() == "x"
    assert len(crosses.get_xdata()) == (~right).sum() > 0


def test_the_last_setting_of_the_slider_solves_what_the_default_does_not():
    figure = moving_figures(PAGE)["welcome-spirals"]()
    widths = figure.controls["width"].values
    assert regions.n_right(figure.default["width"], "tanh") < regions.N_POINTS
    assert regions.n_right(widths[-1], "tanh") == regions.N_POINTS


def test_the_small_map_is_the_digits_edges():
    picture, found = pictures.edges()
    byhand = [
        [picture[i : i + 3, j].sum() - picture[i : i + 3, j + 2].sum() for j in range(5)]
        for i in range(5)
    ]
    np.testing.assert_allclose(found, np.maximum(byhand, 0), atol=1e-12)


def test_no_two_structures_look_alike():
    drawn = [svg.pieces(pictures.structure(kind), svg.Ids("x")) for kind in pictures.STRUCTURES]
    assert all(a != b for a, b in pairwise(drawn))


# ---- what the page says of the book


def test_the_page_leaves_room_for_what_follows_from_the_contents():
    assert [TEXT.count(place) for place in PLACES] == [1, 1]


def test_no_number_of_pages_is_typed():
    assert re.findall(r"\d+ (?:pages|hours|labs|figures)\b", TEXT) == []


def test_a_gru_has_three_quarters_of_the_weights_of_an_lstm():
    (printed,) = [o.text for c in CELLS for o in c.get("outputs", []) if "GRU" in o.get("text", "")]
    counts = {name: int(n) for name, n in re.findall(r"(\w+): (\d+) parameters", printed)}
    assert 4 * counts["GRU"] == 3 * counts["LSTM"]
    assert "¾" in pictures.structure_words("gru")[1]


def test_the_moving_figure_is_small(build):
    html = moving_figures(PAGE)["welcome-spirals"]().html()
    data = json.loads(re.search(r'<script type="application/json">(.*)</script>', html)[1])
    assert len(data["frames"]) == 12
    assert len(gzip.compress(html.encode())) <= 40_000
