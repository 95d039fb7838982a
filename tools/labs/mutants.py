"""Change the solutions of the labs in all small ways, and store what each change would give.

``python -m tools.labs.mutants`` writes ``course_lib/data/mutants.json``, and with numbers such as
``04 05`` these labs alone. A learner's wrong result that equals one of these is then named: "as if
the factor zf were left out".
"""

import json
import sys
from contextlib import suppress

from course_lib.grading.checking.naming.catalogue import FILE
from tools.labs.catalogue import catalogue, is_todays, key, rights, stored
from tools.labs.make import SOURCE

# How much memory a changed solution may take, in bytes: some would never end.
MEMORY = 3 * 2**29


def main() -> None:
    """Make the catalogue of each lab whose solutions or cases have changed."""
    with suppress(ImportError):  # Windows has no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for path in sorted(SOURCE.glob("*.ipynb")):
        if sys.argv[1:] and path.stem[:2] not in sys.argv[1:]:
            continue
        if is_todays(path, stored()):
            print(f"mutants: {path.stem} as it was")
            continue
        made = catalogue(path)
        file = stored()
        file["labs"][path.stem] = made
        file["rights"] |= rights(path)
        file["keys"][path.stem] = key(path)
        for name, parts in made["exercises"].items():
            many = sum(len(entries) for shapes in parts.values() for entries in shapes.values())
            print(f"mutants: {path.stem} {name}: {many} wrong parts", flush=True)
        # A line for each entry: then a change of one shows as one.
        text = json.dumps(file, ensure_ascii=False, separators=(",", ":")).replace("],[", "],\n[")
        made_anew = FILE.with_suffix(".new")
        made_anew.write_text(f"{text}\n", encoding="utf-8")
        made_anew.replace(FILE)


if __name__ == "__main__":
    main()
