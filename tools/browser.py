"""Find a browser for the tests, or fetch one; ``python -m tools.browser`` prints its path.

Chromium's headless shell is taken first: the same browser without windows of its own, with which
the tests need two thirds of the time. Then comes the system's Chrome or Chromium. Without one: on
Debian, as root, apt installs it; elsewhere Playwright downloads its own.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from tools import apt

SHELL = "chromium-headless-shell"
NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
)
# How long a page may take for anything on a busy machine, in milliseconds: Playwright's own half
# minute is over there while a page still loads.
PATIENCE = 300_000
# A test's browser talks to this machine only, and runs as root in a container too.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def of_system() -> str | None:
    """Return the path of the Chrome or Chromium that is installed, if there is one."""
    found = [shutil.which(name) for name in (SHELL, *NAMES)]
    found += [place for place in PLACES if Path(place).is_file()]
    return next((path for path in found if path), None)


def of_playwright() -> str | None:
    """Return the path of Playwright's own Chromium, if it is there."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def download() -> None:
    """Let Playwright download its own Chromium."""
    print("browser: downloading Chromium with Playwright", file=sys.stderr)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    subprocess.run(command, stdout=sys.stderr)


def found() -> str | None:
    """Return the path of the browser that the tests take, None if there is none yet."""
    return of_system() or of_playwright()


def find_browser() -> str:
    """Return the path of a browser; exit with one sentence if there is none to be had."""
    if not of_system():
        apt.install(SHELL, "chromium")
    if not found():
        download()
    path = found()
    if not path:
        sys.exit("browser: the browser tests need Chrome or Chromium; install one of them.")
    return path


if __name__ == "__main__":
    if not shutil.which(SHELL):
        apt.install(SHELL)
    print(find_browser())
