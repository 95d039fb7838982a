"""Take one lab's notebook out of each fork of a list.

``python -m tools.labs.forks LIST LAB FOLDER``

A line of the list is ``owner/repository``; what follows a ``#`` is a remark. From each fork git
fetches one file, as bytes: nothing else of it is stored here, and nothing of it is run. A fork
without that file gets an empty one, so that it stands in the table of the class all the same.
The forks are on the server that ``GITHUB_SERVER_URL`` names, github.com unless told.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SERVER = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
FORK = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
NOTEBOOK = "labs/{}.ipynb"
AT_ONCE, SECONDS = 8, 120


class ForkError(RuntimeError):
    """A fork has no notebook for us; the text ends a sentence."""


def listed(text: str) -> list[str]:
    """Return the forks of a list, each once.

    Raises
    ------
    ValueError
        If a line is no name of a repository.
    """
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    for n, line in enumerate(lines, 1):
        if line and (not FORK.fullmatch(line) or line.startswith("-") or ".." in line):
            raise ValueError(f"line {n} is {line!r}, expected owner/repository.")
    return list(dict.fromkeys(filter(None, lines)))


def git(*command: str) -> bytes:
    """Run git, which asks nobody for a password, and return what it prints.

    Raises
    ------
    ForkError
        If it is not there, fails or takes too long.
    """
    env = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(["git", *command], capture_output=True, env=env, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise ForkError(f"took longer than {SECONDS} s") from None
    except FileNotFoundError:
        raise ForkError("git is not installed") from None
    if done.returncode:
        raise ForkError(reason(done.stderr.decode(errors="replace")))
    return done.stdout


def reason(said: str) -> str:
    r"""Return why git failed: its first line that says so, without the advice that follows.

    Examples
    --------
    >>> reason("fatal: no such place\n\nPlease make sure you may read it\nand the place exists.")
    'no such place'
    """
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["git failed"]
    first = next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[0])
    return first.partition(": ")[2] if first.startswith(("fatal:", "error:")) else first


def notebook(fork: str, path: str) -> tuple[bytes, str]:
    """Return a file of a fork's default branch, and the commit that it is from.

    Raises
    ------
    ForkError
        If there is no such fork, or no such file in it.
    """
    with tempfile.TemporaryDirectory() as folder:
        # No file comes with the clone; that of the notebook is fetched when it is asked for.
        partial = ("--bare", "--depth=1", "--filter=blob:none", "--no-tags")
        try:
            git("clone", "--quiet", *partial, "--", f"{SERVER}/{fork}", folder)
        except ForkError as error:
            raise ForkError(f"cannot be read: {error}") from None
        try:
            raw = git("-C", folder, "cat-file", "blob", f"HEAD:{path}")
        except ForkError:
            raise ForkError(f"has no {path}") from None
        return raw, git("-C", folder, "rev-parse", "--short", "HEAD").decode().strip()


def main() -> None:
    """Write the notebooks, and say in Markdown which commit each is from."""
    parser = argparse.ArgumentParser(description="Take one lab out of each fork of a list.")
    parser.add_argument("list", type=Path, help="a text file, owner/repository in each line")
    parser.add_argument("lab", help="01-dense")
    parser.add_argument("folder", type=Path, help="where the notebooks go")
    options = parser.parse_args()
    try:
        forks = listed(options.list.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        sys.exit(f"forks: {options.list}: {error}")
    if not forks:
        sys.exit(f"forks: {options.list} names no fork.")
    options.folder.mkdir(parents=True, exist_ok=True)

    def take(fork: str) -> str:
        raw = b""
        try:
            raw, commit = notebook(fork, NOTEBOOK.format(options.lab))
            said = f"from commit {commit}"
        except ForkError as error:
            said = str(error)
        (options.folder / f"{fork.replace('/', '__')}.ipynb").write_bytes(raw)
        return f"- {fork}: {said}"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for line in pool.map(take, forks):
            print(line, flush=True)


if __name__ == "__main__":
    main()
