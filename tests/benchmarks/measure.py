"""Time in pairs, memory in a process of its own, and the comparison of all numbers."""

import gc
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np


class Pairs(NamedTuple):
    """Medians in milliseconds, and the ratio ours / PyTorch's over pairs of blocks."""

    ours_ms: float
    torch_ms: float
    ratio: float
    q25: float
    q75: float
    n_pairs: int


def in_pairs(ours, theirs, clock, n_pairs=21, block_s=0.01, limit_s=20.0):
    """Time two functions in turn, so that whatever slows the machine slows both.

    ``clock`` is the processor's time of this thread for one thread, so that other programs which
    take the processor away do not count; for more threads it must be the wall clock.
    """
    calls = [calls_per_block(f, clock, block_s) for f in (ours, theirs)]
    blocks, start = ([], []), time.perf_counter()
    gc.collect()
    gc.disable()
    for pair in range(n_pairs):
        # Who comes first changes, so that neither always finds the other's cache.
        for side in (0, 1) if pair % 2 else (1, 0):
            f, n = (ours, theirs)[side], calls[side]
            begin = clock()
            for _ in range(n):
                f()
            blocks[side].append((clock() - begin) / n)
        if time.perf_counter() - start > limit_s and pair >= 6:
            break
    gc.enable()
    a, b = np.array(blocks)
    q25, ratio, q75 = np.percentile(a / b, [25, 50, 75])
    medians = [float(np.median(side)) * 1e3 for side in (a, b)]
    return Pairs(*medians, float(ratio), float(q25), float(q75), len(a))


def calls_per_block(f, clock, block_s):
    """Return how many calls make a block of about ``block_s``, after two to warm up."""
    f()
    f()
    begin = clock()
    f()
    return max(1, round(block_s / max(clock() - begin, 1e-7)))


def differences(ours, theirs, tolerance):
    """Return what differs by more than ``tolerance`` of the largest number; empty is good."""
    bad = []
    for name, expected in theirs.items():
        have = ours.get(name)
        if have is None or np.shape(have) != expected.shape:
            bad.append(f"{name} is missing or has another shape")
            continue
        error = float(np.abs(have - expected).max() / max(np.abs(expected).max(), 1e-12))
        if not error < tolerance:
            bad.append(f"{name} differs by {error:.1e}")
    return bad


CLEAR = Path("/proc/self/clear_refs")  # Linux alone has it


def peak_mib(forward_backward):
    """Return how far memory rises during one call, in MiB: the system's own high-water mark."""
    gc.collect()
    CLEAR.write_text("5")
    before = status("VmRSS")
    forward_backward()
    return (status("VmHWM") - before) / 1024


def status(name):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise LookupError(name)


def peak_in_own_process(script, name, side):
    """Run ``script --peak NAME SIDE`` with an allocator that gives memory back at once."""
    settings = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "0"}
    done = subprocess.run(
        [sys.executable, script, "--peak", name, side],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(json.loads(done.stdout))


def processor():
    """Return the processor's name, and the kernel that NumPy's products use."""
    from threadpoolctl import threadpool_info

    model, facts = platform.processor() or "unknown processor", Path("/proc/cpuinfo")
    for line in facts.read_text().splitlines() if facts.exists() else []:
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    kernels = {
        str(pool.get("architecture")) for pool in threadpool_info() if pool["user_api"] == "blas"
    }
    return model, ", ".join(sorted(kernels)) or "unknown kernel"


def sgemm_gflops(clock, n=1024):
    """Return the speed of one large float32 product, in 10⁹ operations a second."""
    A = np.random.default_rng(0).random((n, n), dtype=np.float32)
    seconds = []
    for _ in range(8):
        begin = clock()
        A @ A
        seconds.append(clock() - begin)
    return 2 * n**3 / min(seconds) / 1e9
