"""Check, without Docker, that Binder will work. ``python -m tools.hosts.binder [NOTEBOOK …]``.

1. The launch links point to files that exist.
2. repo2docker reads the files in ``binder/`` and plans the image that we mean.
3. An environment made from exactly these files runs JupyterLab. In a browser a page there shows no
   MyST as it is written. Then notebooks run: those that are named (paths from the top folder), else
   all of the contents. Each cell must print what the repository stores for it; in a learner's lab,
   each check says "not written yet".

Binder is Linux, and ``postBuild`` a shell script: this runs on Linux and macOS.
"""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

from tools.hosts.jupyterlab import Lab
from tools.hosts.look import look
from tools.paths import ROOT, SITE
from tools.site.pages import notebook_names
from tools.tracked import tracked

FILES = ROOT / "binder"
EXTENSIONS = {"jupyterlab-myst", "jupyter-widgets-jupyterlab-manager"}
# A page with folded answers, equations with numbers, citations and links.
SHOWN = "chapters/4-gru/gru.ipynb"
UNCOMPARED = "nbval-ignore-output"
UNWRITTEN = "not written yet"


def launch_prefix() -> str:
    """Return how each launch link starts, from the settings of ``_config.yml``."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    hub, where = config["launch_buttons"]["binderhub_url"], config["repository"]
    name = where["url"].removeprefix("https://github.com/").strip("/")
    return f"{hub}/v2/gh/{name}/{where['branch']}?urlpath=lab/tree/"


def launch_links(text: str) -> list[str]:
    """Return the launch links of a page or of Markdown."""
    hub = urlsplit(launch_prefix())
    return re.findall(rf"{hub.scheme}://{re.escape(hub.netloc)}/v2/[^\s\"'<>)]+", text)


def link_complaints(text: str, prefix: str, root: Path = ROOT) -> list[str]:
    """Say which launch links of a text open nothing."""
    found = []
    for link in launch_links(text):
        path = parse_qs(urlsplit(link).query).get("urlpath", [""])[0].removeprefix("lab/tree/")
        if not link.startswith(prefix):
            found.append(f"{link}: a launch link starts with {prefix} (see _config.yml).")
        elif not (root / path).is_file():
            found.append(f"{link}: it opens {path}, which does not exist.")
    return found


def check_links() -> list[str]:
    """Check the launch links of the README and, where it is built, of the site."""
    prefix = launch_prefix()
    pages = [ROOT / "README.md", *sorted(SITE.rglob("*.html"))]
    texts = [page.read_text(encoding="utf-8") for page in pages]
    found = [
        f"{p.relative_to(ROOT)}: {c}"
        for p, t in zip(pages, texts, strict=True)
        for c in link_complaints(t, prefix)
    ]
    count = sum(len(launch_links(text)) for text in texts)
    print(f"binder: {count} launch links in {len(pages)} pages, {len(found)} of them wrong")
    return found


def python_version() -> str:
    """Return the Python that Binder will use, e.g. ``3.12``."""
    return (FILES / "runtime.txt").read_text().strip().removeprefix("python-")


def check_plan() -> list[str]:
    """Check that repo2docker reads the files in ``binder/`` and plans what we mean."""
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(ROOT)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    plan = done.stdout + done.stderr
    if done.returncode:
        return [f"repo2docker does not read binder/:\n{plan[-2000:]}"]
    # In the copied file names of the plan, `-` is written `-2d` and `.` is written `-2e`.
    coded = f"-{python_version()}-".replace("-", "-2d").replace(".", "-2e")
    wanted = {
        "the locked requirements": 'pip install --no-cache-dir -r "binder/requirements.txt"',
        "postBuild": "RUN ./binder/postBuild",
        f"Python {python_version()}": f"environment-2epy{coded}linux",
    }
    missing = [what for what, line in wanted.items() if line not in plan]
    planned = [what for what in wanted if what not in missing]
    print(f"binder: repo2docker plans {', '.join(planned) or 'nothing of it'}")
    return [f"repo2docker's plan for binder/ is without {what}." for what in missing]


def interpreter() -> str:
    """Return a Python of Binder's version, or this one where the machine has none."""
    version = python_version()
    name = shutil.which(f"python{version}")
    show = "import sys; print('%d.%d' % sys.version_info[:2])"
    for python in (sys.executable, *([name] if name else [])):
        asked = subprocess.run([python, "-c", show], capture_output=True, text=True)
        if asked.stdout.strip() == version:
            return python
    print(f"binder: no Python {version} here, so Python {sys.version.split()[0]} stands in for it")
    return sys.executable


def copy_tree(target: Path) -> None:
    """Copy what a clone would hold."""
    for path in tracked(ROOT):
        copied = target / path.relative_to(ROOT)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copied)


def make_environment(folder: Path, target: Path) -> Path:
    """Make an environment as Binder does, from the tree in ``folder``; return its Python."""
    subprocess.run([interpreter(), "-m", "venv", str(target)], check=True)
    python = target / "bin" / "python"
    uv = [sys.executable, "-m", "uv", "pip"]
    install = [*uv, "install", "--quiet", "--python", str(python), "--require-hashes"]
    subprocess.run([*install, "-r", "binder/requirements.txt"], cwd=folder, check=True)
    path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    quiet = {**os.environ, "PATH": path, "PIP_QUIET": "1"}
    subprocess.run(["binder/postBuild"], cwd=folder, env=quiet, check=True)
    subprocess.run([*uv, "check", "--python", str(python)], check=True)
    return python


def wanted(cell: dict[str, Any]) -> str | None:
    """Return what a cell must print, None if the repository does not say.

    A learner's lab stores what its checks print for the right answers; here none is written.
    """
    if UNCOMPARED in cell["metadata"].get("tags", []):
        return None
    said = "".join(o["text"] for o in cell["outputs"] if o.get("name") == "stdout")
    is_check = cell["metadata"].get("nbgrader", {}).get("grade", False)
    return re.sub("ok$", UNWRITTEN, said, flags=re.MULTILINE) if is_check else said


def check_run(notebooks: list[str]) -> list[str]:
    """Make the environment, start JupyterLab from it and run the notebooks."""
    with tempfile.TemporaryDirectory(prefix="binder-") as made:
        tree, state = Path(made, "tree"), Path(made, "state")
        tree.mkdir()
        state.mkdir()
        copy_tree(tree)
        python = make_environment(tree, Path(made, "environment"))
        with Lab(python, tree, state) as lab:
            found = [
                f"JupyterLab does not load {name}."
                for name in sorted(EXTENSIONS - lab.extensions())
            ]
            found += look(lab, SHOWN)
            print(f"binder: {SHOWN}: its text is looked at in a browser")
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                results = pool.map(lambda notebook: lab.run(notebook, wanted), notebooks)
                for notebook, complaints in zip(notebooks, results, strict=True):
                    print(f"binder: {notebook}: {len(complaints)} cells are wrong")
                    found += complaints
    return found


def main() -> None:
    """Run the three checks; the last only if the first two hold."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # in step with what pip says
    notebooks = sys.argv[1:] or notebook_names(ROOT / "_toc.yml")
    found = check_links() + check_plan()
    found += [
        f"{name}: there is no such notebook." for name in notebooks if not (ROOT / name).is_file()
    ]
    found = list(dict.fromkeys(found)) or check_run(notebooks)
    if found:
        sys.exit("\n".join(f"binder: {complaint}" for complaint in found))
    print("binder: all is well")


if __name__ == "__main__":
    main()
