"""The experiments of chapter 1, a module for each page; see `course_lib.experiments`."""
