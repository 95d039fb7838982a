"""Code that is hard to read, and values that are hard to compare."""

from tests.support.attacks.attack import WRAPPED, Attack

HARD_TO_TAKE = {
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
}
