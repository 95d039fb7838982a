"""What the tests of the grader share as fixtures."""

import pytest

from course_lib.grading.outside import stripped


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    stripped.write(folder, ["course_lib.sigmoid", "course_lib.Sigmoid"], ["dense"])
    return folder
