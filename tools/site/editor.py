"""The editor for a page's cells, CodeMirror, as one file: ``esbuild`` joins what npm brought."""

import os
import subprocess
import sys
from pathlib import Path

from tools.paths import NPM

SOURCE = NPM / "editor.js"
ROOMS = ("@codemirror/*", "@lezer/*", "@marijn/*", "crelt", "style-mod", "w3c-keyname")


def bundle(out: Path) -> None:
    """Write the editor; exit with what esbuild says if it cannot.

    Parameters
    ----------
    out
        The file to write.
    """
    program = NPM / "node_modules" / ".bin" / ("esbuild.cmd" if os.name == "nt" else "esbuild")
    options = ("--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning")
    command: list[str | Path] = [program, SOURCE, *options, f"--outfile={out}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"editor: it cannot be joined into one file:\n{done.stderr.strip()}")
    with out.open("a", encoding="utf-8") as file:
        file.write("".join(f"/*!\n{text}*/\n" for text in licences()))


def licences() -> list[str]:
    """Return the licences of what is in the file: a copy of it must carry them."""
    modules = NPM / "node_modules"
    found = [path for room in ROOMS for path in modules.glob(f"{room}/LICENSE")]
    return sorted({path.read_text(encoding="utf-8") for path in found})
