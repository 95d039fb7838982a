"""Find a browser for the tests, or fetch one; ``python -m tools.browser`` prints its path.

Chromium's headless shell is taken first: the same browser without windows of its own, with which
the tests need two thirds of the time. Then comes the system's Chrome or Chromium. Without one: on
Debian, as root, apt installs it; elsewhere Playwright downloads its own.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"
NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
)
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


def by_apt(*packages: str) -> str | None:
    """Install the first of Debian's packages that there is, if we are root, and return its path."""
    if not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")):
        return None
    print("browser: installing Chromium with apt", file=sys.stderr)
    subprocess.run(["apt-get", "update", "-qq"], stdout=sys.stderr)
    for package in packages:
        command = ["apt-get", "install", "-y", "-qq", package]
        if subprocess.run(command, stdout=sys.stderr).returncode == 0:
            return of_system()
    return None


def by_playwright() -> str | None:
    """Return the path of Playwright's own Chromium, downloaded if it is not there yet."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if not Path(path).is_file():
        print("browser: downloading Chromium with Playwright", file=sys.stderr)
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(command, stdout=sys.stderr)
    return path if Path(path).is_file() else None


def find_browser() -> str:
    """Return the path of a browser; exit with one sentence if there is none to be had."""
    path = of_system() or by_apt(SHELL, "chromium") or by_playwright()
    if not path:
        sys.exit("browser: the browser tests need Chrome or Chromium; install one of them.")
    return path


if __name__ == "__main__":
    if not shutil.which(SHELL):
        by_apt(SHELL)
    print(find_browser())
