"""What a cell shows: texts, tables, figures; and what never becomes HTML."""

import json
import os
import re
import sys
from html.parser import HTMLParser
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.in_page import markdown, showing, stand_ins
from course_lib.in_page.page import Page, Source
from course_lib.in_page.worker import begin
from tests.support.in_page import Told, finish, kept_modules

FIGURE = """
from course_lib.figures.style import new_figure, styled
from course_lib.widgets import Slider, Table, agree, explore, show

@styled
def draw(gain=1):
    fig, (ax,) = new_figure()
    ax.set_title("A title")
    return fig
"""


@pytest.fixture(autouse=True)
def in_a_page(monkeypatch):
    monkeypatch.setenv("COURSE_BUILD", "1")
    with kept_modules():
        yield


@pytest.fixture
def alone(monkeypatch):
    """Hide what is not installed in a page."""
    monkeypatch.setattr(stand_ins, "installed", lambda name: False)


def outputs(*texts, shown=True):
    """Return what the last of some cells shows."""
    told = Told()
    page = Page(told.post)
    sources = [*(Source(text, False) for text in texts[:-1]), Source(texts[-1], shown)]
    assert finish(page.run(sources))
    last = len(texts) - 1
    return [(m["kind"], m["text"]) for m in told.of("output") if m["cell"] == last]


@pytest.mark.parametrize(
    ("source", "shows"),
    [
        ("print(1)\n2", [("out", "1\n"), ("plain", "2")]),
        ("'a'", [("plain", "'a'")]),
        ("None", []),
        ("2;", []),
        ("x = 2", []),
        ("_ = 3\n_", [("plain", "3")]),
        ("display(1, 'b')", [("plain", "1"), ("plain", "'b'")]),
        ("import sys\nprint('no', file=sys.stderr)", [("err", "no\n")]),
        ("print('a', end='')\ndisplay(1)", [("out", "a"), ("plain", "1")]),
        ("'<b>'", [("plain", "'<b>'")]),
    ],
)
def test_a_cell_shows_what_a_notebook_shows(source, shows):
    assert outputs(source) == shows


def test_html_of_others_is_text():
    source = (
        "class Bad:\n"
        "    def _repr_html_(self): return '<script>alert(1)</script>'\n"
        "    def _repr_mimebundle_(self, **k): return {'text/html': '<img onerror=x>'}\n"
        "    def __repr__(self): return 'Bad'\n"
        "Bad()"
    )
    assert outputs(source) == [("plain", "Bad")]


@pytest.mark.usefixtures("alone")
def test_the_stand_in_for_html_is_text():
    source = "from IPython.display import HTML\nHTML('<b>bold</b>')"
    assert outputs(source) == [("plain", "<b>bold</b>")]


@pytest.mark.usefixtures("alone")
def test_markdown_of_the_stand_in_is_a_table():
    source = "from IPython.display import Markdown\nMarkdown('| a |\\n|:--|\\n| <b> |')"
    assert outputs(source) == [("html", markdown.html("| a |\n|:--|\n| <b> |"))]


def test_a_stand_in_is_not_what_it_stands_for(monkeypatch):
    assert stand_ins.installed("numpy")
    assert not stand_ins.installed("no_such_package")
    monkeypatch.setitem(sys.modules, "IPython", ModuleType("IPython"))
    assert not stand_ins.installed("IPython")


def test_a_second_page_has_its_own_bar(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", ModuleType("tqdm"))
    first, second = Told(), Told()
    for told in (first, second):
        source = "from tqdm import trange\nlist(trange(2))"
        assert finish(Page(told.post).run([Source(source)]))
        assert told.of("progress")
    assert len(first.of("progress")) <= 2


@pytest.mark.usefixtures("alone")
def test_a_training_tells_how_far_it_is():
    told = Told()
    page = Page(told.post)
    source = (
        "from tqdm import tqdm, trange\n"
        "bar = tqdm(total=2)\nbar.update()\nbar.set_postfix(loss='0.5')\nbar.update()\n"
        "bar.close()\n"
        "print([x for x in tqdm('ab')], list(trange(2)))"
    )
    assert finish(page.run([Source(source)]))
    bars = [(m["done"], m["total"], m["says"]) for m in told.of("progress")]
    assert bars[0] == (1, 2, "")
    assert (2, 2, "loss=0.5") in bars
    assert told.texts == ["['a', 'b'] [0, 1]\n"]


@pytest.mark.usefixtures("alone")
def test_fit_shows_its_bar_in_a_page():
    told = Told()
    source = (
        "import numpy as np\nfrom course_lib import Dense, MeanSquaredError, SGD, fit\n"
        "rng = np.random.default_rng(0)\nnet = Dense(2, 1, rng)\n"
        "x = np.ones((4, 2))\n"
        "fit(net, MeanSquaredError(), SGD(net.params, lr=0.1), x, x[:, :1], rng=rng, epochs=2)\n"
    )
    assert finish(Page(told.post).run([Source(source + "None")])), told.of("error")
    assert told.of("progress")[-1]["total"] == told.of("progress")[-1]["done"] > 0


@pytest.mark.parametrize(
    ("last", "inside"),
    [
        ("show(draw(), alt='Axes.')", '<svg class="explore-picture"'),
        ("explore(draw, name='t', caption='C.', alt='A.', gain=Slider(1, 2, step=1))", "json"),
        ("agree(z=(1, 1))", "<p>✓ equal: <code>z</code></p>"),
        ("Table({'tanh': [0.5]}, ['factor'])", '<td class="text-right">0.50</td>'),
        ("draw()", '<img alt="A figure drawn by this cell." src="data:image/png;base64,'),
    ],
)
def test_the_books_own_objects_are_html(last, inside):
    ((kind, text),) = outputs(FIGURE, last)
    assert kind == "html"
    assert inside in text
    assert outputs(FIGURE, last, shown=False) == []


def test_figures_of_pyplot_are_shown_once():
    source = "import matplotlib\nmatplotlib.use('agg')\nimport matplotlib.pyplot as plt\n"
    shown = outputs(source + "plt.figure(); plt.figure(); None")
    assert [kind for kind, _ in shown] == ["html", "html"]
    assert outputs(source + "None") == []


def test_a_loop_that_prints_without_end_does_not_fill_the_page():
    shown = outputs("for i in range(100_000): print(i)")
    text = "".join(text for _, text in shown)
    assert len(text) == showing.MOST + len(showing.CUT)
    assert text.endswith(showing.CUT)
    assert len(shown) < 2 * showing.LINES


@given(st.text("ab \n", max_size=300))
def test_all_that_is_written_arrives_in_order(text):
    sent = []
    stream = showing.Stream("out", lambda kind, piece: sent.append(piece))
    for piece in re.split("(?<=b)", text):
        stream.write(piece)
    stream.flush()
    assert "".join(sent) == text


class Tags(HTMLParser):
    """Collects the tags and the words of HTML."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data):
        self.words += data


@given(st.text("<>&\"'`*|: -\nab", max_size=80))
def test_no_markdown_becomes_a_tag_of_its_own(text):
    known = {"p", "code", "strong", "div", "pre", "table", "thead", "tbody", "tr", "th", "td"}
    found = Tags(markdown.html(text))
    assert {tag for tag, _ in found.tags} <= known
    assert {name for _, names in found.tags for name in names} <= {"class"}
    kept = set("<>&\"'ab")
    assert [c for c in found.words if c in kept] == [c for c in text if c in kept]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\nb\n\nc", "<p>a b</p>\n<p>c</p>"),
        ("**0.60** and `x`", "<p><strong>0.60</strong> and <code>x</code></p>"),
        (
            "```python\nx < 1\n```",
            '<div class="highlight-python notranslate">'
            '<div class="highlight"><pre>x &lt; 1\n</pre></div></div>',
        ),
        (
            "| | n |\n|:--|--:|\n| \\|z\\| | 1 |",
            '<table class="table"><thead><tr><td class="text-left"></td>'
            '<th class="text-right">n</th></tr></thead>'
            '<tbody><tr><td class="text-left">|z|</td><td class="text-right">1</td></tr></tbody>'
            "</table>",
        ),
    ],
)
def test_markdown_is_as_on_the_built_page(text, html):
    assert markdown.html(text) == html


def test_the_worker_speaks_json(monkeypatch):
    monkeypatch.setattr(os, "environ", dict(os.environ))
    said = []
    worker = begin(said.append)
    cells = [{"source": "x = 2", "shown": False}, {"source": "x"}]
    finish(worker.take(json.dumps({"run": cells})))
    messages = [json.loads(text) for text in said]
    assert [m["text"] for m in messages if m["type"] == "output"] == ["2"]
    assert messages[-1] == {"type": "done", "ok": True, "fresh": 2}
    assert os.environ["COURSE_BUILD"] == "1"
