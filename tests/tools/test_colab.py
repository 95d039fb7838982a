"""The branch for Colab: the same notebooks, one cell more, and text that Colab can show."""

import re
import subprocess
import sys

import nbformat
import pytest
import yaml
from pybtex.database import parse_file

from tools.extension.launch import COLAB_BRANCH, launches
from tools.hosts import colab
from tools.paths import ROOT
from tools.site import address
from tools.site.pages import notebook_names, page_names

COMMIT = "0123456789abcdef0123456789abcdef01234567"
URL = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]["url"]
BOOKS = parse_file(str(ROOT / "chapters" / "references.bib"))
MYST = {
    "a folded answer": r"^:::",
    "a directive": r"^```\{",
    "a role": r"\{[\w:-]+\}`",
    "a label": r"^\([\w-]+\)=$|\$\$ \(",
    "a link without words": r"(?<!!)\[\]\(",
    "a link that leads nowhere in Colab": r"(?<!!)\]\((?!https?://)",
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    folder = tmp_path_factory.mktemp("colab")
    colab.write(folder, COMMIT)
    return folder


def cells(folder, name, kind):
    found = nbformat.read(folder / name, as_version=4).cells
    return [cell.source for cell in found if cell.cell_type == kind]


def plain(words, page="chapters/3-lstm/lstm", numbers=None):
    return colab.plain(words, page, numbers or {}, BOOKS)


def test_the_branch_has_every_page_that_is_a_notebook_and_says_where_it_is_from(tree):
    files = {path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file()}
    assert files == {*notebook_names(ROOT / "_toc.yml"), "README.md"}
    says = (tree / "README.md").read_text(encoding="utf-8")
    assert f"[the repository]({URL}) at commit {COMMIT}" in says


@pytest.mark.parametrize("name", notebook_names(ROOT / "_toc.yml"))
def test_only_the_first_cell_of_code_is_new_and_it_names_commit_and_extras(tree, name):
    first, *others = cells(tree, name, "code")
    assert others == cells(ROOT, name, "code")
    extras = "figures,grading" if name.startswith("labs/") else "figures"
    assert first.splitlines()[1:] == [
        f'%pip install --quiet "course-lib[{extras}] @ {URL}/archive/{COMMIT}.zip"'
    ]
    nbformat.validate(nbformat.read(tree / name, as_version=4))


@pytest.mark.parametrize("name", notebook_names(ROOT / "_toc.yml"))
def test_no_text_needs_myst(tree, name):
    text = "\n\n".join(cells(tree, name, "markdown"))
    found = {what for what, pattern in MYST.items() if re.search(pattern, text, re.MULTILINE)}
    assert found == set()


def test_links_lead_to_pages_of_the_site(tree):
    pages = set(page_names(ROOT / "_toc.yml"))
    text = "".join(path.read_text(encoding="utf-8") for path in tree.rglob("*.ipynb"))
    linked = re.findall(rf"\]\({re.escape(address.published())}([^)#]*)", text)
    assert len(linked) > 200
    assert {page.removesuffix(".html") for page in linked} <= pages


def test_every_extra_is_one_of_the_project():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {extra for extras in colab.EXTRAS.values() for extra in extras.split(",")}
    assert named <= set(project["optional-dependencies"])


@pytest.mark.parametrize(
    ("myst", "markdown"),
    [
        ("[](gates)", f"[{colab.title('chapters/3-lstm/gates')}](SITE/chapters/3-lstm/gates.html)"),
        ("[a](../4-gru/gru.ipynb#x)", "[a](SITE/chapters/4-gru/gru.html#x)"),
        ("[](../notation)", f"[{colab.title('chapters/notation')}](SITE/chapters/notation.html)"),
        ("[b](#here)", "[b](SITE/chapters/3-lstm/lstm.html#here)"),
        ("[c](https://example.org/x)", "[c](https://example.org/x)"),
        ("![d](picture.png)", "![d](picture.png)"),
        ("{cite:t}`cho2014` say", "[Cho et al. (2014)](SITE/BIB) say"),
        ("{cite:t}`glorot2010`", "[Glorot and Bengio (2010)](SITE/BIB)"),
        ("{cite}`elman1990,cho2014`", "([Elman (1990); Cho et al. (2014)](SITE/BIB))"),
        ("(claim-3)=\n## Part", "## Part"),
        ("$$\nz = 1\n$$ (eq-a)\n\nBy {eq}`eq-a`.", "$$\nz = 1\n\\tag{4}\n$$\n\nBy (4)."),
        ("Read\n: A page.", "**Read:** A page."),
        ("```{admonition} Wrong\n:class: tip\nSay so.\n```", "**Wrong**\n\nSay so.\n"),
        (
            ":::{dropdown} 1. Why?\nSo $a$.\n\nAnd so.\n:::\n\nEnd.",
            "**1. Why?**\n\n<details><summary>Answer</summary>\n\nSo $a$.\n\nAnd so.\n\n</details>"
            "\n\nEnd.",
        ),
    ],
)
def test_myst_becomes_plain_markdown(myst, markdown):
    expected = markdown.replace("BIB", f"{colab.BIBLIOGRAPHY}.html")
    assert plain(myst, numbers={"eq-a": 4}) == expected.replace("SITE/", address.published())


def test_two_folded_answers_stay_two():
    assert plain(":::{dropdown} 1\na\n:::\n:::{dropdown} 2\nb\n:::").count("</details>") == 2


def test_a_page_without_a_heading_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(colab, "ROOT", tmp_path)
    (tmp_path / "a.md").write_text("## Part\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="colab: a has no first heading"):
        colab.title("a")


def test_the_launch_link_leads_to_the_branch_that_is_pushed():
    link = {"text": "Colab", "url": "https://c.org/github/a/b/blob/main/chapters/main/c.ipynb"}
    (found,) = launches([{"buttons": [link, {"text": "Other", "url": "https://o.org"}]}], "main")
    assert found["url"] == "https://c.org/github/a/b/blob/colab/chapters/main/c.ipynb"
    workflow = (ROOT / ".github" / "workflows" / "publish.yml").read_text(encoding="utf-8")
    assert f'git push --force "$REPOSITORY" {COLAB_BRANCH}\n' in workflow
    assert f'tools.hosts.colab {COLAB_BRANCH} "$GITHUB_SHA"' in workflow


def test_without_a_folder_it_says_how_to_call_it():
    done = subprocess.run(
        [sys.executable, "-m", "tools.hosts.colab"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr == (
        "colab: name the folder to write to: python -m tools.hosts.colab FOLDER [COMMIT]\n"
    )
