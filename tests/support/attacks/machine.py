"""Cells that reach for the machine: pipes, other processes, memory and files."""

from tests.support.attacks.attack import Attack

MACHINE = {
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
}
