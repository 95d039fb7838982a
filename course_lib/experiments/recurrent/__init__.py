"""The experiments of chapter 2, a module for each page; see `course_lib.experiments`."""
