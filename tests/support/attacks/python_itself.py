"""Cells that change Python itself, or what all that runs in it needs."""

from tests.support.attacks.attack import Attack

PYTHON_ITSELF = {
    "takes the builtins away": Attack("__builtins__ = {{}}\ndef {name}({args}):\n    return 1"),
    "empties the builtins": Attack(
        "import builtins\nfor key in list(vars(builtins)):\n"
        "    if key != 'list': delattr(builtins, key)"
    ),
    "empties sys.modules": Attack(
        "import sys\nsys.modules.clear()\ndef {name}({args}):\n    return 1"
    ),
    "puts another numpy in its place": Attack(
        "import sys, types\nfake = types.ModuleType('numpy')\n"
        "fake.__getattr__ = lambda key: (lambda *a, **k: 0.0)\n"
        "sys.modules['numpy'] = np = fake\ndef {name}({args}):\n    return 1"
    ),
    "patches what its neighbours call": Attack(
        "import numpy as np\nfor key in ('zeros', 'empty', 'exp', 'concatenate', 'array', 'sum',\n"
        "            'empty_like', 'zeros_like', 'where', 'log', 'ndindex', 'stack', 'tanh'):\n"
        "    setattr(np, key, lambda *a, **k: 0.0)\n"
        "np.random.default_rng = None\ndef {name}({args}):\n    return 1"
    ),
    "patches the methods of arrays": Attack(
        "import numpy as np\nnp.ndarray.sum = lambda *a, **k: 0.0\n"
        "def {name}({args}):\n    return 1",
        "TypeError",
    ),
    "writes into the methods of arrays": Attack(
        "import gc, numpy as np\nslots = gc.get_referents(np.ndarray.__dict__)[0]\n"
        "for key in ('sum', 'reshape', 'transpose', 'max', 'copy'):\n"
        "    slots[key] = lambda *a, **k: np.float64(0)\n"
        "def {name}({args}):\n    return 1"
    ),
    "traces": Attack(
        "import sys\ndef trace(*a):\n    raise SystemExit\nsys.settrace(trace)\n"
        "def {name}({args}):\n    return 1"
    ),
    "profiles": Attack(
        "import sys, threading\ndef profile(*a):\n    while True: pass\n"
        "def {name}({args}):\n    sys.setprofile(profile)\n    return 1",
        "took longer",
    ),
    "stays at the exit": Attack(
        "import atexit\ndef stay():\n    while True: pass\natexit.register(stay)\n"
        "def {name}({args}):\n    raise SystemExit",
        "ended the Python process",
    ),
    "rings an alarm": Attack(
        "import signal\ndef ring(*a):\n    raise RuntimeError('alarm')\n"
        "signal.signal(signal.SIGALRM, ring)\nsignal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)\n"
        "def {name}({args}):\n    while True: pass",
    ),
    "an alarm that nobody hears": Attack(
        "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)\n"
        "def {name}({args}):\n    return 1"
    ),
    "ignores all signals": Attack(
        "import signal\nfor n in signal.valid_signals():\n"
        "    try: signal.signal(n, signal.SIG_IGN)\n    except OSError: pass\n"
        "def {name}({args}):\n    while True: pass",
        "took longer than 1.5 s",
    ),
    "a finalizer that stays": Attack(
        "class Stay:\n    def __del__(self):\n        while True: pass\n"
        "def {name}({args}):\n    return Stay()",
        "took longer than 1.5 s",
    ),
    "a finalizer that waits for the next call": Attack(
        "import gc\nclass End:\n    def __del__(self):\n        import os; os._exit(0)\n"
        "def {name}({args}):\n    end = End()\n    end.me = end\n    gc.set_threshold(1)\n"
        "    return 1"
    ),
    "a callback of the garbage collector": Attack(
        "import gc, os\ngc.callbacks.append(lambda *a: os._exit(0))\ngc.collect()",
        "ended the Python process",
    ),
    "a small stack": Attack(
        "import sys\nsys.setrecursionlimit(30)\ndef {name}({args}):\n    return 1"
    ),
    "a large stack": Attack(
        "import sys\nsys.setrecursionlimit(10**9)\ndef {name}({args}):\n    return {name}({args})"
    ),
    "a hundred busy threads": Attack(
        "import threading\ndef go():\n    while True: pass\nfor _ in range(100):\n"
        "    threading.Thread(target=go, daemon=True).start()\ndef {name}({args}):\n    return 1"
    ),
    "keeps all memory": Attack(
        "keep = []\ntry:\n    while True: keep.append(bytearray(10**6))\n"
        "except MemoryError: pass\ndef {name}({args}):\n    return 1"
    ),
    "keeps all files open": Attack(
        "import os\nfor _ in range(100):\n    try: os.dup(0)\n    except OSError: pass\n"
        "def {name}({args}):\n    return 1"
    ),
    "lowers its limits": Attack(
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (1, 1))\n"
        "def {name}({args}):\n    return 1",
        "not allowed",
    ),
}
