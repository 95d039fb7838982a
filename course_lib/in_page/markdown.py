"""The Markdown that cells show, as HTML: blocks of code, tables, bold, code within a line.

All else is text, and every text is escaped: what a reader's cell puts in comes out as words.
"""

import re
from collections.abc import Iterator
from html import escape

FENCE = re.compile(r"^```(\w*)$")
RULE = re.compile(r"^\|(?: *:?-+:? *\|)+$")
BAR = re.compile(r"(?<!\\)\|")
INLINE = re.compile(r"(`[^`]+`|\*\*[^*]+\*\*)")
SIDES = {("", ""): "", (":", ""): "left", ("", ":"): "right", (":", ":"): "center"}


def html(text: str) -> str:
    r"""Return Markdown as HTML, in the classes of the built page.

    Examples
    --------
    >>> html("✓ equal: `z` <b>")
    '<p>✓ equal: <code>z</code> &lt;b&gt;</p>'
    """
    return "\n".join(_blocks(text.split("\n")))


def _blocks(lines: list[str]) -> Iterator[str]:
    """Yield each block of some lines."""
    while lines:
        fence = FENCE.match(lines[0])
        if fence:
            end = next((i for i, line in enumerate(lines[1:], 1) if line == "```"), len(lines))
            yield code(lines[1:end], fence[1] or "text")
            lines = lines[end + 1 :]
        elif len(lines) > 1 and lines[0].startswith("|") and RULE.match(lines[1]):
            end = next((i for i, line in enumerate(lines) if line[:1] != "|"), len(lines))
            yield _table(lines[0], lines[1], lines[2:end])
            lines = lines[end:]
        elif not lines[0].strip():
            lines = lines[1:]
        else:
            end = next((i for i, line in enumerate(lines) if not line.strip()), len(lines))
            yield f"<p>{_inline(' '.join(lines[:end]))}</p>"
            lines = lines[end:]


def code(lines: list[str], language: str) -> str:
    """Return lines of code as a block."""
    text = escape("\n".join(lines) + "\n")
    block = f'<div class="highlight"><pre>{text}</pre></div>'
    return f'<div class="highlight-{language} notranslate">{block}</div>'


def _table(head: str, rule: str, body: list[str]) -> str:
    sides = [SIDES[cell[:1].strip("-"), cell[-1:].strip("-")] for cell in _cells(rule)]
    classes = [f' class="text-{side}"' if side else "" for side in sides]

    def row(line: str, tag: str) -> str:
        pairs = zip(_cells(line), classes, strict=False)
        # Above the names of rows there may be nothing to say: then it is no heading.
        tags = ((text, kind, tag if text else "td") for text, kind in pairs)
        return "".join(f"<{t}{kind}>{_inline(text)}</{t}>" for text, kind, t in tags)

    rows = "".join(f"<tr>{row(line, 'td')}</tr>" for line in body)
    return (
        f'<table class="table"><thead><tr>{row(head, "th")}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace(r"\|", "|") for cell in BAR.split(inner)]


def _inline(text: str) -> str:
    """Return a line with its code and its bold words."""

    def part(piece: str) -> str:
        if piece[:1] == "`" and piece[-1:] == "`" and len(piece) > 2:
            return f"<code>{escape(piece[1:-1])}</code>"
        if piece[:2] == "**" and piece[-2:] == "**" and len(piece) > 4:
            return f"<strong>{escape(piece[2:-2])}</strong>"
        return escape(piece)

    return "".join(map(part, INLINE.split(text)))
