"""Right notebooks that look odd, as learners hand them in: each must be graded in full.

Each kind changes a solved notebook of any lab. ``labs check`` says that it is right, so
``labs grade`` must say it too, whatever the sandbox.
"""

import copy
import re


def code(source, **more):
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": []} | more


def text(cell):
    return "".join(cell["source"])


def answers(notebook, names):
    """Return the cells that answer an exercise."""
    marks = [c["metadata"].get("nbgrader", {}).get("grade_id") for c in notebook["cells"]]
    return [c for c, mark in zip(notebook["cells"], marks, strict=True) if mark in names]


def checks(notebook):
    """Return where the public checks stand."""
    return [n for n, c in enumerate(notebook["cells"]) if is_check(c)]


def is_check(cell):
    return bool(re.fullmatch(r'lab\.check\("\w+", \w+\)', text(cell).strip()))


def above(source):
    """Return the kind in which this stands above each answer, in its cell."""

    def change(notebook, names):
        for cell in answers(notebook, names):
            cell["source"] = source + "\n" + text(cell)

    return change


def below(source):
    """Return the kind in which this stands below each answer, in its cell."""

    def change(notebook, names):
        for cell in answers(notebook, names):
            cell["source"] = text(cell) + "\n" + source

    return change


def cell_first(source):
    """Return the kind in which this is a cell before all others."""

    def change(notebook, names):
        notebook["cells"].insert(0, code(source))

    return change


def cell_last(source):
    def change(notebook, names):
        notebook["cells"].append(code(source))

    return change


def cell_after_each_check(source):
    """Return the kind in which this is a cell below each check."""

    def change(notebook, names):
        for n in reversed(checks(notebook)):
            notebook["cells"].insert(n + 1, code(source))

    return change


def cell_before_each_answer(source):
    def change(notebook, names):
        for cell in answers(notebook, names):
            at = next(n for n, c in enumerate(notebook["cells"]) if c is cell)
            notebook["cells"].insert(at, code(source))

    return change


def lines(each):
    """Return the kind in which the lines of each answer are changed by a function of the lines."""

    def change(notebook, names):
        for cell in answers(notebook, names):
            cell["source"] = "".join(each(text(cell).splitlines(keepends=True)))

    return change


def prompts(first, other):
    """Return a function that puts a prompt before each line."""

    def with_prompts(found):
        inside = ("\n", " ", ")", "]", "}", "else", "elif", "except", "finally")
        return [
            (other if n and line.startswith(inside) else first) + line
            for n, line in enumerate(found)
        ]

    return with_prompts


def afterwards(how):
    """Return the kind in which each function becomes another below the checks.

    Right below its own check, if no later answer calls it; else at the end.
    """

    def change(notebook, names):
        found = answers(notebook, names)
        for i in reversed(range(len(names))):
            later = any(names[i] in text(cell) for cell in found[i + 1 :])
            at = len(notebook["cells"]) if later else checks(notebook)[i] + 1
            notebook["cells"].insert(at, code(how.format(name=names[i])))

    return change


def checked_twice(notebook, names):
    for n in reversed(checks(notebook)):
        notebook["cells"].insert(n, copy.deepcopy(notebook["cells"][n]))


def checked_before_the_answer(notebook, names):
    found = [copy.deepcopy(notebook["cells"][n]) for n in checks(notebook)]
    notebook["cells"][2:2] = found


def without_checks(notebook, names):
    notebook["cells"] = [c for c in notebook["cells"] if not is_check(c)]


def all_in_one_cell(notebook, names):
    found = answers(notebook, names)
    found[0]["source"] = "\n\n".join(text(c) for c in found)
    notebook["cells"] = [c for c in notebook["cells"] if not any(c is f for f in found[1:])]


def as_from_colab(notebook, names):
    notebook["metadata"] = {"colab": {}}
    for n, cell in enumerate(notebook["cells"]):
        cell["metadata"], cell["id"] = {"id": f"x{n}"}, f"new-{n}"
        cell["source"] = text(cell).replace("\n", "\r\n")


def wrapped(how):
    """Return the kind in which each function is wrapped: ``{name}`` is its name in the text."""

    def change(notebook, names):
        for cell, name in zip(answers(notebook, names), names, strict=True):
            cell["source"] = text(cell) + "\n" + how.format(name=name)

    return change


# NumPy's sum takes no generator; a learner who wants both writes this.
OWN_AGAIN = "from builtins import abs, all, any, max, min, pow, round, sum"

KINDS = {
    # magics
    "%%time": above("%%time"),
    "%%time, indented": lines(lambda found: ["  %%time\n", *("  " + line for line in found)]),
    "%%capture": above("%%capture out"),
    "%%capture and %%time": above("%%capture\n%%time"),
    "%%prun": above("%%prun -q"),
    "empty lines, then %%time": above("\n\n%%time"),
    "%matplotlib inline": above("%matplotlib inline"),
    "%time": above("%time started = 3\nassert started == 3"),
    "%load_ext": above("%load_ext autoreload\n%autoreload 2"),
    "%pip install": above("%pip --version"),
    "!": above("!true"),
    "x = !": above("here = !pwd\nfor place in here:\n    pass"),
    "help": above("import math\nmath.exp?"),
    "%%bash cell": cell_first("%%bash\ntrue"),
    "%%html cell": cell_first("%%html\n<b>mine</b>"),
    "%%timeit cell": cell_last("%%timeit -n 1 -r 1\n1 + 1"),
    # what IPython puts right
    ">>> prompts": lines(prompts(">>> ", "... ")),
    "In [1]: prompts": lines(prompts("In [1]: ", "   ...: ")),
    "indented": lines(lambda found: ["    " + line if line.strip() else line for line in found]),
    "indented by a tab": lines(lambda found: ["\t" + line.replace("    ", "\t") for line in found]),
    "empty lines at the top": above("\n\n\n"),
    "Windows line ends": lines(lambda found: [line.replace("\n", "\r\n") for line in found]),
    "no newline, and a semicolon": below("1;"),
    # await
    "top-level await": above("import asyncio\nawait asyncio.sleep(0)"),
    "await that waits": cell_first("import asyncio\nawait asyncio.sleep(0.01)"),
    "gather": above(
        "import asyncio\nasync def one():\n    return 1\n"
        "assert await asyncio.gather(one(), asyncio.sleep(0.01, 2)) == [1, 2]"
    ),
    "async for": above(
        "async def count():\n    yield 1\nasync for i in count():\n    pass\n"
        "items = [i async for i in count()]"
    ),
    # imports
    "from numpy import *": above(f"from numpy import *\n{OWN_AGAIN}"),
    "from numpy import * cell": cell_first(f"from numpy import *\n{OWN_AGAIN}"),
    "import matplotlib.pyplot": above("import matplotlib.pyplot as plt"),
    "plot styles": above(
        "import matplotlib.pyplot as plt\nplt.rcParams['figure.dpi'] = 99\nplt.style.use('default')"
    ),
    "a plot": above("from matplotlib import pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1])"),
    "guarded matplotlib": above(
        "try:\n    import matplotlib\n    from matplotlib.pyplot import *\n"
        "except ImportError:\n    matplotlib = None"
    ),
    "mplot3d": above("from mpl_toolkits.mplot3d import Axes3D"),
    "tqdm": above(
        "from tqdm import tqdm\nfor i in tqdm(range(2), desc='x'):\n    pass\nassert i == 1"
    ),
    "tqdm.auto": above("from tqdm.auto import trange\nassert sum(1 for _ in trange(3)) == 3"),
    "a bar": above("import tqdm\nwith tqdm.tqdm(total=3) as bar:\n    bar.update(1)"),
    "IPython.display": above(
        "from IPython.display import display, Markdown, clear_output\ndisplay(Markdown('x'))"
    ),
    "display": above("display(3)"),
    "get_ipython": above("get_ipython().run_line_magic('matplotlib', 'inline')"),
    "ipywidgets": above("import ipywidgets as widgets\nwidgets.IntSlider(value=3)"),
    "__future__": above("from __future__ import annotations"),
    "__future__ in another cell": cell_first("from __future__ import annotations"),
    "the standard library": above(
        "import collections, dataclasses, functools, itertools, json, math, os, random, re\n"
        "import statistics, string, sys, time, typing, warnings, decimal, fractions, copy, inspect"
    ),
    "numpy.linalg": above("import numpy.linalg as la\nfrom numpy.random import default_rng"),
    "numpy.lib": above("from numpy.lib.stride_tricks import sliding_window_view"),
    "the library": above("from course_lib import Adam\nimport course_lib"),
    "a layer of the library": above(
        "import course_lib\ntry:\n    course_lib.Dense(2, 3, None)\nexcept Exception:\n    pass"
    ),
    "what is not there": above(
        "try:\n    import cupy as xp\nexcept ImportError:\n    import numpy as xp"
    ),
    # statements that the sandbox refuses
    "writes a file": above("with open('x.txt', 'w') as file:\n    file.write('mine')"),
    "writes and reads a file": above(
        "open('x.txt', 'w').write('mine')\nmine = open('x.txt').read()\nmine = mine.strip()"
    ),
    "saves an array": above(
        "import numpy as np\nnp.save('mine.npy', np.zeros(3))\nx = np.load('mine.npy')"
    ),
    "subprocess": above(
        "import subprocess\nsaid = subprocess.run(['true']).returncode\nassert said == 0"
    ),
    "os.system": above("import os\nos.system('true')"),
    "makes a folder": above("import os\nos.makedirs('made', exist_ok=True)"),
    "tempfile": above("import tempfile\nwith tempfile.TemporaryDirectory() as folder:\n    pass"),
    "a socket": above("import socket\nplug = socket.socket()\nplug.close()"),
    "a thread": above("import threading\nt = threading.Thread(target=print)\nt.start()\nt.join()"),
    "logging": above(
        "import logging\nlogging.basicConfig(level=10)\nlog = logging.getLogger('x')\nlog.info('x')"
    ),
    "a log file": above("import logging\nlogging.basicConfig(filename='x.log', force=True)"),
    "seeds": above("import random\nimport numpy as np\nrandom.seed(0)\nnp.random.seed(0)"),
    "print options": above("import numpy as np\nnp.set_printoptions(precision=2, suppress=True)"),
    "strict errors": above("import numpy as np\nnp.seterr(all='warn')"),
    "a long print": below("print('x' * 10**6)"),
    # what stands below a check
    "sum afterwards": cell_after_each_check("sum = 3\ndel sum\nnot_sum = 3"),
    "np at the end": cell_last("np = 3"),
    "Python's functions at the end": cell_last("sum = len = max = min = range = zip = None"),
    "np and sum at the end": cell_last("np = sum = None"),
    "np otherwise between the checks": cell_after_each_check(
        "import types\nnp_again, np = np, types.SimpleNamespace(zeros=3)\nnp = np_again"
    ),
    "letters afterwards": cell_after_each_check("W = b = x = h = a = z = 1"),
    "each function shadowed": afterwards("{name} = 3"),
    "each function tried otherwise": afterwards("def {name}(*args):\n    return None"),
    "an error at the end": cell_last("1 / 0"),
    "a syntax error at the end": cell_last("def broken(:"),
    "the end of the process at the end": cell_last("import os\nos._exit(0)"),
    "an error in a cell of its own": cell_before_each_answer("undefined_name"),
    # the cells
    "checked twice": checked_twice,
    "checked before the answer": checked_before_the_answer,
    "without checks": without_checks,
    "all in one cell": all_in_one_cell,
    "as from Colab": as_from_colab,
    "a comment first": above("# mine"),
    "a docstring first": above("'''My answer.'''"),
    "a decorator": wrapped(
        "import functools\ndef kept(f):\n    @functools.wraps(f)\n    def g(*a, **k):\n"
        "        return f(*a, **k)\n    return g\n{name} = kept({name})"
    ),
    "a lambda": wrapped("_{name} = {name}\n{name} = lambda *args: _{name}(*args)"),
    "a class with a call": wrapped(
        "class Mine:\n    inner = staticmethod({name})\n    def __call__(self, *args):\n"
        "        return self.inner(*args)\n{name} = Mine()"
    ),
    "a partial": wrapped("import functools\n{name} = functools.partial({name})"),
    "a dataclass": above(
        "from dataclasses import dataclass\n@dataclass\nclass Mine:\n    x: int = 3\n"
        "assert Mine().x == 3"
    ),
    "prints in the function": wrapped(
        "_in_{name} = {name}\ndef {name}(*args):\n    print('called', args)\n"
        "    return _in_{name}(*args)"
    ),
    "a file written in the function": wrapped(
        "_w_{name} = {name}\ndef {name}(*args):\n    with open('x.txt', 'a') as file:\n"
        "        file.write('called')\n    return _w_{name}(*args)"
    ),
    "a bar in the function": wrapped(
        "from tqdm.auto import tqdm\n_b_{name} = {name}\ndef {name}(*args):\n"
        "    for _ in tqdm(range(1), leave=False):\n        pass\n    return _b_{name}(*args)"
    ),
    "a plot in the function": wrapped(
        "_p_{name} = {name}\ndef {name}(*args):\n    import matplotlib.pyplot as plt\n"
        "    plt.close('all')\n    return _p_{name}(*args)"
    ),
    "__name__": below("if __name__ == '__main__':\n    import __main__\n    assert __main__.lab"),
    "globals": below("assert 'np' in globals()\nglobals()['mine'] = 3\nassert mine == 3"),
    "underscore": cell_first("3\n_\n__"),
}
