"""Pack a wheel again without what no page needs, so that its bytes depend on its files alone.

The files that stay are the released ones, byte for byte, or what Python itself makes of them: a
module that every page imports comes compiled.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

LEFT_OUT = (
    # For compilers and for editors, not for running.
    *("*.pyi", "*.pxd", "*.h", "*.a", "*.lib", "numpy/_core/include/*", "numpy/f2py/*"),
    # Tests, and the examples' data.
    *("*/tests/*", "numpy/random/_examples/*", "matplotlib/mpl-data/sample_data/*"),
    # The icons and scripts of matplotlib's windows, and what draws in them.
    *("matplotlib/mpl-data/images/*", "matplotlib/backends/web_backend/*"),
    # The time zones of the world.
    "dateutil/zoneinfo/dateutil-zoneinfo.tar.gz",
    # PostScript's fonts: for PDF and PS files.
    *("matplotlib/mpl-data/fonts/afm/*", "matplotlib/mpl-data/fonts/pdfcorefonts/*"),
)
FONTS = "matplotlib/mpl-data/fonts/ttf/"
# The figures' font, and those that a formula in a reader's own label may ask for.
KEPT_FONTS = re.compile(
    r"DejaVuSans(-\w+|Display|Mono)?\.ttf|cm\w+10\.ttf|cmb10.ttf|Humor-Sans.ttf|LICENSE_\w+"
)
# A zip cannot hold an earlier time.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def needed(name: str) -> bool:
    """Tell whether a page may need a file of a wheel.

    >>> needed("matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf"), needed("numpy/f2py/capi_maps.py")
    (True, False)
    """
    if name.startswith(FONTS):
        return KEPT_FONTS.fullmatch(name.removeprefix(FONTS)) is not None
    return not any(fnmatchcase(name, pattern) for pattern in LEFT_OUT)


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip that is the same each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as wheel:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(name, LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            wheel.writestr(info, data)
    return out.getvalue()


def unpacked(wheel: bytes) -> dict[str, bytes]:
    """Return the files of a zip."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as whole:
        names = [name for name in whole.namelist() if not name.endswith("/")]
        return {name: whole.read(name) for name in names}


def smaller(wheel: bytes) -> bytes:
    """Return a wheel with the files that a page needs."""
    files = {name: data for name, data in unpacked(wheel).items() if needed(name)}
    for name in [name for name in files if name.endswith(".dist-info/RECORD")]:
        lines = files[name].decode().splitlines(keepends=True)
        files[name] = "".join(line for line in lines if needed(line.split(",")[0])).encode()
    return packed(files)


def with_more(wheel: bytes, more: Mapping[str, bytes]) -> bytes:
    """Return a wheel with further files."""
    return packed(unpacked(wheel) | dict(more))


def without_sources(wheel: bytes, compiled: Mapping[str, bytes]) -> bytes:
    """Return a wheel with some modules in their compiled form alone."""
    files = unpacked(wheel)
    for name in files.keys() & compiled.keys():
        del files[name]
        files[f"{name}c"] = compiled[name]
    return packed(files)


def beside_sources(compiled: Mapping[str, bytes], python: str) -> dict[str, bytes]:
    """Return the library's compiled modules where Python looks for them: pages show its sources.

    >>> list(beside_sources({"course_lib/shapes.py": b"", "numpy/ma.py": b""}, "3.12.7"))
    ['course_lib/__pycache__/shapes.cpython-312.pyc']
    """
    tag = "cpython-" + "".join(python.split(".")[:2])
    paths = {name: PurePosixPath(name) for name in compiled if name.startswith("course_lib/")}
    return {
        str(path.parent / "__pycache__" / f"{path.stem}.{tag}.pyc"): compiled[name]
        for name, path in paths.items()
    }
