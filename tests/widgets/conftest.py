"""What the tests of widgets share as fixtures."""

import pytest


@pytest.fixture
def build(monkeypatch):
    """Be the build of the book: it draws all frames."""
    monkeypatch.setenv("COURSE_BUILD", "1")
