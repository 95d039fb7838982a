"""The addresses that follow from one setting, ``repository`` in ``_config.yml``."""

from pathlib import Path

import yaml

from tools.paths import ROOT


def settings(root: Path = ROOT) -> dict[str, str]:
    """Return the repository's ``url``, without a slash at its end, and its ``branch``."""
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    where = config["repository"]
    return {"url": where["url"].strip("/"), "branch": where["branch"]}


def owner_and_name(url: str) -> tuple[str, str]:
    """Return whose repository it is, and its name.

    >>> owner_and_name("https://github.com/somebody/some-book/")
    ('somebody', 'some-book')
    """
    owner, name = url.removeprefix("https://github.com/").strip("/").split("/")
    return owner, name


def published(root: Path = ROOT) -> str:
    """Return the site's address on GitHub Pages."""
    owner, name = owner_and_name(settings(root)["url"])
    return f"https://{owner}.github.io/{name}/"
