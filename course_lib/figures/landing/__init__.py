"""The figures of the welcome page; see `course_lib.figures`."""
