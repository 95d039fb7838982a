"""What search engines and the book's own search are told: the sitemap, the glossary, Chinese."""

import io
import json
import re
from xml.etree import ElementTree

import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from tools.extension.sitemap import sitemap
from tools.extension.terms import GLOSSARY, ROW, Bilingual, IndexTerms, pairs, terms
from tools.paths import ROOT
from tools.site.address import settings
from tools.site.pages import page_names

TEXT = (ROOT / f"{GLOSSARY}.md").read_text(encoding="utf-8")


def test_the_sitemap_is_xml_and_names_all_pages():
    root = ElementTree.fromstring(sitemap("https://example.org/a&b/", ["x", "y/z"]))
    assert [place.text for url in root for place in url] == [
        "https://example.org/a&b/x.html",
        "https://example.org/a&b/y/z.html",
    ]


def test_every_row_of_the_glossary_is_read():
    rows = [line for line in TEXT.splitlines() if line.endswith(") |")]
    assert len(rows) > 60
    assert len(ROW.findall(TEXT)) == len(rows)


def test_the_terms_lead_to_pages_of_the_book():
    assert set(terms(TEXT)) <= set(page_names(ROOT / "_toc.yml"))
    assert {"forget gate", "遗忘门", "LSTM"} <= set(terms(TEXT)["chapters/3-lstm/lstm"])


@pytest.mark.parametrize(
    ("words", "cut"),
    [
        (["门"], ["门"]),
        (["门控"], ["门控"]),
        (["遗忘门"], ["遗忘", "忘门"]),
        (["LSTM网络层2"], ["LSTM", "网络", "络层", "2"]),
        (["pre", "activation"], ["pre", "activation"]),
    ],
)
def test_chinese_is_cut_into_pairs(words, cut):
    assert pairs(words) == cut


def test_the_words_of_a_text_are_english_words_and_chinese_pairs():
    assert Bilingual({}).split("The gate (遗忘门), z^f.") == [
        "The",
        "gate",
        "遗忘",
        "忘门",
        "z",
        "f",
    ]


def indexed(docname, *children):
    document = new_document("x")
    document += children
    document.settings.env = type("Env", (), {"docname": docname, "config": None})
    document.settings.env.config = type("Config", (), {"glossary_terms": {"a": ["gate", "门"]}})
    document.settings.language_code = "en"
    IndexTerms(document).apply()
    return [entry for node in document.findall(addnodes.index) for entry in node["entries"]]


def test_the_terms_of_a_page_are_entries_of_the_index_that_lead_to_the_page():
    assert indexed("a", nodes.section("", nodes.title("", "Gates"), ids=["gates"])) == [
        ("single", "gate", "", "main", None),
        ("single", "门", "", "main", "中文"),
    ]


def test_another_page_has_no_entries():
    assert indexed("b", nodes.section("", nodes.title("", "B"), ids=["b"])) == []


def test_the_page_on_running_names_the_repository_of_the_one_setting():
    text = (ROOT / "chapters" / "run.md").read_text(encoding="utf-8")
    links = re.findall(r"https://github\.com/[\w.-]+/[\w.-]+", text)
    assert len(links) > 1
    assert set(links) == {settings()["url"]}


def test_a_small_book_has_the_terms_in_its_search_and_its_index(tmp_path):
    source, out = tmp_path / "source", tmp_path / "out"
    page = source / "chapters" / "3-lstm" / "lstm.md"
    glossary = source / f"{GLOSSARY}.md"
    for path in (page, glossary):
        path.parent.mkdir(parents=True)
    page.write_text("# A memory\n\nIt is added to.\n", encoding="utf-8")
    row = "| forget gate | 遗忘门 | it forgets | [](../3-lstm/lstm.md) |"
    glossary.write_text(f"# Terms\n\n| a | b | c | d |\n|--|--|--|--|\n{row}\n", encoding="utf-8")
    root = "# Book\n\n```{toctree}\nchapters/3-lstm/lstm\nchapters/appendix/glossary\n```\n"
    (source / "index.md").write_text(root, encoding="utf-8")
    settings = {
        "extensions": ["myst_parser", "tools.extension.terms", "tools.extension.sitemap"],
        "project": "Book",
    }
    settings |= {"html_baseurl": "https://example.org/", "html_theme": "basic"}
    warnings = io.StringIO()
    with docutils_namespace(), patch_docutils():
        app = Sphinx(
            source, None, out, tmp_path / "trees", "html", settings, None, warnings, parallel=1
        )
        app.build()
    assert warnings.getvalue() == ""
    index = (out / "searchindex.js").read_text(encoding="utf-8")
    found = json.loads(re.fullmatch(r"Search\.setIndex\((.*)\)", index.strip(), re.DOTALL)[1])
    here = found["docnames"].index("chapters/3-lstm/lstm")
    assert found["indexentries"] == {term: [[here, "", True]] for term in ("forget gate", "遗忘门")}
    assert found["terms"]["遗忘"] == found["terms"]["忘门"] == 1
    assert found["titles"][here] == "A memory"
    general = (out / "genindex.html").read_text(encoding="utf-8")
    assert "<h2>中文</h2>" in re.sub(" id=[^>]*", "", general)
    assert "遗忘门" in general
    assert "splitQuery" in (out / "_static" / "language_data.js").read_text(encoding="utf-8")
    assert "chapters/3-lstm/lstm.html" in (out / "sitemap.xml").read_text(encoding="utf-8")
