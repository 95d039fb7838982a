"""The experiments of chapter 3, a module for each page; see `course_lib.experiments`."""
