"""The figures of chapter 6, a module for each subject; see `course_lib.figures`."""
