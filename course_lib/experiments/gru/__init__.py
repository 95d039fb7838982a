"""The experiments of chapter 4, a module for each page; see `course_lib.experiments`."""
