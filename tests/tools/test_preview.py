"""What a pull request changes on the site: pages new, changed or gone, and lost anchors."""

import sys
from pathlib import Path

import pytest

from tools.extension.sitemap import sitemap
from tools.site import preview
from tools.site.address import published
from tools.site.preview import Change, changes, compare, folder_reader, report

PAGE = (
    '<html><head><title>T</title></head><nav>{nav}</nav><article><section id="gates">'
    '<h1>The <em>gates</em><a href="#gates">#</a></h1><p id="p1">{words}</p>'
    '<figure id="lstm-cell"><svg><clipPath id="{clip}"></clipPath><text>{drawn}</text></svg>'
    "</figure></section></article></html>"
)
WORDS = {"nav": "", "words": "A gate is a number.", "clip": "c1", "drawn": "x"}


def page(**changed: str) -> str:
    return PAGE.format(**(WORDS | changed))


def write(folder: Path, **pages: str) -> preview.Read:
    folder.mkdir()
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    (folder / "sitemap.xml").write_text(sitemap(published(), list(pages)), encoding="utf-8")
    return folder_reader(folder)


def test_a_page_that_says_the_same_has_not_changed():
    assert compare("a", page(), page()) is None
    assert compare("a", page(), page(nav="another page in the contents")) is None


@pytest.mark.parametrize(
    ("changed", "kind"),
    [({"words": "A gate is a door."}, "text"), ({"drawn": "y"}, "figures or code")],
)
def test_a_change_of_words_is_told_from_one_of_figures(changed, kind):
    assert compare("a", page(), page(**changed)) == Change("a", "The gates", kind)


def test_a_citation_that_is_only_counted_anew_is_no_change():
    cited = '<a href="b.html#{0}" id="{0}">Somebody</a>'
    old, new = (page(words=cited.format(name)) for name in ("id7", "id8"))
    assert compare("a", old, new) is None
    assert compare("a", old, page(words=cited.format("identity"))) is not None


def test_a_lost_anchor_of_a_section_or_figure_is_named_and_one_inside_a_drawing_is_not():
    after = page(clip="c2").replace('"gates"', '"doors"').replace('id="lstm-cell"', "")
    assert compare("a", page(), after) == Change(
        "a", "The gates", "figures or code", ("gates", "lstm-cell")
    )


def test_two_sites_are_compared_page_by_page(tmp_path):
    old = write(tmp_path / "old", same=page(), gone=page(), other=page())
    new = write(tmp_path / "new", other=page(words="New."), same=page(), added=page())
    assert [(change.page, change.kind) for change in changes(old, new)] == [
        ("other.html", "text"),
        ("added.html", "new"),
        ("gone.html", "gone"),
    ]


def test_where_nothing_is_published_all_pages_are_new(tmp_path):
    (tmp_path / "old").mkdir()
    new = write(tmp_path / "new", a=page())
    found = changes(folder_reader(tmp_path / "old"), new)
    assert [change.kind for change in found] == ["new"]


def test_the_summary_names_dead_addresses_first_and_shows_words_as_words():
    text = report(
        [
            Change("a.html", "Gates | <b>", "text", ("doors",)),
            Change("b.html", "B", "gone"),
        ]
    )
    assert text.splitlines()[2:] == [
        "**Addresses that would no longer exist.** Links from elsewhere lead to them:",
        "",
        "- b.html",
        "- a.html#doors",
        "",
        "| Page | File | What changed |",
        "|:--|:--|:--|",
        "| Gates &#124; &lt;b&gt; | a.html | text |",
        "| B | b.html | gone |",
    ]


def test_no_change_is_said():
    assert "No page differs" in report([])


def test_the_command_compares_the_built_site_with_a_folder(tmp_path, monkeypatch, capsys):
    write(tmp_path / "old", a=page())
    write(tmp_path / "new", a=page(words="New."))
    (tmp_path / "new" / "index.html").touch()
    monkeypatch.setattr(preview, "SITE", tmp_path / "new")
    monkeypatch.setattr(sys, "argv", ["preview.py", str(tmp_path / "old")])
    preview.main()
    assert "| The gates | a.html | text |" in capsys.readouterr().out


def test_an_address_that_does_not_answer_is_one_sentence(tmp_path, monkeypatch):
    write(tmp_path / "new", a=page())
    (tmp_path / "new" / "index.html").touch()
    monkeypatch.setattr(preview, "SITE", tmp_path / "new")
    monkeypatch.setattr(sys, "argv", ["preview.py", "http://127.0.0.1:1/"])
    with pytest.raises(SystemExit, match=r"preview: http://127\.0\.0\.1:1/ cannot be read"):
        preview.main()


def test_without_a_built_site_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(preview, "SITE", tmp_path)
    with pytest.raises(SystemExit, match="the book is not built yet"):
        preview.main()
