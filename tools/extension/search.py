"""What the search says of a page, and which words it takes for the same.

Sphinx makes the index of all words. This writes ``search-data.js`` beside it: each page's question,
which is its description, and the rows of the glossary.
"""

import json
import re
from html import escape, unescape
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from tools.extension.glossary import meaning
from tools.extension.terms import GLOSSARY, Term
from tools.extension.words import word

# Characters of Taiwan and Hong Kong, each before the one that the glossary writes.
TRADITIONAL = (
    "習习價价優优傳传關关淨净準准別别單单參参雙双變变圖图學学實实層层幀帧開开徵征徑径憶忆態态擬拟損损數数斷断時时"
    "術术機机權权條条標标棧栈檢检匯汇測测濾滤狀状環环碼码積积窺窥練练經经絡络網网視视訓训記记識识試试語语誤误譜谱"
    "輪轮輸输過过運运連连遲迟選选遺遗長长門门問问間间隨随隱隐預预題题飽饱驗验遞递迴回類类歸归"
)
# Words that mean the same, with simplified characters, each before that of the glossary.
SAME = {
    "递回": "循环",
    "递归神经": "循环神经",
    "网路": "网络",
    "类神经": "神经",
    "捲积": "卷积",
    "权值": "权重",
    "门限循环": "门控循环",
    "长短期记忆神经网络": "长短期记忆网络",
}
# Names of whole pages that are not in the glossary.
NAMES: dict[str, tuple[str, ...]] = {
    "chapters/welcome": ("deep learning", "深度学习", "Hung-yi Lee", "李宏毅"),
    GLOSSARY: ("glossary", "术语", "中文"),
    "labs/teaching": ("teacher", "教师", "grading"),
}
DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')
PAGE, LAB, LOOKED_UP, API = range(4)


def kind(page: str) -> int:
    """Return what a page is: its results stand in this order.

    >>> [kind(page) for page in ("chapters/run", "labs/01-dense", "labs/solutions/01-dense")]
    [0, 1, 2]
    """
    if page.startswith("labs/solutions/"):
        return LOOKED_UP
    if page.startswith("labs/"):
        return LAB
    if re.match(r"chapters/appendix/api", page):
        return API
    return LOOKED_UP if page in (GLOSSARY, "chapters/appendix/bibliography") else PAGE


def row(term: Term) -> dict[str, Any]:
    """Return a row of the glossary as the search shows it."""
    return {
        "page": term.page,
        "names": [*term.english, *term.chinese],
        "english": escape(", ".join(term.english)),
        "chinese": "、".join(term.chinese),
        "meaning": meaning(term.meaning),
    }


def description(site: Path, page: str) -> str:
    """Return what a built page says of itself."""
    found = DESCRIPTION.search((site / f"{page}.html").read_text(encoding="utf-8"))
    return unescape(found[1]) if found else ""


def search_data(site: Path, pages: list[str], terms: list[Term]) -> dict[str, Any]:
    """Return what the script of the search reads."""
    names = {page: (word("kind lab"),) for page in pages if kind(page) == LAB} | NAMES
    named = [
        {"page": page, "names": given, "english": "", "chinese": "", "meaning": ""}
        for page, given in names.items()
        if page in pages
    ]
    return {
        "pages": {
            page: {"kind": kind(page), "says": description(site, page)} for page in sorted(pages)
        },
        "terms": [*map(row, terms), *named],
        "kinds": ["", word("kind lab"), word("kind looked up"), word("kind api")],
        "simplified": dict(zip(TRADITIONAL[::2], TRADITIONAL[1::2], strict=True)),
        "same": SAME,
    }


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the file."""
    if exception is None and app.builder.name == "html":
        data = search_data(Path(app.outdir), list(app.env.found_docs), app.config.glossary_rows)
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        path = Path(app.outdir, "_static", "search-data.js")
        path.write_text(f"window.searchData = {text};\n", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Write it when the pages are there, before `course_site` removes what no page asks for."""
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
