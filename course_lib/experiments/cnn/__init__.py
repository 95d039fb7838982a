"""The experiments of chapter 5, a module for each page; see `course_lib.experiments`."""
