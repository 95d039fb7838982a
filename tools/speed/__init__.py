"""Comparisons of speed. Each is a ratio of two things that run in turn."""
