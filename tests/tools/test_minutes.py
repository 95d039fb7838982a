"""How long pages take: the count is right, and no page of a chapter takes more than 12 minutes."""

import json

import pytest

from tools.paths import ROOT
from tools.site.contents import parts
from tools.site.minutes import figures, minutes, shown, words

MOST = 12
LESSONS = [page for part in parts(ROOT / "_toc.yml") if part.number for page in part.pages]


@pytest.mark.parametrize("page", LESSONS)
def test_a_page_of_a_chapter_takes_twelve_minutes_at_most(page):
    assert shown(minutes(ROOT / f"{page}.ipynb")) <= MOST


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("One two.", 2),
        (":::{dropdown} 1. Why so?\nSo it is.\n:::", 6),
        ("By {cite:t}`somebody` and $a + b$.", 4),
        ("$$\nz = Wa\n$$ (eq-z)", 1),
        ("A gate (门) opens, see [the page](../a-b/c.ipynb).", 7),
        ("(claim-1)=\n## A <!-- b -->", 1),
    ],
)
def test_words_are_those_that_a_reader_reads(text, n):
    assert words(text) == n


def test_folded_code_takes_no_time_and_a_moving_figure_half_a_minute(tmp_path):
    cells = [
        ("markdown", "word " * 100, []),
        ("code", "a = 1\n\nb = 2", []),
        ("code", "c = 3\nexplore(\n    draw,\n)", ["hide-input"]),
    ]
    made = [{"cell_type": k, "source": s, "metadata": {"tags": t}} for k, s, t in cells]
    path = tmp_path / "page.ipynb"
    path.write_text(json.dumps({"cells": made}), encoding="utf-8")

    assert figures(path) == 1
    assert minutes(path) == pytest.approx(100 / 200 + 2 / 20 + 0.5)
