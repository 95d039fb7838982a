"""What makes the shipped data: the data sets, and the records of experiments.

A command here may import `tools.paths` and the library.
"""
