"""The figures of chapter 1, a module for each subject; see `course_lib.figures`."""
