"""The figures of chapter 3, a module for each subject; see `course_lib.figures`."""
