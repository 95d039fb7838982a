"""Visit every link to another site, in the built pages and the project's papers.

Dead is a link whose address does not exist (404, 410) or whose server does not answer, three times
in a row. A server that refuses a program (403, 429) is alive. ``python -m tools.site.links``
"""

import html
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.paths import ROOT, SITE

GONE = (404, 410)
HERE = {"127.0.0.1", "localhost", "::1"}
AGENT = {"User-Agent": "Mozilla/5.0 (link check of a course book)"}
HREF = re.compile(r"""<a\b[^>]*\bhref=["'](https?://[^"'#]+)""")
MARKDOWN = re.compile(r"\]\((https?://[^)#\s]+)|<(https?://[^>#\s]+)>")


def visit(request: urllib.request.Request) -> None:
    """Ask for an address, this machine's own without the proxy that leads to the others."""
    local = urllib.parse.urlsplit(request.full_url).hostname in HERE
    proxies = [urllib.request.ProxyHandler({})] if local else []
    with urllib.request.build_opener(*proxies).open(request, timeout=30):
        pass


def links_of(path: Path) -> set[str]:
    """Return the addresses on other sites that a page or a Markdown file links to."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return {html.unescape(link) for link in HREF.findall(text)}
    return {one or other for one, other in MARKDOWN.findall(text)}


def collect(paths: Iterable[Path]) -> dict[str, list[Path]]:
    """Return each address with the files that link to it."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        for link in sorted(links_of(path)):
            found[link].append(path)
    return dict(found)


def fault(link: str, tries: int = 3, pause: float = 5.0) -> str:
    """Visit one address; return why it is dead, "" if it is alive."""
    problem = ""
    for attempt in range(tries):
        if attempt:
            time.sleep(pause * attempt)
        try:
            request = urllib.request.Request(link, headers=AGENT)
            visit(request)
            return ""
        except urllib.error.HTTPError as error:
            if error.code not in GONE:
                return ""
            problem = f"its server says {error.code}"
        except OSError as error:
            problem = f"no answer ({getattr(error, 'reason', error)})"
    return problem


def main() -> None:
    """Visit all links; exit with 1 if one is dead."""
    if not SITE.is_dir():
        sys.exit("links: the book is not built yet; run `make book` (or `python -m tools.build`).")
    found = collect([*sorted(ROOT.glob("*.md")), *sorted(SITE.rglob("*.html"))])
    with ThreadPoolExecutor(8) as pool:
        faults = dict(zip(found, pool.map(fault, found), strict=True))
    dead = {link: why for link, why in faults.items() if why}
    for link, why in dead.items():
        pages = ", ".join(str(page.relative_to(ROOT)) for page in found[link][:3])
        print(f"links: {link}: {why}. Linked from {pages}.")
    print(f"links: {len(found)} addresses, {len(dead)} of them dead")
    sys.exit(bool(dead))


if __name__ == "__main__":
    main()
