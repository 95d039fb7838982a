"""What makes the labs, takes them in, and tries to break their grader.

A command here may import `tools.paths`, `tools.notebooks`, and the library's grader.
"""
