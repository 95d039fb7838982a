"""Where the project's files are. Commands and tests take a path from here, never from their own."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
SITE = BUILD / "html"
NPM = ROOT / "tools" / "npm"
