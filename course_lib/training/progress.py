"""A progress bar, where somebody sees it."""

import os
import sys
from typing import Any


class NoBar:
    """What a loop gets where nobody looks: it takes the calls of a bar and shows nothing."""

    def update(self) -> None:
        """Count one step."""

    def set_postfix(self, **values: str) -> None:
        """Show values behind the bar."""

    def close(self) -> None:
        """End the bar."""


def progress_bar(where: str, progress: bool | None, total: int) -> Any:
    """Return a tqdm bar of ``total`` updates, or one that shows nothing.

    Parameters
    ----------
    where : str
        Begins the message of an error.
    progress : bool or None
        Whether to show it. None: in a terminal or a live notebook, if tqdm is there and its own
        switch, the variable ``TQDM_DISABLE``, is not set.
    total : int
        How many updates there will be.

    Raises
    ------
    ValueError
        If ``progress`` is True and tqdm is not installed.

    Examples
    --------
    >>> progress_bar("fit", False, 10).update()
    """
    if not (_somebody_looks() if progress is None else progress):
        return NoBar()
    try:
        from tqdm import tqdm
    except ImportError:
        if progress:
            raise ValueError(
                f"{where}: progress is True but tqdm is not installed, expected tqdm; install it "
                "with pip install tqdm."
            ) from None
        return NoBar()
    return tqdm(total=total, unit="update", file=sys.stderr, disable=False)


def _somebody_looks() -> bool:
    """Return whether stderr goes to a person."""
    if os.environ.get("TQDM_DISABLE", "0") not in ("", "0") or sys.stderr is None:
        return False
    return sys.stderr.isatty() or type(sys.stderr).__module__.startswith("ipykernel")
