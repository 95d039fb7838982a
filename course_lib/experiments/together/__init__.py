"""The experiments of chapter 6, a module for each page; see `course_lib.experiments`."""
