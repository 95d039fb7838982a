"""Install Debian's packages where that is possible: as root, with apt."""

import os
import shutil
import subprocess
import sys
import time

# A fresh Ubuntu updates itself in the background, for minutes. apt waits for one of its locks only.
TRIES, PAUSE = 60, 5.0
LOCKED = "Could not get lock"


def possible() -> bool:
    """Tell whether this user may install packages with apt."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and bool(shutil.which("apt-get"))


def apt_get(*words: str) -> bool:
    """Run apt-get, after any other apt that is at work; tell whether it did what it was told."""
    command = ["apt-get", "-o", f"DPkg::Lock::Timeout={TRIES * PAUSE:.0f}", *words]
    env = {**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
    for attempt in range(TRIES):
        done = subprocess.run(command, env=env, capture_output=True, text=True, errors="replace")
        if LOCKED not in done.stderr:
            break
        if not attempt:
            print("apt: another apt is at work; waiting for it", file=sys.stderr, flush=True)
        time.sleep(PAUSE)
    if done.returncode:
        print(f"apt: {' '.join(words)} failed:\n{done.stderr.strip()[-1000:]}", file=sys.stderr)
    return done.returncode == 0


def install(*packages: str) -> bool:
    """Install the first of some packages that there is; tell whether one is there now."""
    if not possible():
        return False
    print(f"apt: installing {packages[0]}", file=sys.stderr, flush=True)
    apt_get("update")
    return any(apt_get("install", "-y", package) for package in packages)
