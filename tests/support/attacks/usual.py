"""What any cell may do: fail, end, run on, take too much, forge a result or an answer."""

from tests.support.attacks.attack import WRAPPED, Attack

USUAL = {
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
        "    'after': tuple(None if callable(a) else a for a in args)}}",
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
}
