"""Pack the built site into one zip that opens by a double click, with no server and no network.

Run it with the environment's Python after a build: ``.venv/bin/python -m tools.site.offline``.

A page that is opened from a folder may load scripts, styles, fonts and pictures, but may not
``fetch`` another file. No page of the site does: the search loads what it looks into as scripts.
"""

import re
import sys
import tomllib
import zipfile
from pathlib import Path

import yaml

from tools.extension.words import word
from tools.paths import ROOT, SITE

# One time for all files: the same site gives the same bytes. A zip knows no year before 1980.
TIME = (1980, 1, 1, 0, 0, 0)
# The page for a missing address needs a server; the others are read by programs, not by readers.
LEFT_OUT = {"404.html", ".buildinfo", "objects.inv", "sitemap.xml"}
# A font may be used, but not asked for early: browsers refuse that without a server.
PRELOAD = re.compile(rb'\s*<link rel="preload"[^>]*>')


def release_name(root: Path = ROOT) -> str:
    """Return the name of the book's files, from its title and its version."""
    title = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))["title"]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") + f"-{project['version']}"


def pack(site: Path, target: Path) -> None:
    """Write the zip: one folder with the site in it, its files in a fixed order."""
    served = (site / "_static" / "run").is_dir()
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(names - LEFT_OUT):
            data = (site / name).read_bytes()
            if name.endswith(".html"):
                data = PRELOAD.sub(b"", data)
            entry = zipfile.ZipInfo(f"{target.stem}/{name}", TIME)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, 9)
        if served:
            entry = zipfile.ZipInfo(f"{target.stem}/README.txt", TIME)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, f"{word('offline')}\n", zipfile.ZIP_DEFLATED, 9)


def main() -> None:
    """Pack the site and say how to open it."""
    if not (SITE / "index.html").is_file():
        sys.exit(
            "offline: the book is not built yet; run `make book` (or `python -m tools.build`)."
        )
    target = SITE.parent / f"{release_name()}.zip"
    pack(SITE, target)
    print(f"offline: {target} ({target.stat().st_size / 1e6:.1f} MB)")
    print("  to read it: unpack it, then open index.html by a double click")
    if (SITE / "_static" / "run").is_dir():
        print("  to run its cells: `python -m http.server` there, then http://127.0.0.1:8000/")


if __name__ == "__main__":
    main()
