"""The figures of chapter 4, a module for each subject; see `course_lib.figures`."""
