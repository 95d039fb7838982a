"""Compare a page of this site with the same page of a stock Jupyter Book.

Run it with the environment's Python: ``.venv/bin/python -m tools.speed.site [page]``. One notebook
is built twice with the same versions: with a configuration of nothing but a title, and with ours.
Both pages are then opened in turn, in one browser that is slowed down. What is printed are ratios
of these two, not times that another machine would have.

A stock page takes MathJax, require.js and the widget manager from other hosts. They are fetched
from npm instead, once, and served beside the page: so a stock page is complete here, and its
requests count, but not the way to those hosts. require.js is in npm only as it was written, not
shortened: 20 KB more than its host sends. A stock page asks for icons of its widgets where no host
has them; these requests count too.
"""

import re
import shutil
import subprocess
import sys
import tarfile
import threading
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import yaml
from playwright.sync_api import Browser, sync_playwright

from tools.browser import ARGUMENTS, find_browser
from tools.build import environment, program
from tools.paths import BUILD, ROOT
from tools.serve import server
from tools.site.visits import SLOW_DOWN, Visit

PAGE = "chapters/3-lstm/lstm"
ROUNDS = 7
WIDTH, HEIGHT = 412, 915  # a phone
PLACE = BUILD / "bench-site"
PACKAGES = ROOT / ".venv" / "stock"
# The hosts of a stock page, with the name of the package in npm and the rest of the address.
JSDELIVR = re.compile(
    r"https://cdn\.jsdelivr\.net/npm/(?P<name>(?:@[\w.-]+/)?[\w.-]+@[\w.]+)/(?P<path>[^\"]+)"
)
CDNJS = re.compile(r"https://cdnjs\.cloudflare\.com/ajax/libs/require\.js/([\d.]+)/[\w.]+")


class Load(NamedTuple):
    """What one load of a page cost."""

    weight: float
    requests: float
    seconds: float
    shift: float


def ours() -> dict[str, Any]:
    """Return our configuration, its files named so that a book elsewhere finds them."""
    config: dict[str, Any] = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    config["html"]["favicon"] = str(ROOT / config["html"]["favicon"])
    config["bibtex_bibfiles"] = [str(ROOT / path) for path in config["bibtex_bibfiles"]]
    extensions = config["sphinx"]["local_extensions"]
    config["sphinx"]["local_extensions"] = {name: str(ROOT / at) for name, at in extensions.items()}
    return config


def build(kind: str, config: dict[str, Any], page: str) -> Path:
    """Build a book of one page and return its folder; links to other pages only warn."""
    folder = PLACE / kind
    shutil.rmtree(folder, ignore_errors=True)
    source = (ROOT / page).with_suffix(".ipynb")
    target = folder / source.relative_to(ROOT)
    target.parent.mkdir(parents=True)
    shutil.copy(source, target)
    contents = yaml.safe_dump({"format": "jb-book", "root": page})
    (folder / "_toc.yml").write_text(contents, encoding="utf-8")
    (folder / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    env = environment() | ({} if kind == "ours" else {"COURSE_BUILD": ""})
    command = [program("jupyter-book"), "build", str(folder), "-q"]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    site = folder / "_build" / "html"
    if done.returncode or not (site / f"{page}.html").is_file():
        sys.exit(f"bench-site: the {kind} book does not build:\n{done.stderr[-2000:]}")
    return site


def at_home(html: str) -> tuple[str, set[str]]:
    """Return a stock page that asks its own host for all, and the packages it wants there.

    >>> html = '<script integrity="x" src="https://cdn.jsdelivr.net/npm/mathjax@3/es5/a.js">'
    >>> at_home(html)
    ('<script src="/npm/mathjax@3/es5/a.js">', {'mathjax@3'})
    """
    html = CDNJS.sub(r"https://cdn.jsdelivr.net/npm/requirejs@\1/require.js", html)
    wanted = {match["name"] for match in JSDELIVR.finditer(html)}
    html = JSDELIVR.sub(r"/npm/\g<name>/\g<path>", html)
    return re.sub(r' integrity="[^"]*"', "", html), wanted


def fetch(package: str) -> Path:
    """Return the folder of a package of npm, fetched if it is not there; nothing of it is run."""
    folder = PACKAGES / package
    if not folder.is_dir():
        print(f"bench-site: fetching {package} from npm", flush=True)
        shutil.rmtree(PACKAGES / "new", ignore_errors=True)
        (PACKAGES / "new").mkdir(parents=True)
        command = [program("npm"), "pack", package, "--silent"]
        name = subprocess.run(
            command, cwd=PACKAGES / "new", check=True, capture_output=True, text=True
        ).stdout.strip()
        with tarfile.open(PACKAGES / "new" / name) as archive:
            archive.extractall(PACKAGES / "new", filter="data")
        folder.parent.mkdir(parents=True, exist_ok=True)
        (PACKAGES / "new" / "package").rename(folder)
    return folder


def bring_home(page: Path, site: Path) -> None:
    """Put beside a stock page what it would take from other hosts."""
    html, wanted = at_home(page.read_text(encoding="utf-8"))
    for package in wanted:
        shutil.copytree(fetch(package), site / "npm" / package)
    page.write_text(html, encoding="utf-8")


def load(browser: Browser, address: str) -> Load:
    """Open a page with an empty cache and return what that cost."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    parts = urlsplit(address)
    visit = Visit(context.new_page(), f"{parts.scheme}://{parts.netloc}/")
    visit.watch()
    visit.slow()
    visit.page.goto(address)
    visit.settle()
    if visit.foreign:
        sys.exit(f"bench-site: a page is not complete without {', '.join(visit.foreign)}")
    cost = Load(visit.weight, len(visit.requests), visit.seconds, visit.shift)
    context.close()
    return cost


def compare(sites: dict[str, Path], page: str) -> dict[str, Load]:
    """Open the pages in turn and return the median costs of each."""
    loads: dict[str, list[Load]] = {kind: [] for kind in sites}
    servers = {kind: server(site) for kind, site in sites.items()}
    for http in servers.values():
        threading.Thread(target=http.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(ARGUMENTS))
        for _ in range(ROUNDS):
            for kind, http in servers.items():
                address = f"http://127.0.0.1:{http.server_port}/{page}.html"
                loads[kind].append(load(browser, address))
        browser.close()
    for http in servers.values():
        http.shutdown()
        http.server_close()
    return {kind: Load(*map(median, zip(*of, strict=True))) for kind, of in loads.items()}


def table(stock: Load, own: Load) -> str:
    """Return the comparison as text, the ratios last."""
    rows = (
        ("weight", "KB", stock.weight / 1000, own.weight / 1000, 0),
        ("requests", "", stock.requests, own.requests, 0),
        ("readable mathematics", "s", stock.seconds, own.seconds, 2),
        ("layout shift", "", stock.shift, own.shift, 3),
    )
    lines = [f"{'':24}{'stock':>10}{'ours':>10}{'stock / ours':>15}"]
    for name, unit, a, b, digits in rows:
        ratio = f"{a / b:.1f}" if b else "-"
        lines.append(
            f"{f'{name}, {unit}'.strip(', '):24}{a:10.{digits}f}{b:10.{digits}f}{ratio:>15}"
        )
    return "\n".join(lines)


def main() -> None:
    """Build both, open both, print the ratios."""
    page = sys.argv[1].removesuffix(".ipynb") if len(sys.argv) > 1 else PAGE
    if not (ROOT / page).with_suffix(".ipynb").is_file():
        sys.exit(f"bench-site: there is no {page}.ipynb; name a notebook, e.g. {PAGE}.")
    print(f"bench-site: building {page} twice, with and without our extensions", flush=True)
    sites = {
        "stock": build("stock", {"title": "Stock"}, page),
        "ours": build("ours", ours(), page),
    }
    bring_home(sites["stock"] / f"{page}.html", sites["stock"])
    costs = compare(sites, page)
    print(f"{page}, medians of {ROUNDS} loads in turn, a processor {SLOW_DOWN} times slower:")
    print(table(costs["stock"], costs["ours"]))


if __name__ == "__main__":
    main()
