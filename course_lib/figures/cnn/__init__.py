"""The figures of chapter 5, a module for each subject; see `course_lib.figures`."""
