"""The figures of the appendix, a module for each subject; see `course_lib.figures`."""
