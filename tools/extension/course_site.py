"""The site's own Sphinx extension: every page small, and nothing on it from another host.

It joins the styles and the scripts that pages need, leaves out the rest, puts KaTeX's fonts on the
site itself, and adds the moving figures' files, the page's description and the page 404.
"""

import re
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from tools.extension import social_card
from tools.extension.katex_math import KATEX
from tools.extension.styles import purge, words_of
from tools.extension.words import word
from tools.in_page.assemble import RUN

HERE = Path(__file__).resolve().parent
FIGURES = HERE.parent.parent / "course_lib" / "widgets" / "static"

# All styles of a page are one file, and all its scripts another: few requests, cached after the
# first page. Left out of both: the theme's icon font (543 KB), Bootstrap's script, MathJax, Thebe.
STYLES = (
    "basic.css",
    "styles/pydata-sphinx-theme.css",
    "pygments.css",
    "styles/sphinx-book-theme.css",
    "mystnb.*.css",
    "sphinx-design.min.css",
    "togglebutton.css",
    "copybutton.css",
    "katex.css",
    "icons.css",
    "course.css",
    "frame.css",
    "run.css",
)
SCRIPTS = (
    "course.js",
    "documentation_options.js",
    "doctools.js",
    "design-tabs.js",
    "togglebutton.js",
    "clipboard.min.js",
    "copybutton.js",
    "scripts/sphinx-book-theme.js",
    "scripts/pydata-sphinx-theme.js",
    "reading.js",
    "search.js",
)
# The only files that a page asks for, beside those two and the moving figures' own.
KEPT = {
    "site.css",
    "site.js",
    "favicon.svg",
    "social-card.png",
    "language_data.js",
    "search-data.js",
    "minus.png",
    "plus.png",
    "file.png",
}
KEPT_FOLDERS = {"fonts", "explore", "run"}
# A page's question and a lab's goal are named so in bold; a letter alone is a word, LaTeX is not.
LABEL = re.compile(r"^(The question|Goal)\. ")
FORMULA = "\0"
# A shorter description says too little.
LEAST = 40
LATEX = re.compile(r"[\\^_{}]")
# What of LaTeX is a word or a sign of its own.
SIGN = re.compile(r"\\([a-z]+)")
SIGNS = {name: name for name in ("exp", "log", "max", "min", "tanh")} | {
    "cdot": "·",
    "ge": "≥",
    "le": "≤",
    "odot": "⊙",
    "pi": "π",
    "sigma": "σ",
    "times": "×",
}
# The fonts of nearly all equations. A page with equations asks for them at once, not after a first
# layout: so the lines around an equation do not move when its font comes.
EARLY_FONTS = ("KaTeX_Main-Regular", "KaTeX_Math-Italic")
# The theme's rules for the glyphs of its icon font, 1,900 of them, and that font.
GLYPHS = re.compile(
    r"@font-face\{font-display:block;font-family:Font Awesome[^}]*\}"
    r'|(?:\.fa-[\w-]+:before,?)+\{content:"[^"]*"\}'
)
# A signature of the API reference: half of that page's elements were marks that no style uses.
SIGNATURE = re.compile(r'<dt class="sig .*?</dt>', re.DOTALL)
MARK = re.compile(r'<span class="(?:pre|w|n|p|o)">((?:[^<]|<a [^>]*>[^<]*</a>)*)</span>')
# What screen readers would say wrongly: a role that was taken out of the standard, and a name that
# is not the words on the control.
MENDED = {
    'role="doc-biblioentry"': 'role="listitem"',
    '<summary aria-label="Toggle hidden content">': "<summary>",
}
# The corner of a table of results: above the names there is nothing to say.
EMPTY_HEAD = re.compile(r'<th class="(head[^"]*)">(?:<p></p>)?</th>')


def configure(app: Sphinx, config: Config) -> None:
    """Set what `_config.yml` cannot: absolute paths, and options beside Jupyter Book's own."""
    config.templates_path.insert(0, str(HERE / "templates"))
    config.html_static_path.append(str(HERE / "static"))
    repository = config.html_theme_options["repository_url"]
    owner, name = repository.removeprefix("https://github.com/").strip("/").split("/")
    config.html_baseurl = config.html_baseurl or f"https://{owner}.github.io/{name}/"
    config.html_theme_options.update(
        # Theme 1.3 inherits items for a header bar that it does not show: an empty bar is left.
        navbar_start=[],
        navbar_center=[],
        navbar_end=[],
        navbar_persistent=[],
        primary_sidebar_end=[],
        article_footer_items=["page-end.html"],
        search_bar_text=word("search"),
        toc_title=word("on this page"),
        use_download_button=False,
        use_fullscreen_button=False,
        back_to_top_button=False,
    )


def copy_static(app: Sphinx) -> None:
    """Copy KaTeX's style sheet with its woff2 fonts, and the moving figures' scripts."""
    static = Path(app.outdir, "_static")
    shutil.copytree(
        KATEX / "fonts",
        static / "fonts",
        ignore=shutil.ignore_patterns("*.woff", "*.ttf"),
        dirs_exist_ok=True,
    )
    css = (KATEX / "katex.min.css").read_text(encoding="utf-8")
    css = re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("\w+"\)', "", css)
    (static / "katex.css").write_text(css, encoding="utf-8")
    if FIGURES.is_dir():
        shutil.copytree(FIGURES, static / "explore", dirs_exist_ok=True)
    if RUN.is_dir():
        shutil.copytree(RUN, static / "run", dirs_exist_ok=True)
    social_card.draw(app.config.html_title, static / "social-card.png")


def choose_assets(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Load the two bundles, and a moving figure's files where there is one; nothing else."""
    context["script_files"].clear()
    context["css_files"].clear()
    app.add_css_file("site.css")
    app.add_js_file("site.js", loading_method="defer")
    scripts = figure_scripts(context.get("body", ""))
    for name in scripts:
        app.add_js_file(name, loading_method="defer")
    if scripts:
        app.add_css_file("explore/explore.css")


def figure_scripts(body: str) -> list[str]:
    """Return the scripts that a page's moving figures need.

    >>> figure_scripts('<div class="explore" data-live="plane"></div>')
    ['explore/explore.js', 'explore/live/plane.js']
    >>> figure_scripts("<p>no figure</p>")
    []
    """
    live = sorted(set(re.findall(r'data-live="([\w-]+)"', body)))
    shared = ["explore/explore.js"] if 'class="explore' in body else []
    return shared + [f"explore/live/{name}.js" for name in live]


def describe(doctree: nodes.document | None) -> str:
    """Return what a page is about, cut at a word: its question, or its first plain sentences.

    The line in italics that says what the page builds on is left out, and so is each sentence with
    a formula that is not plain text.
    """
    paragraphs = list(doctree.findall(nodes.paragraph)) if doctree else []
    # A page that begins with a story names its question after it.
    paragraphs.sort(key=lambda paragraph: not LABEL.match(paragraph.astext()))
    for paragraph in paragraphs:
        if isinstance(next(iter(paragraph.children), None), nodes.emphasis):
            continue
        text = LABEL.sub("", " ".join(plain(paragraph).split()))
        text = " ".join(s for s in re.split(r"(?<=[.?!…]) ", text) if FORMULA not in s)
        if len(text) >= LEAST:
            return text if len(text) <= 160 else text[:157].rsplit(" ", 1)[0] + "…"
    return ""


def plain(node: nodes.Node) -> str:
    """Return a paragraph's text, with a mark for each formula that needs LaTeX."""
    if isinstance(node, nodes.math):
        text = SIGN.sub(lambda found: SIGNS.get(found[1], found[0]), node.astext())
        return FORMULA if LATEX.search(text) else text
    return "".join(map(plain, node.children)) if node.children else node.astext()


def lean(signature: str) -> str:
    """Return a signature without the marks around its words, and those around them.

    >>> lean('<dt class="sig py"><span class="n"><span class="pre">x</span></span></dt>')
    '<dt class="sig py">x</dt>'
    """
    shorter = MARK.sub(r"\1", signature)
    return signature if shorter == signature else lean(shorter)


def mend(body: str) -> str:
    """Return a page without what screen readers would say wrongly.

    >>> mend('<th class="head text-left"><p></p></th>')
    '<td class="head text-left"></td>'
    """
    for found, mended in MENDED.items():
        body = body.replace(found, mended)
    return EMPTY_HEAD.sub(r'<td class="\1"></td>', body)


def add_to_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Give the template what it writes into the head, and mend the body."""
    context["description"] = describe(doctree)
    context["site_url"] = app.config.html_baseurl
    body = context.get("body", "")
    context["early_fonts"] = EARLY_FONTS if 'class="katex' in body else ()
    body = mend(body)
    if body:
        context["body"] = SIGNATURE.sub(lambda match: lean(match[0]), body)


def new_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Have Sphinx read each page with a new content; by itself it asks for the file's time alone.

    A page that was put back, from a copy or another folder, has an old time. The bibliography is
    part of each page's content.
    """
    cited = b"".join(Path(app.srcdir, name).read_bytes() for name in app.config.bibtex_bibfiles)
    before = getattr(env, "course_contents", {})
    now = {
        name: sha256(Path(env.doc2path(name)).read_bytes() + cited).hexdigest()
        for name in env.found_docs
    }
    env.course_contents = now  # type: ignore[attr-defined]
    return [name for name in now.keys() - added if before.get(name) != now[name]]


def extra_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the page for an address that does not exist."""
    yield "404", {"title": "Page not found"}, "404.html"


def bundle(app: Sphinx, exception: Exception | None) -> None:
    """Join styles and scripts, then remove what no page loads."""
    static = Path(app.outdir, "_static")
    if exception or not (static / "basic.css").exists():  # no page was written
        return
    scripts = [next(static.glob(part)) for part in (*SCRIPTS, "search-data.js")]
    used = words_of(Path(app.outdir).rglob("*.html"), [*scripts, *static.glob("explore/**/*.js")])
    for name, parts in (("site.css", STYLES), ("site.js", SCRIPTS)):
        texts = [next(static.glob(part)).read_text(encoding="utf-8") for part in parts]
        # A semicolon keeps one script's end from running into the next one's start.
        text = "\n;\n".join(texts) if name.endswith("js") else "\n".join(texts)
        text = GLYPHS.sub("", text)
        if name.endswith("css"):
            text = purge(text, used)
        text = re.sub(r"^(//|/\*)# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)
        (static / name).write_text(text, encoding="utf-8")
    if not RUN.is_dir():
        shutil.rmtree(static / "run", ignore_errors=True)
    for path in static.iterdir():
        if path.is_dir() and path.name not in KEPT_FOLDERS:
            shutil.rmtree(path)
        elif path.is_file() and path.name not in KEPT:
            path.unlink()


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the steps above to Sphinx."""
    app.connect("config-inited", configure)
    app.connect("builder-inited", copy_static)
    app.connect("env-get-outdated", new_pages)
    app.connect("html-page-context", add_to_page)
    app.connect("html-page-context", choose_assets, priority=900)
    app.connect("html-collect-pages", extra_pages)
    app.connect("build-finished", bundle, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
