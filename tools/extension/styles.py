"""Leave out of a style sheet what no page of the site can use.

The theme brings all of Bootstrap's styles. A rule stays if each class and each id that its selector
asks for is a word in the pages or in the scripts, which may set it later.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

NAMES = re.compile(r"""\b(?:class|id|for)=(?:"([^"]*)"|'([^']*)')""")
WORD = re.compile(r"[\w-]+")
COMMENT = re.compile(r"/\*.*?\*/", re.S)
# A string or an address may hold any sign.
STRING = r'"(?:[^"\\]|\\.)*"' + "|" + r"'(?:[^'\\]|\\.)*'"
OPAQUE = re.compile(rf"url\((?!\s*[\"'])[^)]*\)|{STRING}", re.S)
ASKED = re.compile(r"[.#](-?[A-Za-z_](?:[\w-]|\\.)*)")
INSIDE = re.compile(r"\[[^\]]*\]|\([^()]*\)")


def words_of(pages: Iterable[Path], scripts: Iterable[Path]) -> set[str]:
    """Return the classes and ids of some pages, and all words of some scripts."""
    found: set[str] = set()
    for page in pages:
        html = page.read_text(encoding="utf-8")
        for one, other in NAMES.findall(html):
            found.update((one or other).split())
        for script in re.findall(r"<script(?![^>]*json)[^>]*>(.*?)</script>", html, re.S):
            found.update(WORD.findall(script))
    for path in scripts:
        found.update(WORD.findall(path.read_text(encoding="utf-8")))
    return found


def blocks(css: str) -> Iterator[tuple[str, str | None]]:
    """Yield what stands before each block, and in it; None for a statement without one.

    >>> list(blocks("@import 'a'; b { c: d }"))
    [("@import 'a'", None), ('b ', ' c: d ')]
    """
    start = at = 0
    while at < len(css):
        opaque = OPAQUE.match(css, at)
        if opaque:
            at = opaque.end()
        elif css[at] == ";":
            yield css[start:at].lstrip(), None
            start = at = at + 1
        elif css[at] == "{":
            end = closing(css, at)
            yield css[start:at].lstrip(), css[at + 1 : end]
            start = at = end + 1
        else:
            at += 1


def closing(css: str, at: int) -> int:
    """Return where the block that opens at a place is closed."""
    depth = 0
    while at < len(css):
        opaque = OPAQUE.match(css, at)
        if opaque:
            at = opaque.end()
            continue
        depth += {"{": 1, "}": -1}.get(css[at], 0)
        if not depth:
            return at
        at += 1
    raise ValueError("styles: a block of the style sheet is not closed.")


def selectors(text: str) -> list[str]:
    """Return the selectors of a list.

    >>> selectors("a, :is(b, c) d")
    ['a', ' :is(b, c) d']
    """
    parts, depth = [""], 0
    for sign in text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def asked(selector: str) -> list[str]:
    """Return the classes and ids that a selector cannot do without.

    >>> asked(".a:not(.b) > #c:is(.d, .e)")
    ['a', 'c']
    """
    while selector != (shorter := INSIDE.sub("", selector)):
        selector = shorter
    return [name.replace("\\", "") for name in ASKED.findall(selector)]


def purge(css: str, used: set[str]) -> str:
    r"""Return a style sheet without the rules that nothing can use.

    >>> purge(".a, .b { c: d } @media print { .b { e: f } }", {"a"})
    '.a{ c: d }\n'
    """
    kept = []
    for head, body in blocks(COMMENT.sub("", css)):
        if body is None:
            kept.append(f"{head};")
        elif head.startswith(("@media", "@supports", "@layer", "@container")):
            inner = purge(body, used)
            kept += [f"{head.strip()}{{\n{inner}}}"] if inner else []
        elif head.startswith("@"):
            kept.append(f"{head.strip()}{{{body}}}")
        else:
            wanted = [part.strip() for part in selectors(head) if used.issuperset(asked(part))]
            kept += [f"{','.join(wanted)}{{{body}}}"] if wanted else []
    return "".join(f"{rule}\n" for rule in kept)
