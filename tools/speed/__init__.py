"""Comparisons of speed. Each is a ratio of two things that run in turn.

A command here may import any other command; none imports it.
"""
