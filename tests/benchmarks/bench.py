"""Measure `course_lib` against PyTorch, in turn in one process, all results compared.

PyTorch is wanted for this alone, so it lives in an environment of its own: `make bench` makes it
and runs this file there, on one core. ``.venv/bin/python -m tools.speed.layers --only LSTM`` runs
a part.

A ratio below 1 says that NumPy is faster. Ratios hold for one processor and one kernel of NumPy's
products, which stand above the table: compare only with the same. The share of the peak says how
near our own time is to that of the matrix products alone; it can be compared between processors.
"""

import argparse
import json
import platform
import time
from datetime import date
from pathlib import Path

import numpy as np

from tests.benchmarks import adapter, adapter_conv, measure
from tests.benchmarks.workloads import LAYERS, TRAINING, gflop, layer_data, training_data

TOLERANCE = {"float32": 2e-3, "float64": 1e-8}
HEAD = (
    f"{'workload':34s} {'ours ms':>9s} {'torch ms':>9s} {'ratio':>6s} {'quartiles':>13s} "
    f"{'goal':>5s} {'share':>5s}  peak MiB, ours and torch"
)


def ours(kind):
    """Return the adapters' function of this name."""
    return getattr(adapter, kind, None) or getattr(adapter_conv, kind)


def build(side, work, dtype):
    """Return forward, forward_backward and results of one side."""
    if side == "ours":
        make = ours(work.kind)
        return make(work.sizes, *layer_data(work, dtype))
    from tests.benchmarks import pytorch_side

    return pytorch_side.layer(work.kind, work.sizes, *layer_data(work, dtype))


def bench_layer(work, dtype, clock, n_pairs):
    """Return the timing of forward with backward, and what differs."""
    (_, f, results), (_, g, expected) = (build(side, work, dtype) for side in ("ours", "torch"))
    f()
    g()
    bad = measure.differences(results(), expected(), TOLERANCE[np.dtype(dtype).name])
    return measure.in_pairs(f, g, clock, n_pairs), bad


def bench_training(work, clock):
    """Return the timing of an epoch; the first epoch's losses must agree."""
    from tests.benchmarks import pytorch_side

    f = ours(work.kind)(work.sizes, *training_data(work))
    g = pytorch_side.training(work.kind, work.sizes, *training_data(work))
    first, expected = f(), g()
    agree = abs(first - expected) < 1e-2 * expected
    bad = [] if agree else [f"the first loss is {first:.4f}, PyTorch's {expected:.4f}"]
    return measure.in_pairs(f, g, clock, n_pairs=9, block_s=0.0), bad


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[], help="parts of the workloads' names")
    parser.add_argument("--pairs", type=int, default=21, help="pairs of blocks (default 21)")
    parser.add_argument("--threads", type=int, default=1, help="threads on both sides (default 1)")
    parser.add_argument("--dtype", choices=TOLERANCE, default="float32")
    parser.add_argument("--no-memory", action="store_true", help="leave out the peak memory")
    parser.add_argument("--json", type=Path, help="write the table to this file")
    parser.add_argument("--peak", nargs=2, metavar=("NAME", "SIDE"), help=argparse.SUPPRESS)
    return parser.parse_args()


def chosen(workloads, only):
    return {
        name: work
        for name, work in workloads.items()
        if not only or any(part.lower() in name.lower() for part in only)
    }


def print_peak(name, side, dtype):
    """Print the peak of one call, after another call on objects of its own has warmed up."""
    build(side, LAYERS[name], dtype)[1]()
    print(json.dumps(measure.peak_mib(build(side, LAYERS[name], dtype)[1])))


def machine(clock, threads, dtype):
    """Return what the ratios depend on."""
    import torch

    model, kernel = measure.processor()
    return {
        "date": date.today().isoformat(),
        "processor": model,
        "kernel": kernel,
        "sgemm_gflops": round(measure.sgemm_gflops(clock)),
        "threads": threads,
        "dtype": dtype,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "torch": torch.__version__,
    }


def share_of_peak(gflop, ms, peak):
    """Return the operations and their speed as a share of the peak; nothing if not counted."""
    return {} if gflop is None else {"gflop": gflop, "share": gflop / (ms / 1e3) / peak}


def line(row):
    """Return one line of the table."""
    quartiles = f"[{row['q25']:.2f}, {row['q75']:.2f}]"
    peaks = f"{row['ours_mib']:7.1f} {row['torch_mib']:7.1f}" if "ours_mib" in row else ""
    share = f"{row['share']:.2f}" if "share" in row else ""
    wrong = "".join(f"  WRONG: {text}" for text in row["wrong"])
    return (
        f"{row['name']:34s} {row['ours_ms']:9.3f} {row['torch_ms']:9.3f} {row['ratio']:6.2f} "
        f"{quartiles:>13s} {row['goal']:5.2f} {share:>5s}  {peaks}{wrong}"
    )


def write(path, facts, rows):
    """Write the table, its numbers rounded to what they can tell."""
    for row in rows:
        del row["wrong"]
        for name, value in row.items():
            if isinstance(value, float):
                row[name] = float(f"{value:.3g}")
    text = json.dumps({"machine": facts, "rows": rows}, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def main():
    options = arguments()
    dtype = np.dtype(options.dtype).type
    if options.peak:
        return print_peak(*options.peak, dtype)
    import torch
    from threadpoolctl import threadpool_limits

    torch.set_num_threads(options.threads)
    clock = time.thread_time if options.threads == 1 else time.perf_counter
    workloads, rows = chosen(LAYERS | TRAINING, options.only), []
    with threadpool_limits(options.threads):
        facts = machine(clock, options.threads, options.dtype)
        print(", ".join(f"{name} {value}" for name, value in facts.items()))
        print(HEAD)
        for name, work in workloads.items():
            if name in TRAINING:
                pairs, bad = bench_training(work, clock)
            else:
                pairs, bad = bench_layer(work, dtype, clock, options.pairs)
            row = {"name": name, "goal": work.goal, **pairs._asdict(), "wrong": bad}
            row |= share_of_peak(gflop(work), row["ours_ms"], facts["sgemm_gflops"])
            if name in LAYERS and measure.CLEAR.exists() and not options.no_memory:
                for side in ("ours", "torch"):
                    row[f"{side}_mib"] = measure.peak_in_own_process(__file__, name, side)
            print(line(row), flush=True)
            rows.append(row)
    if any(row["wrong"] for row in rows):
        raise SystemExit("bench: some results differ from PyTorch's, see above.")
    if options.json:
        write(options.json, facts, rows)
    return None


if __name__ == "__main__":
    main()
