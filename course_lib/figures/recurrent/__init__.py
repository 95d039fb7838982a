"""The figures of chapter 2, a module for each subject; see `course_lib.figures`."""
