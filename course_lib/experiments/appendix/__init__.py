"""The experiments of the appendix, a module for each page; see `course_lib.experiments`."""
