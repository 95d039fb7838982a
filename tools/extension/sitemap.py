"""``sitemap.xml``: the addresses of all pages, for search engines.

There is no robots.txt: an engine reads it at the root of a host, and the site is a folder below.
"""

from pathlib import Path
from xml.sax.saxutils import escape

from sphinx.application import Sphinx

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{lines}
</urlset>
"""


def sitemap(base: str, pages: list[str]) -> str:
    """Return the file's text for pages below an address.

    >>> print(sitemap("https://example.org/book/", ["a", "b/c"]).splitlines()[2])
    <url><loc>https://example.org/book/a.html</loc></url>
    """
    lines = (f"<url><loc>{escape(f'{base}{page}.html')}</loc></url>" for page in pages)
    return SITEMAP.format(lines="\n".join(lines))


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the file beside the pages."""
    if exception is None and app.builder.format == "html":
        text = sitemap(app.config.html_baseurl, sorted(app.env.found_docs))
        Path(app.outdir, "sitemap.xml").write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Write it when the site is built."""
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
