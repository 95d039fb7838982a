"""The tools that build and check the book."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from docutils import nodes

from tools import browser, build
from tools.extension import course_site, katex_math
from tools.extension.course_site import describe, figure_scripts, lean
from tools.site import pages

GOOD = """<article><h1>One neuron<a href="#x">#</a></h1><p>It takes a weighted sum of what the
layer before it gives, and adds a bias.</p><span class="math"><span class="katex">z</span></span>
<pre>{note} is code here</pre></article>"""
TOC = """
format: jb-book
root: welcome
parts:
  - caption: First
    chapters:
      - file: one/neuron.ipynb
        sections:
          - file: one/dense
"""


@pytest.fixture
def toc(tmp_path: Path) -> Path:
    """Return a table of contents of three pages beside a folder with all three built."""
    (tmp_path / "_toc.yml").write_text(TOC)
    for name in ("welcome", "one/neuron", "one/dense"):
        page = tmp_path / "site" / f"{name}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(GOOD)
    return tmp_path / "_toc.yml"


def test_pages_are_named_in_the_order_of_the_contents(toc: Path) -> None:
    assert pages.page_names(toc) == ["welcome", "one/neuron", "one/dense"]


def test_good_pages_have_no_fault(toc: Path) -> None:
    assert pages.check(toc.parent / "site", toc) == []


def test_missing_page_is_named(toc: Path) -> None:
    (toc.parent / "site" / "one" / "dense.html").unlink()

    assert pages.check(toc.parent / "site", toc) == [
        "one/dense: the page is in _toc.yml but was not built."
    ]


def test_emptied_page_is_named(toc: Path) -> None:
    (toc.parent / "site" / "one" / "dense.html").write_text("")

    assert pages.check(toc.parent / "site", toc) == [
        "one/dense: no first heading.",
        "one/dense: hardly a word of text.",
    ]


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (("<h1>", "<h2>"), "no first heading"),
        (('<span class="katex">', "<span>"), "mathematics that is not rendered"),
        (('class="katex"', 'class="katex katex-error"'), "a cell or an equation that failed"),
        (("<pre>", '<pre class="traceback">'), "a cell or an equation that failed"),
        (("It takes", "```{note} It takes"), "a directive shown as text"),
        (("It takes", "{ref}`it` takes"), "a directive shown as text"),
    ],
)
def test_fault_in_a_page_is_named(wrong: tuple[str, str], fault: str) -> None:
    assert pages.faults(GOOD.replace(*wrong)) == [fault]


def test_words_in_code_are_not_text() -> None:
    hidden = "<article><h1>A</h1><pre>one two three four five six seven eight nine ten</pre>"

    assert pages.faults(hidden) == ["hardly a word of text"]


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toc: Path) -> SimpleNamespace:
    """Return a small book and how often it was built, with a stand-in for Jupyter Book."""
    for name in (
        "course_lib/fully_connected/dense.py",
        "tools/build.py",
        "chapters/welcome.md",
        "_config.yml",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "BUILD", tmp_path / "_build")
    monkeypatch.setattr(build, "SITE", tmp_path / "site")
    made = SimpleNamespace(root=tmp_path, times=0)

    def stand_in() -> None:
        made.times += 1
        (tmp_path / "_build" / ".jupyter_cache").mkdir(parents=True, exist_ok=True)
        (tmp_path / "_build" / "html").mkdir(exist_ok=True)

    monkeypatch.setattr(build, "jupyter_book", stand_in)
    return made


def test_book_is_built_once_when_nothing_changes(book: SimpleNamespace) -> None:
    build.main()
    build.main()

    assert book.times == 1


@pytest.mark.parametrize(
    ("changed", "outputs_kept", "pages_kept"),
    [
        ("course_lib/fully_connected/dense.py", False, False),
        ("_config.yml", True, False),
        ("chapters/welcome.md", True, True),
    ],
)
def test_change_forgets_what_it_makes_untrue(
    book: SimpleNamespace, changed: str, outputs_kept: bool, pages_kept: bool
) -> None:
    build.main()
    outputs = book.root / "_build" / ".jupyter_cache" / "outputs"
    old_page = book.root / "_build" / "html" / "old.html"
    outputs.touch()
    old_page.touch()
    (book.root / changed).write_text("changed")
    build.main()

    assert book.times == 2
    assert (outputs.exists(), old_page.exists()) == (outputs_kept, pages_kept)


def test_failed_build_keeps_outputs_but_no_page(
    book: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A warning of Sphinx comes once: a page that it kept would pass the second time."""
    build.main()
    outputs = book.root / "_build" / ".jupyter_cache" / "outputs"
    wrong_page = book.root / "_build" / "html" / "wrong.html"

    def fail() -> None:
        outputs.touch()
        wrong_page.touch()
        sys.exit("build: the book does not build")

    good = build.jupyter_book
    monkeypatch.setattr(build, "jupyter_book", fail)
    (book.root / "chapters" / "welcome.md").write_text("a wrong link")
    with pytest.raises(SystemExit):
        build.main()
    monkeypatch.setattr(build, "jupyter_book", good)
    build.main()

    assert book.times == 2
    assert outputs.exists()
    assert not wrong_page.exists()


def test_removed_site_is_built_again(book: SimpleNamespace, toc: Path) -> None:
    build.main()
    (book.root / "site").rename(book.root / "away")
    with pytest.raises(SystemExit, match="was not built"):
        build.main()

    assert book.times == 2


def test_failed_check_stops_and_is_not_forgotten(book: SimpleNamespace) -> None:
    (book.root / "site" / "welcome.html").write_text("")

    for _ in range(2):
        with pytest.raises(SystemExit, match="welcome: no first heading"):
            build.main()
    assert book.times == 2


def test_failed_build_shows_its_output_and_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(command: list[str], **kwargs: object) -> int:
        ran.append(command[2] if command[1] == "-m" else command[1])
        if kwargs["stdout"] != subprocess.DEVNULL:
            kwargs["stdout"].write("\x1b[91mZeroDivisionError: division by zero\x1b[0m")
        return 1

    ran: list[str] = []

    monkeypatch.setattr(build, "BUILD", tmp_path)
    monkeypatch.setattr(build, "LOG", tmp_path / "build.log")
    monkeypatch.setattr(build.children, "run", fail)

    with pytest.raises(SystemExit, match="the book does not build"):
        build.jupyter_book()
    assert capsys.readouterr().err == "ZeroDivisionError: division by zero\n"
    assert ran == ["tools.site.execute", "build"]


def test_missing_program_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "PROGRAMS", tmp_path)

    with pytest.raises(SystemExit, match=r"there is no jupyter-book in .*setup\.py"):
        build.program("jupyter-book")


def test_page_loads_the_scripts_of_its_figures_only() -> None:
    body = '<div class="explore" data-live="plane"></div><div class="explore"></div>'

    assert figure_scripts(body) == ["explore/explore.js", "explore/live/plane.js"]
    assert figure_scripts("<p>It explores nothing.</p>") == []


def test_signature_keeps_its_words_and_links_without_the_marks_around_them() -> None:
    marked = (
        '<dt class="sig"><em class="sig-param"><span class="n"><span class="pre">x</span></span>'
        '<span class="p"><span class="pre">:</span></span><span class="w"> </span><span class="n">'
        '<a class="reference" href="#Array"><span class="pre">Array</span></a></span></em></dt>'
    )

    assert lean(marked) == (
        '<dt class="sig"><em class="sig-param">x: '
        '<a class="reference" href="#Array">Array</a></em></dt>'
    )


def formula(words: str, latex: str) -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.Text(words), nodes.math("", latex))


def test_description_leaves_out_a_sentence_with_a_formula() -> None:
    paragraph = formula(
        "The question. What does one neuron do to all its inputs? And why is it ", r"\frac"
    )
    assert describe(nodes.section("", paragraph)) == "What does one neuron do to all its inputs?"


def test_description_is_the_question_where_a_story_comes_before_it() -> None:
    story = nodes.paragraph("", "A guest in a café talks, and you hear three numbers. You add two.")
    asked = nodes.paragraph("", "The question. How does a net keep a number for many steps?")
    assert describe(nodes.section("", story, asked)) == asked.astext()[14:]


def test_description_keeps_a_formula_of_plain_signs() -> None:
    paragraph = formula("The question. What does a unit do that gives ", r"\max(0, \sigma z)")
    assert describe(nodes.section("", paragraph)).endswith("a unit do that gives max(0, σ z)")


def test_description_is_the_first_sentences_of_plain_words() -> None:
    words = (
        "A neuron takes a weighted sum of its inputs, adds a bias, and squashes the result. " * 3
    )
    line = nodes.emphasis("", "Builds on the page about one neuron. Next: a whole layer.")
    page = nodes.section(
        "",
        nodes.paragraph("", "Too short."),
        nodes.paragraph("", "", line),
        formula("What does this mean, and why is it equal to ", r"W \mapsto a"),
        formula(f"The question. {words}", "z"),
    )

    assert describe(page).startswith("A neuron takes")
    assert len(describe(page)) <= 160
    assert describe(page).endswith("…")
    assert describe(None) == ""


def test_equation_is_rendered_and_a_wrong_one_is_explained(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    process = katex_math.node_process()
    try:
        html, error = katex_math.render(r"\text{激活值} = \sigma(z)", False)
        assert 'class="katex"' in html
        assert error == ""
        assert "katex-display" in katex_math.render("z", True)[0]
        assert "Undefined control sequence" in katex_math.render(r"\sigm(z)", True)[1]
    finally:
        process.communicate()


def test_a_folder_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(build, "BUILD", tmp_path / "file" / "_build")

    with pytest.raises(SystemExit, match=r"_build cannot be written \(Not a directory\)\.$"):
        build.remember({"text": "0"})


def test_a_page_with_a_new_content_and_an_old_time_is_read_again(tmp_path: Path) -> None:
    """Sphinx by itself asks for the time of a page alone."""
    paths = {name: tmp_path / f"{name}.md" for name in ("welcome", "dense")}
    cited = tmp_path / "r.bib"
    for path in (*paths.values(), cited):
        path.write_text("first")
    events = {}
    app = SimpleNamespace(srcdir=tmp_path, config=SimpleNamespace(bibtex_bibfiles=["r.bib"]))
    app.connect = lambda event, call, priority=500: events.setdefault(event, call)
    course_site.setup(app)
    env = SimpleNamespace(found_docs=set(paths), doc2path=lambda name: str(paths[name]))

    def read_again(added: set[str] = frozenset()) -> list[str]:
        return sorted(events["env-get-outdated"](app, env, added, set(), set()))

    assert read_again(added=set(paths)) == []
    assert read_again() == []
    paths["dense"].write_text("other")
    os.utime(paths["dense"], (1e9, 1e9))
    assert read_again() == ["dense"]
    assert read_again() == []
    cited.write_text("another book")
    assert read_again() == ["dense", "welcome"]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Return a machine with nothing installed, where every way to a browser is noted."""
    fake = SimpleNamespace(programs=set(), packages=set(), root=False, ran=[], downloads=None)

    def install(*names: str) -> bool:
        fake.ran.append(names)
        there = [name for name in names if fake.root and name in fake.packages]
        fake.programs |= set(there[:1])
        return bool(there)

    def download() -> None:
        fake.ran.append("download")
        fake.downloaded = fake.downloads

    fake.downloaded = None
    monkeypatch.setattr(browser, "PLACES", ())
    monkeypatch.setattr(
        browser.shutil, "which", lambda name: f"/bin/{name}" if name in fake.programs else None
    )
    monkeypatch.setattr(browser.apt, "install", install)
    monkeypatch.setattr(browser, "of_playwright", lambda: fake.downloaded)
    monkeypatch.setattr(browser, "download", download)
    return fake


def test_browser_of_the_system_comes_first(machine: SimpleNamespace) -> None:
    machine.programs |= {"chromium"}

    assert browser.find_browser() == "/bin/chromium"
    machine.programs |= {browser.SHELL}
    assert browser.find_browser() == f"/bin/{browser.SHELL}"
    assert machine.ran == []


@pytest.mark.parametrize(
    "packages",
    [{"chromium-headless-shell", "chromium"}, {"chromium"}],
    ids=["Debian", "no shell"],
)
def test_browser_comes_from_apt_for_root_on_debian(
    machine: SimpleNamespace, packages: set[str]
) -> None:
    machine.packages |= packages
    machine.root = True
    machine.downloads = "/downloaded/chrome"

    assert browser.find_browser() == f"/bin/{max(packages, key=len)}"
    assert machine.ran == [(browser.SHELL, "chromium")]


def test_browser_is_downloaded_elsewhere_once(machine: SimpleNamespace) -> None:
    machine.downloads = "/downloaded/chrome"

    assert browser.found() is None
    assert browser.find_browser() == "/downloaded/chrome"
    assert browser.find_browser() == browser.found() == "/downloaded/chrome"
    assert machine.ran.count("download") == 1


def test_no_browser_is_one_sentence(machine: SimpleNamespace) -> None:
    with pytest.raises(SystemExit, match="install one of them"):
        browser.find_browser()
