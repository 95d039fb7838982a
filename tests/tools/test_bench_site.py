"""The comparison with a stock page: what it takes home, and what it prints."""

import sys

import pytest

from tools.speed import site as bench_site
from tools.speed.site import Load, at_home, fetch, table

STOCK = """<script src="https://cdn.jsdelivr.net/npm/mathjax@3/es5/tex-mml-chtml.js"></script>
<script crossorigin="anonymous" integrity="sha256-Ae2Vz=" src="https://cdnjs.cloudflare.com/ajax/libs/require.js/2.3.4/require.min.js"></script>
<script data-jupyter-widgets-cdn="https://cdn.jsdelivr.net/npm/" src="https://cdn.jsdelivr.net/npm/@jupyter-widgets/html-manager@1.0.6/dist/embed-amd.js"></script>"""


def test_a_stock_page_asks_its_own_host_for_all():
    html, wanted = at_home(STOCK)

    assert wanted == {"mathjax@3", "requirejs@2.3.4", "@jupyter-widgets/html-manager@1.0.6"}
    assert 'src="/npm/mathjax@3/es5/tex-mml-chtml.js"' in html
    assert 'src="/npm/requirejs@2.3.4/require.js"' in html
    assert 'src="/npm/@jupyter-widgets/html-manager@1.0.6/dist/embed-amd.js"' in html
    assert "integrity" not in html


def test_the_table_has_a_ratio_for_each_cost():
    lines = table(Load(2_000_000, 40, 3, 0.1), Load(200_000, 10, 0.5, 0)).splitlines()

    assert [line.split()[-1] for line in lines[1:]] == ["10.0", "4.0", "6.0", "-"]


def test_a_package_is_fetched_once(tmp_path, monkeypatch):
    monkeypatch.setattr(bench_site, "PACKAGES", tmp_path)
    monkeypatch.setattr(bench_site, "program", lambda name: pytest.fail(f"{name} was asked for"))
    (tmp_path / "mathjax@3").mkdir()

    assert fetch("mathjax@3") == tmp_path / "mathjax@3"


def test_a_notebook_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["bench_site.py", "chapters/nothing.ipynb"])
    with pytest.raises(SystemExit, match=r"there is no chapters/nothing\.ipynb; name a notebook"):
        bench_site.main()
