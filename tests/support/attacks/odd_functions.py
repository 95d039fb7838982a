"""Functions of other kinds, and right ones with a catch."""

from tests.support.attacks.attack import ALL, LOST, WRAPPED, Attack

ODD_FUNCTIONS = {
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
