"""The style sheet keeps what a page can use, and nothing else."""

import pytest

from tools.extension.styles import purge, words_of

USED = {"a", "b", "at"}


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".a { x: y }", ".a{ x: y }\n"),
        (".c { x: y }", ""),
        (".a.c { x: y }", ""),
        (".a:not(.c) { x: y }", ".a:not(.c){ x: y }\n"),
        (":is(.c, .d) p { x: y }", ":is(.c, .d) p{ x: y }\n"),
        ("p, .c { x: y }", "p{ x: y }\n"),
        ("#at > .b::after { x: '}' }", "#at > .b::after{ x: '}' }\n"),
        ("@media print { .c { x: y } }", ""),
        ("@media print { .a { x: y } .c { x: y } }", "@media print{\n.a{ x: y }\n}\n"),
        ("@font-face { src: url(a;b{) }", "@font-face{ src: url(a;b{) }\n"),
        ('.a { i: url("data:)}") }', '.a{ i: url("data:)}") }\n'),
        ("/* .a { */ .b { x: y }", ".b{ x: y }\n"),
        ("[class*='c'] { x: y }", "[class*='c']{ x: y }\n"),
        ("@charset 'x'; .a { x: y }", "@charset 'x';\n.a{ x: y }\n"),
    ],
)
def test_a_rule_stays_if_all_that_it_asks_for_is_used(css, kept):
    assert purge(css, USED) == kept


def test_a_sheet_that_is_not_closed_is_an_error():
    with pytest.raises(ValueError, match=r"^styles: a block of the style sheet is not closed\.$"):
        purge(".a { x: y", USED)


def test_words_are_those_of_pages_and_of_scripts(tmp_path):
    page, script = tmp_path / "page.html", tmp_path / "x.js"
    page.write_text('<p class="a b-c" id=\'d\'>e</p><script>add("f-g")</script>', encoding="utf-8")
    script.write_text("one.classList.add('is-read')", encoding="utf-8")

    assert words_of([page], [script]) >= {"a", "b-c", "d", "f-g", "is-read"}
    assert "e" not in words_of([page], [])
