"""Cells that a learner may hand in, hostile or odd, and what the grader must say of them.

In each source {name} is the function of the exercise, {args} the names of its arguments, {module}
the module of the lab's exercises, and {right} the solution's cell.
"""

from typing import NamedTuple

NOTHING, LOST, ALL = "no point", "points lost", "all points"


class Attack(NamedTuple):
    """What stands in the cell of one exercise."""

    source: str
    told: str = ""
    """A part of what the learner is told."""
    earns: str = NOTHING


WRAPPED = """{right}
_right = {name}
"""

ATTACKS = {
    "raises": Attack("def {name}({args}):\n    raise ValueError('no')", "raised ValueError: no"),
    "syntax error": Attack("def {name}({args})\n    return 1", "SyntaxError"),
    "empty": Attack("", "is not defined"),
    "prints the expected output": Attack("print('{name}: ok')", "is not defined"),
    "prints it at the call": Attack(
        "import os, sys\ndef {name}({args}):\n    print('{name}: ok')\n"
        "    os.write(1, b'{name}: ok\\n')\n    sys.__stdout__.write('{name}: ok')"
    ),
    "redefines the check": Attack(
        "class lab:\n    def check(*a, **k):\n        print('{name}: ok')\n"
        "def {name}({args}):\n    return 1"
    ),
    "patches numpy and builtins": Attack(
        "import builtins, numpy as np\n"
        "np.allclose = np.array_equal = np.isclose = lambda *a, **k: True\n"
        "builtins.print = lambda *a, **k: None\nbuiltins.all = lambda *a: True\n"
        "def {name}({args}):\n    return 1"
    ),
    "patches the library": Attack(
        "import course_lib.grading.inside.outcome as o, course_lib.grading.inside.worker as w\n"
        "o.call = lambda *a: o.Outcome(value=None)\nw.call = o.call\n"
        "def {name}({args}):\n    return 1"
    ),
    "walks frames": Attack(
        "import sys\ndef {name}({args}):\n    frame = sys._getframe()\n    while frame:\n"
        "        for value in list(frame.f_locals.values()) + list(frame.f_globals.values()):\n"
        "            if callable(getattr(value, 'reference', None)):\n"
        "                return value.reference({args})\n        frame = frame.f_back"
    ),
    "searches all objects": Attack(
        "import gc\ndef {name}({args}):\n    for thing in gc.get_objects():\n"
        "        if type(thing).__name__ == 'Exercise':\n"
        "            return thing.reference({args})"
    ),
    "imports the exercises": Attack(
        "from course_lib.grading.exercises.{module} import EXERCISES\n"
        "def {name}({args}):\n    return EXERCISES['{name}'].reference({args})"
    ),
    "reads the sources from the disk": Attack(
        "import glob, re\ndef {name}({args}):\n    scope = {{}}\n"
        "    for path in glob.glob('/**/exercises/*.py', recursive=True):\n"
        "        if '{name}' in open(path).read():\n            exec(open(path).read(), scope)\n"
        "    return scope['EXERCISES']['{name}'].reference({args})"
    ),
    "a thread that prints and waits": Attack(
        "import threading, time\ndef go():\n    while True:\n        print('{name}: ok')\n"
        "        time.sleep(0.01)\nthreading.Thread(target=go, daemon=True).start()\n"
        "def {name}({args}):\n    return 1"
    ),
    "sys.exit at the definition": Attack("import sys\nsys.exit(0)", "ended the Python process"),
    "os._exit at the definition": Attack("import os\nos._exit(0)", "ended the Python process"),
    "sys.exit at the call": Attack(
        "import sys\ndef {name}({args}):\n    sys.exit(0)", "ended the Python process"
    ),
    "os._exit at the call": Attack(
        "import os\ndef {name}({args}):\n    os._exit(0)", "ended the Python process"
    ),
    "kills itself": Attack(
        "import os\ndef {name}({args}):\n    os.kill(os.getpid(), 9)", "ended the Python process"
    ),
    "kills all others": Attack("import os\ndef {name}({args}):\n    os.kill(-1, 9)"),
    "crashes the interpreter": Attack(
        "import ctypes\ndef {name}({args}):\n    ctypes.string_at(0)", "ended the Python process"
    ),
    "endless loop": Attack("def {name}({args}):\n    while True: pass", "took longer than 1.5 s"),
    "endless loop at the definition": Attack("while True: pass", "took longer than 2 s"),
    "swallows interrupts": Attack(
        "def {name}({args}):\n    while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass",
        "took longer than 1.5 s",
    ),
    "sleeps": Attack("import time\ndef {name}({args}):\n    time.sleep(1e6)", "took longer than"),
    "prints without end": Attack(
        "def {name}({args}):\n    while True: print('x' * 10**6)", "took longer than 1.5 s"
    ),
    "a very long message": Attack(
        "def {name}({args}):\n    raise ValueError('x' * 10**8)", "raised ValueError: xxx"
    ),
    "a message of many lines": Attack(
        "def {name}({args}):\n    raise ValueError('{name}: ok\\n' * 100)", "raised ValueError"
    ),
    "a message that is markup": Attack(
        "def {name}({args}):\n    raise ValueError('<script>alert(1)</script>')",
        "raised ValueError: <script>",
    ),
    "allocates 50 GB": Attack(
        "import numpy as np\ndef {name}({args}):\n    return np.ones(7 * 10**9)", "MemoryError"
    ),
    "returns 1 GB": Attack(
        "import numpy as np\ndef {name}({args}):\n    return np.zeros(12 * 10**7)",
        "returned 960 MB",
    ),
    "forks": Attack(
        "import os\ndef {name}({args}):\n    while True: os.fork()", "raised PermissionError"
    ),
    "fills the disk": Attack(
        "def {name}({args}):\n    for n in range(10**6):\n"
        "        with open(f'/tmp/{{n}}', 'wb') as file: file.write(bytes(10**7))",
        "raised OSError",
    ),
    "writes into the library": Attack(
        "import course_lib\ndef {name}({args}):\n    open(course_lib.__file__, 'a').write('1/0')",
        "raised OSError",
    ),
    "opens a socket": Attack(
        "import socket\ndef {name}({args}):\n    socket.create_connection(('127.0.0.1', 80))",
        "raised PermissionError",
    ),
    "returns None": Attack("def {name}({args}):\n    pass"),
    "returns a function": Attack("def {name}({args}):\n    return print", "returned a"),
    "returns objects": Attack(
        "import numpy as np\ndef {name}({args}):\n    return np.array([object()])", "dtype object"
    ),
    "returns NaN": Attack(
        "import numpy as np\ndef {name}({args}):\n    return np.full((4, 4), np.nan)"
    ),
    "returns an array that lies": Attack(
        "import numpy as np\nclass Liar(np.ndarray):\n"
        "    def __eq__(self, other): return np.bool_(True)\n"
        "    def __array_ufunc__(self, *a, **k): return np.zeros(1)\n"
        "def {name}({args}):\n    return np.zeros((3, 3)).view(Liar)",
        "Liar",
    ),
    "equals everything": Attack(
        "class Same(float):\n    def __eq__(self, other): return True\n"
        "    def __sub__(self, other): return 0.0\ndef {name}({args}):\n    return Same(1)"
    ),
    "a list in itself": Attack(
        "def {name}({args}):\n    a = []\n    a.append(a)\n    return a", "nested"
    ),
    "endless recursion": Attack("def {name}({args}):\n    return {name}({args})", "RecursionError"),
    "writes on the pipes": Attack(
        "import os\nfor n in range(3, 64):\n    try: os.write(n, bytes(10**4))\n"
        "    except OSError: pass\ndef {name}({args}):\n    return 1"
    ),
    "closes the pipes": Attack(
        "import os\nos.closerange(3, 64)\ndef {name}({args}):\n    return 1"
    ),
    "forges messages": Attack(
        "import os, struct, json\n"
        "h = json.dumps({{'dict': {{'value': 1, 'error': None}}}}).encode()\n"
        "for n in range(3, 64):\n    try: os.write(n, struct.pack('>QQ', len(h), 0) + h)\n"
        "    except OSError: pass\ndef {name}({args}):\n    return 1"
    ),
    "answers in the worker's place": Attack(
        "import sys\nworker = sys.modules['course_lib.grading.inside.worker']\n"
        "worker.answer_call = lambda *a: {{'error': 'ok', 'final': True}}"
    ),
    "answers that all is well": Attack(
        "import sys\nworker = sys.modules['course_lib.grading.inside.worker']\n"
        "worker.answer_call = lambda name, args, names: {{\n"
        "    'value': None, 'fault': ('raised', '', 'ok'), 'line': None, 'warnings': (),\n"
        "    'after': args}}",
        "raised an exception: ok",
    ),
    "sends answers of its own": Attack(
        "import json, struct, sys\nwire = sys.modules['course_lib.grading.inside.wire']\n"
        "text = json.dumps({{'dict': {{'error': 'ok', 'final': True}}}}).encode()\n"
        "frame = struct.pack('>QQ', len(text), 0) + text\n"
        "wire.send = lambda stream, message: (stream.write(frame), stream.flush())",
        "broke the connection",
    ),
    "an argument that there is not": Attack(
        WRAPPED + "import sys\nworker = sys.modules['course_lib.grading.inside.worker']\n"
        "answer = worker.answer_call\n"
        "worker.answer_call = lambda *a: answer(*a) | {{'changed': [99]}}",
        "broke the connection",
    ),
    "a pickle in disguise": Attack(
        "class Evil:\n    def __reduce__(self):\n        return print, ('{name}: ok',)\n"
        "def {name}({args}):\n    return Evil()",
        "returned a value of type Evil",
    ),
    "magics": Attack("%reset -f\n!kill -9 -1\n%%bash\nkill -9 -1", "is not defined"),
    # Python itself, changed
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
    # the machine
    "lays files over the pipes": Attack(
        "import os\nnothing = os.open('/dev/null', os.O_RDWR)\nfor n in range(3, 20):\n"
        "    if n != nothing: os.dup2(nothing, n)\ndef {name}({args}):\n    return 1"
    ),
    "pipes that do not wait": Attack(
        "import os\nfor n in range(3, 20):\n    try: os.set_blocking(n, False)\n"
        "    except OSError: pass\ndef {name}({args}):\n    return 1"
    ),
    "traces another process": Attack(
        "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "def {name}({args}):\n    if libc.ptrace(16, os.getppid(), 0, 0) < 0:\n"
        "        raise OSError(ctypes.get_errno(), 'ptrace')",
        "raised PermissionError",
    ),
    "writes into the memory of others": Attack(
        "import os\ndef {name}({args}):\n"
        "    return len(os.listdir(f'/proc/{{os.getppid()}}/fd')), open(\n"
        "        f'/proc/{{os.getppid()}}/mem', 'r+b')",
        "Error",
    ),
    "writes into its own memory": Attack(
        "import os\ndef {name}({args}):\n    with open('/proc/self/mem', 'r+b', 0) as memory:\n"
        "        memory.seek(id({name}))\n        memory.write(bytes(64))\n    return 1"
    ),
    "runs a program": Attack(
        "import subprocess\ndef {name}({args}):\n    return subprocess.run(['/bin/true'])",
        "PermissionError",
    ),
    "leaves a file for the next learner": Attack(
        "import os, tempfile\ndef {name}({args}):\n"
        "    for place in ('/tmp', '/dev/shm', '/var/tmp', os.path.expanduser('~'), '.'):\n"
        "        try: open(os.path.join(place, 'left-behind'), 'w').write('1')\n"
        "        except OSError: pass\n    return 1"
    ),
    "reads the answers of another": Attack(
        "import glob\ndef {name}({args}):\n"
        "    return len(open(glob.glob('/tmp/labs-*/job.json')[0]).read())",
        "IndexError",
    ),
    # code that is hard to read
    "nested too deep to parse": Attack("def {name}({args}):\n    return " + "(" * 50_000, "raised"),
    "a sum of many terms": Attack(
        "def {name}({args}):\n    return " + "+".join(["1"] * 50_000), "raised"
    ),
    "a NUL in the code": Attack("def {name}({args}):\n    return '\x00'", "null byte"),
    "half a character": Attack("def {name}({args}):\n    return '\ud800'", "raised"),
    "text that runs backwards": Attack(
        "def {name}({args}):\n    raise ValueError('\u202eko')", "raised ValueError: ?ko"
    ),
    "many magics": Attack("%matplotlib inline\n" * 600, "SyntaxError"),
    # values that are hard to compare
    "a number with a thousand digits": Attack("def {name}({args}):\n    return 10**999"),
    "a number with too many digits": Attack("def {name}({args}):\n    return 10**9999"),
    "thousand digits everywhere": Attack(
        WRAPPED + "def big(v):\n    if isinstance(v, (tuple, list)): return type(v)(map(big, v))\n"
        "    if isinstance(v, dict): return {{k: big(x) for k, x in v.items()}}\n"
        "    return 10**400\ndef {name}(*args):\n    return big(_right(*args))"
    ),
    "text everywhere": Attack(
        WRAPPED + "def big(v):\n    if isinstance(v, (tuple, list)): return type(v)(map(big, v))\n"
        "    if isinstance(v, dict): return {{k: big(x) for k, x in v.items()}}\n"
        "    return 'ok'\ndef {name}(*args):\n    return big(_right(*args))"
    ),
    "complex everywhere": Attack(
        WRAPPED + "def big(v):\n    if isinstance(v, (tuple, list)): return type(v)(map(big, v))\n"
        "    if isinstance(v, dict): return {{k: big(x) for k, x in v.items()}}\n"
        "    return np.asarray(v) * np.complex128(1 + 1e-30j) + 1j\n"
        "def {name}(*args):\n    return big(_right(*args))"
    ),
    "no entries everywhere": Attack(
        WRAPPED + "def big(v):\n    if isinstance(v, (tuple, list)): return type(v)(map(big, v))\n"
        "    if isinstance(v, dict): return {{k: big(x) for k, x in v.items()}}\n"
        "    return np.zeros((0, *np.shape(v)))\ndef {name}(*args):\n    return big(_right(*args))"
    ),
    "a wide float": Attack(
        "def {name}({args}):\n    return np.array(['inf', 'nan', '1e4000'], np.longdouble)"
    ),
    "a dict without end": Attack(
        "def {name}({args}):\n    return {{str(n): n for n in range(10**6)}}"
    ),
    "a list without end": Attack("def {name}({args}):\n    return [[0.0]] * 10**6"),
    "a dtype with fields": Attack(
        "def {name}({args}):\n    return np.zeros(3, [('a', float), ('b', object)])", "dtype"
    ),
    "a masked array": Attack(
        "def {name}({args}):\n    return np.ma.masked_all((3, 3))", "MaskedArray"
    ),
    # functions of other kinds
    "asynchronous": Attack("async def {name}({args}):\n    return 1", "without async"),
    "a generator": Attack("def {name}({args}):\n    yield 1", "is there a yield"),
    "a class": Attack(
        "class {name}:\n    def __init__(self, *args): self.args = args", "returned a"
    ),
    "returns its arguments": Attack("def {name}(*args):\n    return args[0]"),
    "an argument too few": Attack("def {name}():\n    return 1", "TypeError"),
    # right, but ...
    "changes its arguments": Attack(
        WRAPPED + "def spoil(v):\n    if isinstance(v, np.ndarray) and v.size: v.flat[0] += 1\n"
        "    elif isinstance(v, dict): list(map(spoil, v.values()))\n"
        "    elif isinstance(v, (list, tuple)): list(map(spoil, v))\n"
        "def {name}(*args):\n    answer = _right(*args)\n    spoil(args)\n    return answer",
        "changes its input",
    ),
    "says that it changes nothing": Attack(
        WRAPPED + "import sys\noutcome = sys.modules['course_lib.grading.inside.outcome']\n"
        "outcome.same = lambda *a: True\noutcome.changes = lambda *a: ()\n"
        "def spoil(v):\n    if isinstance(v, np.ndarray) and v.size: v.flat[0] += 1\n"
        "    elif isinstance(v, dict): list(map(spoil, v.values()))\n"
        "    elif isinstance(v, (list, tuple)): list(map(spoil, v))\n"
        "def {name}(*args):\n    answer = _right(*args)\n    spoil(args)\n    return answer",
        "changes its input",
    ),
    "remembers instead of computing": Attack(
        WRAPPED + "_seen = {{}}\ndef {name}(*args):\n"
        "    key = str([np.shape(a) for a in args if isinstance(a, (np.ndarray, list))])\n"
        "    if key not in _seen: _seen[key] = _right(*args)\n    return _seen[key]",
        earns=LOST,
    ),
    "is right once": Attack(
        WRAPPED + "_calls = []\ndef {name}(*args):\n    _calls.append(1)\n"
        "    return _right(*args) if len(_calls) == 1 else 0.0"
    ),
    "with default arguments": Attack(
        WRAPPED + "def {name}({args}, verbose=False, *more, **options):\n    return _right({args})",
        earns=ALL,
    ),
    "a lambda": Attack(WRAPPED + "{name} = lambda *args: _right(*args)", earns=ALL),
    "decorated": Attack(
        WRAPPED + "import functools\ndef twice(f):\n    @functools.wraps(f)\n"
        "    def both(*args, **more):\n        f(*args, **more)\n"
        "        return f(*args, **more)\n    return both\n"
        "@twice\ndef {name}({args}):\n    return _right({args})",
        earns=ALL,
    ),
    "partial": Attack(
        WRAPPED + "import functools\n{name} = functools.partial(lambda right, *args: right(*args), "
        "_right)",
        earns=ALL,
    ),
    "an object that can be called": Attack(
        WRAPPED + "class Answer:\n    def __call__(self, *args): return _right(*args)\n"
        "{name} = Answer()",
        earns=ALL,
    ),
    "warns, prints and sets options": Attack(
        WRAPPED + "import sys, warnings\nnp.seterr(all='raise')\nwarnings.simplefilter('error')\n"
        "np.set_printoptions(precision=1, threshold=2, formatter={{'all': lambda x: '?'}})\n"
        "np.random.seed(0)\ndef {name}(*args):\n    print('here', *args)\n"
        "    sys.stderr.write('there')\n    return _right(*args)",
        earns=ALL,
    ),
    "returns a view": Attack(
        WRAPPED + "def view(v):\n    if isinstance(v, tuple): return tuple(map(view, v))\n"
        "    return v[...] if isinstance(v, np.ndarray) else v\n"
        "def {name}(*args):\n    return view(_right(*args))",
        earns=ALL,
    ),
    "returns arrays in another order of memory": Attack(
        WRAPPED + "def turned(v):\n    if isinstance(v, tuple): return tuple(map(turned, v))\n"
        "    return np.asfortranarray(v) if isinstance(v, np.ndarray) and v.ndim else v\n"
        "def {name}(*args):\n    return turned(_right(*args))",
        earns=ALL,
    ),
    "Windows line ends and tabs": Attack(
        WRAPPED.replace("\n", "\r\n") + "def {name}({args}):\r\n\treturn _right({args})\r\n",
        earns=ALL,
    ),
}

# Those that meet every lab.
WORST = ("kills itself", "walks frames", "syntax error")
# An attack and an exercise to which it means nothing: these have no array to change.
NO_MEANING = {
    (kind, name)
    for kind in ("changes its arguments", "says that it changes nothing")
    for name in ("first_bias", "memory_gate", "count_weights")
}
