"""Write the lock files: for the project, and for Binder a subset at the same versions."""

import subprocess
import sys

from tools.paths import ROOT

LOCKS = {  # lock file: (extras of pyproject.toml, constraint)
    "tools/requirements.lock": (["dev"], None),
    "binder/requirements.txt": (["binder"], "tools/requirements.lock"),
}


def main() -> None:
    """Resolve each lock file for all platforms and Pythons from 3.11 on, with hashes."""
    for lock, (extras, constraint) in LOCKS.items():
        command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet"]
        command += ["--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade"]
        command += ["--no-header", "--no-annotate", "--output-file", lock]
        for extra in extras:
            command += ["--extra", extra]
        if constraint:
            command += ["--constraint", constraint]
        subprocess.run(command, cwd=ROOT, check=True)
        print(f"lock: wrote {lock}")


if __name__ == "__main__":
    main()
