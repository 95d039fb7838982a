"""A link that copies the labs into a student's home on a JupyterHub and opens one of them.

Source: https://nbgitpuller.readthedocs.io/en/latest/topic/url-options.html: ``repo``, ``branch``,
and ``urlpath``, which for JupyterLab is ``lab/tree/``, the folder of the clone, the file, and
``?autodecode``.
"""

from urllib.parse import urlencode, urlsplit

from course_lib.grading.learners.self_check import RejectedError

REPOSITORY, BRANCH = "https://github.com/basic-structures/course", "main"


def link(hub: str, lab: str, repository: str = REPOSITORY, branch: str = BRANCH) -> str:
    """Return the link to a lab.

    Parameters
    ----------
    hub : str
        The address of the JupyterHub.
    lab : str
        ``"01-dense"``.
    repository, branch : str, optional
        What is copied; left out, this project.

    Raises
    ------
    RejectedError
        If an address is none.

    Examples
    --------
    >>> print(link("https://hub.uni.example/", "01-dense").partition("&branch=")[0])
    https://hub.uni.example/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgithub.com%2Fbasic-structures%2Fcourse
    """
    for option, address in (("--hub", hub), ("--repository", repository)):
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.query:
            raise RejectedError(f"{option} is {address!r}, expected an address like https://…")
    folder = urlsplit(repository).path.rstrip("/").rpartition("/")[2].removesuffix(".git")
    if not folder:
        raise RejectedError(f"--repository is {repository!r}, expected one of a project.")
    opened = f"lab/tree/{folder}/labs/{lab}.ipynb?autodecode"
    asked = urlencode({"repo": repository, "branch": branch, "urlpath": opened})
    return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{asked}"
